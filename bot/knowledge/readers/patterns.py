"""Reads lists of patterns from YAML."""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

from bot.knowledge.pattern import PatternError

if TYPE_CHECKING:
    from bot.knowledge.pattern import Pattern, PatternReader
    from bot.knowledge.readers.yaml_file import YamlFile


def read_patterns(file: YamlFile, node: yaml.Node | None, what: str, reader: PatternReader) -> tuple[Pattern, ...]:
    """Return a list of patterns, each a text, or a mapping with an example in which it has to be found."""
    patterns: list[Pattern] = []
    for item in file.items(node, what):
        written: yaml.Node | None = item
        example = ""
        if isinstance(item, yaml.MappingNode):
            values = file.mapping(item, f"an item of {what}", required=["pattern", "example"])
            written, example = values.get("pattern"), file.text(values.get("example"), "example")
        if text := file.text(written, f"an item of {what}"):
            try:
                patterns.append(reader.read(text, example))
            except PatternError as error:
                for problem in error.problems:
                    remedy = "write it as the other patterns are"
                    file.fault(item, f"the pattern '{text}' cannot be used: {problem}", remedy)
    return tuple(patterns)
