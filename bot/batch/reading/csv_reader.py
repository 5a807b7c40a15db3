"""Reads CSV as it comes out of spreadsheets: a broken record costs one row, not the rest of the file."""

from __future__ import annotations

import csv
from collections import deque
from typing import TYPE_CHECKING, Final

from bot.batch.reading.lines import MAX_LINE
from bot.batch.rows import Row, Table, column_name, error_row, question_row
from bot.errors import InputError
from bot.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.batch.reading.lines import Line

MAX_RECORD_LINES: Final = 10_000
"""A quoted field with more lines, or more than `MAX_LINE` characters, is taken for one that was left open."""

_DELIMITERS: Final = ",;\t"
"""Spreadsheets write `;` where the comma is the decimal mark, and tabs with UTF-16."""


class _OpenFieldError(Exception):
    """A quoted field does not end within the limits of a record."""


class _LineFeed:
    """Feeds lines to the CSV parser, and keeps those of the current record so that they can be parsed again."""

    def __init__(self, lines: Iterator[Line]) -> None:
        self.record: list[Line] = []
        self._lines = lines
        self._size = 0
        self._returned: deque[Line] = deque()

    def __iter__(self) -> _LineFeed:
        return self

    def __next__(self) -> str:
        line = self._returned.popleft() if self._returned else next(self._lines)
        self.record.append(line)
        self._size += len(line.text)
        if len(self.record) > 1 and (self._size > MAX_LINE or len(self.record) > MAX_RECORD_LINES):
            raise _OpenFieldError
        return line.text

    def begin_record(self) -> None:
        """Forget the lines of the previous record."""
        self.record = []
        self._size = 0

    def rewind(self, keep: int) -> None:
        """Feed the lines of this record once more, except for the first `keep`."""
        self._returned.extendleft(reversed(self.record[keep:]))


def read_csv(lines: Iterator[Line], name: str) -> Table:
    """Return the rows of a CSV with a header line; an empty file has none.

    The delimiter is a comma, a semicolon or a tab: the first that yields a column `question` in the header.

    Raises:
        InputError: no column is called `question`, or two are; the message calls the file `name`.
    """
    # The parser's own limit is 128 KiB, for the whole process; ours is on the line.
    csv.field_size_limit(max(csv.field_size_limit(), 2 * MAX_LINE))
    feed = _LineFeed(lines)
    found: list[str] = []
    for delimiter in _DELIMITERS:
        header = _header(feed, delimiter, name)
        if header is None:
            return Table(iter(()))
        columns = _columns(header)
        if columns.count("question") > 1:
            raise InputError(f"{name}: two columns are called question; rename one")
        if "question" in columns:
            carried = tuple(column for column in columns if column != "question")
            return Table(_rows(feed, delimiter, columns), carried)
        found = found or columns
        feed.rewind(keep=0)
    raise InputError(
        f"{name}: no column is called question (found: {clean(', '.join(found) or 'nothing')[:200]}); "
        "name it in the first line, or give --input-format txt for a question a line"
    )


def _header(feed: _LineFeed, delimiter: str, name: str) -> list[str] | None:
    feed.begin_record()
    try:
        header = next(csv.reader(feed, delimiter=delimiter, strict=True), None)
    except (csv.Error, _OpenFieldError):
        header = []
    for line in feed.record:
        if line.fault:
            raise InputError(f"{name}:{line.number}: the header is {line.fault}")
    return header


def _columns(header: list[str]) -> list[str]:
    """Return a unique name for each column: an unnamed one is `column 3`, a second `id` is `id (2)`."""
    columns: list[str] = []
    for position, title in enumerate(header, start=1):
        column = column_name(title) or f"column {position}"
        if column == "question" or column not in columns:
            columns.append(column)
            continue
        copy = 2
        while (renamed := f"{column} ({copy})") in columns or renamed in header:
            copy += 1
        columns.append(renamed)
    return columns


def _rows(feed: _LineFeed, delimiter: str, columns: list[str]) -> Iterator[Row]:
    records = csv.reader(feed, delimiter=delimiter, strict=True)
    while True:
        feed.begin_record()
        try:
            fields = next(records)
        except StopIteration:
            return
        except (csv.Error, _OpenFieldError) as error:
            # A quotation mark that was left open swallows the rows after it: they are read again as rows of their own.
            feed.rewind(keep=1)
            first = feed.record[0]
            yield error_row(first.number, first.fault or _quoting_fault(error))
        else:
            yield _row(feed.record, fields, columns)


def _quoting_fault(error: Exception) -> str:
    if "new-line" in str(error):
        return "a carriage return inside the line; end lines with LF or CRLF"
    wrong = "not closed" if isinstance(error, _OpenFieldError) or "end of data" in str(error) else "in the wrong place"
    return f"a quotation mark is {wrong}; put quotes round the whole field and double those inside it"


def _row(record: list[Line], fields: list[str], columns: list[str]) -> Row:
    number = record[0].number
    for line in record:
        if line.fault:
            where = "" if line is record[0] else f"in line {line.number}: "
            return error_row(number, where + line.fault)
    if not fields:
        fields = [""] * len(columns)
    if len(fields) != len(columns):
        reason = f"{len(fields)} field{'s' * (len(fields) != 1)} where the header has {len(columns)}"
        return error_row(number, f"{reason}; put quotes round a field that holds a separator")
    carried = dict(zip(columns, fields, strict=True))
    return question_row(number, carried.pop("question"), carried, carried.get("conversation", ""))
