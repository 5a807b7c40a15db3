"""A pacer for slow breathing: a line that grows and shrinks, or only text where animation is off."""

from __future__ import annotations

from math import cos, pi
from time import monotonic
from typing import TYPE_CHECKING, ClassVar, Final

from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from bot.chat.footer import KeyFooter
from bot.chat.keys import EXIT_BINDINGS
from bot.chat.overlays.overlay import Overlay
from bot.conversation.wording import BREATHING

if TYPE_CHECKING:
    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType

IN: Final = 4.0
"""Seconds of a breath in."""
OUT: Final = 6.0
"""Seconds of a breath out. Together six breaths a minute: the slow breathing that is most studied (Russo and others,
Breathe 2017, 13:298)."""
_FRAME_RATE: Final = 12
"""Frames a second: enough to look smooth, with little to draw."""
_MAX_WIDTH: Final = 30
_STOP: Final = "Any key stops."


class BreathingScreen(Overlay[None], ModalScreen[None]):
    """Paces slow breathing until any key is pressed."""

    CSS_PATH = "overlay.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*EXIT_BINDINGS]

    def __init__(self) -> None:
        super().__init__()
        self._line = Static(id="line", markup=False)
        self._word = Static(id="word", markup=False)

    def compose(self) -> ComposeResult:
        """Show the line, and the words that go with it."""
        with Vertical():
            if self._is_animated:
                yield self._line
                yield self._word
            else:
                yield Static(BREATHING, markup=False)
            yield Static(_STOP, id="stop", markup=False)
        yield KeyFooter()

    def on_mount(self) -> None:
        """Start with a breath in."""
        if self._is_animated:
            self._start = monotonic()
            self._draw()
            self.set_interval(1 / _FRAME_RATE, self._draw)

    def on_key(self, event: events.Key) -> None:
        """Stop."""
        event.stop()
        self.dismiss()

    def on_click(self) -> None:
        """Stop."""
        self.dismiss()

    @property
    def _is_animated(self) -> bool:
        return self.app.animation_level != "none"

    def _draw(self) -> None:
        fullness, word = breath(monotonic() - self._start)
        self._line.update(Content("━" * (2 + 2 * round(fullness * (_MAX_WIDTH / 2 - 1)))))
        self._word.update(word)


def breath(seconds: float) -> tuple[float, str]:
    """Return how full the lungs are after some seconds, 0 to 1, and what to do."""
    phase = seconds % (IN + OUT)
    if phase < IN:
        return (1 - cos(pi * phase / IN)) / 2, "Breathe in"
    return (1 + cos(pi * (phase - IN) / OUT)) / 2, "Breathe out"
