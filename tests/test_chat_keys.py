"""The keys do what the help says, from everywhere."""

from __future__ import annotations

import pytest

from bot.chat.keys import CHAT_HELP
from bot.chat.prompt import Prompt
from bot.chat.screen import CLEAR_AGAIN
from tests.chats import chat


async def test_help_names_every_key_and_leads_back() -> None:
    async with chat() as seen:
        before = seen.lines()
        await seen.press("f1")
        assert all(f"{key}" in seen.text() and does in seen.text() for key, does in CHAT_HELP)

        await seen.press("escape")
        assert seen.lines() == before


async def test_clear_leaves_nothing_of_the_conversation() -> None:
    async with chat() as seen:
        before = seen.lines()
        await seen.ask("something very private")
        await seen.press("ctrl+l")
        assert CLEAR_AGAIN in seen.text()
        await seen.press("ctrl+l")
        assert seen.lines() == before

        await seen.press("up", *["pageup"] * 3)
        assert seen.lines() == before


async def test_one_key_changes_between_dark_and_light() -> None:
    async with chat() as seen:
        dark = seen.app.screen.styles.background.brightness
        await seen.press("f2")

        assert dark < 0.5 < seen.app.screen.styles.background.brightness


async def test_every_theme_of_the_palette_shows_the_chat() -> None:
    async with chat(size=(80, 24)) as seen:
        await seen.ask("hello")
        before = seen.lines()
        for theme in seen.app.available_themes:
            seen.app.theme = theme
            await seen.pilot.pause()
            assert seen.lines() == before


@pytest.mark.parametrize("key", ["ctrl+q", "ctrl+x"])
@pytest.mark.parametrize("place", [(), ("f1",), ("ctrl+p",), ("tab",)], ids=["typing", "help", "palette", "suggestion"])
async def test_the_ways_out_work_from_everywhere(key: str, place: tuple[str, ...]) -> None:
    async with chat() as seen:
        await seen.press(*place)
        await seen.pilot.press(key)

        assert seen.app.return_value is (True if key == "ctrl+x" else None)
        assert not seen.app.is_running


async def test_a_key_shows_how_the_last_question_was_understood() -> None:
    async with chat() as seen:
        await seen.press("f3")
        assert "read as:" not in seen.text()
        await seen.ask("my partnr cried [/foo]")
        await seen.press("f3")
        assert "corrected: partnr to partner" in seen.text()
        assert "partner_cried: score" in seen.text()
        await seen.press("escape")
        assert "read as:" not in seen.text()


async def test_backspace_takes_a_whole_emoji_or_what_is_selected() -> None:
    async with chat() as seen:
        prompt = seen.app.screen.query_one(Prompt)
        await seen.paste("sad 👩‍👩‍👧")
        await seen.press("backspace", "backspace")
        assert prompt.value == "sad"
        await seen.press("home", "backspace", "shift+right", "backspace")
        assert prompt.value == "ad"
