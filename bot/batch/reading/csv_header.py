"""Finds the header of a CSV: its delimiter, its columns, and what stands above it."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING, Final, NamedTuple

from bot.batch.reading.csv_records import OpenFieldError
from bot.batch.rows import QUESTION, column_name
from bot.errors import InputError
from bot.text import clean

if TYPE_CHECKING:
    from bot.batch.reading.csv_records import Records

MOST_TITLES: Final = 10
"""Rows above the header that are looked through: a title, a date, blank ones."""
_SEPARATOR: Final = re.compile(r'"?sep=([^"\r\n])"?[\r\n]*', re.IGNORECASE)
"""The line by which Excel is told the delimiter."""


class Header(NamedTuple):
    """How the rows of a CSV are read."""

    delimiter: str
    columns: list[str]
    """A unique name for each; that of the questions is `question`."""
    note: str | None
    """What a person should know of it."""


def find_header(records: Records, name: str, asked: str, delimiters: str) -> Header | None:
    """Return the header, None where there is no record at all.

    It is the first record that has a column called `asked`; above it stand titles at most, of one cell each.

    Raises:
        InputError: there is none, or two columns have that name; the message calls the file `name`.
    """
    titles: list[str] = []
    found: list[str] = []
    while len(titles) <= MOST_TITLES:
        for delimiter in delimiters:
            cells = _cells(records, delimiter, name)
            if cells is None:
                return _refuse(name, asked, found) if titles else None
            if not titles and (told := _SEPARATOR.fullmatch(records.lines[0].text)):
                return find_header(records, name, asked, told[1])
            if QUESTION in (columns := _columns(cells, name, asked)):
                if any(_is_header(title, delimiter) for title in titles):
                    return _refuse(name, asked, found)
                return Header(delimiter, columns, _note(name, records.lines[0].number, titles))
            found = found or columns
            records.rewind()
        _cells(records, delimiters[0], name)
        titles.append(records.lines[0].text)
        records.rewind(keep=1)
    return _refuse(name, asked, found)


def _cells(records: Records, delimiter: str, name: str) -> list[str] | None:
    try:
        cells = records.parse(delimiter)
    except StopIteration:
        return None
    except (csv.Error, OpenFieldError):
        cells = []
    for line in records.lines:
        if line.fault:
            raise InputError(f"{name}:{line.number}: the header is {line.fault}")
    return cells


def _columns(cells: list[str], name: str, asked: str) -> list[str]:
    """Return a unique name for each column: an unnamed one is `column 3`, a second `id` is `id (2)`."""
    columns: list[str] = []
    for position, title in enumerate(cells, start=1):
        column = column_name(title, asked) or f"column {position}"
        if column not in columns:
            columns.append(column)
            continue
        if column == QUESTION:
            raise InputError(f"{name}: two columns are called {clean(asked)}; rename one")
        copy = 2
        while (renamed := f"{column} ({copy})") in columns or renamed in cells:
            copy += 1
        columns.append(renamed)
    return columns


def _is_header(line: str, delimiter: str) -> bool:
    """Return whether a line above has several cells: it is a header with other names then, and no title."""
    cells = next(csv.reader([line.replace("\r", " ")], delimiter=delimiter), ())  # It refuses CR within a line.
    return sum(map(bool, map(str.strip, cells))) > 1


def _note(name: str, number: int, titles: list[str]) -> str | None:
    if not any(map(str.strip, titles)):
        return None
    above = "the line above it is" if len(titles) == 1 else f"the {len(titles)} lines above it are"
    return f"{name}:{number}: is taken for the header; {above} left out"


def _refuse(name: str, asked: str, found: list[str]) -> Header:
    raise InputError(
        f"{name}: no column is called {clean(asked)} (found: {clean(', '.join(found) or 'nothing')[:200]}); "
        "name it in the first line, say which it is with --column, or give --input-format txt for a question a line"
    )
