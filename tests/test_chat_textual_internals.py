"""Textual still has the private parts that the chat relies on."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Final

import pytest
import textual
from textual.app import App
from textual.strip import Strip
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from bot.chat.app import ChatApp
from tests.bots import BOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def source_of_linux_driver() -> str:
    driver = pytest.importorskip("textual.drivers.linux_driver")
    return inspect.getsource(driver.LinuxDriver)


class Options(App[None]):
    def compose(self) -> Iterator[OptionList]:
        yield OptionList(Option("first"), Option("second"))


RELIED_ON: Final[dict[str, tuple[Callable[[], bool], str]]] = {
    "App._driver": (
        lambda: hasattr(ChatApp(BOT), "_driver"),
        "the quick exit cannot restore the terminal before the program ends",
    ),
    "LinuxDriver._key_thread": (
        lambda: source_of_linux_driver().count("self._key_thread.join()") == 1,
        "the quick exit waits for the input thread, or fails to skip it",
    ),
    "App._fatal_error": (
        lambda: callable(vars(App).get("_fatal_error")),
        "a crash prints local variables, and so what the reader typed",
    ),
    "App._close_messages_no_wait": (
        lambda: callable(getattr(App, "_close_messages_no_wait", None)),
        "the app does not end after a crash",
    ),
    "the cache of Strip.render_ansi": (
        lambda: hasattr(Strip.render_ansi, "cache_clear"),
        "memory grows with what was painted, or clearing the cache fails",
    ),
}


@pytest.mark.parametrize("part", RELIED_ON)
def test_textual_still_has_what_the_chat_relies_on(part: str) -> None:
    is_there, consequence = RELIED_ON[part]
    assert is_there(), f"Textual {textual.__version__} changed {part}: {consequence}; see bot/chat/textual_internals.py"


async def test_an_option_still_carries_its_index_in_the_style_of_its_line() -> None:
    app = Options()
    async with app.run_test() as pilot:
        await pilot.pause()
        indexes = [app.screen.get_style_at(4, line).meta.get("option") for line in (1, 2)]
    assert indexes == [0, 1], "a click on an option that is gone crashes the menu; see bot/chat/textual_internals.py"
