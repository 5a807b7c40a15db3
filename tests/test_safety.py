"""Messages that have to be met first are, in the right lane, and innocent ones raise no alarm."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.bots import BOT, LIBRARY
from tests.conftest import TESTS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.conversation.understanding.safety import Screening

LANES = {intent.id for intent in LIBRARY.intents.values() if intent.kind == "safety"}


def rows(*names: str) -> list[dict[str, Any]]:
    files = [(TESTS / "questions" / f"{name}.jsonl").read_text("utf-8") for name in names]
    return [json.loads(line) for content in files for line in content.splitlines()]


CORPUS = rows("safety", "second_safety", "third_safety")
ALARMING = [row for row in CORPUS if not row.get("hard_negative")]
INNOCENT = [row for row in CORPUS if row.get("hard_negative")]


def screen(message: str) -> Screening:
    return BOT.safety.screen(BOT.matcher.analyzer.analyze(message))


def lane_of(message: str) -> str | None:
    alarms = screen(message).alarms
    return alarms[0].intent if alarms else None


def share(rows: list[dict[str, Any]], holds: Callable[[dict[str, Any]], bool]) -> float:
    return sum(map(holds, rows)) / len(rows)


def test_nearly_all_are_met_in_their_lane() -> None:
    """They were learned from, after they had measured: new ones fare worse, see bot/README.md."""
    # Violence by a partner had no safety intent of its own when these were labelled.
    accepted = {"partner_violence": "sexual_violence"}
    assert (
        share(
            ALARMING, lambda row: {lane_of(row["q"]), accepted.get(lane_of(row["q"]) or "")} & {*row["accept"]} != set()
        )
        >= 0.88
    )


def test_all_but_a_few_get_a_line_of_support_at_least() -> None:
    assert share(ALARMING, lambda row: bool(screen(row["q"]).alarms or screen(row["q"]).support)) >= 0.97


def test_few_innocent_ones_raise_an_alarm() -> None:
    assert share(INNOCENT, lambda row: lane_of(row["q"]) is not None) <= 0.06


def test_hardly_any_other_example_or_question_raises_an_alarm() -> None:
    asked = [e for intent in LIBRARY.intents.values() if intent.kind != "safety" for e in intent.examples]
    asked += [example for subject in LIBRARY.out_of_scope.values() for example in subject.examples]
    asked += [
        row["q"] for row in rows("in_scope", "near_scope", "far_scope", "chat") if LANES.isdisjoint(row["accept"])
    ]
    assert share([{"q": message} for message in asked], lambda row: lane_of(row["q"]) is not None) <= 0.01


def test_hardly_any_statement_of_an_ordinary_conversation_raises_an_alarm() -> None:
    """They were written to measure, told what happened that night, and were never learned from."""
    assert share(rows("statements"), lambda row: lane_of(row["q"]) is not None) <= 0.02


@pytest.mark.parametrize(
    "message",
    [
        "can a blood pressure tablet cause tearfulness after sex",
        "fainted during sex once, what could cause it",
        "play jumper by third eye blind",
    ],
)
def test_a_rule_that_all_else_speaks_against_calls_for_support_and_no_alarm(message: str) -> None:
    assert screen(message).alarms == ()
    assert screen(message).support


@pytest.mark.parametrize("lane", sorted(LANES))
def test_its_examples_are_caught_with_a_slip_in_their_longest_word(lane: str) -> None:
    for example in LIBRARY.intents[lane].examples:
        longest = max(example.split(), key=len)
        if len(longest) >= 6:
            slipped = example.replace(longest, longest[:3] + longest[4] + longest[3] + longest[5:])
            assert lane_of(slipped) == lane, slipped


@pytest.mark.parametrize("lane", sorted(LANES))
def test_its_rules_can_be_read_at_one_sitting(lane: str) -> None:
    safety = LIBRARY.intents[lane].safety
    assert safety
    assert len(safety.patterns) <= 40


@pytest.mark.parametrize("lane", sorted(LANES))
def test_every_role_that_it_can_have_has_words_of_its_own(lane: str) -> None:
    safety = LIBRARY.intents[lane].safety
    assert safety
    told = {role: safety.texts[role].answer for role in safety.texts}
    if (LIBRARY.folder / "utterances" / "about_another" / f"{lane}.txt").exists():
        assert told["writer"] != told["another"]


def plain_forms() -> list[tuple[str, str]]:
    """Return plain alarms, each in twenty forms, with their lanes."""
    forms: dict[str, dict[str, list[str]]] = yaml.safe_load((TESTS / "plain_alarms.yaml").read_text("utf-8"))
    return [(lane, form) for lane, plain in forms.items() for each in plain.values() for form in each]


@pytest.mark.parametrize(("lane", "form"), plain_forms(), ids=lambda text: str(text)[:50])
def test_a_plain_alarm_is_met_in_every_form(lane: str, form: str) -> None:
    assert lane_of(form) == lane


def test_the_time_it_takes_grows_with_the_length_of_a_message_and_not_faster() -> None:
    """A message made of the words of alarms is looked through once for each rule."""
    analyze = BOT.matcher.analyzer.analyze
    words = "she he want die kill myself bleeding stop pain hit me raped fifteen pills i "
    short, long = analyze(words * 8), analyze(words * 80)

    def steps(stems: Sequence[str]) -> int:
        count = 0

        def trace(*_: object) -> None:
            nonlocal count
            count += 1

        sys.setprofile(trace)
        try:
            BOT.safety.find_rules(stems)
        finally:
            sys.setprofile(None)
        return count

    assert steps(long.stems) <= 12 * steps(short.stems)
