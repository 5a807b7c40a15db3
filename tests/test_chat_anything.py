"""The chat keeps running, whatever keys, mouse events and window sizes come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot import Conversation
from bot.chat.transcript import Transcript
from tests.bots import BOT
from tests.chats import HOSTILE, Chat, chat, question_for

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

SIZES = [(80, 24), (40, 15), (120, 40), (200, 60), (61, 19), (30, 8), (10, 3), (1, 1)]
KEYS = """
    tab shift+tab up down left right enter space escape f1 f2 f3 f4 f5 f6 f7 ctrl+t ctrl+l ctrl+p ctrl+c ctrl+v
    ctrl+a pageup pagedown shift+up shift+down home end ctrl+home ctrl+end alt+up alt+down backspace delete 1 2 9 a ?
""".split()  # noqa: SIM905  A list would stand a key a line.
MESSAGES = (question_for("partner_cried"), "i don't know", "i want to die", "back", "2", "source 2", *HOSTILE.values())

places = st.tuples(st.integers(0, 199), st.integers(0, 58))
steps = st.one_of(
    st.tuples(st.just("press"), st.sampled_from(KEYS)),
    st.tuples(st.just("ask"), st.sampled_from(MESSAGES)),
    st.tuples(st.just("resize"), st.sampled_from(SIZES)),
    st.tuples(st.just("click"), places, st.integers(1, 3)),
    st.tuples(st.just("drag"), places, places),
)


@pytest.fixture(autouse=True)
def folder_to_save_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


async def carry_out(step: tuple[Any, ...], seen: Chat) -> None:
    match step:
        case "press", key:
            await seen.press(key)
        case "ask", message:
            await seen.ask(message)
        case "resize", (columns, lines):
            await seen.pilot.resize_terminal(columns, lines)
        case "click", place, times:
            await seen.pilot.click(offset=on_screen(place, seen), times=times)
        case "drag", start, end:
            await seen.drag(on_screen(start, seen), on_screen(end, seen))
    seen.lines()


def on_screen(place: tuple[int, int], seen: Chat) -> tuple[int, int]:
    """Return a place that is there, and not on the last line, where one can quit."""
    (x, y), (width, height) = place, seen.app.size
    return x % width, y % max(1, height - 1)


@settings(max_examples=12)
@given(st.lists(steps, min_size=5, max_size=25))
@example([("resize", (10, 3)), ("press", "ctrl+p"), ("press", "pagedown")])
@example([("resize", (10, 3)), ("press", "ctrl+t"), ("press", "pagedown")])
@example([("ask", "hello"), ("drag", (32, 13), (78, 17)), ("press", "ctrl+c")])
@example([("ask", HOSTILE["wide"]), ("ask", "2"), ("resize", (10, 3)), ("resize", (120, 40))])
async def test_the_chat_goes_on(steps: Sequence[tuple[Any, ...]]) -> None:
    async with chat(size=(80, 24)) as seen:
        for step in steps:
            if seen.app.is_running:  # The menu, too, has a Quit that can be clicked.
                await carry_out(step, seen)
        assert not seen.app.failure


@pytest.mark.parametrize(
    ("opened", "then"),
    [
        (["ctrl+t"], ["enter", "enter"]),
        (["ctrl+t"], ["escape", "escape", "down", "pagedown"]),
        (["ctrl+p"], ["enter", "enter"]),
        ([], ["ctrl+p", "pagedown", "escape", "escape"]),
        (["f1"], ["escape", "escape"]),
        (["f3"], ["escape", "escape"]),
        (["f6"], ["n", "enter", "enter"]),
        (["ctrl+p", *"breathe", "enter"], ["a", "b"]),
        (["f4"], ["ctrl+l", "ctrl+l", "right", "enter"]),
        (["f4", "tab"], ["ctrl+l", "ctrl+l", "enter"]),
        (["tab"], ["ctrl+q", "ctrl+p", "up", "down"]),
    ],
    ids=lambda keys: " ".join(keys),
)
async def test_keys_that_come_when_a_screen_has_gone_do_nothing(opened: list[str], then: list[str]) -> None:
    async with chat(size=(80, 24)) as seen:
        await seen.ask(MESSAGES[0])
        await seen.press(*opened)
        await seen.press_at_once(*then)
        assert not seen.app.failure
        if seen.app.is_running:
            await seen.press("escape")
            await seen.ask("hello")
            assert "You: hello" in seen.text()


async def test_no_choice_is_taken_of_a_turn_that_was_not_seen() -> None:
    async with chat(size=(80, 24)) as seen:
        offered = Conversation(BOT).welcome().suggestions[0].title
        await seen.press("tab")
        transcript = seen.app.screen.query_one(Transcript)
        transcript.action_choose()
        transcript.action_choose()  # Before the first one was answered.
        await seen.pilot.pause()
        assert f"You: {offered}" in seen.lines()[1]
