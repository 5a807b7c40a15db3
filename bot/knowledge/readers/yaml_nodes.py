"""Parses YAML into nodes, and stops where a file would cost more than any library needs."""

from __future__ import annotations

from typing import Any, Final

import yaml

LOADER: Final[type[yaml.SafeLoader]] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""PyYAML may be built without libyaml: it is slower then, with the same result."""
DEEPEST: Final = 50
"""Levels of nesting in a file; no library needs a tenth of them."""
MOST_NODES: Final = 100_000
"""Keys, texts, lists and mappings in all files of a library, 300 bytes each: four times those of the shipped one."""

_TOO_DEEP: Final = ("is nested too deep", f"keep to {DEEPEST} levels")
_PARSER_IS_TOO_DEEP: Final = "exceeded maximum nesting depth"
"""What PyYAML says, since 6.0.4, of 1,000 brackets in a row: it looks at all of them before it tells of the first."""

_NODES: Final[dict[type[yaml.Event], Any]] = {
    yaml.ScalarEvent: yaml.ScalarNode,
    yaml.SequenceStartEvent: yaml.SequenceNode,
    yaml.MappingStartEvent: yaml.MappingNode,
}
_ENDS: Final = (yaml.SequenceEndEvent, yaml.MappingEndEvent)


class Budget:
    """What the files of a library may still hold, counted down over all of them."""

    def __init__(self) -> None:
        self.nodes = MOST_NODES


class CostlyError(ValueError):
    """A file would cost too much to read; it holds the line on which that shows, what is wrong, and what to do."""

    def __init__(self, line: int, problem: str, remedy: str) -> None:
        super().__init__(line, problem, remedy)
        self.line = line
        self.problem = problem
        self.remedy = remedy


def compose(content: str, budget: Budget) -> yaml.Node | None:
    """Return the one document of a file; None, if it is empty. Its nodes are taken off the budget.

    The nodes are put together here and not by PyYAML: it follows aliases, a few of which stand for millions of nodes,
    and goes as deep as a file does, at the cost of the stack.

    Raises:
        yaml.YAMLError: it is not YAML, or not one document.
        CostlyError: it has aliases, is nested too deep or has too many nodes.
    """
    loader = LOADER(content)
    try:
        return _compose(loader, budget)
    except yaml.MarkedYAMLError as error:
        if error.problem != _PARSER_IS_TOO_DEEP or error.problem_mark is None:
            raise
        raise CostlyError(error.problem_mark.line + 1, *_TOO_DEEP) from error
    finally:
        loader.dispose()


def _compose(loader: Any, budget: Budget) -> yaml.Node | None:  # PyYAML's two loaders give marks of types of their own
    top: list[yaml.Node] = []
    items = top
    """The nodes of the innermost open collection, those of a mapping as keys and values in turn."""
    outer: list[tuple[yaml.CollectionNode, list[yaml.Node]]] = []
    """The open collections, each with the nodes of what it stands in."""
    while (kind := type(event := loader.get_event())) is not yaml.StreamEndEvent:
        if kind in _NODES:
            budget.nodes -= 1
            items.append(node := _node(loader, kind, event))
            if budget.nodes < 0:
                problem = f"the library has more than {MOST_NODES:,} keys and texts up to here"
                raise CostlyError(_line(event), problem, "leave out what no answer needs")
            if kind is not yaml.ScalarEvent:
                outer.append((node, items))
                items = []
                if len(outer) > DEEPEST:
                    raise CostlyError(_line(event), *_TOO_DEEP)
        elif kind in _ENDS:
            inner = items
            node, items = outer.pop()
            node.value = inner if kind is yaml.SequenceEndEvent else list(zip(inner[::2], inner[1::2], strict=True))
        elif kind is yaml.AliasEvent:
            problem = f"has an alias, '*{event.anchor}'"
            raise CostlyError(_line(event), problem, "write it out, or put quotes round the text")
        elif kind is yaml.DocumentStartEvent and top:
            raise yaml.composer.ComposerError(None, None, "but found another document", event.start_mark)
    return top[0] if top else None


def _node(loader: Any, kind: type[yaml.Event], event: Any) -> Any:
    """Return the node that an event begins, a collection without what is in it."""
    if event.anchor:
        problem = f"has an anchor, '&{event.anchor}'"
        raise CostlyError(_line(event), problem, "leave it out, or put quotes round the text")
    make = _NODES[kind]
    value = event.value if kind is yaml.ScalarEvent else None
    tag = event.tag
    if tag is None or tag == "!":
        tag = loader.resolve(make, value, event.implicit)
    return make(tag, value, event.start_mark, event.end_mark)


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1
