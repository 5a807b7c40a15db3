"""Suggestions can be picked by number, mouse and keyboard, and are listed in the menu."""

from __future__ import annotations

from bot import Conversation
from tests.bots import BOT, LIBRARY
from tests.chats import chat, reply_to, shows


async def test_a_number_picks_a_suggestion() -> None:
    async with chat() as seen:
        await seen.press("2", "enter")

        assert shows(seen, reply_to("2"))
        assert reply_to("2").answers


async def test_a_click_picks_a_suggestion() -> None:
    wanted = Conversation(BOT).welcome().suggestions[3]
    async with chat() as seen:
        await seen.click(wanted.title)

        assert f"▌ You: {wanted.title}" in "\n".join(seen.lines())
        assert shows(seen, Conversation(BOT).pick(wanted.intent))


async def test_space_picks_the_suggestion_one_is_on() -> None:
    wanted = Conversation(BOT).welcome().suggestions[0]
    async with chat() as seen:
        await seen.press("tab", "space")

        assert f"▌ You: {wanted.title}" in "\n".join(seen.lines())


async def test_the_keyboard_reaches_suggestions_and_finds_back_to_typing() -> None:
    wanted = Conversation(BOT).welcome().suggestions[1]
    async with chat() as seen:
        await seen.press("tab", "down", "enter")
        assert f"▌ You: {wanted.title}" in "\n".join(seen.lines())

        await seen.press("tab", "h", "i")
        assert seen.lines()[-3].strip("│ ") == "hi"


async def test_the_suggestion_that_has_the_focus_can_be_seen() -> None:
    welcome = Conversation(BOT).welcome()
    async with chat() as seen:
        backgrounds = []
        for _ in range(3):
            await seen.press("tab")
            backgrounds.append([seen.background(suggestion.title) for suggestion in welcome.suggestions])

        for marked, ground in enumerate(backgrounds):
            assert ground.index(ground[marked]) == marked
            assert len(set(ground)) == 2


async def test_suggestions_of_earlier_turns_lose_their_numbers_and_can_still_be_clicked() -> None:
    wanted = Conversation(BOT).welcome().suggestions[5]
    async with chat() as seen:
        await seen.ask("hello")
        await seen.press(*["pageup"] * 3)

        assert f" ·  {wanted.title}" in "\n".join(seen.lines())
        await seen.click(wanted.title)
        assert f"▌ You: {wanted.title}" in seen.lines()[1]


async def test_the_palette_finds_everything_that_can_be_asked() -> None:
    intent = LIBRARY.intents["lasting_pain"]
    async with chat() as seen:
        await seen.press("ctrl+p")
        await seen.press(*intent.title.split()[0].lower())
        await seen.pilot.pause()

        assert intent.title in seen.text()
