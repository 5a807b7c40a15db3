"""A pacer for a breathing exercise: a quiet line that grows and shrinks, or only words where nothing may move."""

from __future__ import annotations

from math import cos, pi
from time import monotonic
from typing import TYPE_CHECKING, ClassVar, Final

from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from bot.chat.footer import KeyFooter
from bot.chat.keys import WAYS_OUT
from bot.chat.overlays.overlay import Overlay

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from bot.knowledge.model import Exercise, Step

_A_SECOND: Final = 12
"""Pictures a second: enough to look smooth, little to draw."""
_WIDEST: Final = 30
_STOP: Final = "Any key stops."


class BreathingScreen(Overlay[None], ModalScreen[None]):
    """Lies over the chat until any key is pressed."""

    CSS_PATH = "overlay.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*WAYS_OUT]

    def __init__(self, exercise: Exercise) -> None:
        super().__init__()
        self._exercise = exercise
        self._line = Static(id="line", markup=False)
        self._word = Static(id="word", markup=False)

    def compose(self) -> ComposeResult:
        """Lay out the line, and the words for it."""
        with Vertical():
            if self._may_move:
                yield self._line
                yield self._word
            else:
                yield Static(Content(self._exercise.text), markup=False)
            yield Static(_STOP, id="stop", markup=False)
        yield KeyFooter()

    def on_mount(self) -> None:
        """Begin with the first step."""
        if self._may_move:
            self._start = monotonic()
            self._draw()
            self.set_interval(1 / _A_SECOND, self._draw)

    def on_key(self, event: events.Key) -> None:
        """Stop."""
        event.stop()
        self.dismiss()

    def on_click(self) -> None:
        """Stop."""
        self.dismiss()

    @property
    def _may_move(self) -> bool:
        return self.app.animation_level != "none"

    def _draw(self) -> None:
        width, text = pace(self._exercise.steps, monotonic() - self._start)
        self._line.update(Content("━" * (2 + 2 * round(width * (_WIDEST / 2 - 1)))))
        self._word.update(Content(text))


def pace(steps: Sequence[Step], seconds: float) -> tuple[float, str]:
    """Return how wide the line is after some seconds, 0 to 1, and what the step says that is on then.

    Over a step the line goes, slow at both ends, from where the step before left it: steps come round again and again.
    """
    now = seconds % sum(step.seconds for step in steps)
    for before, step in zip((steps[-1], *steps), steps, strict=False):
        if now < step.seconds:
            start, end = float(before.is_full), float(step.is_full)
            return start + (end - start) * (1 - cos(pi * now / step.seconds)) / 2, step.text
        now -= step.seconds
    return float(steps[-1].is_full), steps[-1].text
