"""Writes results as JSON Lines, which loses nothing, as CSV for a spreadsheet, and as text to be read."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from bot.batch.rows import Row, Table, carried_as
from bot.reply import Reply
from bot.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Writer = Callable[[Row, Reply], str]
"""Returns the result of one row, as the lines that go into the output."""

_JSON_PARTS: Final = frozenset({"question", "kind", "answers", "suggestions", "message", "error"})
_CSV_RESULT: Final = (
    "kind", "intents", "titles", "score", "text", "sources", "suggestions", "message", "error",
)  # fmt: skip
_MORE: Final = "more"
"""The CSV column for keys that turn up after the header has been written, as JSON."""

_LOOK_AHEAD: Final = 100
"""Rows without any key (unreadable ones, mostly) that are held back at most to learn the columns of a CSV."""

_HIDDEN: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # what a terminal obeys
    "\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"  # bidi, line ends, nothing
    "\ud800-\udfff\U0001d173-\U0001d17a\U000e0000-\U000e007f]"  # no characters; tags
)
"""What must not reach a terminal as it is. Tab and line feed may; so may the joiners within emoji and Persian words."""

_FORMULA: Final = re.compile(r"[\t\r\n]|\s*[=+\-@\uff1d\uff0b\uff0d\uff20]")
"""How a cell begins that a spreadsheet would run; the full-width signs too, as some read them so."""

_NUMBER: Final = re.compile(r"[+-]?\d+(?:\.\d+)?", re.ASCII)


def writer(output_format: str, table: Table) -> tuple[str, Iterable[Row], Writer]:
    """Return the head of the output, the rows to write, and what writes each: as txt, jsonl or csv."""
    if output_format == "csv":
        return _csv(table)
    return "", table.rows, _text_line if output_format == "txt" else _json_line


def visible(text: str) -> str:
    r"""Return `text` with what a terminal obeys or hides written out: ESC as `\u001b`. In JSON this is no change."""
    if text.isascii() and text.isprintable():
        return text
    return _HIDDEN.sub(lambda found: json.dumps(found[0])[1:-1], text)


def _json_line(row: Row, reply: Reply) -> str:
    result = reply.as_row() | {"question": row.question}
    carried = row.carried
    if not _JSON_PARTS.isdisjoint(carried):
        names = carried_as(carried, _JSON_PARTS)
        carried = {names[key]: value for key, value in carried.items()}
    return visible(_ENCODER.encode({"question": row.question, **carried, **result})) + "\n"


_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, allow_nan=False, check_circular=False)


def _text_line(_: Row, reply: Reply) -> str:
    """Return kind, titles and words, parted by tabs: one line for each question, nothing carried."""
    titled: Sequence[Any] = reply.answers or reply.suggestions
    words = [reply.message, *(answer.text for answer in reply.answers), reply.error or ""]
    cells = (reply.kind, " | ".join(each.title for each in titled), " ".join(filter(None, words)))
    return "\t".join(map(clean, cells)) + "\n"


def _csv(table: Table) -> tuple[str, Iterable[Row], Writer]:
    rows: Iterable[Row] = table.rows
    columns = table.columns
    if columns is None:
        columns, rows = _first_keys(table)
    last = (_MORE,) if table.columns is None else ()
    names = carried_as(columns, {"question", *_CSV_RESULT, *last})
    line = csv.writer(_Echo(), lineterminator="\n").writerow

    def write(row: Row, reply: Reply) -> str:
        cells = [row.question, *(_cell(row.carried.get(column)) for column in names), *_result_cells(reply)]
        if last:
            cells.append(_cell({key: value for key, value in row.carried.items() if key not in names} or None))
        return str(line(map(_defused, cells)))

    head = line(map(_defused, ("question", *names.values(), *_CSV_RESULT, *last)))
    return str(head), rows, write


def _first_keys(table: Table) -> tuple[tuple[str, ...], Iterable[Row]]:
    """Return the keys of the first row that has some, and all the rows."""
    held: list[Row] = []
    for row in table.rows:
        held.append(row)
        if row.carried or len(held) == _LOOK_AHEAD:
            break
    return tuple(held[-1].carried) if held else (), chain(held, table.rows)


def _result_cells(reply: Reply) -> tuple[str, ...]:
    answers = reply.answers
    return (
        reply.kind,
        "|".join(answer.intent for answer in answers),
        " | ".join(answer.title for answer in answers),
        str(answers[0].score) if answers else "",
        " ".join(answer.text for answer in answers),
        "|".join(dict.fromkeys(source.id for answer in answers for source in answer.sources)),
        "|".join(suggestion.intent for suggestion in reply.suggestions),
        reply.message,
        reply.error or "",
    )


def _cell(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else _ENCODER.encode(value)


def _defused(cell: str) -> str:
    """Return what may stand in a spreadsheet: with an apostrophe before it where it would be run as a formula."""
    cell = visible(cell.replace("\r\n", "\n"))
    return f"'{cell}" if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell


class _Echo:
    """A file that hands back what is written into it: how to get lines out of a `csv.writer`."""

    def write(self, line: str) -> str:
        return line
