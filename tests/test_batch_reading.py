"""One row for each row of the input, whatever the input holds."""

from __future__ import annotations

import codecs
import csv
import io
import json
import tracemalloc
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from bot.batch.reading.lines import MAX_LINE, read_lines
from bot.batch.reading.row_readers import MAX_DEPTH, read_rows
from bot.errors import InputError
from tests.batches import CR, NOT_UTF8, TOO_LONG, contents, read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.batch.rows import Row


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(b"", [], id="empty file"),
        pytest.param(b"a\nb\n", ["a", "b"], id="two lines"),
        pytest.param(b"a\nb", ["a", "b"], id="no line end at the end"),
        pytest.param(b"a\r\nb\r\n", ["a", "b"], id="CRLF"),
        pytest.param(b"a\r\r\nb\r\r\n", ["a", "b"], id="CRLF made twice"),
        pytest.param(codecs.BOM_UTF8 + b"a\nb\n", ["a", "b"], id="UTF-8 with a BOM"),
        pytest.param("\ufeffgrüß\nb\n".encode("utf-16-le"), ["grüß", "b"], id="UTF-16, little end first"),
        pytest.param("\ufeffgrüß\r\nb".encode("utf-16-be"), ["grüß", "b"], id="UTF-16, big end first"),
        pytest.param("Ċ ਊ\nb\n".encode("utf-16"), ["Ċ ਊ", "b"], id="UTF-16 with bytes that look like line ends"),
        pytest.param("ｗhat\n".encode(), ["ｗhat"], id="a first byte like a BOM's"),
        pytest.param("a\u2028b\x0bc\x85d\n".encode(), ["a\u2028b\x0bc\x85d"], id="only LF ends a line"),
        pytest.param(b"  a  \n", ["  a  "], id="spaces are kept"),
        pytest.param(b"a\n\n \t\nb\n", ["a", "line 2: no question", "line 3: no question", "b"], id="blank lines"),
        pytest.param("\u200b\n".encode(), ["line 1: no question"], id="nothing to be seen"),
        pytest.param(b"a\n\xff\xfe\nb\n", ["a", f"line 2: {NOT_UTF8.format(1)}", "b"], id="not UTF-8"),
        pytest.param(b"caf\xe9\nb\n", [f"line 1: {NOT_UTF8.format(4)}", "b"], id="Latin-1"),
        pytest.param(b"a\xc3", [f"line 1: {NOT_UTF8.format(2)}"], id="cut off in a character"),
        pytest.param(b"\xed\xa0\x80\nb", [f"line 1: {NOT_UTF8.format(1)}", "b"], id="a lone surrogate"),
        pytest.param(
            codecs.BOM_UTF16_LE + b"a\x00\n\x00\x00\xd8b\x00\n\x00c\x00\n\x00",
            ["a", "line 2: not valid UTF-16 at character 1; save the file as UTF-8", "c"],
            id="not UTF-16",
        ),
        pytest.param(
            "a\nb".encode("utf-16")[:-1],
            ["a", "line 2: not valid UTF-16 at character 1; save the file as UTF-8"],
            id="UTF-16 cut off in a character",
        ),
        pytest.param(b"a\0b\nc\n", ["line 1: a NUL at character 2; save the file as UTF-8 text", "c"], id="NUL"),
        pytest.param(b"a\rb\rc\r", ["a", "b", "c"], id="line ends of an old Mac"),
        pytest.param("\ufeffa\rb".encode("utf-16-le"), ["a", "b"], id="line ends of an old Mac in UTF-16"),
        pytest.param(b"a\rb\nc\n", [f"line 1: {CR}", "c"], id="a carriage return within a line"),
        pytest.param(
            b"a\n" + TOO_LONG + b"\nb\n",
            ["a", "line 2: longer than 1,000,000 characters; shorten or split it", "b"],
            id="a line of 10 MB",
        ),
        pytest.param(
            TOO_LONG, ["line 1: longer than 1,000,000 characters; shorten or split it"], id="nothing but a long line"
        ),
        pytest.param(b"x" * MAX_LINE + b"\r\nb\n", ["x" * MAX_LINE, "b"], id="a line just short enough"),
    ],
)
def test_each_line_of_a_text_is_a_row(data: bytes, expected: list[str]) -> None:
    assert contents(data, "txt") == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b'{"question": "a"}', "a"),
        (b' {"question": "a"} \r', "a"),
        (rb'{"question": "a \u0000 \ud800 \u001b"}', "a \0 \ufffd \x1b"),
        (b"", "line 2: no question"),
        (b"{}", "line 2: no question"),
        (b'{"question": null}', "line 2: no question"),
        (b'{"question": " "}', "line 2: no question"),
        (b'{"question": 5}', "line 2: the question is a number, not text"),
        (b'{"question": ["a"]}', "line 2: the question is a list, not text"),
        (b'{"question": "a"', "line 2: not valid JSON at character 17 (Expecting ',' delimiter)"),
        (b"{'question': 'a'}", "line 2: not valid JSON at character 2 (Expecting property name"),
        (b'{"question": "a"}{"question": "b"}', "line 2: not valid JSON at character 18 (Extra data)"),
        (b"what is this?", "line 2: not valid JSON at character 1 (Expecting value)"),
        (b'"a"', 'line 2: text, not an object; write {"question": "..."}'),
        (b"[]", 'line 2: a list, not an object; write {"question": "..."}'),
        (b"7", 'line 2: a number, not an object; write {"question": "..."}'),
        (b"null", 'line 2: null, not an object; write {"question": "..."}'),
        (b'{"question": "a", "id": NaN}', "line 2: NaN, which is no JSON; put it in quotes"),
        (b'{"question": "a", "id": [-Infinity]}', "line 2: -Infinity, which is no JSON; put it in quotes"),
        (b'{"question": "a", "id": -1e999}', "a"),
        (b'{"question": "a", "question": "b"}', "line 2: two keys are called question; rename or remove one"),
        (b'{"question": "a", "Question ": "b"}', "line 2: two keys are called question; rename or remove one"),
        (b'{"id": 1, "question": "a", "id": 1}', "line 2: two keys are called id; rename or remove one"),
        (b'{"\\u00a0QUESTION\\u200b": "a"}', "a"),
        (b'{"question": "a", "conversation": ["c"]}', "line 2: the conversation is a list, not text or a number"),
        (b'{"question": "a", "conversation": true}', "line 2: the conversation is true or false, not text or a number"),
        (b'{"question": "\xff"}', "line 2: " + NOT_UTF8.format(15)),
        (b'{"question": "a\0"}', "line 2: a NUL at character 16; save the file as UTF-8 text"),
        (b'{"question": "' + TOO_LONG + b'"}', "line 2: longer than 1,000,000 characters; shorten or split it"),
        (b"[" * 500_000, f"line 2: lists or objects within each other more than {MAX_DEPTH} deep"),
        (
            b'{"question": "a", "x": ' + b"[" * MAX_DEPTH + b"]" * MAX_DEPTH + b"}",
            f"line 2: lists or objects within each other more than {MAX_DEPTH} deep",
        ),
        (b'{"question": "a", "x": ' + b"[" * 99 + b"]" * 99 + b"}", "a"),
        (b'{"question": "a", "x": [' + b"[]," * 999 + b"[]]}", "a"),
    ],
    ids=lambda value: str(value)[:60],
)
def test_a_bad_line_of_json_costs_one_row(line: bytes, expected: str) -> None:
    before, row, after = contents(b'{"question": "before"}\n' + line + b'\n{"question": "after"}\n', "jsonl")

    assert (before, after) == ("before", "after")
    assert row.startswith(expected)


def test_a_number_of_very_many_digits_costs_nothing() -> None:
    assert contents(b'{"question": "a", "id": ' + b"9" * 5000 + b"}", "jsonl") == ["a"]


def test_other_columns_are_carried_and_so_is_what_is_no_question() -> None:
    (row, wrong, missing) = read(
        b'{"id": 7, "question": "a", "tags": ["x", null]}\n{"id": 8, "question": 5}\n{"id": 9}\n', "jsonl"
    )

    assert row.carried == {"id": ("7", "7"), "tags": ('["x", null]', ["x", None])}
    assert wrong.carried == {"id": ("8", "8"), "question": ("5", "5")}
    assert missing.carried == {"id": ("9", "9")}


@pytest.mark.parametrize(
    ("value", "expected"), [("null", None), ('""', None), ('" "', None), ('"c"', "c"), ("7", "7"), ("0", "0")]
)
def test_a_conversation_is_named_by_text_or_a_number(value: str, expected: str | None) -> None:
    (row,) = read(f'{{"question": "a", "conversation": {value}}}'.encode(), "jsonl")

    assert row.conversation == expected


def test_what_is_compressed_without_saying_so_is_refused() -> None:
    with pytest.raises(InputError, match=r"questions: is compressed; give it a name that ends in \.gz"):
        read(b"\x1f\x8b\x08\x00", "txt")


@pytest.mark.parametrize("input_format", ["txt", "jsonl", "csv"])
def test_a_long_line_is_not_held_in_memory(input_format: str) -> None:
    class Endless(io.RawIOBase):
        """One line of 200 MB that is nowhere whole."""

        left = 200 * MAX_LINE
        begin = b"question\n"

        def readable(self) -> bool:
            return True

        def readinto(self, buffer) -> int:  # type: ignore[no-untyped-def]
            size = min(len(buffer), self.left)
            buffer[:size] = (self.begin + b"x" * size)[:size]
            self.left -= size
            Endless.begin = b""
            return size

    tracemalloc.start()
    with closing(read_lines(io.BufferedReader(Endless()), "questions")) as lines:
        *_, row = read_rows(lines, input_format, "questions").rows
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert row.error is not None
    assert "longer than 1,000,000 characters" in row.error
    assert peak < 20 * MAX_LINE


# No surrogates (no file of text holds them), nor NUL, which is an error of its own.
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
lines_of_text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r\n"))


def questions_of(rows: Iterator[Row] | list[Row], given_questions: list[str]) -> list[str]:
    """Return what was read, an unreadable question standing for itself: it must say that there is none."""
    found = []
    for row, question in zip(rows, given_questions, strict=True):
        assert row.error is None or "no question" in row.error
        found.append(question if row.error else row.question)
    return found


@given(st.lists(lines_of_text))
def test_any_questions_come_back_from_text(questions: list[str]) -> None:
    data = codecs.BOM_UTF8 + "".join(f"{question}\n" for question in questions).encode()

    assert questions_of(read(data, "txt"), questions) == questions


@given(st.lists(lines_of_text), st.sampled_from(["utf-16-le", "utf-16-be"]))
def test_any_questions_come_back_from_utf16(questions: list[str], encoding: str) -> None:
    data = ("\ufeff" + "".join(f"{question}\r\n" for question in questions)).encode(encoding)

    assert questions_of(read(data, "txt"), questions) == questions


@given(st.lists(st.text()), st.booleans())
def test_any_questions_come_back_from_json(questions: list[str], ascii_only: bool) -> None:
    rows = [json.dumps({"question": each}, ensure_ascii=ascii_only or not _encodable(each)) for each in questions]

    assert questions_of(read("".join(f"{row}\n" for row in rows).encode(), "jsonl"), questions) == questions


def _encodable(text: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in text)


@given(st.lists(st.tuples(texts, texts)), st.sampled_from(",;\t"), st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
@example([("", "\r"), ("", "0")], ",", csv.QUOTE_MINIMAL)
def test_any_questions_come_back_from_csv(pairs: list[tuple[str, str]], delimiter: str, quoting: int) -> None:
    file = io.StringIO()
    table = csv.writer(file, delimiter=delimiter, quoting=quoting)  # type: ignore[arg-type]
    table.writerows([("id", "question"), *((name, question) for question, name in pairs)])
    rows = read(file.getvalue().encode(), "csv")

    while pairs and not "".join(pairs[-1]).strip():
        pairs.pop()  # Blank rows at the end are left out.
    assert questions_of(rows, [question for question, _ in pairs]) == [question for question, _ in pairs]
    assert [row.carried["id"] for row in rows] == [name for _, name in pairs]


@given(st.binary(), st.sampled_from(["txt", "jsonl", "csv"]))
@example(b"\xef", "txt")
@example(b"\xef\xbb", "jsonl")
def test_no_bytes_break_a_reader(data: bytes, input_format: str) -> None:
    assume(data[:2] != b"\x1f\x8b")  # compressed, and refused for it
    assume(b"\r" not in data or b"\n" in data)  # with line ends of their own
    assume(input_format != "jsonl" or data.removeprefix(codecs.BOM_UTF8).lstrip()[:1] not in (b"[", b"{"))
    prefix = b"question,id\n" if input_format == "csv" else b""
    rows = read(prefix + data, input_format)

    assert all((row.error is None) == bool(row.question.strip()) for row in rows)
    if input_format != "csv" and data[:2] not in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        without_bom = data.removeprefix(codecs.BOM_UTF8)
        assert len(rows) == len(io.BytesIO(without_bom).readlines())
