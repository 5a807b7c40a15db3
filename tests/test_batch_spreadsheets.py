"""What spreadsheets and people make of a file is read where the intent is plain, and told where it is not."""

from __future__ import annotations

import gzip
import io
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from bot.batch import BatchJob, run
from bot.batch.reading.lines import read_lines
from bot.batch.reading.row_readers import read_rows
from bot.batch.rows import Row
from tests.batches import TOO_LONG, CountingBot, answer, contents, refused
from tests.test_batch_writing import ANSWER, written

if TYPE_CHECKING:
    from pathlib import Path

    from bot.batch.rows import Table


def table_of(data: bytes, input_format: str, column: str | None = None) -> tuple[Table, list[Row]]:
    with closing(read_lines(io.BufferedReader(io.BytesIO(data)), "questions")) as lines:
        table = read_rows(lines, input_format, "questions", column)
        return table, list(table.rows)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(b"sep=;\r\nid;question\r\n1;a, b\r\n", ["a, b"], id="Excel's line for the delimiter"),
        pytest.param(b'"sep=|"\nid|question\n1|a\n', ["a"], id="any delimiter, in quotes"),
        pytest.param("\u200bQuestion\u00a0,id\na,1\n".encode(), ["a"], id="invisible characters in the header"),
        pytest.param(b"id,question\r1,a\r2,b\r", ["a", "b"], id="carriage returns alone"),
        pytest.param(b"question,id\na,1\n\n,\n , \n", ["a"], id="blank rows at the end"),
        pytest.param(b"question,id\na,1\n,\nb,2\n", ["a", "line 3: no question", "b"], id="a blank row before others"),
        pytest.param(b"question,id\na,1,, ,\nb,2\n", ["a", "b"], id="blank cells at the end"),
        pytest.param(b'id, "question"\n1, "a, b"\n', ["a, b"], id="a space before a quote"),
        pytest.param(b'id,question\n1,  "a\n""b"""\n', ['a\n"b"'], id="spaces before a quote, in several lines"),
        pytest.param(b'id,question\n1, "a" or b\n2,c\n', [' "a" or b', "c"], id="a quote that is only in the text"),
        pytest.param(b'id,question\n1, "a\n2,c\n', [' "a', "c"], id="a quote that is only at the beginning"),
        pytest.param(b"FAQ of May,\n\nquestion,id\na,1\n", ["a"], id="a title above the header"),
        pytest.param(b"FAQ\rof May\nquestion,id\na,1\n", ["a"], id="a title with a carriage return"),
        pytest.param(b"question,id\n" + TOO_LONG, [
            "line 2: longer than 1,000,000 characters; shorten or split it"
        ], id="a row that cannot be read is not blank"),
    ],
)  # fmt: skip
def test_what_is_meant_is_read(data: bytes, expected: list[str]) -> None:
    assert contents(data, "csv") == expected


def test_what_stands_above_the_header_is_told(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("All questions,,\n,,\nid,question,\n1,why?,\n", encoding="utf-8")
    told: list[str] = []
    run(BatchJob(tmp_path / "in.csv", tmp_path / "out.txt"), CountingBot(), tell=told.append)

    assert told == [f"{tmp_path / 'in.csv'}:3: is taken for the header; the 2 lines above it are left out"]
    assert table_of(b"\nquestion\na\n", "csv")[0].note is None


@pytest.mark.parametrize(
    ("data", "input_format"),
    [
        (b"id,The  Text\n1,a\n", "csv"),
        (b"id;the text;Question\n1;a;b\n", "csv"),
        (b"id\tthe text\n1\ta\n", "tsv"),
        (b'{"id": 1, "THE TEXT": "a"}', "jsonl"),
        (b'{"id": 1, "the text": "a", "question": "b"}', "jsonl"),
    ],
)
def test_the_column_of_the_questions_can_be_named(data: bytes, input_format: str) -> None:
    _, (row,) = table_of(data, input_format, "the text")

    assert row.question == "a"
    assert set(row.carried) <= {"id", "input_question"}


def test_a_column_that_is_not_there_is_told(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("question,id\nwhy?,1\n", encoding="utf-8")
    (tmp_path / "in.txt").write_text("why?\n", encoding="utf-8")

    assert "no column is called text (found: input_question, id)" in refused(
        tmp_path / "in.csv", tmp_path / "out.txt", column="text"
    )
    assert "a .txt has no columns" in refused(tmp_path / "in.txt", tmp_path / "out.txt", column="text")


@pytest.mark.parametrize(
    "data",
    [
        b'[\n  {"question": "a"},\n  {"question": "b"}\n]\n',
        b'\n[{"question": "a"},\n{"question": "b"}]',
        b'[{"question": "a"}]',
        b'{\n  "question": "a"\n}\n',
    ],
)
def test_json_that_is_no_json_lines_is_told_in_one_line(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "in.jsonl").write_bytes(data)

    assert "is one array or object of JSON, not an object a line" in refused(
        tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    )
    assert not (tmp_path / "out.jsonl").exists()


def test_names_end_in_tsv_or_ndjson_too(tmp_path: Path) -> None:
    (tmp_path / "in.tsv").write_text("question\tid\nwhy, or what?\t1\n", encoding="utf-8")
    answer(tmp_path / "in.tsv", tmp_path / "out.ndjson")
    answer(tmp_path / "out.ndjson", tmp_path / "again.tsv", fields=("question", "id"))

    assert (tmp_path / "again.tsv").read_text(encoding="utf-8") == "question\tid\nwhy, or what?\t1\n"


def test_standard_input_may_be_compressed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    packed = io.BufferedReader(io.BytesIO(gzip.compress(b"why?\nwhat?\n")))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(packed))

    assert answer("-", tmp_path / "out.txt").rows == 2


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("+44 20 7946 0000", "+44 20 7946 0000"),
        ("+442079460000", "+442079460000"),
        ("-1.5E-3", "-1.5E-3"),
        ("+44-20-7946", "'+44-20-7946"),
        ("+44 20*2", "'+44 20*2"),
        ("+1 A1", "'+1 A1"),
        ("-1 2", "'-1 2"),
    ],
)
def test_a_telephone_number_is_left_as_it_is_and_what_could_be_calculated_is_not(cell: str, expected: str) -> None:
    _, line = written(Row(1, "a", {"phone": cell}), ANSWER, "csv", ("phone",)).splitlines()

    assert line.startswith(f"a,{expected},")
