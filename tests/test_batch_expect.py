"""A list of questions that say what they expect is a test that anyone can write."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.batch import BatchJob, run
from bot.batch.expectations import expected_names
from bot.cli import main
from bot.errors import InputError
from tests.batches import CountingBot, CountingLibrary, answer
from tests.bots import BOT
from tests.conftest import CHECKOUT

if TYPE_CHECKING:
    from pathlib import Path


EXPECTED = """id,question,expect
1,my partner cried what do i do,partner_cried
2,my partner cried what do i do,crying_from_pain | partner_cried
3,my partner cried what do i do,grief
4,my partner cried what do i do,answer
5,my partner cried what do i do,
6,what is the capital of france,unknown
7,i want to die,safety
8,my partner cried what do i do,partner_cryed
9,,error|unknown
10,is it normal to cry after sex? and how do i find a therapist?,who_to_see
"""
PASSED = ["true", "true", "false", "true", "", "true", "true", "", "true", "true"]


@pytest.fixture
def expecting(tmp_path: Path) -> Path:
    path = tmp_path / "in.csv"
    path.write_text(EXPECTED, encoding="utf-8")
    return path


def test_each_row_is_held_against_what_it_expects(expecting: Path, tmp_path: Path) -> None:
    tally = run(BatchJob(expecting, tmp_path / "out.csv"), BOT)
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    assert [row["passed"] for row in rows] == PASSED
    assert (tally.judged, tally.failed) == (8, 1)
    assert tally.failures == [(4, "“my partner cried what do i do”: expected grief, got partner_cried")]


def test_a_name_that_is_no_intent_is_a_fault_and_not_a_failure(expecting: Path, tmp_path: Path) -> None:
    tally = run(BatchJob(expecting, tmp_path / "out.jsonl"), BOT)
    rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]

    assert rows[7]["kind"] == "error"
    assert rows[7]["error"].startswith("line 9: 'partner_cryed' in expect is neither an intent nor one of answer, chat")
    assert [row.get("passed") for row in rows] == [json.loads(passed or "null") for passed in PASSED]
    assert tally.unread == 2


@pytest.mark.parametrize(
    ("expect", "kind", "passed"),
    [
        ("unknown", "unknown", True),
        (["chat", "unknown"], "unknown", True),
        ([], "unknown", None),
        (None, "unknown", None),
        (7, "error", None),
        (0, "error", None),
        ([7], "error", None),
        ({"a": 1}, "error", None),
    ],
)
def test_json_may_list_what_it_expects(tmp_path: Path, expect: object, kind: str, passed: bool | None) -> None:
    row = {"question": "what is the capital of france", "expect": expect}
    (tmp_path / "in.jsonl").write_text(json.dumps(row), encoding="utf-8")
    run(BatchJob(tmp_path / "in.jsonl", tmp_path / "out.jsonl"), BOT)
    result = json.loads((tmp_path / "out.jsonl").read_text(encoding="utf-8"))

    assert (result["kind"], result.get("passed"), result["expect"]) == (kind, passed, expect)


def test_a_row_that_cannot_be_read_fails_where_something_else_is_expected(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("question,expect\n,chat\n", encoding="utf-8")
    tally = run(BatchJob(tmp_path / "in.csv", tmp_path / "out.csv"), BOT)
    assert tally.failures == [(2, "“”: expected chat, got error")]


def test_a_name_that_is_an_intent_and_a_kind_is_a_fault(tmp_path: Path) -> None:
    row = {"question": "?", "expect": "chat|unknown"}
    (tmp_path / "in.jsonl").write_text(json.dumps(row), encoding="utf-8")
    tally = answer(tmp_path / "in.jsonl", tmp_path / "out.jsonl", CountingBot(CountingLibrary({"unknown"})))
    assert tally.judged == 0
    assert "line 1: 'unknown' in expect is an intent and a kind of reply as well" in tally.errors[0][1]


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text("ab|,\x1b "), st.lists))
def test_any_expectation_is_understood_or_refused(value: Any) -> None:
    names: frozenset[str] = frozenset()
    with suppress(ValueError):
        names = expected_names({"expect": value}, {"a", "b"})
    assert names <= {"a", "b"}


@pytest.mark.parametrize(
    ("rows", "options", "status"),
    [
        ("hi,chat\nbye,chat\n", [], 0),
        ("hi,chat\nbye,answer\n", [], 1),
        ("hi,chat\nbye,answer\n", ["--fail-under", "50"], 0),
        ("hi,chat\nbye,answer\n", ["--fail-under", "50.1"], 1),
        ("hi,\nbye,\n", ["--fail-under", "50"], 1),
        ("hi,\nbye,\n", [], 0),
        ("hi,chat\nbye,chatt\n", ["--fail-under", "50"], 1),
    ],
)
def test_the_exit_status_says_whether_it_held(tmp_path: Path, rows: str, options: list[str], status: int) -> None:
    (tmp_path / "in.csv").write_text("question,expect\n" + rows, encoding="utf-8")
    assert main(["batch", str(tmp_path / "in.csv"), "-o", str(tmp_path / "out.csv"), *options]) == status


def test_a_passed_column_of_ones_own_is_carried_through(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("question,passed\nhi,yes\n", encoding="utf-8")
    run(BatchJob(tmp_path / "in.csv", tmp_path / "out.jsonl"), BOT)
    assert json.loads((tmp_path / "out.jsonl").read_text(encoding="utf-8"))["passed"] == "yes"


# The fields of a result


@pytest.mark.parametrize(
    ("source", "target", "fields", "expected"),
    [
        ("id,question\n7,hi\n", "csv", ("kind", "id"), "kind,id\nchat,7\n"),
        ("id,question\n7,hi\n", "jsonl", ("id", "kind", "passed"), '{"id": "7", "kind": "chat", "passed": null}\n'),
        ("id,question,expect\n7,hi,chat\n", "csv", ("passed",), "passed\ntrue\n"),
        ("kind,question\n7,hi\n", "csv", ("input_kind", "kind"), "input_kind,kind\n7,chat\n"),
    ],
)
def test_fields_are_picked_and_put_in_order(
    tmp_path: Path, source: str, target: str, fields: tuple[str, ...], expected: str
) -> None:
    (tmp_path / "in.csv").write_text(source, encoding="utf-8")
    run(BatchJob(tmp_path / "in.csv", tmp_path / f"out.{target}", fields=fields), BOT)
    assert (tmp_path / f"out.{target}").read_text(encoding="utf-8") == expected


def test_fields_do_not_delay_an_answer_when_asked_line_by_line() -> None:
    asked = subprocess.Popen(
        [sys.executable, "run_bot.py", "batch", "-", "--input-format", "jsonl", "--fields", "kind"],
        cwd=CHECKOUT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    assert asked.stdin is not None
    assert asked.stdout is not None
    with asked:
        for _ in range(2):
            asked.stdin.write(b'{"question": "hi"}\n')
            asked.stdin.flush()
            assert json.loads(asked.stdout.readline()) == {"kind": "chat"}
        asked.stdin.close()


@pytest.mark.parametrize(
    ("target", "fields", "reason"),
    [
        ("csv", ("kind", "colour"), "there is no 'colour'; there are: question, id, kind, intents"),
        ("jsonl", ("intents",), "there is no 'intents'; there are: question, kind, answers"),
        ("csv", ("kind", "kind"), "'kind' stands there twice"),
        ("txt", ("kind",), "a .txt has none"),
    ],
)
def test_unknown_fields_are_refused(tmp_path: Path, target: str, fields: tuple[str, ...], reason: str) -> None:
    (tmp_path / "in.csv").write_text("id,question\n7,hi\n", encoding="utf-8")
    job = BatchJob(tmp_path / "in.csv", tmp_path / f"out.{target}", fields=fields)
    with pytest.raises(InputError) as error:
        run(job, BOT)
    assert reason in str(error.value)
