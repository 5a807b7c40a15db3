"""Reads YAML strictly: every fault is collected with its line, and nothing is guessed."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Final

import yaml

from bot.errors import Fault, LibraryError
from bot.knowledge.files import read_text
from bot.knowledge.readers.yaml_nodes import LOADER, Budget, CostlyError, compose
from bot.text import clean

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

LONGEST_KEY: Final = 100
"""Characters of a key: whatever is said of what stands below it names it."""
_TEXT_TAG = "tag:yaml.org,2002:str"


class YamlFile:
    """One file, and the faults found in it so far.

    Every method returns what can be used of a node, and an empty value for what can't, so that one pass over a
    file finds all its faults.
    """

    def __init__(self, path: Path, faults: list[Fault], budget: Budget | None = None) -> None:
        self.path = path
        self._faults = faults
        self._budget = budget or Budget()

    def fault(self, node: yaml.Node | None, problem: str, remedy: str) -> None:
        """Note that something is wrong where `node` stands (with None: in the file as a whole)."""
        line, column = (node.start_mark.line + 1, node.start_mark.column + 1) if node is not None else (1, 0)
        self._faults.append(Fault(self.path, line, problem, remedy, column))

    def root(self) -> yaml.Node | None:
        """Return the file's one document; None, with a fault noted, when there is none.

        Raises:
            LibraryError: this and the files before it hold more than a library may.
        """
        content = read_text(self.path, self._faults)
        if content is None:
            return None
        try:
            node = compose(content, self._budget)
        except CostlyError as error:
            self._faults.append(Fault(self.path, error.line, error.problem, error.remedy))
            if self._budget.nodes < 0:
                raise LibraryError(self._faults) from error  # Nothing more may be read.
            return None
        except yaml.YAMLError as error:
            from bot.knowledge.readers.yaml_slips import explain  # A sound library has no need of it.

            slip = explain(content, error, LOADER)
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
            if len(key) > LONGEST_KEY:
                self.fault(key_node, f"a key of {what} is longer than {LONGEST_KEY} characters", "shorten it")
            elif key in seen:
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
