"""Reads YAML strictly: every fault is collected with its line, and nothing is guessed."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Final

import yaml

from bot.errors import Fault
from bot.text import clean

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

try:
    from yaml import CSafeLoader as SafeLoader
except ImportError:  # PyYAML built without libyaml: slower, the same result
    from yaml import SafeLoader  # type: ignore[assignment]  # the two loaders share an interface, not a base

DEEPEST: Final = 50
"""Levels of nesting in a file; no library needs a tenth of them."""

_TEXT_TAG = "tag:yaml.org,2002:str"
_INDENT: Final = re.compile(r" *(?:[-?:] +)*")
"""What a line begins with: spaces, and the signs behind which a list or a mapping may begin on the same line."""
_BRACKET: Final = re.compile(r"[\[\]{}]")
_MAYBE_DEEP: Final = re.compile(r"^[ ?:-]{20}|^(?:[^\[{\n]*[\[{]){20}", re.MULTILINE)
"""A file without such a line has fewer than `DEEPEST` levels: it need not be looked through line by line."""


class YamlFile:
    """One file, and the faults found in it so far.

    Every method returns what can be used of a node, and an empty value for what can't, so that one pass over a
    file finds all its faults.
    """

    def __init__(self, path: Path, faults: list[Fault]) -> None:
        self.path = path
        self._faults = faults

    def fault(self, node: yaml.Node | None, problem: str, remedy: str) -> None:
        """Note that something is wrong where `node` stands (with None: in the file as a whole)."""
        line, column = (node.start_mark.line + 1, node.start_mark.column + 1) if node is not None else (1, 0)
        self._faults.append(Fault(self.path, line, problem, remedy, column))

    def root(self) -> yaml.Node | None:
        """Return the file's one document; None, with a fault noted, when there is none."""
        try:
            content = self.path.read_bytes().decode("utf-8-sig")
        except OSError as error:
            self.fault(None, f"cannot be read ({error.strerror})", "check that it exists and who may read it")
            return None
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            self._faults.append(Fault(self.path, line, "is not UTF-8", "save the file in the encoding UTF-8"))
            return None
        if line := _too_deep(content):
            self._faults.append(Fault(self.path, line, "is nested too deep", f"keep to {DEEPEST} levels"))
            return None
        try:
            node: yaml.Node | None = yaml.compose(content, Loader=SafeLoader)
        except yaml.YAMLError as error:
            from bot.knowledge.readers.yaml_slips import explain  # A sound library has no need of it.

            slip = explain(content, error, SafeLoader)
            self._faults.append(Fault(self.path, slip.line, slip.problem, slip.remedy, slip.column))
            return None
        if node is None:
            self.fault(None, "is empty", "fill it or remove the file")
        return node

    def entries(self, node: yaml.Node | None, what: str) -> Iterator[tuple[str, yaml.Node, yaml.Node]]:
        """Yield (key, key's node, value's node) of a mapping whose keys are free."""
        if node is None:
            return
        if not isinstance(node, yaml.MappingNode):
            self.fault(node, f"{what} must be a mapping (key: value)", "write it as indented 'key: value' lines")
            return
        seen: set[str] = set()
        for key_node, value_node in node.value:
            key = self.text(key_node, f"a key of {what}")
            if key in seen:
                self.fault(key_node, f"'{key}' stands twice in {what}", "keep one of them")
            elif key:
                seen.add(key)
                yield key, key_node, value_node

    def mapping(
        self, node: yaml.Node | None, what: str, *, required: Collection[str] = (), optional: Collection[str] = ()
    ) -> dict[str, yaml.Node]:
        """Return the values of a mapping whose keys are fixed."""
        found: dict[str, yaml.Node] = {}
        for key, key_node, value_node in self.entries(node, what):
            if key in required or key in optional:
                found[key] = value_node
            else:
                from difflib import get_close_matches  # A sound library has no need of it.

                allowed = [*required, *optional]
                nearest = get_close_matches(key, allowed, n=1)
                meant = f"write '{nearest[0]}', or " if nearest else ""
                self.fault(key_node, f"'{key}' is not a key of {what}", f"{meant}use one of: {', '.join(allowed)}")
        if isinstance(node, yaml.MappingNode):
            for key in required:
                if key not in found:
                    self.fault(node, f"{what} has no '{key}'", "add it")
        return found

    def items(self, node: yaml.Node | None, what: str) -> list[yaml.Node]:
        """Return the nodes of a list that holds something."""
        if node is None:
            return []
        if not isinstance(node, yaml.SequenceNode):
            if isinstance(node, yaml.ScalarNode) and re.match(r"-\S", node.value):
                self.fault(node, f"{what} must be a list, and no space follows the dash", "write '- '")
                return []
            self.fault(node, f"{what} must be a list", "write each item on a line of its own, after '- '")
            return []
        if not node.value:
            self.fault(node, f"{what} is empty", "add an item or remove the key")
        return list(node.value)

    def text(self, node: yaml.Node | None, what: str) -> str:
        """Return a string, cleaned as every text from outside."""
        if node is None:
            return ""
        if not isinstance(node, yaml.ScalarNode):
            self.fault(node, f"{what} must be a text", "write one text here, in quotes")
            return ""
        if node.tag != _TEXT_TAG:
            if not node.value or node.tag.endswith(":null"):
                self.fault(node, f"{what} is empty", "write the text, or remove the line")
            else:
                self.fault(node, f"{what} is read as {node.tag.rpartition(':')[2]}, not as text", "put quotes round it")
            return ""
        text = clean(node.value)
        if not text:
            self.fault(node, f"{what} is empty", "write the text, or remove the line")
        return text

    def truth(self, node: yaml.Node, what: str) -> bool:
        """Return a yes or no, written `true` or `false`."""
        if node.value not in ("true", "false"):
            self.fault(node, f"{what} is neither true nor false", "write true or false")
        return bool(node.value == "true")

    def number(self, node: yaml.Node | None, what: str) -> float:
        """Return a number above 0."""
        try:
            number = float(node.value) if isinstance(node, yaml.ScalarNode) else 0.0
        except ValueError:
            number = 0.0
        if node is not None and not 0 < number < math.inf:
            self.fault(node, f"{what} is no number above 0", "write one, such as 4 or 2.5")
        return number

    def texts(self, node: yaml.Node | None, what: str) -> tuple[str, ...]:
        """Return a list of strings, the empty and the faulty left out."""
        found = [self.text(item, f"an item of {what}") for item in self.items(node, what)]
        return tuple(text for text in found if text)


def _too_deep(content: str) -> int:
    """Return the line on which a file goes too deep, 0 if it does not.

    A level begins at each further column of indentation and at each open bracket, those in texts included. The parser
    is not asked; its own limit (1,000 levels since PyYAML 6.0.4, a crash before) is for what is written to deceive.
    """
    if not _MAYBE_DEEP.search(content):
        return 0
    levels: list[int] = []
    for number, line in enumerate(content.splitlines(), 1):
        indent = str(_INDENT.findall(line)[0])
        if not line.strip():
            continue
        begins = len(indent) - len(indent.lstrip(" "))
        while levels and levels[-1] >= begins:
            levels.pop()
        levels += [column for column, sign in enumerate(indent) if sign != " "] + [len(indent)]
        deepest = len(levels)
        for bracket in _BRACKET.findall(line):
            if bracket in "[{":
                levels.append(begins)
                deepest = max(deepest, len(levels))
            elif levels:
                levels.pop()
        if deepest > DEEPEST:
            return number
    return 0
