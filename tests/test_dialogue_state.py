"""The state of a dialogue is plain data: it can be compared, pickled and taken up again by another conversation."""

from __future__ import annotations

import pickle

import pytest

from bot import Conversation
from bot.conversation.policy import HANDLERS
from bot.conversation.state import DialogueState
from tests.bots import BOT
from tests.conftest import DIALOGUES

ASKED = [
    (dialogue["name"], dialogue.get("country"), [turn["ask"] for turn in dialogue["turns"]]) for dialogue in DIALOGUES
]


@pytest.mark.parametrize(("country", "asked"), [each[1:] for each in ASKED], ids=[each[0] for each in ASKED])
def test_a_conversation_goes_on_from_a_state_that_was_pickled(country: str | None, asked: list[str]) -> None:
    whole = Conversation(BOT, country)
    state = BOT.start(country)
    for text in asked:
        expected = whole.ask(text)
        reply, state = BOT.respond(text, pickle.loads(pickle.dumps(state)))
        assert reply == expected
        assert state == whole.state


def test_the_same_words_lead_to_the_same_state() -> None:
    first, second = Conversation(BOT), Conversation(BOT)
    for text in ("why do i cry after sex", "2", "uk", "i want to die"):
        first.ask(text)
        assert first.state != second.state
        second.ask(text)
        assert first.state == second.state


def test_a_state_is_printed_with_what_it_holds() -> None:
    conversation = Conversation(BOT, "uk")
    conversation.ask("i want to die")
    printed = repr(conversation.state)
    assert "country='uk'" in printed
    assert "alarm=Alarm(intent='crisis'" in printed


def test_a_handler_changes_nothing_that_it_is_given() -> None:
    state = DialogueState()
    for text in ("", "i want to die", "uk", "7", "breathe", "more", "i don't know", "why do i cry after sex"):
        BOT.respond(text, state)
        assert state == DialogueState()


def test_every_handler_says_what_it_handles() -> None:
    for handler in HANDLERS:
        assert (handler.__doc__ or "").startswith("Handles "), handler
