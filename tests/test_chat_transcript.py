"""The transcript does not move while it is read, and highlights the choice that a key or a click would take."""

from __future__ import annotations

import asyncio
import re

import pytest
from textual import events

from bot import Conversation
from bot.chat.prompt import PLACEHOLDER, Prompt
from bot.chat.transcript import Transcript
from bot.chat.typesetting.column import MAX_TURNS
from bot.chat.typesetting.turn import turn_of
from tests.bots import BOT
from tests.chats import Chat, chat, question_for, reply_to

QUESTION = question_for("partner_cried")
OFFERED = [suggestion.title for suggestion in Conversation(BOT).welcome().suggestions]


def backgrounds(seen: Chat) -> list[str]:
    return [str(seen.background(title)) for title in OFFERED]


async def test_an_answer_is_at_its_place_from_the_first_time_it_is_there() -> None:
    async with chat(size=(80, 24)) as seen:
        await seen.ask("hello")
        await seen.paste(QUESTION)
        await seen.app.screen.query_one(Prompt).action_submit()
        places = set()
        for _ in range(500):
            await asyncio.sleep(0)
            places |= {seen.place(f"You: {QUESTION}")} if f"You: {QUESTION}" in seen.text() else set()
        assert places == {1}


async def test_nothing_scrolls_while_an_earlier_turn_is_read() -> None:
    async with chat(size=(80, 24)) as seen:
        await seen.ask(QUESTION)
        await seen.ask("hello")
        await seen.press("pageup", "pageup")
        before = seen.lines("Transcript")
        await seen.press(*"why?")
        await seen.pilot.pause(0.3)
        assert seen.lines("Transcript") == before


@pytest.mark.parametrize("size", [(80, 40), (80, 15), (44, 24), (120, 24), (41, 60)])
async def test_what_is_read_stays_when_the_window_changes(size: tuple[int, int]) -> None:
    """Its first word is on the first line still, whichever turn it is in."""
    async with chat(size=(80, 24)) as seen:
        for question in (QUESTION, "hello", question_for("how_common"), QUESTION):
            await seen.ask(question)
        for _ in range(3):
            await seen.press("pageup")
            while not seen.lines()[0].strip():
                await seen.press("shift+up")
            first = re.findall(r"\w+", seen.lines()[0])[0]
            await seen.pilot.resize_terminal(*size)
            await seen.pilot.pause()
            assert first in seen.lines()[0]
            await seen.pilot.resize_terminal(80, 24)
            await seen.pilot.pause()


async def test_the_keyboard_marks_each_choice_in_turn_and_leaves_them_at_either_end() -> None:
    async with chat() as seen:
        await seen.press("tab")
        marked = [backgrounds(seen)]
        for _ in OFFERED[1:]:
            await seen.press("down")
            marked.append(backgrounds(seen))
        await seen.press("tab", "tab")

        for number, ground in enumerate(marked):
            assert ground.count(ground[number]) == 1
        assert seen.app.screen.query_one(Prompt).has_focus
        await seen.press("tab", "up")
        assert seen.app.screen.query_one(Prompt).has_focus


async def test_a_choice_below_the_edge_is_brought_into_view_when_it_is_marked() -> None:
    last = reply_to(QUESTION).suggestions[-1].title
    async with chat(size=(60, 15)) as seen:
        await seen.ask(QUESTION)
        assert last not in seen.text("Transcript")
        await seen.press("shift+tab", *["down"] * (len(reply_to(QUESTION).suggestions) - 1))
        assert last in seen.text("Transcript")
        await seen.press("enter")
        assert f"You: {last}" in seen.lines()[1]


async def test_the_choice_under_the_mouse_is_lit_and_no_other() -> None:
    async with chat() as seen:
        plain = backgrounds(seen)
        await seen.pilot.hover(offset=(20, seen.place(OFFERED[2])))
        lit = backgrounds(seen)
        assert [lit[n] != plain[n] for n in range(len(OFFERED))] == [n == 2 for n in range(len(OFFERED))]
        for beside in (0, seen.place(PLACEHOLDER)):
            await seen.pilot.hover(offset=(20, seen.place(OFFERED[2])))
            await seen.pilot.hover(offset=(20, beside))
            assert backgrounds(seen) == plain


async def test_what_is_selected_from_beside_the_text_begins_with_its_line() -> None:
    async with chat(size=(100, 60)) as seen:
        await seen.ask(QUESTION)
        title = reply_to(QUESTION).answers[0].title
        line = seen.place(title)
        await seen.drag((2, line), (60, line), (90, line + 1))
        await seen.press("ctrl+c")
        first, second = seen.app.clipboard.splitlines()
        assert first == title
        assert second.rstrip() == seen.lines()[line + 1].strip()


async def test_a_hundred_turns_can_be_scrolled_back_to_and_older_ones_are_gone() -> None:
    async with chat(size=(80, 24)) as seen:
        transcript = seen.app.screen.query_one(Transcript)
        for number in range(MAX_TURNS + 2):
            transcript.show(turn_of(reply_to(f"qxv {number}")))
        await seen.pilot.pause()
        transcript.scroll_home(animate=False)
        await seen.pilot.pause()
        assert seen.lines()[1].strip("▌ ") == "You: qxv 1"
        transcript.scroll_end(animate=False)
        await seen.pilot.pause()
        assert f"qxv {MAX_TURNS + 1}" in seen.text()
        assert transcript.virtual_size.height < 40 * MAX_TURNS


async def test_at_another_width_every_turn_is_wrapped_anew() -> None:
    async with chat(size=(80, 24)) as seen:
        await seen.ask(QUESTION)
        await seen.ask("hello")
        await seen.pilot.resize_terminal(44, 20)
        seen.app.screen.query_one(Transcript).scroll_home(animate=False)
        await seen.pilot.pause()
        words = []
        for _ in range(30):
            words.append(seen.text("Transcript"))
            await seen.press("pagedown")
        assert all(len(line) <= 44 for line in seen.lines())
        for statement in reply_to(QUESTION).answers[0].statements[:2]:
            assert statement.text[:30] in " ".join(words)


async def test_the_choice_under_the_mouse_is_lit_also_when_it_was_scrolled_there() -> None:
    async with chat(size=(80, 20)) as seen:
        plain = str(seen.background(OFFERED[1]))
        await seen.pilot.hover(offset=(20, seen.place(OFFERED[1])))
        await seen.press("shift+down")
        assert str(seen.background(OFFERED[1])) == plain
        assert str(seen.background(OFFERED[2])) != plain


async def test_the_mark_stays_while_the_reader_looks_at_another_window() -> None:
    async with chat() as seen:
        await seen.press("tab", "down", "down")
        seen.app.post_message(events.AppBlur())
        await seen.pilot.pause()
        seen.app.post_message(events.AppFocus())
        await seen.pilot.pause()
        await seen.press("enter")
        assert f"You: {OFFERED[2]}" in seen.lines()[1]


async def test_what_is_pasted_while_a_choice_is_marked_goes_into_the_line() -> None:
    async with chat() as seen:
        await seen.press("tab")
        await seen.pilot.pause()
        seen.app.post_message(events.Paste("why do I cry"))
        await seen.pilot.pause()
        assert seen.app.screen.query_one(Prompt).value == "why do I cry"


async def test_another_button_of_the_mouse_chooses_nothing() -> None:
    async with chat() as seen:
        await seen.pilot.click(offset=(20, seen.place(OFFERED[1])), button=3)
        await seen.pilot.pause()
        assert "You: " not in seen.text()


async def test_what_is_selected_is_let_go_when_its_lines_become_others() -> None:
    async with chat(size=(80, 24)) as seen:
        await seen.ask(QUESTION)
        await seen.drag((10, 5), (40, 6))
        assert seen.app.screen.selections
        await seen.pilot.resize_terminal(50, 24)
        await seen.pilot.pause()
        assert not seen.app.screen.selections


async def test_the_keys_at_the_foot_are_never_copied() -> None:
    async with chat(size=(80, 24)) as seen:
        await seen.drag((10, 3), (40, 23))
        await seen.press("ctrl+c")
        assert seen.app.clipboard
        assert "Leave" not in seen.app.clipboard
