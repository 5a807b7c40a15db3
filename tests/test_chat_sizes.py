"""The chat can be read at every size, and after a long conversation."""

from __future__ import annotations

import pytest

from bot.chat.prompt import PLACEHOLDER
from bot.chat.transcript import Transcript
from tests.bots import LIBRARY
from tests.chats import chat, question_for


@pytest.mark.parametrize("size", [(40, 15), (60, 20), (80, 24), (120, 40), (200, 60)], ids=str)
async def test_the_text_keeps_to_a_readable_column_at_every_size(size: tuple[int, int]) -> None:
    async with chat(size=size) as seen:
        await seen.ask(question_for("partner_cried"))
        lines = seen.lines("Transcript")
        said = [line for line in lines if line.strip(" ▁▂▃▄▅▆▇█▔▌▐")]
        left = min(len(line) - len(line.lstrip()) for line in said)
        right = max(len(line.rstrip(" ▁▂▃▄▅▆▇█▔▐")) for line in said)

        assert right - left <= 72
        assert abs(left - (seen.app.screen.query_one(Transcript).size.width - right)) <= 14


async def test_the_question_stays_at_the_top_when_the_window_shrinks_and_grows() -> None:
    question = question_for("partner_cried")
    async with chat(size=(120, 40)) as seen:
        await seen.ask("hello")
        await seen.ask(question)
        for width, height in ((40, 15), (200, 60), (80, 24)):
            await seen.pilot.resize_terminal(width, height)
            await seen.pilot.pause()

            assert seen.place(f"You: {question}"[:30]) == 1
            assert PLACEHOLDER in seen.text()


async def test_a_long_conversation_keeps_every_turn_and_few_widgets() -> None:
    async with chat(size=(80, 24)) as seen:
        for number in range(45):
            await seen.ask(f"hello {number}")
        widgets = len(seen.app.screen.query("*"))
        seen.app.screen.query_one(Transcript).scroll_home(animate=False)
        await seen.pilot.pause()

        welcome = LIBRARY.welcome
        assert welcome is not None
        assert welcome.title in seen.lines()[1]
        assert widgets < 60
