"""A CSV as spreadsheets write it gives one row for each record, whatever is wrong with the others."""

from __future__ import annotations

import codecs

import pytest

from bot.batch.reading import csv_records
from bot.errors import InputError
from tests.batches import CR, NOT_UTF8, TOO_LONG, contents, read

QUOTE = "a quotation mark is {}; put quotes round the whole field and double those inside it"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(b"", [], id="empty file"),
        pytest.param(b"question\n", [], id="nothing but a header"),
        pytest.param(b"question\na\nb\n", ["a", "b"], id="one column"),
        pytest.param(b"id,question\r\n1,a\r\n2,b\r\n", ["a", "b"], id="CRLF"),
        pytest.param(codecs.BOM_UTF8 + b'"question",id\na,1\n', ["a"], id="BOM"),
        pytest.param("\ufeffid\tquestion\r\n1\ta, b; c\r\n".encode("utf-16-le"), ["a, b; c"], id="UTF-16 with tabs"),
        pytest.param(b"id;question\n1;a, b\n", ["a, b"], id="semicolons"),
        pytest.param(b" Question ,id\na,1\n", ["a"], id="a header in capitals"),
        pytest.param(b'question,id\n"a\nb",1\n"c\r\nd",2\n', ["a\nb", "c\r\nd"], id="quoted line ends"),
        pytest.param(b'question\n"a ""b"", c"\n', ['a "b", c'], id="quotes within quotes"),
        pytest.param(b'question,id\n5" or 6",1\n', ['5" or 6"'], id="quotes within a bare field"),
        pytest.param(b"question\n" + b"x" * 500_000 + b"\n", ["x" * 500_000], id="a field above the parser's bound"),
        pytest.param(b"question\n\na\n", ["line 2: no question", "a"], id="blank line, one column"),
        pytest.param(b"question,id\n\na,1\n", ["line 2: no question", "a"], id="blank line, two columns"),
        pytest.param(b"question,id\n ,1\n", ["line 2: no question"], id="blank question"),
        pytest.param(
            b"question,id\na,1,x\nb,2\nc\n",
            [
                "line 2: 3 fields where the header has 2; put quotes round a field that holds a separator",
                "b",
                "line 4: 1 field where the header has 2; put quotes round a field that holds a separator",
            ],
            id="wrong number of fields",
        ),
        pytest.param(b"question,id\na\xff,1\nb,2\n", [f"line 2: {NOT_UTF8.format(2)}", "b"], id="not UTF-8"),
        pytest.param(
            b'question,id\n"a\nb\xff\nc",1\nd,2\n',
            [f"line 2: in line 3: {NOT_UTF8.format(2)}", "d"],
            id="not UTF-8 within a record of several lines",
        ),
        pytest.param(
            b"question,id\na\0,1\nb,2\n", ["line 2: a NUL at character 2; save the file as UTF-8 text", "b"], id="NUL"
        ),
        pytest.param(
            b"question,id\n" + TOO_LONG + b",1\nb,2\n",
            ["line 2: longer than 1,000,000 characters; shorten or split it", "b"],
            id="a line of 10 MB",
        ),
        pytest.param(b"question,id\na\rb,1\nc,2\n", [f"line 2: {CR}", "c"], id="a carriage return"),
        pytest.param(
            b'question,id\n"a" b,1\nc,2\n', [f"line 2: {QUOTE.format('in the wrong place')}", "c"], id="a stray quote"
        ),
        pytest.param(
            b'question,id\n"a,1\nb,2\nc,3\n',
            [f"line 2: {QUOTE.format('not closed')}", "b", "c"],
            id="a quote left open, and no other",
        ),
        pytest.param(
            b'question,id\n"a,1\n"b",2\nc,3\n',
            [f"line 2: {QUOTE.format('in the wrong place')}", "b", "c"],
            id="a quote left open before a quoted field",
        ),
        pytest.param(
            b'question,id\n"a,1\n' + b"b,2\n" * 300_000,
            [f"line 2: {QUOTE.format('not closed')}"] + ["b"] * 300_000,
            id="a quote left open in a long file",
        ),
    ],
)
def test_each_record_of_a_csv_is_a_row(data: bytes, expected: list[str]) -> None:
    assert contents(data, "csv") == expected


def test_a_quoted_field_may_run_over_many_lines_but_not_over_all() -> None:
    """Beyond the limit it is taken for one whose closing quotation mark is missing."""
    fits = "\n".join("x" * csv_records.MAX_RECORD_LINES)

    assert contents(f'question\n"{fits}"\nb\n'.encode(), "csv") == [fits, "b"]
    assert contents(f'question\n"{fits}\nx"\nb\n'.encode(), "csv")[0] == f"line 2: {QUOTE.format('not closed')}"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"id,text\n1,a\n", "questions: no column is called question (found: id, text); name it in the first line"),
        (b"\n1,a\n", "questions: no column is called question (found: 1, a); name it in the first line"),
        (b"\x1b[2Jid,text\n", "questions: no column is called question (found: id, text)"),
        (b'"id,text\n', "questions: no column is called question (found: nothing)"),
        (b"question,id,Question\n", "questions: two columns are called question; rename one"),
        (b"question,\xff\n", "questions:1: the header is " + NOT_UTF8.format(10)),
        (b"id,text\n1,question\n", "questions: no column is called question (found: id, text)"),
        (b"id;text\n1;question\n", "questions: no column is called question (found: id;text)"),
        (b"title\n" * 11 + b"question\n", "questions: no column is called question (found: title)"),
    ],
)
def test_a_csv_without_a_question_column_is_refused(data: bytes, expected: str) -> None:
    with pytest.raises(InputError) as refused:
        read(data, "csv")

    assert str(refused.value).startswith(expected)


def test_columns_without_a_name_of_their_own_are_given_one() -> None:
    (row,) = read(b"id,,question,id,,id (2),Conversation\n1,2,a,3,4,5,6\n", "csv")

    assert row.carried == {
        "id": "1", "column 2": "2", "id (3)": "3", "column 5": "4", "id (2)": "5", "conversation": "6",
    }  # fmt: skip
    assert row.conversation == "6"
