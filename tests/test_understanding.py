"""What the shipped library understands of labelled questions: bounds a little below what was measured.

They are the project's own questions, written by people who had not seen the examples; the README tells what is reached
on real people's questions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.evaluation.labelled import read_labelled
from bot.evaluation.outcomes import Outcome, ask_rows
from tests.bots import BOT
from tests.conftest import TESTS

if TYPE_CHECKING:
    from bot import Bot


def outcomes_of(bot: Bot, *names: str) -> list[Outcome]:
    files = [TESTS / "questions" / f"{name}.jsonl" for name in names]
    return [outcome for file in files for outcome in ask_rows(bot, read_labelled(file, bot.library))]


def percent(outcomes: list[Outcome], fact: str) -> float:
    return 100 * sum(bool(getattr(outcome, fact)) for outcome in outcomes) / len(outcomes)


def test_clear_questions_are_answered_rightly_and_seldom_wrongly() -> None:
    clear = [outcome for outcome in outcomes_of(BOT, "in_scope", "second_in_scope") if outcome.core]
    assert len(clear) > 300
    assert percent(clear, "right") >= 84
    assert percent(clear, "found") >= 90
    assert percent(clear, "wrong") <= 8


@pytest.mark.parametrize(
    ("name", "least"),
    [("near_scope", 92), ("second_near_scope", 92), ("far_scope", 99)],
)
def test_what_is_no_question_of_the_library_is_not_answered_as_one(name: str, least: float) -> None:
    assert percent(outcomes_of(BOT, name), "right") >= least


def test_small_talk_is_recognised() -> None:
    assert percent(outcomes_of(BOT, "chat"), "right") >= 85


def test_later_turns_and_several_questions_are_understood() -> None:
    assert percent(outcomes_of(BOT, "follow_ups"), "right") >= 87
    both = outcomes_of(BOT, "two_questions")
    assert percent(both, "right") >= 75
    assert percent(both, "found") >= 92
