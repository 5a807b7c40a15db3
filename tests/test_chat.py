"""The full-screen chat shows what the conversation says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot import Conversation
from bot.chat.prompt import PLACEHOLDER
from bot.rendering.blocks import citation_marks
from tests.bots import BOT
from tests.chats import chat, question_for, reply_to, shows

if TYPE_CHECKING:
    import pytest

TWO_QUESTIONS = "What is PCD? And what causes it?"


async def test_the_first_screen_says_what_it_is_and_offers_six_numbered_things_to_ask() -> None:
    welcome = Conversation(BOT).welcome()
    async with chat(size=(80, 24)) as seen:
        assert shows(seen, welcome)
        assert len(welcome.suggestions) == 6
        for number, suggestion in enumerate(welcome.suggestions, start=1):
            assert f"{number}  {suggestion.title}" in "\n".join(seen.lines())
        assert PLACEHOLDER in seen.text()


async def test_the_ways_out_are_on_the_screen_all_the_time_even_on_a_small_one() -> None:
    async with chat(size=(40, 15)) as seen:
        assert seen.lines()[-1] == "^X Leave now ^Q Quit F1 Help F8 Get help"
        await seen.ask(question_for("why_crying"))
        assert seen.lines()[-1] == "^X Leave now ^Q Quit F1 Help F8 Get help"


async def test_an_answer_shows_its_title_its_sentences_and_which_documents_they_are_from() -> None:
    question = question_for("partner_cried")
    reply = reply_to(question)
    async with chat() as seen:
        await seen.ask(question)

        assert reply.kind == "answer"
        assert shows(seen, reply)
        assert "Lauvette, no date given [1–3]" in seen.text()
        assert "Flo Health, updated 26 November 2021 [4]" in seen.text()


async def test_two_answers_count_their_sources_through() -> None:
    reply = reply_to(TWO_QUESTIONS)
    first, second = reply.answers
    async with chat() as seen:
        await seen.ask(TWO_QUESTIONS)

        for answer in (first, second):
            for statement in answer.statements:
                numbers = citation_marks(reply.sources.index(source) + 1 for source in statement.sources)
                assert f"{statement.text}{numbers}" in seen.text()
        assert len(reply.sources) > len(first.sources)


async def test_each_sentence_is_followed_by_the_numbers_of_its_sources() -> None:
    question = question_for("partner_cried")
    answer = reply_to(question).answers[0]
    async with chat() as seen:
        await seen.ask(question)

        for statement in answer.statements:
            numbers = citation_marks(answer.sources.index(source) + 1 for source in statement.sources)
            assert f"{statement.text}{numbers}" in seen.text()


async def test_the_question_stands_at_the_top_and_the_answer_starts_at_its_first_line() -> None:
    async with chat(size=(80, 24)) as seen:
        for question in (question_for("partner_cried"), "hello", question_for("why_crying")):
            await seen.ask(question)

            assert seen.place(f"You: {question}"[:60]) == 1


async def test_question_and_answer_differ_without_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    question = question_for("partner_cried")
    async with chat() as seen:
        await seen.ask(question)

        assert f"▌ You: {question}" in "\n".join(seen.lines())
        assert seen.place("Lauvette, no date given") > seen.place(reply_to(question).answers[0].title)


async def test_enter_on_an_empty_line_does_nothing() -> None:
    async with chat() as seen:
        before = seen.lines()
        await seen.press("enter")
        await seen.press("space", "space", "enter")

        assert seen.lines() == before


async def test_up_and_down_go_through_the_history_and_back_to_what_was_being_typed() -> None:
    async with chat() as seen:
        await seen.ask("first question")
        await seen.ask("second question")
        await seen.paste("half a thought")
        shown = []
        for key in ("up", "up", "up", "down", "down", "down"):
            await seen.press(key)
            shown.append(seen.lines()[-3].strip("│ "))

        first, second, half = "first question", "second question", "half a thought"
        assert shown == [second, first, first, second, half, half]


async def test_pasted_lines_are_all_kept_as_one() -> None:
    async with chat() as seen:
        await seen.paste("it happened again\r\nlast night\n\nwhy?")

        assert "it happened again last night why?" in seen.text()


async def test_what_is_pasted_line_by_line_stays_apart() -> None:
    async with chat() as seen:
        await seen.paste("it happened again\n")
        await seen.paste("why?")

        assert "it happened again why?" in seen.text()


async def test_an_unknown_question_is_said_to_be_unknown() -> None:
    question = "what will the weather be in Lisbon tomorrow?"
    reply = reply_to(question)
    async with chat() as seen:
        await seen.ask(question)

        assert reply.kind == "unknown"
        assert shows(seen, reply)
        assert not reply.answers
