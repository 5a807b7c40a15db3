"""The private parts of Textual that the chat relies on, each with the reason.

pyproject.toml keeps Textual below its next major version because of them, and tests/test_chat_textual_internals.py says
what no longer works when a release changes one.
"""

from __future__ import annotations

import codecs
import sys
import traceback
from functools import partial
from typing import TYPE_CHECKING

from textual.app import App
from textual.strip import Strip

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual import events
    from textual.driver import Driver


class PrivateApp(App[bool], inherit_bindings=False):
    """An app that keeps what was typed out of its crash reports, and can release the terminal at once."""

    failure: str = ""
    """What crashed, and where, for when the terminal is back to normal. Empty if nothing did."""

    def get_driver_class(self) -> type[Driver]:
        """Return the driver, whose input replaces bytes that are no text; Textual's would end at the first of them."""
        driver = super().get_driver_class()
        module = sys.modules[driver.__module__]
        if hasattr(module, "getincrementaldecoder"):
            setattr(module, "getincrementaldecoder", _replacing_decoder)  # noqa: B010  The one place that can be reached.
        return driver

    def _fatal_error(self) -> None:
        """Note the exception. Textual's own report prints local variables, and so what was typed."""
        error = sys.exc_info()[1]
        frames = traceback.extract_tb(error.__traceback__) if error else []
        place = f" in {frames[-1].filename}:{frames[-1].lineno}" if frames else ""
        self.failure = f"the chat stopped ({type(error).__name__}{place}); please report this, the fault is ours"
        self._close_messages_no_wait()

    def release_terminal(self, output: str) -> bool:
        """Write `output`, and restore the terminal without shutting down the app; return whether there is a terminal.

        `App.exit` waits for every widget to close, and the driver for its input thread: up to a tenth of a second.
        """
        if self._driver is None or self.is_headless:
            return False
        self._driver.write(output)
        setattr(self._driver, "_key_thread", None)  # noqa: B010  Only some drivers have a thread, and would wait for it.
        self._driver.stop_application_mode()
        self._driver.close()
        return True


def _replacing_decoder(encoding: str) -> Callable[[], codecs.IncrementalDecoder]:
    return partial(codecs.getincrementaldecoder(encoding), errors="replace")


def clear_paint_cache() -> None:
    """Forget the text that was painted: `Strip.render_ansi` would keep 16,384 pieces of it in memory."""
    Strip.render_ansi.cache_clear()


def clicked_option(event: events.Click) -> int | None:
    """Return the index of the option that was clicked, which an `OptionList` keeps in the style of its lines."""
    index: int | None = event.style.meta.get("option")
    return index
