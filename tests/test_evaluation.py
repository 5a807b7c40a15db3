"""`evaluate` tells what went wrong first, how sure its figures are, and what changed."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cli import main
from bot.errors import LabelError
from bot.evaluation.figures import Ratio, by_intent, by_result, by_threshold, calibration, confusions
from bot.evaluation.labelled import read_labelled
from bot.evaluation.outcomes import NO_INTENT, Outcome, ask_rows
from bot.evaluation.text_report import text_report
from bot.knowledge.folder import EVERYDAY_FILE
from tests.bots import BANK, copy_bank
from tests.conftest import TESTS

if TYPE_CHECKING:
    from pathlib import Path

    from bot.evaluation.outcomes import Result

BOTH = "how do I report a missing card? And when are you open?"
HOSTILE = "<script>alert(1)</script> \x1b[31m \u202e"


def outcome(expected: str, got: str, result: Result, **more: Any) -> Outcome:
    rest: dict[str, Any] = {
        "found": result != "refused",
        "score": 0.9 if got != NO_INTENT else 0.0,
        "probability": 0.9,
    }
    rest |= {"likeliest": got, "is_likeliest_right": result == "right"}
    return Outcome("a question", expected, got, result, **{**rest, **more})


RIGHT = outcome("a", "a", "right")
WRONG = outcome("a", "b", "wrong", score=0.4)
OFFERED = outcome("b", NO_INTENT, "offered", probability=0.3, likeliest="b", is_likeliest_right=True)
KEPT_OUT = outcome(NO_INTENT, NO_INTENT, "right", probability=0.1, likeliest="a", is_likeliest_right=False)


LABELS = {
    "an id": ("q.jsonl", '{"question": "I lost my card", "accept": ["lost_card"]}', "right"),
    "a title": ("q.jsonl", '{"q": "I lost my card", "accept": ["What to do when your card is lost"]}', "right"),
    "an intent in a table": ("q.csv", "question,expect\nI lost my card,lost_card|new_pin\n", "right"),
    "a title in a table": ("q.csv", "question;expect\nI lost my card;what to do when your card is lost\n", "right"),
    "nothing": ("q.jsonl", '{"question": "what is the weather like in rome", "accept": []}', "right"),
    "no answer in a table": ("q.csv", "question,expect\nwhat is the weather like in rome,unknown\n", "right"),
    "another intent": ("q.jsonl", '{"question": "I lost my card", "accept": ["new_pin"]}', "wrong"),
    "an answer to what is outside": ("q.jsonl", '{"question": "I lost my card", "accept": []}', "wrong"),
    "both of two questions": (
        "q.jsonl",
        f'{{"question": "{BOTH}", "accept_all": [["lost_card"], ["opening_hours"]]}}',
        "right",
    ),
    "one of two questions": (
        "q.jsonl",
        f'{{"question": "{BOTH}", "accept_all": [["lost_card"], ["new_pin"]]}}',
        "offered",
    ),
}


@pytest.mark.parametrize("label", LABELS)
def test_a_turn_is_compared_with_what_it_expects(label: str, tmp_path: Path) -> None:
    name, text, result = LABELS[label]
    (tmp_path / name).write_text(text, "utf-8")
    assert [each.result for each in ask_rows(BANK, read_labelled(tmp_path / name, BANK.library))] == [result]


def test_every_row_that_is_not_valid_is_told_with_its_line(tmp_path: Path) -> None:
    table = tmp_path / "q.csv"
    table.write_text("question,expect\nI lost my card,lost\n,lost_card\nI lost my card,lost_card\na,b,c\n", "utf-8")
    with pytest.raises(LabelError) as refused:
        read_labelled(table, BANK.library)
    assert [fault.line for fault in refused.value.faults] == [2, 3, 5]


def test_a_ratio_tells_between_what_the_true_part_lies() -> None:
    low, high = Ratio(50, 100).interval
    assert (round(low, 3), round(high, 3)) == (0.404, 0.596)


@given(st.integers(1, 10_000).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total))))
def test_the_part_itself_lies_between(counts: tuple[int, int]) -> None:
    count, total = counts
    low, high = Ratio(count, total).interval
    assert 0 <= low <= count / total + 1e-9
    assert count / total - 1e-9 <= high <= 1


def test_figures_are_counted_by_result_intent_and_confusion() -> None:
    outcomes = [RIGHT, WRONG, OFFERED, KEPT_OUT]
    assert {name: each.count for name, each in by_result(outcomes).items()} == {
        "right": 2, "offered": 1, "wrong": 1, "refused": 0,
    }  # fmt: skip
    figures = {each.intent: (str(each.precision), str(each.recall)) for each in by_intent(outcomes)}
    assert figures == {NO_INTENT: ("50.0 %", "100.0 %"), "a": ("100.0 %", "50.0 %"), "b": ("0.0 %", "0.0 %")}
    assert confusions(outcomes) == [("a", "b", 1)]


def test_what_is_in_scope_is_told_by_itself_where_more_is_not() -> None:
    told = list(text_report("mine", [RIGHT, WRONG, *[KEPT_OUT] * 98], 0.5))
    assert "  of 2 in scope: right 50.0 %, offered 0.0 %, wrong 50.0 %, refused 0.0 %" in told
    assert "  of 98 out of scope: not answered 100.0 %" in told
    assert not any("scope" in line for line in text_report("mine", [RIGHT, WRONG], 0.5))


def test_scores_are_held_against_what_came_true() -> None:
    assert [(each.least, each.right) for each in calibration([RIGHT, WRONG, OFFERED])] == [
        (0.4, Ratio(0, 1)),
        (0.9, Ratio(1, 1)),
    ]


def test_other_thresholds_answer_more_or_less() -> None:
    by = {each.threshold: each for each in by_threshold([RIGHT, OFFERED, KEPT_OUT, RIGHT._replace(later=True)])}
    assert (by[0.0].right, by[0.0].outside) == (Ratio(2, 2), Ratio(1, 1))
    assert (by[0.5].right, by[0.5].outside) == (Ratio(1, 2), Ratio(0, 1))


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    file = tmp_path / "my_questions.jsonl"
    rows = [
        {"question": "I lost my card", "accept": ["new_pin"]},
        {"question": f"I forgot my pin {HOSTILE}", "accept": ["new_pin"]},
    ]
    file.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    return file


def test_wrong_answers_come_first_with_what_was_expected_and_why(
    labelled: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["evaluate", "--library", str(TESTS / "bank"), str(labelled)]) == 0
    printed = capsys.readouterr().out.splitlines()
    assert printed[1:3] == ["answered wrongly, the surest first", "  I lost my card"]
    assert "expected new_pin, got lost_card" in printed[3]
    assert ", for: " in printed[3]


def test_figures_can_be_written_and_held_against_later_ones(
    labelled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["evaluate", "--library", str(TESTS / "bank")]
    assert main([*command, str(labelled), "--json", "-o", str(tmp_path / "rows.jsonl")]) == 0
    earlier = tmp_path / "earlier.json"
    earlier.write_text(capsys.readouterr().out, "utf-8")
    assert json.loads(earlier.read_text("utf-8"))["results"]["right"]["count"] == 1
    rows = [json.loads(line) for line in (tmp_path / "rows.jsonl").read_text("utf-8").splitlines()]
    assert [row["result"] for row in rows] == ["wrong", "right"]
    labelled.write_text(labelled.read_text("utf-8").replace("I lost my card", "how can I change my pin"), "utf-8")
    assert main([*command, str(labelled), "--against", str(earlier)]) == 0
    assert "right: 1 of 2 before, 2 of 2 now" in capsys.readouterr().out
    assert main([*command, str(labelled), "--against", str(labelled)]) == 2
    assert "--json" in capsys.readouterr().err


def test_the_report_is_one_page_that_runs_nothing(labelled: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    command = ["evaluate", "--library", str(TESTS / "bank"), str(labelled), "--report", str(page)]
    assert main(command) == 0
    html = page.read_text("utf-8")
    assert html.count("<svg") == 3
    assert "<script" not in html
    assert not re.search(r'(?:src|href)="(?!#)', html), "nothing is loaded"
    assert "\x1b" not in html
    assert main(command) == 2, "a page that exists is kept"


def test_without_a_file_the_librarys_own_texts_are_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = copy_bank(tmp_path / "bank")
    assert main(["evaluate", "--library", str(folder), "--json"]) == 0
    measured = json.loads(capsys.readouterr().out)
    everyday = [line for line in (folder / EVERYDAY_FILE).read_text("utf-8").splitlines() if not line.startswith("#")]
    with_title = {intent.id: 1 + len(intent.examples) for intent in BANK.library.intents.values() if not intent.safety}
    assert Counter(row["expected"] for row in measured["rows"]) == {NO_INTENT: len(everyday), **with_title}
