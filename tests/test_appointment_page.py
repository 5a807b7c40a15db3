"""A page to take to a doctor or a therapist holds what was told and asked, and no transcript."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot import Conversation
from bot.rendering.appointment_page import appointment_page
from bot.reply import Answer, Reply
from tests.bots import BOT, LIBRARY

PAGE = LIBRARY.appointment


def page_of(*messages: str) -> str:
    assert PAGE is not None
    conversation = Conversation(BOT)
    return appointment_page(PAGE, [conversation.ask(message) for message in messages])


def test_what_was_told_stands_in_the_readers_own_words_once() -> None:
    told = "since we had our baby I cry every time after sex"
    page = page_of(told, "hello", "is that common?", told)
    assert page.count(f"> {told}") == 1
    assert "hello" not in page
    assert "is that common" not in page


def test_what_was_answered_stands_by_its_title_without_the_answer() -> None:
    conversation = Conversation(BOT)
    answer = conversation.ask("what is post-coital dysphoria?").answers[0]
    page = page_of("what is post-coital dysphoria?")
    assert f"- {answer.title}" in page
    assert answer.statements[0].text not in page


def test_an_alarm_leaves_nothing_on_the_page() -> None:
    page = page_of("he forced me to have sex and I said no", "I want to die after that")
    assert "forced" not in page
    assert "die" not in page
    assert page == page_of()


def test_what_the_guide_found_worth_telling_is_on_the_page() -> None:
    conversation = Conversation(BOT)
    replies = [conversation.guide()]
    while not replies[-1].closing and len(replies) < 9:
        replies.append(conversation.ask("1"))
    assert PAGE is not None
    assert replies[-1].closing.split(":")[0] in appointment_page(PAGE, replies)


@given(st.text(min_size=1), st.text(min_size=1))
def test_no_text_of_a_reader_is_markup(question: str, title: str) -> None:
    assert PAGE is not None
    replies = [Reply(question, "answer", answers=(Answer("one", title, 1.0, ()),), tells_something=True)]
    lines = appointment_page(PAGE, replies).split("\n")
    assert sum(line.startswith("#") for line in lines) == 4
