"""A reply begins with what was told: see openings.yaml."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from bot import Conversation
from tests.bots import BANK, BOT, LIBRARY
from tests.conftest import TESTS

CASES: list[dict[str, Any]] = yaml.safe_load((TESTS / "openings.yaml").read_text("utf-8"))
TEXTS = {opening.text: opening.name for opening in LIBRARY.openings}


def opening_of(message: str) -> str | None:
    told = Conversation(BOT).ask(message).message
    return next((name for text, name in TEXTS.items() if told.startswith(text)), None)


@pytest.mark.parametrize("case", CASES, ids=[case["ask"] for case in CASES])
def test_what_was_told_is_taken_up(case: dict[str, Any]) -> None:
    assert opening_of(case["ask"]) == case["opening"]


def test_every_opening_has_a_case_and_says_something_of_its_own() -> None:
    assert {opening.name for opening in LIBRARY.openings} == {case["opening"] for case in CASES} - {None}
    assert len(TEXTS) == len(LIBRARY.openings)


def test_an_opening_is_said_once_in_a_conversation() -> None:
    conversation = Conversation(BOT)
    messages = [case["ask"] for case in CASES if case["opening"]] * 2
    said = [text for reply in map(conversation.ask, messages) for text in TEXTS if reply.message.startswith(text)]
    assert len(said) == len(set(said)) > 10


def test_what_is_picked_was_not_told_by_the_reader() -> None:
    conversation = Conversation(BOT)
    for intent in LIBRARY.intents.values():
        if intent.kind == "answer":
            assert not any(conversation.pick(intent.id).message.startswith(text) for text in TEXTS), intent.id


def test_a_library_without_openings_says_none() -> None:
    assert not BANK.library.openings
    assert Conversation(BANK).ask("I lost my card yesterday and I am so scared").message == ""
