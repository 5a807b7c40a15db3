"""The guide leads whoever has no words for it to what fits, in a few questions, with a way out of each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import Conversation, load
from bot.conversation import wording
from bot.knowledge.guide import Option, fitting
from bot.knowledge.readers.guide import MOST_QUESTIONS
from bot.rendering.plain_text import plain_text
from tests.bots import BOT, LIBRARY
from tests.chats import chat
from tests.conftest import TESTS

if TYPE_CHECKING:
    from bot.reply import Reply

GUIDE = LIBRARY.guide
DIAGNOSES = re.compile(r"\bPC[DT]\b|dysphor|tristesse|depress|disorder|trauma|vaginismus|PCOS|cancer|illness", re.I)
"""What a person may have: the guide may be asked about it, and never says it of anybody."""
PICKS = st.lists(st.integers(1, 9), min_size=40, max_size=40)


def options(name: str) -> list[str]:
    assert GUIDE
    return [option.text for option in GUIDE.questions[name].options]


def is_question(reply: Reply) -> bool:
    return bool(re.search(r"Question \d of at most \d: ", reply.message))


def walked(picks: list[int]) -> list[Reply]:
    """Return what is replied when these numbers are picked, as far as something is asked."""
    conversation = Conversation(BOT)
    replies = [conversation.guide()]
    for pick in picks:
        if not is_question(replies[-1]):
            break
        replies.append(conversation.ask(str((pick - 1) % len(replies[-1].options) + 1)))
    return replies


@given(PICKS)
def test_every_question_can_be_skipped_and_left(picks: list[int]) -> None:
    for reply in walked(picks):
        if is_question(reply):
            assert (reply.kind, reply.answers, reply.suggestions) == ("chat", (), ())
            assert {wording.SKIP, wording.STOP} <= set(reply.options)
            assert (wording.BACK in reply.options) == ("Question 1 of" not in reply.message)
            assert len(reply.options) <= 9


@given(PICKS)
def test_it_ends_within_five_questions_in_what_fits_or_in_help(picks: list[int]) -> None:
    forward = [pick for pick in picks if pick <= 6]
    conversation = Conversation(BOT)
    reply, asked = conversation.guide(), 1
    while is_question(reply) and forward:
        onward = [number for number, text in enumerate(reply.options, 1) if text not in (wording.BACK, wording.STOP)]
        reply, asked = conversation.choose(onward[forward.pop() % len(onward)]), asked + 1
    assert asked <= MOST_QUESTIONS + 1
    if not is_question(reply):
        assert reply.kind in ("answer", "safety") or reply.message == wording.NOTHING_FITS
        assert reply.sources or reply.kind != "answer"


@given(st.text())
def test_whatever_is_written_in_the_middle_is_answered(text: str) -> None:
    conversation = Conversation(BOT)
    conversation.guide()
    assert conversation.ask(text).kind != "error"


def test_it_names_no_diagnosis_of_anybody() -> None:
    assert GUIDE
    for name, question in GUIDE.questions.items():
        said = [GUIDE.text, GUIDE.telling, question.text, *(option.worth_telling for option in question.options)]
        if name != "in_general":  # There somebody asks about them.
            said += options(name)
        assert not any(map(DIAGNOSES.search, said)), name


def test_who_is_not_asking_in_general_is_led_to_no_diagnosis() -> None:
    assert GUIDE
    named = {"what_is_pcd", "what_is_pct", "pcd_or_pct", "pcd_causes", "depression_or_anxiety", "medical_causes"}
    for name, question in GUIDE.questions.items():
        if name != "in_general":
            assert named.isdisjoint(intent for option in question.options for intent in option.fits), name


def test_the_order_of_fit_counts_what_several_answers_speak_for() -> None:
    first, second = Option("1", fits=("a", "b")), Option("2", fits=("c", "b"))
    assert [intent for intent, _ in fitting([first, second])] == ["c", "b", "a"]
    assert dict(fitting([first, second])) == {"a": 0.5, "b": 0.5, "c": 0.5}
    assert dict(fitting([first, second, Option("no")])) == {"a": 0.5, "b": 0.5, "c": 0.5}
    assert fitting([]) == []


def test_a_library_without_a_guide_says_nothing_of_it() -> None:
    conversation = Conversation(load(TESTS / "bank"))
    assert conversation.welcome().options == ()
    assert conversation.ask("qxv wzzk plorth").options == ()
    assert conversation.ask("I don't know").kind != "chat"


def test_a_row_tells_what_can_be_picked() -> None:
    assert Conversation(BOT).ask("idk").as_row()["options"] == [*options("who"), wording.SKIP, wording.STOP]
    assert "options" not in Conversation(BOT).ask("why do i cry after sex").as_row()


def test_a_row_tells_what_is_worth_telling() -> None:
    reply = walked([1, 1, 1, 1, 1])[-1]
    assert "what hurts, and when" in reply.as_row()["closing"]


def test_the_lines_number_what_can_be_picked() -> None:
    conversation = Conversation(BOT)
    lines = list(plain_text(conversation.welcome()))
    assert lines[-1] == "Choice 7: Help me find what fits"
    assert list(plain_text(conversation.ask("7")))[2:5] == [
        f"Choice {n}: {text}" for n, text in enumerate(options("who"), 1)
    ]
    assert "worth telling" in "\n".join(plain_text(walked([1, 1, 1, 1, 1])[-1]))


@pytest.mark.parametrize("size", [(80, 24), (40, 15)])
async def test_the_chat_leads_through_it_by_keyboard(size: tuple[int, int]) -> None:
    async with chat(size) as seen:
        await seen.press("f7")
        assert "Question 1 of at most 5: Is it about you, or about your partner?" in seen.text()
        await seen.press("tab", "down", "enter")
        assert "You: My partner" in seen.text()
        assert "Question 2 of at most 5: Did they say that it hurt?" in seen.text()
        for answer in ("no", "They feel embarrassed", "2", "1"):
            await seen.ask(answer)
        assert wording.FITS in seen.text()


async def test_the_first_screen_offers_it_without_scrolling() -> None:
    async with chat((80, 24)) as seen:
        assert " 7  Help me find what fits" in "\n".join(seen.lines())


async def test_a_choice_is_clicked_and_past_ones_are_not_offered_again() -> None:
    async with chat() as seen:
        await seen.click("Help me find what fits")
        await seen.click("Neither: I want")
        assert "Question 2 of at most 2: What would you like to know?" in seen.text()
        await seen.pilot.press("pageup")
        await seen.pilot.pause()
        await seen.click("My partner")
        assert "Did they say" not in seen.text()


async def test_the_palette_offers_it() -> None:
    async with chat() as seen:
        await seen.press("ctrl+p", *"find what fits")
        await seen.press("enter")
        assert "Question 1 of at most 5" in seen.text()


def test_a_number_picks_what_is_shown_also_after_an_alarm() -> None:
    conversation = Conversation(load())
    conversation.ask("i want to die")
    conversation.guide()
    assert "Question 2" in conversation.ask("1").message


def test_a_country_named_between_the_questions_leaves_them_open() -> None:
    conversation = Conversation(load())
    conversation.guide()
    assert "Question 1" in conversation.ask("uk").message
    assert "Question 2" in conversation.ask("skip").message


def test_go_back_goes_back() -> None:
    conversation = Conversation(load())
    conversation.guide()
    conversation.ask("1")
    assert "Question 1" in conversation.ask("go back").message
