"""Helplines stay in sight, on every size of screen."""

from __future__ import annotations

from bot.chat.prompt import PLACEHOLDER
from bot.rendering.reply_blocks import reply_blocks
from tests.bots import LIBRARY
from tests.chats import chat, question_for, reply_to, shows


def safety_question() -> str:
    asked = LIBRARY.intents["crisis"].examples[0]
    assert reply_to(asked).kind == "safety"
    return asked


async def test_helplines_stay_in_sight_until_the_conversation_is_cleared() -> None:
    question = safety_question()
    helplines = [block.text for block in reply_blocks(reply_to(question)) if block.role == "helpline"]
    async with chat() as seen:
        await seen.ask(question)
        assert helplines
        assert shows(seen, reply_to(question))

        await seen.ask(question_for("why_crying"))
        await seen.ask("hello")
        assert all(helpline in seen.text() for helpline in helplines)

        await seen.press("ctrl+l", "ctrl+l")
        assert not any(helpline in seen.text() for helpline in helplines)


async def test_the_first_helpline_can_be_read_whole_on_the_smallest_screen() -> None:
    question = safety_question()
    first = next(block.text for block in reply_blocks(reply_to(question)) if block.role == "helpline")
    async with chat(size=(40, 15)) as seen:
        await seen.ask(question)

        assert first in seen.text()


async def test_what_a_safety_reply_asks_is_in_sight_on_a_small_screen() -> None:
    question = safety_question()
    async with chat(size=(80, 24)) as seen:
        await seen.ask(question)
        assert reply_to(question).message
        assert reply_to(question).message in " ".join(seen.lines())

        await seen.ask("no")
        assert PLACEHOLDER in seen.text()


async def test_f8_gives_the_helplines_at_any_time_and_the_footer_says_so() -> None:
    async with chat() as seen:
        assert "Get help" in seen.text()
        await seen.press("f8")
        assert "findahelpline.com" in seen.text()


async def test_a_country_that_is_withdrawn_takes_its_numbers_from_the_screen() -> None:
    async with chat() as seen:
        await seen.ask("i want to die")
        await seen.ask("uk")
        assert "116 123" in seen.text()
        await seen.ask("not in the uk")
        await seen.ask("hello")
        assert "116 123" not in seen.text("Helplines")
        assert "findahelpline.com" in seen.text("Helplines")


async def test_helplines_that_stand_in_the_answer_are_not_pinned_beside_it() -> None:
    async with chat() as seen:
        await seen.ask("i want to die")
        assert seen.text().count("findahelpline.com") == 1
        await seen.ask("hello")
        assert "findahelpline.com" in seen.text("Helplines")


async def test_pinned_helplines_can_be_put_away_and_come_again() -> None:
    async with chat() as seen:
        await seen.ask("i want to die")
        await seen.ask("hello")
        await seen.press("escape")
        assert seen.text("Helplines") == ""
        await seen.ask("i want to die")
        await seen.ask("hello")
        assert "findahelpline.com" in seen.text("Helplines")
