"""Formats results as JSON Lines, which lose nothing, as CSV for spreadsheets, and as plain text."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from bot.batch.expectations import EXPECT, PASSED
from bot.batch.rows import JsonValue, Row, Table, output_names, plain
from bot.errors import InputError
from bot.rendering.plain_text import plain_statements
from bot.reply import Reply
from bot.text import clean, joined

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

RowFormatter = Callable[[Row, Reply, "bool | None"], str]
"""Returns the lines of output for a row and its reply; the last argument is whether the reply was as expected, None
where nothing was. It can be pickled, for other processes."""

JSON_PARTS: Final = (
    "question", "kind", "answers", "suggestions", "message", "closing", "options", "words_to_say", "support", "error",
)  # fmt: skip
_CSV_RESULT: Final = (
    "kind", "intents", "titles", "score", "text", "sources", "suggestions", "message", "error",
)  # fmt: skip
_MORE: Final = "more"
"""The CSV column for keys that first occur after the header was written, as JSON."""

_LOOK_AHEAD: Final = 100
"""How many rows without keys (mostly errors) are buffered at most to find the columns of a CSV."""

_HIDDEN: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters
    "\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"  # bidi, line ends, invisible
    "\ud800-\udfff\U0001d173-\U0001d17a\U000e0000-\U000e007f]"  # surrogates; tags
)
"""What must not reach a terminal. Tab and line feed may; so may the joiners within emoji and Persian words."""

_FORMULA: Final = re.compile(r"[\t\r\n]|\s*[=+\-@\uff1d\uff0b\uff0d\uff20]")
"""How a cell begins that a spreadsheet would run as a formula; some also accept the full-width signs."""

_NUMBER: Final = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\+\d+(?: \d+)+", re.ASCII)
"""A number, or a telephone number: no spreadsheet calculates with the groups of `+44 20 7946 0000`."""


def row_formatter(
    output_format: str, table: Table, fields: Sequence[str] | None = None
) -> tuple[str, Iterable[Row], RowFormatter]:
    """Return the header of a txt, jsonl, csv or tsv output, the rows to write, and the formatter of each.

    Raises:
        InputError: there is no such field.
    """
    if output_format == "txt":
        if fields:
            raise InputError("--fields: a .txt has none; write .csv or .jsonl")
        return "", table.rows, _text_line
    if output_format in ("csv", "tsv"):
        return _csv(table, fields, "\t" if output_format == "tsv" else ",")
    if fields is None:
        return "", table.rows, _json_line
    rows: Iterable[Row] = table.rows
    known = [*JSON_PARTS, PASSED]
    if not set(fields).issubset(known):  # Only then, as looking ahead delays the first result.
        columns, rows = _columns(table)
        known.extend(output_names(columns, _result_names(JSON_PARTS, columns)).values())
    _check_fields(fields, known)
    return "", rows, partial(_json_fields, tuple(fields))


def _columns(table: Table) -> tuple[tuple[str, ...], Iterable[Row]]:
    """Return the carried columns of a table, or the keys of the first row that has some, and all rows."""
    return (table.columns, table.rows) if table.columns is not None else _first_keys(table)


def _result_names(parts: Sequence[str], columns: Collection[str]) -> frozenset[str]:
    """Return the names of the parts of a result; `passed` is one of them where rows expect something."""
    return frozenset((*parts, PASSED) if EXPECT in columns else parts)


def _check_fields(fields: Sequence[str], known: Sequence[str]) -> None:
    for place, name in enumerate(fields):
        if name not in known:
            raise InputError(f"--fields: there is no '{clean(name)}'; there are: {', '.join(map(clean, known))}")
        if name in fields[:place]:
            raise InputError(f"--fields: '{clean(name)}' stands there twice; name it once")


def visible(text: str) -> str:
    r"""Escape control and invisible characters: ESC becomes `\u001b`. In JSON this does not change the value."""
    if text.isascii() and text.isprintable():
        return text
    return _HIDDEN.sub(_escape, text)


def _escape(found: re.Match[str]) -> str:
    return "\ufffd" if "\ud800" <= found[0] <= "\udfff" else json.dumps(found[0])[1:-1]


def _json_line(row: Row, reply: Reply, passed: bool | None = None) -> str:
    return visible(_json_object(_json_result(row, reply, passed))) + "\n"


def _json_fields(fields: tuple[str, ...], row: Row, reply: Reply, passed: bool | None = None) -> str:
    result = _json_result(row, reply, passed)
    return visible(_json_object({name: result.get(name) for name in fields})) + "\n"


def _json_object(members: Mapping[str, Any]) -> str:
    """Return an object of JSON in which what is carried stands as it was written."""
    return f"{{{', '.join([f'{_ENCODER.encode(name)}: {_json(value)}' for name, value in members.items()])}}}"


def _json(value: object) -> str:
    return value.text if isinstance(value, JsonValue) else _ENCODER.encode(value)


def _json_result(row: Row, reply: Reply, passed: bool | None) -> dict[str, Any]:
    carried = row.carried
    taken = _result_names(JSON_PARTS, carried)
    if not taken.isdisjoint(carried):
        names = output_names(carried, taken)
        carried = {names[key]: value for key, value in carried.items()}
    result = {"question": row.question, **carried, **reply.as_row()} | {"question": row.question}
    return result if passed is None else result | {PASSED: passed}


_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, allow_nan=False, check_circular=False)


def _text_line(_: Row, reply: Reply, __: bool | None = None) -> str:
    """Return kind, titles and text, separated by tabs: one line for each question, without carried columns."""
    titled: Sequence[Any] = reply.answers or reply.suggestions
    words = [reply.message, *(plain_statements(answer.statements) for answer in reply.answers), reply.error or ""]
    cells = (reply.kind, " | ".join(each.title for each in titled), " ".join(filter(None, words)))
    return "\t".join(map(clean, cells)) + "\n"


def _csv(table: Table, fields: Sequence[str] | None, delimiter: str) -> tuple[str, Iterable[Row], RowFormatter]:
    columns, rows = _columns(table)
    more = (_MORE,) if table.columns is None else ()
    parts = (*_CSV_RESULT, PASSED) if EXPECT in columns else _CSV_RESULT
    names = output_names(columns, {"question", *parts, *more})
    all_fields = ("question", *names.values(), *parts, *more)
    _check_fields(fields or (), all_fields)
    places = tuple(map(all_fields.index, fields)) if fields else None
    cells = partial(_cells, tuple(names), judged=EXPECT in columns, more=bool(more))
    return _csv_line(all_fields, places, delimiter), rows, partial(_csv_result, cells, places, delimiter)


def _csv_result(
    cells: Callable[[Row, Reply, bool | None], Sequence[str]],
    places: tuple[int, ...] | None,
    delimiter: str,
    row: Row,
    reply: Reply,
    passed: bool | None = None,
) -> str:
    return _csv_line(cells(row, reply, passed), places, delimiter)


def _cells(
    columns: tuple[str, ...], row: Row, reply: Reply, passed: bool | None, *, judged: bool, more: bool
) -> list[str]:
    cells = [row.question, *(_cell(row.carried.get(column)) for column in columns), *_result_cells(reply)]
    if judged:
        cells.append("" if passed is None else _cell(passed))
    if more:
        others = {key: value for key, value in row.carried.items() if key not in columns}
        cells.append(_json_object(others) if others else "")
    return cells


def _csv_line(cells: Sequence[str], places: tuple[int, ...] | None, delimiter: str) -> str:
    selected = cells if places is None else [cells[place] for place in places]
    return str(_CSV_WRITERS[delimiter].writerow([_escape_formula(cell) for cell in selected]))


def _first_keys(table: Table) -> tuple[tuple[str, ...], Iterable[Row]]:
    """Return the keys of the first row that has some, and all rows."""
    buffered: list[Row] = []
    for row in table.rows:
        buffered.append(row)
        if row.carried or len(buffered) == _LOOK_AHEAD:
            break
    return tuple(buffered[-1].carried) if buffered else (), chain(buffered, table.rows)


def _result_cells(reply: Reply) -> tuple[str, ...]:
    answers = reply.answers
    return (
        reply.kind,
        "|".join(answer.intent for answer in answers),
        " | ".join(answer.title for answer in answers),
        str(answers[0].score) if answers else "",
        joined(plain_statements(answer.statements) for answer in answers),
        "|".join(dict.fromkeys(source.id for answer in answers for source in answer.sources)),
        "|".join(suggestion.intent for suggestion in reply.suggestions),
        reply.message,
        reply.error or "",
    )


def _cell(value: object) -> str:
    text = "" if (said := plain(value)) is None else said
    return text if isinstance(text, str) else _json(value)


def _escape_formula(cell: str) -> str:
    """Return a cell that is safe in a spreadsheet: with an apostrophe before it where it would be run as a formula."""
    cell = visible(cell.replace("\r\n", "\n"))
    return f"'{cell}" if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell


class _Echo:
    """A file that returns what is written to it, to get lines from a `csv.writer`."""

    def write(self, line: str) -> str:
        return line


_CSV_WRITERS: Final = {each: csv.writer(_Echo(), delimiter=each, lineterminator="\n") for each in ",\t"}
