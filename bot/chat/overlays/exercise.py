"""A pacer for an exercise: a line that grows and shrinks, or only text where animation is off."""

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

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from bot.knowledge.model import Exercise, Step

_FRAME_RATE: Final = 12
"""Frames a second: enough to look smooth, with little to draw."""
_MAX_WIDTH: Final = 30
_STOP: Final = "Any key stops."


class ExerciseScreen(Overlay[None], ModalScreen[None]):
    """Paces an exercise until any key is pressed."""

    CSS_PATH = "overlay.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [*EXIT_BINDINGS]

    def __init__(self, exercise: Exercise) -> None:
        super().__init__()
        self._exercise = exercise
        self._line = Static(id="line", markup=False)
        self._word = Static(id="word", markup=False)

    def compose(self) -> ComposeResult:
        """Show the line, and the words that go with it."""
        with Vertical():
            if self._is_animated:
                yield self._line
                yield self._word
            else:
                yield Static(Content(self._exercise.text), markup=False)
            yield Static(_STOP, id="stop", markup=False)
        yield KeyFooter()

    def on_mount(self) -> None:
        """Start with the first step."""
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
        fullness, text = pace(self._exercise.steps, monotonic() - self._start)
        self._line.update(Content("━" * (2 + 2 * round(fullness * (_MAX_WIDTH / 2 - 1)))))
        self._word.update(Content(text))


def pace(steps: Sequence[Step], seconds: float) -> tuple[float, str]:
    """Return how full the line is after some seconds, 0 to 1, and the text of the step that is on then.

    The steps come round again and again. Over each the line goes, slow at both ends, from where the one before left it.
    """
    phase = seconds % sum(step.seconds for step in steps)
    for before, step in zip((steps[-1], *steps), steps, strict=False):
        if phase < step.seconds:
            start, end = float(before.is_full), float(step.is_full)
            return start + (end - start) * (1 - cos(pi * phase / step.seconds)) / 2, step.text
        phase -= step.seconds
    return float(steps[-1].is_full), steps[-1].text
