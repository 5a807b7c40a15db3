"""The conversation so far, as a column that scrolls."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from textual.binding import Binding
from textual.content import Content
from textual.geometry import Offset, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip
from textual.style import Style
from textual.visual import Visual

from bot.chat import theme
from bot.chat.textual_internals import clear_paint_cache
from bot.chat.typesetting.column import Column, margins
from bot.chat.typesetting.paragraphs import EMPTY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from textual import events
    from textual.binding import BindingType

    from bot.chat.typesetting.turn import Turn

_WORD: Final = re.compile(r"\w(?:[\w'’-]*\w)?")
_LINE: Final = re.compile(r"\S.*")


class Transcript(ScrollView):
    """Shows every turn, and scrolls to the first line of a new one, so that it is read from its beginning.

    It paints only the lines in view. With a widget for each paragraph, typing became slow in a long conversation, and
    every answer was painted twice: where it was mounted, and where it was scrolled to.
    """

    FOCUS_ON_CLICK = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "choose", "Choose", show=False),
        Binding("down,tab", "highlight(1)", show=False),
        Binding("up,shift+tab", "highlight(-1)", show=False),
    ]

    @dataclass
    class Chosen(Message):
        """The reader chose what has this number in a turn."""

        number: int
        turn: Turn | None

    class Moved(Message):
        """Another turn may be read now."""

    def __init__(self) -> None:
        super().__init__()
        self._column = Column()
        self._highlighted = 0
        self._pointer: int | None = None
        """The line of the view under the mouse."""

    @property
    def max_scroll_y(self) -> int:
        """Far enough for the latest turn to be at the top, even a short one in a high window."""
        return max(self._column.top, super().max_scroll_y)

    @property
    def latest(self) -> Turn | None:
        """The latest turn."""
        return self._column.latest

    @property
    def turns(self) -> Iterable[Turn]:
        """All turns."""
        return self._column.turns

    @property
    def turns_read(self) -> list[Turn]:
        """The turns up to the one that is read now: what is done with an answer is done with the last of them."""
        top = self.scroll_offset.y
        return self._column.turns_until(range(top, top + self.container_size.height))

    def show(self, turn: Turn) -> None:
        """Add a turn, and scroll its first line to the top of the view."""
        if self.text_selection:
            self.screen.clear_selection()  # Its lines are about to change.
        self._column.add(turn)
        self._highlighted = 0
        self.can_focus = bool(self._column.choices)
        self._scroll_line_to_top(self._column.top)
        clear_paint_cache()

    def restart(self, turn: Turn) -> None:
        """Remove all turns, and start with this one."""
        self._column.clear()
        self.show(turn)

    def redraw(self, draw: Callable[[Turn], Turn]) -> None:
        """Draw every turn anew, with the one that is read now at the top of the view."""
        self._scroll_line_to_top(self._column.redraw(draw, self.scroll_offset.y))

    def walk(self, by: int) -> None:
        """Scroll to the beginning of the turn before (-1) or after (1) the line at the top of the view."""
        self.scroll_to(y=self._column.start_beside(self.scroll_offset.y, by), animate=False)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Tell when another turn has come into view."""
        super().watch_scroll_y(old_value, new_value)
        self.post_message(self.Moved())

    def scroll_step(self, move: str) -> None:
        """Scroll `up`, `down`, `page_up` or `page_down`."""
        moves = {
            "up": self.scroll_up,
            "down": self.scroll_down,
            "page_up": self.scroll_page_up,
            "page_down": self.scroll_page_down,
        }
        moves[move](animate=False)

    def render_line(self, y: int) -> Strip:
        """Paint a line of the view."""
        room = self.scrollable_content_region.width
        if not room:
            return Strip.blank(0)
        self._rewrap()
        number = y + self.scroll_offset.y
        line = self._column.lines[number] if number < len(self._column.lines) else EMPTY
        line = self._decorated(line.pad_right(self._column.width - line.cell_length), number)
        painted = Visual.to_strips(self, line, self._column.width, 1, self.visual_style, apply_selection=False)
        left, right = (Strip.blank(margin, self.visual_style.rich_style) for margin in margins(room))
        return Strip.join([left, *painted, right]).apply_offsets(-left.cell_length, number)

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """Return the selected text and the separator that follows it, or None for a selection below all text."""
        selection = _in_column(selection)
        if selection.start is not None and selection.start.y >= len(self._column.lines):
            return None
        return selection.extract("\n".join(line.plain for line in self._column.lines)), "\n"

    def on_resize(self) -> None:
        """Keep the line at the top of the view, though at another width everything above it has moved."""
        self._rewrap()
        self._scroll_line_to_top(self.scroll_offset.y)

    def on_focus(self) -> None:
        """Highlight the choice that Enter would take."""
        if self._column.choices:
            self._highlight(self._highlighted)  # A key typed fast may have moved it already.

    def on_blur(self) -> None:
        """Go back to the first choice, unless it is the terminal that lost the focus."""
        if self.app.app_focus:
            self._highlighted = 0

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Light up the choice under the mouse."""
        self._point_at(event.y)

    def on_leave(self) -> None:
        """Light up no choice."""
        self._point_at(None)

    def on_click(self, event: events.Click) -> None:
        """Choose by mouse, unless it just selected text. A double click selects a word, a triple click the line."""
        if event.button != 1 or (self.text_selection and event.chain == 1):
            event.prevent_default()  # The end of a drag would pick an earlier suggestion.
            event.stop()
            return
        choice = self._column.choice_on(event.y + self.scroll_offset.y)
        if event.chain > 1:
            event.prevent_default()  # Textual would select the whole conversation.
            self._select(event.screen_offset, _WORD if event.chain == 2 else _LINE)
        elif choice is not None:
            self.post_message(self.Chosen(choice + 1, self.latest))

    def action_choose(self) -> None:
        """Choose what is highlighted."""
        self.post_message(self.Chosen(self._highlighted + 1, self.latest))

    def action_highlight(self, by: int) -> None:
        """Highlight the next choice, or the one before; move the focus past either end."""
        if 0 <= self._highlighted + by < len(self._column.choices):
            self._highlight(self._highlighted + by)
        elif by > 0:
            self.app.action_focus_next()
        else:
            self.app.action_focus_previous()

    def _select(self, place: Offset, pattern: re.Pattern[str]) -> None:
        _, at = self.screen.get_widget_and_offset_at(*place)
        if at is not None and at.y < len(self._column.lines):
            for match in pattern.finditer(self._column.lines[at.y].plain):
                if match.start() <= at.x < match.end():
                    start, end = (Offset(x, at.y) for x in match.span())
                    self.screen.selections = {self: Selection(start, end)}

    def _highlight(self, choice: int) -> None:
        self._highlighted = choice
        lines = self._column.choices[choice]
        bottom = self.scroll_offset.y + self.container_size.height
        if lines.start < self.scroll_offset.y:
            self.scroll_to(y=lines.start, animate=False)
        elif lines.stop > bottom:
            self.scroll_to(y=self.scroll_offset.y + lines.stop - bottom, animate=False)
        self.refresh()

    def _point_at(self, line: int | None) -> None:
        before = self._hovered
        self._pointer = line
        if self._hovered != before:
            self.refresh()

    @property
    def _hovered(self) -> int | None:
        """The choice under the mouse, even if it was scrolled there."""
        return None if self._pointer is None else self._column.choice_on(self._pointer + self.scroll_offset.y)

    def _decorated(self, line: Content, number: int) -> Content:
        choice = self._column.choice_on(number)
        if choice is not None and choice == self._highlighted and self.has_focus:
            line = Content(line.plain).stylize(theme.HIGHLIGHTED)
        elif choice is not None and choice == self._hovered:
            line = line.stylize_before(theme.HOVERED)
        if self.text_selection and (span := _in_column(self.text_selection).get_span(number)):
            start, end = span
            selected = Style.from_styles(self.screen.get_component_styles("screen--selection"))
            line = line.stylize(selected, start, end if end >= 0 else len(line))
        return line

    def _rewrap(self) -> None:
        """Wrap all turns again if the width has changed, keeping the same text at the top of the view."""
        room = self.scrollable_content_region.width
        width = room - sum(margins(room))
        if width != self._column.width:
            if self.text_selection:
                self.screen.clear_selection()
            self._scroll_line_to_top(self._column.rewrap(width, self.scroll_offset.y))

    def _scroll_line_to_top(self, line: int) -> None:
        """Scroll so that this line is at the top of the view."""
        # The scrollbar has to know what max_scroll_y allows.
        height = max(len(self._column.lines), self._column.top + self.container_size.height)
        self.virtual_size = Size(self._column.width, height)
        self.scroll_to(y=line, animate=False, force=True)
        self.refresh()


def _in_column(selection: Selection) -> Selection:
    """Return a selection whose ends are not left of the column."""
    start, end = (at and Offset(max(0, at.x), at.y) for at in selection)
    return Selection(start, end)
