"""Writes results as JSON Lines, which loses nothing, as CSV for a spreadsheet, and as text to be read."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from bot.batch.expectations import EXPECT, PASSED
from bot.batch.rows import Row, Table, carried_as
from bot.errors import InputError
from bot.reply import Reply
from bot.text import clean

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

Writer = Callable[[Row, Reply, "bool | None"], str]
"""Returns the result of one row, as the lines that go into the output; the last argument is whether the reply was as
expected, None where nothing was. It can be pickled, so that other processes can write, too."""

_JSON_PARTS: Final = ("question", "kind", "answers", "suggestions", "message", "error")
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


def writer(output_format: str, table: Table, fields: Sequence[str] | None = None) -> tuple[str, Iterable[Row], Writer]:
    """Return the head of the output, the rows to write, and what writes each: as txt, jsonl or csv.

    Raises:
        InputError: a field is asked for that there is not.
    """
    if output_format == "txt":
        if fields:
            raise InputError("--fields: a .txt has none; write .csv or .jsonl")
        return "", table.rows, _text_line
    if output_format == "csv":
        return _csv(table, fields)
    if fields is None:
        return "", table.rows, _json_line
    rows: Iterable[Row] = table.rows
    known = [*_JSON_PARTS, PASSED]
    if not set(fields).issubset(known):  # Only then: to look ahead keeps whoever waits for the first result waiting.
        columns, rows = _columns(table)
        known.extend(carried_as(columns, _taken(_JSON_PARTS, columns)).values())
    _check_fields(fields, known)
    return "", rows, partial(_json_fields, tuple(fields))


def _columns(table: Table) -> tuple[tuple[str, ...], Iterable[Row]]:
    """Return the carried columns of a table, or the keys of its first row that has some; and all rows."""
    return (table.columns, table.rows) if table.columns is not None else _first_keys(table)


def _taken(parts: Sequence[str], columns: Collection[str]) -> frozenset[str]:
    """Return the names that belong to the result: whether a row passed is a part of it where rows expect something."""
    return frozenset((*parts, PASSED) if EXPECT in columns else parts)


def _check_fields(fields: Sequence[str], known: Sequence[str]) -> None:
    for place, name in enumerate(fields):
        if name not in known:
            raise InputError(f"--fields: there is no '{clean(name)}'; there are: {', '.join(map(clean, known))}")
        if name in fields[:place]:
            raise InputError(f"--fields: '{clean(name)}' stands there twice; name it once")


def visible(text: str) -> str:
    r"""Return `text` with what a terminal obeys or hides written out: ESC as `\u001b`. In JSON this is no change."""
    if text.isascii() and text.isprintable():
        return text
    return _HIDDEN.sub(lambda found: json.dumps(found[0])[1:-1], text)


def _json_line(row: Row, reply: Reply, passed: bool | None = None) -> str:
    return visible(_ENCODER.encode(_json_result(row, reply, passed))) + "\n"


def _json_fields(fields: tuple[str, ...], row: Row, reply: Reply, passed: bool | None = None) -> str:
    result = _json_result(row, reply, passed)
    return visible(_ENCODER.encode({name: result.get(name) for name in fields})) + "\n"


def _json_result(row: Row, reply: Reply, passed: bool | None) -> dict[str, Any]:
    carried = row.carried
    taken = _taken(_JSON_PARTS, carried)
    if not taken.isdisjoint(carried):
        names = carried_as(carried, taken)
        carried = {names[key]: value for key, value in carried.items()}
    result = {"question": row.question, **carried, **reply.as_row()} | {"question": row.question}
    return result if passed is None else result | {PASSED: passed}


_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, allow_nan=False, check_circular=False)


def _text_line(_: Row, reply: Reply, __: bool | None = None) -> str:
    """Return kind, titles and words, parted by tabs: one line for each question, nothing carried."""
    titled: Sequence[Any] = reply.answers or reply.suggestions
    words = [reply.message, *(answer.text for answer in reply.answers), reply.error or ""]
    cells = (reply.kind, " | ".join(each.title for each in titled), " ".join(filter(None, words)))
    return "\t".join(map(clean, cells)) + "\n"


def _csv(table: Table, fields: Sequence[str] | None) -> tuple[str, Iterable[Row], Writer]:
    columns, rows = _columns(table)
    more = (_MORE,) if table.columns is None else ()
    parts = (*_CSV_RESULT, PASSED) if EXPECT in columns else _CSV_RESULT
    names = carried_as(columns, {"question", *parts, *more})
    all_fields = ("question", *names.values(), *parts, *more)
    _check_fields(fields or (), all_fields)
    chosen = tuple(map(all_fields.index, fields)) if fields else None
    cells = partial(_cells, tuple(names), judged=EXPECT in columns, more=bool(more))
    return _csv_line(all_fields, chosen), rows, partial(_csv_result, cells, chosen)


def _csv_result(
    cells: Callable[[Row, Reply, bool | None], Sequence[str]],
    chosen: tuple[int, ...] | None,
    row: Row,
    reply: Reply,
    passed: bool | None = None,
) -> str:
    return _csv_line(cells(row, reply, passed), chosen)


def _cells(
    columns: tuple[str, ...], row: Row, reply: Reply, passed: bool | None, *, judged: bool, more: bool
) -> list[str]:
    cells = [row.question, *(_cell(row.carried.get(column)) for column in columns), *_result_cells(reply)]
    if judged:
        cells.append("" if passed is None else _cell(passed))
    if more:
        cells.append(_cell({key: value for key, value in row.carried.items() if key not in columns} or None))
    return cells


def _csv_line(cells: Sequence[str], chosen: tuple[int, ...] | None) -> str:
    written = cells if chosen is None else [cells[place] for place in chosen]
    return str(_CSV_WRITER.writerow([_defused(cell) for cell in written]))


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


_CSV_WRITER: Final = csv.writer(_Echo(), lineterminator="\n")
