"""A result says what the bot said, and does no harm where it is opened."""

from __future__ import annotations

import csv
import io
import json
import sys
import unicodedata
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.batch.rows import Row, Table, output_names
from bot.batch.writing.open_output import open_output
from bot.batch.writing.row_writers import JSON_PARTS, row_formatter, visible
from bot.knowledge.model import Passage, Statement
from bot.reply import Answer, Reply, Suggestion

if TYPE_CHECKING:
    from pathlib import Path

FEES = Passage("bank#fees-1", "A Bank", None, "Fees", 1, "https://bank.example", None, None, None, "0" * 16)
CARDS = Passage("bank#cards-2", "A Bank", None, "Cards", 2, "https://bank.example", None, None, None, "0" * 16)
ANSWER = Reply(
    question="what does it cost?",
    kind="answer",
    answers=(
        Answer("fees", "What it costs", 0.93, (Statement("Nothing.", (FEES,)), Statement("Cards do.", (FEES, CARDS)))),
        Answer("cards", "Which cards there are", 0.5, (Statement("Two.", (CARDS,)),)),
    ),
    suggestions=(Suggestion("open", "How to open an account", 0.4), Suggestion("close", "How to close one", 0.3)),
)
CHOICES = Reply("money?", "choices", "Which do you mean?", suggestions=(Suggestion("fees", "What it costs", 0.6),))
ERROR = Reply("", "error", error="line 3: no question")


def written(row: Row, reply: Reply, output_format: str, columns: tuple[str, ...] | None = ()) -> str:
    head, rows, format_row = row_formatter(output_format, Table(iter([row]), columns))
    return head + "".join(format_row(each, reply, None) for each in rows)


def cells(row: Row, reply: Reply, columns: tuple[str, ...] | None = ()) -> dict[str, str]:
    (only,) = csv.DictReader(io.StringIO(written(row, reply, "csv", columns), newline=""))
    return only


def test_json_has_the_question_as_the_row_put_it_then_what_is_carried_then_the_reply() -> None:
    row = Row(1, "  What does it\tcost? ", {"id": 7, "tags": ["x", None], "conversation": "c"}, "c")
    result = json.loads(written(row, ANSWER, "jsonl"))

    assert list(result) == ["question", "id", "tags", "conversation", "kind", "answers", "suggestions"]
    assert result == {**ANSWER.as_row(), **row.carried, "question": "  What does it\tcost? "}


def test_csv_has_the_question_then_what_is_carried_then_the_reply_in_columns() -> None:
    row = Row(1, "what does it cost?", {"id": "7", "conversation": "c"}, "c")

    assert written(row, ANSWER, "csv", ("id", "conversation")).splitlines() == [
        "question,id,conversation,kind,intents,titles,score,text,sources,suggestions,message,error",
        "what does it cost?,7,c,answer,fees|cards,What it costs | Which cards there are,0.93,"
        "Nothing. Cards do. Two.,bank#fees-1|bank#cards-2,open|close,,",
    ]
    assert written(Row(1, "money?"), CHOICES, "csv").splitlines()[1] == "money?,choices,,,,,,fees,Which do you mean?,"
    assert written(Row(3), ERROR, "csv").splitlines()[1] == ",error,,,,,,,,line 3: no question"


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (ANSWER, "answer\tWhat it costs | Which cards there are\tNothing. Cards do. Two.\n"),
        (CHOICES, "choices\tWhat it costs\tWhich do you mean?\n"),
        (ERROR, "error\t\tline 3: no question\n"),
        (Reply("x", "unknown", "I do not\tknow.\nSorry."), "unknown\t\tI do not know. Sorry.\n"),
    ],
)
def test_text_has_a_line_for_each_row(reply: Reply, expected: str) -> None:
    assert written(Row(1, "what does it cost?", {"id": 7}), reply, "txt", None) == expected


def test_a_carried_key_never_stands_in_for_a_part_of_the_result() -> None:
    """A batch's own results can be its questions: the old reply goes out with `input_` before each name."""
    row = Row(1, "money?", {"kind": "answer", "answers": [1], "input_kind": "chat", "error": "x", "id": 7})
    result = json.loads(written(row, CHOICES, "jsonl"))

    assert result == {
        **CHOICES.as_row(), "input_input_kind": "answer", "input_answers": [1], "input_kind": "chat",
        "input_error": "x", "id": 7,
    }  # fmt: skip
    in_csv = cells(Row(1, "money?", {"kind": "answer", "score": "1"}), CHOICES, ("kind", "score"))
    assert (in_csv["kind"], in_csv["input_kind"], in_csv["score"], in_csv["input_score"]) == (
        "choices", "answer", "", "1",
    )  # fmt: skip


def test_a_question_that_is_no_text_is_carried() -> None:
    result = json.loads(written(Row(1, carried={"question": 5, "id": 7}), ERROR, "jsonl"))

    assert (result["question"], result["input_question"], result["id"]) == ("", 5, 7)


@given(st.lists(st.sampled_from(["kind", "input_kind", "input_input_kind", "id"]), unique=True))
def test_carried_names_stay_apart(names: list[str]) -> None:
    renamed = output_names(names, {"kind"})

    assert list(renamed) == names
    assert len(set(renamed.values())) == len(names)
    assert "kind" not in renamed.values()


def test_csv_keeps_keys_that_turn_up_late() -> None:
    """Its columns are those of the first row that has any; what later rows add goes into `more`."""
    rows = [Row(1), Row(2, "a", {"id": 1}), Row(3, "b", {"tag": "x", "id": None}), Row(4, "c", {"more": 2})]
    head, out, format_row = row_formatter("csv", Table(iter(rows), columns=None))
    table = list(csv.DictReader(io.StringIO(head + "".join(format_row(row, CHOICES, None) for row in out), newline="")))

    assert [(row["id"], row["more"]) for row in table] == [
        ("", ""),
        ("1", ""),
        ("", '{"tag": "x"}'),
        ("", '{"more": 2}'),
    ]


def test_csv_does_not_wait_for_a_key_for_ever() -> None:
    endless = (Row(number, error="line") for number in iter(int, 1))
    _, rows, _ = row_formatter("csv", Table(endless, columns=None))

    assert next(iter(rows)).error == "line"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        *((cell, f"'{cell}") for cell in ("=1+1", "+1+1", "-1+1", "@SUM(A1)", "=cmd|' /C calc'!A0", "- why?", "-")),
        *((cell, f"'{cell}") for cell in ("\t=1", "\tx", "\n=1", " =1", "\u3000=1", "＝1+1", "＠x", "-5 apples")),
        ("\r\n=1", "'\n=1"),
        ("\r=1", r"\r=1"),
        ("\x1b=1", r"\u001b=1"),
        *((cell, cell) for cell in ("-5", "+49", "-0.5", "0", "a=b", "'=1", "x\n=1", "", "what is @x?")),
    ],
)
def test_no_cell_is_run_as_a_formula(cell: str, expected: str) -> None:
    """An apostrophe goes before what a spreadsheet would run; a plain number and all else stays as it is."""
    row = cells(Row(1, cell, {"id": cell}), CHOICES, ("id",))

    assert (row["question"], row["id"]) == (expected, expected)
    assert expected in cells(Row(1, "a"), CHOICES, (cell,))


@pytest.mark.parametrize(
    ("value", "expected"), [(None, ""), ("a", "a"), (7, "7"), (True, "true"), ([1, "ü"], '[1, "ü"]'), ({}, "{}")]
)
def test_what_a_row_of_json_carries_is_a_cell(value: object, expected: str) -> None:
    assert cells(Row(1, "a", {"id": value}), CHOICES, None)["id"] == expected


HARMLESS_FORMAT_CHARACTERS = set("\u200c\u200d") | {  # joiners of emoji and of Persian; the rest is seen as it stands
    character
    for character in map(chr, range(sys.maxunicode + 1))
    if unicodedata.category(character) == "Cf"
    and unicodedata.name(character, "").startswith(("ARABIC", "SYRIAC", "KAITHI", "EGYPTIAN", "SHORTHAND"))
    and character != "\u061c"  # ARABIC LETTER MARK turns text round
}


def test_no_control_or_format_character_goes_out_raw() -> None:
    hidden = [
        character
        for character in map(chr, range(sys.maxunicode + 1))
        if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp")
        and character not in HARMLESS_FORMAT_CHARACTERS
    ]
    raw = {character for character in hidden if character in visible(character)}

    assert raw == {"\t", "\n"}


JSON_VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@given(st.text(), st.dictionaries(st.text().filter(lambda key: key not in JSON_PARTS), JSON_VALUES))
def test_json_loses_nothing_and_shows_a_terminal_nothing_it_obeys(question: str, carried: dict[str, Any]) -> None:
    line = written(Row(1, question, carried), CHOICES, "jsonl")
    result = json.loads(line)

    assert line.count("\n") == 1
    assert visible(line) == line
    assert line.encode()
    assert result == {**carried, **CHOICES.as_row(), "question": question}


@given(st.text(), st.text())
def test_csv_stays_in_its_columns_whatever_the_cells(question: str, name: str) -> None:
    text = written(Row(1, question, {"id": name}), CHOICES, "csv", ("id",))
    table = list(csv.reader(io.StringIO(text, newline=""), strict=True))

    assert [len(line) for line in table] == [11, 11]
    assert visible(text) == text
    assert text.encode()
    assert table[1][2:] == ["choices", "", "", "", "", "", "fees", "Which do you mean?", ""]


def test_a_run_that_is_ended_before_its_file_is_locked_leaves_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A signal may come at any moment, also between the two."""

    def end(_: object) -> bool:
        raise SystemExit(143)

    monkeypatch.setattr("bot.batch.writing.own_file.lock", end)
    with pytest.raises(SystemExit), open_output(str(tmp_path / "out.jsonl")):
        pass
    assert not list(tmp_path.iterdir())
