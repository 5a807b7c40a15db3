"""Reads and writes tables of text: CSV as spreadsheets make it, and values that tabs separate."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Final, NamedTuple

from bot.errors import InputError
from bot.exchange.files import read_text
from bot.text import clean, printable

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from pathlib import Path

    from bot.exchange.entry import Note

_SEPARATOR_LINE: Final = re.compile(r"\Asep=(.)\r?\n", re.IGNORECASE)
"""A first line that tells a spreadsheet what separates the columns."""
_LARGEST_CELL: Final = 2**24
_LINES_ABOVE_HEADER: Final = 10
"""Records among which the header is looked for: people put a title above it."""
_FORMULA: Final = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]")
"""How a cell begins that a spreadsheet would run as a formula."""
_GUARD: Final = "'"
"""What keeps a spreadsheet from running a cell."""


class HeaderError(InputError):
    """A table has no header with the columns that are looked for."""


class Row(NamedTuple):
    """A row of a table: its cells by the names of their columns, which are in small letters."""

    line: int
    cells: dict[str, str]


def read_table(path: Path, separators: str, required: Sequence[Collection[str]], note: Note) -> list[Row]:
    """Return the rows below the header, which has a name out of each of the `required` sets.

    Raises:
        HeaderError: it has no such header.
        InputError: the file cannot be read, or a quotation mark is left open.
    """
    csv.field_size_limit(max(csv.field_size_limit(), _LARGEST_CELL))
    text = read_text(path).replace("\0", "")
    skipped = 0
    if told := _SEPARATOR_LINE.match(text):
        separators, text, skipped = told[1], text[told.end() :], 1
    found: list[str] = []
    fault: csv.Error | None = None
    for separator in separators:
        try:
            records = _records(text, separator, skipped)
        except csv.Error as error:
            fault = fault or error
            continue
        for place, (_, header) in enumerate(records[:_LINES_ABOVE_HEADER]):
            columns = _names(header)
            if all(not set(columns).isdisjoint(names) for names in required):
                for line, cells in records[:place]:
                    if any(cells):
                        note(f"{path.name}:{line}", "stands above the header; left out")
                return [_row(line, columns, cells) for line, cells in records[place + 1 :] if any(map(clean, cells))]
        found = found or [clean(cell) for cell in records[0][1]] if records else found
    if fault:
        raise InputError(f"{path}: {fault}; put quotes round a whole cell, and double those inside it")
    wanted = " and ".join(f"'{next(iter(names))}'" for names in required)
    raise HeaderError(f"{path}: no columns {wanted} (found: {', '.join(found)[:200] or 'nothing'}); add a header line")


def table_text(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a CSV; a cell that a spreadsheet would run as a formula begins with an apostrophe."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    for row in (columns, *rows):
        writer.writerow([_GUARD + cell if _FORMULA.match(cell) else cell for cell in row])
    return text.getvalue()


def _records(text: str, separator: str, skipped: int) -> list[tuple[int, list[str]]]:
    """Return the records with their lines. Between tabs, quotation marks may stand for nothing but themselves."""
    try:
        return _parse(text, separator, skipped, csv.QUOTE_MINIMAL)
    except csv.Error:
        if separator != "\t":
            raise
        return _parse(text, separator, skipped, csv.QUOTE_NONE)


def _parse(text: str, separator: str, skipped: int, quoting: int) -> list[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, quoting=quoting, strict=True)  # type: ignore[arg-type]  # the constants are plain numbers to the type checker
    found: list[tuple[int, list[str]]] = []
    line = skipped + 1
    for record in reader:
        found.append((line, record))
        line = reader.line_num + skipped + 1
    return found


def _names(header: Sequence[str]) -> tuple[str, ...]:
    """Return names that differ: an empty one becomes `column 3`, a second `id` becomes `id 2`."""
    names: list[str] = []
    for place, title in enumerate(header, start=1):
        base = clean(title).casefold() or f"column {place}"
        name, number = base, 2
        while name in names:
            name, number = f"{base} {number}", number + 1
        names.append(name)
    return tuple(names)


def _row(line: int, columns: tuple[str, ...], cells: Sequence[str]) -> Row:
    """Return a row; cells beyond the last column get a name of their own."""
    extra = (f"column {place}" for place in range(len(columns) + 1, len(cells) + 1))
    return Row(line, dict(zip((*columns, *extra), map(_without_guard, cells), strict=False)))


def _without_guard(cell: str) -> str:
    """Return a cell without the apostrophe that keeps it from being run, whatever invisible stands about it."""
    shown = printable(cell)
    return cell.replace(_GUARD, "", 1) if shown.startswith(_GUARD) and _FORMULA.match(shown[1:]) else cell
