"""Reads and writes the .tsv of Azure's custom question answering, and of QnA Maker before it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

from bot.exchange.entry import Entry
from bot.exchange.formats.spreadsheet import ANSWER, QUESTION, is_whole, mended_cells, take
from bot.exchange.formats.table import Row
from bot.text import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.exchange.entry import Note

COLUMNS: Final = (
    "Question", "Answer", "Source", "Metadata", "SuggestedQuestions", "IsContextOnly", "Prompts", "QnaId",
)  # fmt: skip
_KNOWN: Final = {column.lower() for column in COLUMNS} | {"sourcedisplayname"}
_NOTHING: Final = ("[]", "{}")
_NO_SOURCE: Final = ("editorial", "custom editorial")
"""What the source of a pair is called that was typed in."""
_BREAK_AFTER_PATH: Final = re.compile(r"(\\\S*|\b[A-Za-z]:)\n")
r"""A line break that would be taken for a part of the path before it (C:\new) when it is written as `\n`."""


def is_azure(row: Row) -> bool:
    """Return whether a row has the columns of an exported knowledge base."""
    columns = row.cells.keys()
    return "qnaid" in columns or ("metadata" in columns and columns <= _KNOWN)


def entry_of(row: Row, place: str, note: Note) -> Entry | None:
    """Return what a row asks and answers; None, which is told, where it does not do both.

    The rows of one pair have the same answer, by which they are joined later.
    """
    cells = dict(row.cells)
    structured = {name: cells.pop(name, "") for name in ("metadata", "suggestedquestions", "prompts")}
    cells = mended_cells(Row(row.line, cells), place, note, has_escapes=True)
    question, answer = clean(take(cells, QUESTION)), take(cells, ANSWER)
    if not is_whole(question, answer, place, note):
        return None
    source = clean(cells.pop("source", ""))
    number = cells.pop("qnaid", "")
    left_behind: list[str] = []
    if cells.pop("iscontextonly", "").casefold() == "true":
        left_behind.append("was answered only after a prompt, and is always answered here")
    if suggested := _suggested(structured["suggestedquestions"]):
        note(place, f"suggested questions that nobody has accepted are left out: {suggested}")
    cells.pop("sourcedisplayname", "")
    related = [str(prompt["qnaid"]) for prompt in _objects(structured["prompts"]) if prompt.get("qnaid")]
    if clean(structured["prompts"]) not in ("", *_NOTHING) and not related:
        note(place, f"prompts cannot be read; left out: {clean(structured['prompts'])[:80]}")
    return Entry(
        questions=(question,),
        answer=answer,
        place=place,
        ids=(number,) if number else (),
        source="" if source.casefold() in _NO_SOURCE else source,
        related=tuple(related),
        metadata=(*_metadata(structured["metadata"]), *((name, clean(text)) for name, text in cells.items())),
        left_behind=tuple(left_behind),
    )


def tsv_text(entries: Sequence[Entry]) -> str:
    """Return a .tsv that question answering imports: a row for each question, with its answer each time."""
    numbers = {entry.ids[0]: number for number, entry in enumerate(entries, start=1)}
    titles = {entry.ids[0]: entry.title for entry in entries}
    rows: list[Sequence[str]] = [COLUMNS]
    for entry in entries:
        prompts = [
            {"displayOrder": order, "qnaId": numbers[other], "displayText": titles[other]}
            for order, other in enumerate(other for other in entry.related if other in numbers)
        ]
        metadata = [{"name": name, "value": value} for name, value in entry.metadata]
        behind = (json.dumps(metadata, ensure_ascii=False), "[]", "False", json.dumps(prompts, ensure_ascii=False))
        for question in entry.questions:
            rows.append((question, entry.answer, entry.source or "Editorial", *behind, str(numbers[entry.ids[0]])))
    has_quoted = any(cell.startswith('"') for row in rows for cell in row)
    return "".join("\t".join(_cell(cell, is_quoted=has_quoted) for cell in row) + "\n" for row in rows)


def _cell(text: str, *, is_quoted: bool) -> str:
    """Return a cell in one line."""
    cell = _BREAK_AFTER_PATH.sub("\\1 \n", text).replace("\t", " ").replace("\n", r"\n")
    return '"' + cell.replace('"', '""') + '"' if is_quoted and '"' in cell else cell


def _objects(cell: str) -> list[dict[str, Any]]:
    """Return the JSON objects of a list, their keys in small letters; none where it is no such list."""
    try:
        found = json.loads(cell or "[]")
    except (ValueError, RecursionError):
        return []
    items = found if isinstance(found, list) else [found]
    return [{key.lower(): value for key, value in item.items()} for item in items if isinstance(item, dict)]


def _metadata(cell: str) -> list[tuple[str, str]]:
    """Return names and values: of `name:value|name:value`, of a list of both, or of one mapping.

    What is none of these is kept as it stands.
    """
    found: list[tuple[object, object]] = []
    for item in _objects(cell):
        found += [(item["name"], item.get("value"))] if "name" in item else list(item.items())
    if not found and not cell.lstrip().startswith(("[", "{")):
        found += [(name, value) for name, _, value in (part.partition(":") for part in cell.split("|"))]
    pairs = [(_word(name), _word(value)) for name, value in found]
    named = [(name, value) for name, value in pairs if name and value]
    whole = clean(cell)
    return named or ([("metadata", whole)] if whole and whole not in _NOTHING else [])


def _word(value: object) -> str:
    return "" if value is None else clean(str(value))


def _suggested(cell: str) -> int:
    """Return how many questions were suggested from what users had asked."""
    clusters = [cluster.get("alternatequestionlist") for cluster in _objects(cell)]
    return sum(len(cluster) if isinstance(cluster, list) else 1 for cluster in clusters)
