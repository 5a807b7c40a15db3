"""Hostile text is shown harmlessly, and nothing that was typed gets into a crash report."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual import events

from bot import Conversation
from bot.chat.app import ChatApp
from tests.bots import BOT
from tests.chats import HOSTILE, Chat, chat, reply_to, write_library

if TYPE_CHECKING:
    from pathlib import Path

    from bot.reply import Reply


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
async def test_hostile_text_is_shown_as_it_is_and_does_nothing(text: str) -> None:
    shown = reply_to(text).question
    async with chat(size=(80, 24)) as seen:
        await seen.ask(text)

        assert f"You: {shown}" in seen.text()
        assert not any(character in seen.text() for character in "\x1b\x00\x07\u202e")
        assert seen.app.is_running


@pytest.mark.parametrize("text", ["[/foo]", "[@click=app.quit]x[/]", "为什么 😭"])
async def test_hostile_text_can_be_typed_key_by_key(text: str) -> None:
    async with chat(size=(80, 24)) as seen:
        for character in text:
            await seen.pilot._wait_for_screen()
            seen.app.screen.post_message(events.Key(character, character))
        await seen.press("enter")

        assert f"You: {text}" in seen.text()


async def test_a_hundred_thousand_characters_are_taken_and_do_not_hide_the_reply() -> None:
    async with chat(size=(80, 24)) as seen:
        await seen.ask("why oh why " * 9_100)

        assert seen.place("You: why oh why") == 1
        assert "That was long" in seen.text()


async def test_a_library_may_hold_what_looks_like_markup(tmp_path: Path) -> None:
    hostile = write_library(
        tmp_path,
        """
intents:
  one:
    title: "[/foo] [@click=app.quit]title[/]"
    examples: ["how do I open it", "open it"]
    answer: [{text: "Say [b]open[/b], \\e[31mthen \\u202ewait[/]. 开门 👩‍👩‍👧"}]
    related: [two]
  two:
    title: "[bold"
    examples: ["how do I close it", "close it"]
    answer: [{text: "[/]"}]
""",
    )
    async with chat(of=hostile) as seen:
        assert "1  [/foo] [@click=app.quit]title[/]" in "\n".join(seen.lines())
        await seen.click("[/foo]")
        assert "You: [/foo] [@click=app.quit]title[/]" in seen.text()
        assert "Say [b]open[/b], then wait[/]. 开门 👩‍👩‍👧" in seen.text()

        await seen.click("[bold")
        assert "[/]" in seen.text()
        await seen.press("ctrl+p")
        await seen.press("f", "o", "o")
        await seen.pilot.pause()
        assert "[/foo] [@click=app.quit]title[/]" in seen.text()
        await seen.press("enter")
        await seen.press("f1")
        assert seen.app.is_running


async def test_a_crash_report_says_where_and_nothing_of_what_was_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down(_: Conversation, text: str) -> Reply:
        raise RuntimeError(text)

    monkeypatch.setattr(Conversation, "ask", break_down)
    app = ChatApp(BOT)
    with pytest.raises(RuntimeError):
        async with app.run_test() as pilot:
            await Chat(app, pilot).ask("my secret")

    assert "RuntimeError" in app.failure
    assert "secret" not in app.failure
    assert not app._exit_renderables
