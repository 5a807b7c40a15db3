"""Reads CSV as it comes out of spreadsheets: a broken record costs one row, not the rest of the file."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Final

from bot.batch.reading.csv_header import find_header
from bot.batch.reading.csv_records import OpenFieldError, Records
from bot.batch.reading.lines import Line
from bot.batch.rows import CONVERSATION, QUESTION, Row, Table, error_row, question_row

if TYPE_CHECKING:
    from collections.abc import Iterator

DELIMITERS: Final = ",;\t"
"""Spreadsheets write `;` where the comma is the decimal mark, and tabs with UTF-16."""


def read_csv(lines: Iterator[Line], name: str, column: str = QUESTION, delimiters: str = DELIMITERS) -> Table:
    """Return the rows of a CSV with a header line; an empty file has none.

    The delimiter is the first that yields the `column` of questions in the header, or the one of a line `sep=;`.
    Blank rows at the end are left out, and so are blank cells at the end of a row.

    Raises:
        InputError: no column has that name, or two have; the message calls the file `name`.
    """
    records = Records(lines)
    header = find_header(records, name, column, delimiters)
    if header is None:
        return Table(iter(()))
    carried = tuple(each for each in header.columns if each != QUESTION)
    return Table(_rows(records, header.delimiter, header.columns), carried, header.note)


def _rows(records: Records, delimiter: str, columns: list[str]) -> Iterator[Row]:
    nothing = [""] * len(columns)
    blank: list[tuple[int, list[str]]] = []
    """The lines and fields of rows that are left out if no other follows: spreadsheets write them below a table."""
    while True:
        try:
            fields = records.parse(delimiter)
        except StopIteration:
            return
        except (csv.Error, OpenFieldError) as error:
            # A quotation mark that was left open swallows the rows after it: they are read again as rows of their own.
            records.rewind(keep=1)
            first = records.lines[0]
            row = error_row(first.number, first.fault or _quoting_fault(error))
        else:
            if not any(map(str.strip, fields)) and not any(line.fault for line in records.lines):
                blank.append(
                    (records.lines[0].number, fields if len(fields) == len(columns) and any(fields) else nothing)
                )
                continue
            row = _row(records.lines, fields, columns)
        for number, spaces in blank:
            yield _row([Line(number, "")], spaces, columns)
        blank = []
        yield row


def _quoting_fault(error: Exception) -> str:
    if "new-line" in str(error):
        return "a carriage return inside the line; end lines with LF or CRLF"
    wrong = "not closed" if isinstance(error, OpenFieldError) or "end of data" in str(error) else "in the wrong place"
    return f"a quotation mark is {wrong}; put quotes round the whole field and double those inside it"


def _row(record: list[Line], fields: list[str], columns: list[str]) -> Row:
    number = record[0].number
    for line in record:
        if line.fault:
            where = "" if line is record[0] else f"in line {line.number}: "
            return error_row(number, where + line.fault)
    if not any(map(str.strip, fields[len(columns) :])):
        fields = fields[: len(columns)]
    if len(fields) != len(columns):
        reason = f"{len(fields)} field{'s' * (len(fields) != 1)} where the header has {len(columns)}"
        return error_row(number, f"{reason}; put quotes round a field that holds a separator")
    carried = dict(zip(columns, fields, strict=True))
    return question_row(number, carried.pop(QUESTION), carried, carried.get(CONVERSATION, ""))
