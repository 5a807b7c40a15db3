"""Writes entries as the files of a library, for a person who goes on editing them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from bot.exchange.grouping import slug
from bot.exchange.yaml_text import key, quoted, value_lines
from bot.knowledge.load import RESOURCES
from bot.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.exchange.entry import Entry

SCHEMA_FOLDER: Final = "schema"
"""The folder of a library with the schemas that editors check its files by."""


def topic_files(entries: Sequence[Entry], origin: str) -> dict[str, str]:
    """Return the text of a file for each topic, by the file's name; `origin` says where they come from."""
    topics: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        name = slug(entry.topic) or "faq"
        topics[f"{name}_topic" if name in RESOURCES else name].append(entry)
    return {f"{name}.yaml": _topic_text(found, origin) for name, found in topics.items()}


def _topic_text(entries: Sequence[Entry], origin: str) -> str:
    lines = [f"# yaml-language-server: $schema={SCHEMA_FOLDER}/topic.json", f"# Imported from {clean(origin)}."]
    if topic := entries[0].topic:
        lines.append(f"topic: {quoted(topic)}")
    lines.append("intents:")
    for entry in entries:
        lines += _intent(entry)
    return "\n".join(lines) + "\n"


def _intent(entry: Entry) -> Iterator[str]:
    yield f"  {key(entry.ids[0])}:"
    yield f"    title: {quoted(entry.title or entry.questions[0])}"
    yield "    examples:"
    yield from (f"      - {quoted(question)}" for question in entry.questions)
    yield "    answer:"
    yield from value_lines("- text", entry.answer, 6)
    if entry.source:
        yield f"    source: {quoted(entry.source)}"
    if entry.related:
        yield f"    related: [{', '.join(map(key, entry.related))}]"
    if entry.metadata:
        yield "    metadata:"
        yield from (f"      {key(name)}: {quoted(value)}" for name, value in entry.metadata)
    yield from (f"    # Not carried over: {each}" for each in entry.left_behind)
