"""Messages that have to be met first are, in the right lane, and innocent ones raise no alarm."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.bots import BOT, LIBRARY
from tests.conftest import TESTS

LANES = {intent.id for intent in LIBRARY.intents.values() if intent.kind == "safety"}


def rows(*names: str) -> list[dict[str, Any]]:
    files = [(TESTS / "questions" / f"{name}.jsonl").read_text("utf-8") for name in names]
    return [json.loads(line) for content in files for line in content.splitlines()]


CORPUS = rows("safety", "second_safety", "third_safety")
ALARMING = [row for row in CORPUS if not row.get("hard_negative")]
INNOCENT = [row for row in CORPUS if row.get("hard_negative")]


def lane_of(message: str) -> str | None:
    alarms = BOT.safety.find_alarms(BOT.matcher.analyzer.analyze(message))
    return alarms[0].intent if alarms else None


@pytest.mark.parametrize("row", ALARMING, ids=lambda row: str(row["q"])[:50])
def test_it_is_met_first_in_its_lane(row: dict[str, Any]) -> None:
    assert lane_of(row["q"]) in row["accept"]


@pytest.mark.parametrize("row", INNOCENT, ids=lambda row: str(row["q"])[:50])
def test_it_raises_no_alarm(row: dict[str, Any]) -> None:
    assert lane_of(row["q"]) is None


def test_every_lane_has_messages_of_its_own() -> None:
    for lane in LANES:
        assert sum(lane in row["accept"] for row in ALARMING) >= 30, lane


def test_no_other_example_or_question_raises_an_alarm() -> None:
    """In 3 of 100 it might, and in these it does not: a person who asks about feelings is not told to call 911."""
    asked = [e for intent in LIBRARY.intents.values() if intent.kind != "safety" for e in intent.examples]
    asked += [example for subject in LIBRARY.out_of_scope.values() for example in subject.examples]
    asked += [
        row["q"] for row in rows("in_scope", "near_scope", "far_scope", "chat") if LANES.isdisjoint(row["accept"])
    ]
    assert [message for message in asked if lane_of(message)] == []


@pytest.mark.parametrize("lane", sorted(LANES))
def test_its_examples_are_caught_with_a_slip_in_their_longest_word(lane: str) -> None:
    for example in LIBRARY.intents[lane].examples:
        longest = max(example.split(), key=len)
        if len(longest) >= 6:
            slipped = example.replace(longest, longest[:3] + longest[4] + longest[3] + longest[5:])
            assert lane_of(slipped) == lane, slipped
