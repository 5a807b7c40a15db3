"""A screen of turns and their sources, and what a reader does with them; it knows nothing of how they come about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events, on
from textual.screen import Screen

from bot.chat.source_card import SourceCard
from bot.chat.transcript import Transcript
from bot.chat.typesetting.turn import Turn, turn_of
from bot.chat.typesetting.typeset import SOURCE
from bot.rendering.typed_commands import MARKS_HIDDEN, MARKS_SHOWN
from bot.text import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.knowledge.model import Passage
    from bot.reply import Reply


class ReadingScreen(Screen[None]):
    """Shows turns, and the sources of the one that is read now, which is the latest until the reader goes back."""

    def __init__(self) -> None:
        super().__init__()
        self._transcript = Transcript()
        self._card = SourceCard()
        self._has_marks = True

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enable the sources only where there are any."""
        return bool(self._sources) if action == "sources" else super().check_action(action, parameters)

    def action_sources(self) -> None:
        """Go to the sources of the answer that is read now, or back."""
        if self._card.has_focus_within:
            self.action_focus_prompt()
        else:
            self._card.open(self._sources)

    def action_focus_prompt(self) -> None:
        """Go back to where the reader types."""
        raise NotImplementedError

    def open_source(self, number: int) -> None:
        """Open the source with this number, or say that there is none."""
        from bot.rendering.plain_text import plain_source

        if 1 <= number <= len(self._sources):
            self._card.open(self._sources, number)
        else:
            self.say(" ".join(plain_source(self._sources, number)))

    @on(events.Click)
    def open_citation(self, event: events.Click) -> None:
        """Open the source whose citation mark was clicked."""
        source_ids, number = event.style.meta.get(SOURCE, ((), 0))
        if source_ids and not self.selections:  # A selection may end on a mark.
            shown = {source.id: source for turn in self._transcript.turns for source in turn.reply.sources}
            self._card.open([shown[source] for source in source_ids], number)

    @on(Transcript.Moved)
    def follow(self) -> None:
        """Show the sources of the answer that has come into view, unless the reader is looking at others."""
        if not self._card.has_focus_within and self._card.sources != self._sources:
            self._card.show(self._sources)
        self.refresh_bindings()

    @on(events.DescendantFocus)
    def close_card(self) -> None:
        """Close the source card once the reader moves on."""
        self._card.close_unless_focused()

    def action_toggle_marks(self) -> None:
        """Hide the numbers of sources after each sentence, or show them."""
        self._has_marks = not self._has_marks
        self._transcript.redraw(lambda turn: self.draw(turn.reply, turn.title))
        self.say(MARKS_SHOWN if self._has_marks else MARKS_HIDDEN)

    def action_copy(self) -> None:
        """Copy the answer that is read now, and its sources, to the clipboard."""
        from bot.chat.export import copy_last_answer

        copy_last_answer(self.app, [turn.reply for turn in self._transcript.turns_read], self.say)

    def action_walk(self, by: int) -> None:
        """Go to the answer before or after, while the focus stays where it is."""
        self._transcript.walk(by)

    def action_scroll_transcript(self, move: str) -> None:
        """Scroll the transcript, while the focus stays where it is."""
        self._transcript.scroll_step(move)

    def draw(self, reply: Reply, title: str = "") -> Turn:
        """Return a reply as a turn, as the reader wants to see it."""
        return turn_of(reply, title=title, marks=self._has_marks)

    def say(self, text: str) -> None:
        """Notify the reader."""
        self.remove_class("-faulty")
        self.notify(clean(text), markup=False)

    @property
    def _sources(self) -> Sequence[Passage]:
        read = self._transcript.turns_read
        return read[-1].reply.sources if read else ()
