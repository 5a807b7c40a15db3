"""The conversation so far, as one column that can be scrolled."""

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
from bot.chat.column import Column, margins
from bot.chat.paragraphs import NOTHING

if TYPE_CHECKING:
    from textual import events
    from textual.binding import BindingType

    from bot.chat.turn import Turn

_WORD: Final = re.compile(r"\w(?:[\w'’-]*\w)?")
_LINE: Final = re.compile(r"\S.*")


class Transcript(ScrollView):
    """Shows every turn, the latest from its first line: nothing scrolls away while it is being read.

    It paints the lines that are in view, and no others. With a widget for each paragraph a long conversation typed
    slowly, and every answer was painted twice: where it came to stand, and where it is read.
    """

    FOCUS_ON_CLICK = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "choose", "Choose", show=False),
        Binding("down,tab", "mark(1)", show=False),
        Binding("up,shift+tab", "mark(-1)", show=False),
    ]

    @dataclass
    class Chosen(Message):
        """The reader wants what has this number in a turn."""

        number: int
        turn: Turn | None

    def __init__(self) -> None:
        super().__init__()
        self._column = Column()
        self._marked = 0
        self._pointer: int | None = None
        """The line of the view that the mouse is on."""

    @property
    def max_scroll_y(self) -> int:
        """The latest turn can be at the top, however short it is, and however high the window has just become."""
        return max(self._column.top, super().max_scroll_y)

    @property
    def latest(self) -> Turn | None:
        """The latest turn."""
        return self._column.latest

    def show(self, turn: Turn) -> None:
        """Add a turn, and bring what was asked to the top of the view."""
        if self.text_selection:
            self.screen.clear_selection()  # Its lines may soon be others.
        self._column.add(turn)
        self._marked = 0
        self.can_focus = bool(self._column.choices)
        self._bring_up(self._column.top)
        Strip.render_ansi.cache_clear()  # Textual keeps in it 16,384 pieces of what it has painted.

    def start_again(self, turn: Turn) -> None:
        """Take all turns away, and begin with this one."""
        self._column.clear()
        self.show(turn)

    def read(self, move: str) -> None:
        """Scroll `up`, `down`, `page_up` or `page_down`."""
        moves = {
            "up": self.scroll_up,
            "down": self.scroll_down,
            "page_up": self.scroll_page_up,
            "page_down": self.scroll_page_down,
        }
        moves[move](animate=False)

    def render_line(self, y: int) -> Strip:
        """Return a line of the view, as it is painted."""
        room = self.scrollable_content_region.width
        if not room:
            return Strip.blank(0)
        self._fit()
        number = y + self.scroll_offset.y
        line = self._column.lines[number] if number < len(self._column.lines) else NOTHING
        line = self._highlighted(line.pad_right(self._column.width - line.cell_length), number)
        painted = Visual.to_strips(self, line, self._column.width, 1, self.visual_style, apply_selection=False)
        left, right = (Strip.blank(margin, self.visual_style.rich_style) for margin in margins(room))
        return Strip.join([left, *painted, right]).apply_offsets(-left.cell_length, number)

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """Return the text between two places, and what parts it from another; None for a place below all text."""
        selection = _in_column(selection)
        if selection.start is not None and selection.start.y >= len(self._column.lines):
            return None
        return selection.extract("\n".join(line.plain for line in self._column.lines)), "\n"

    def on_resize(self) -> None:
        """Hold what is being read where it is, though at another width all above it has moved."""
        self._fit()
        self._bring_up(self.scroll_offset.y)

    def on_focus(self) -> None:
        """Show the choice that Enter would take."""
        if self._column.choices:
            self._mark(self._marked)  # Not the first: a key typed fast may have come before this.

    def on_blur(self) -> None:
        """Begin with the first choice the next time, unless it is the terminal that was left."""
        if self.app.app_focus:
            self._marked = 0

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Light up the choice that a click would take."""
        self._point_at(event.y)

    def on_leave(self) -> None:
        """Light up none."""
        self._point_at(None)

    def on_click(self, event: events.Click) -> None:
        """Choose by mouse, unless it has just selected some text. A second click selects a word, a third the line."""
        if event.button != 1 or (self.text_selection and event.chain == 1):
            event.prevent_default()  # An earlier suggestion would be asked.
            event.stop()
            return
        choice = self._column.choice_on(event.y + self.scroll_offset.y)
        if event.chain > 1:
            event.prevent_default()  # Textual would select everything that was ever said.
            self._select(event.screen_offset, _WORD if event.chain == 2 else _LINE)
        elif choice is not None:
            self.post_message(self.Chosen(choice + 1, self.latest))

    def action_choose(self) -> None:
        """Tell the screen what was chosen."""
        self.post_message(self.Chosen(self._marked + 1, self.latest))

    def action_mark(self, by: int) -> None:
        """Mark the next choice, or the one before; past either end, leave them."""
        if 0 <= self._marked + by < len(self._column.choices):
            self._mark(self._marked + by)
        elif by > 0:
            self.app.action_focus_next()
        else:
            self.app.action_focus_previous()

    def _select(self, place: Offset, what: re.Pattern[str]) -> None:
        _, at = self.screen.get_widget_and_offset_at(*place)
        if at is not None and at.y < len(self._column.lines):
            for found in what.finditer(self._column.lines[at.y].plain):
                if found.start() <= at.x < found.end():
                    begin, end = (Offset(x, at.y) for x in found.span())
                    self.screen.selections = {self: Selection(begin, end)}

    def _mark(self, choice: int) -> None:
        self._marked = choice
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
        """The choice under the mouse, also when it has come there by scrolling."""
        return None if self._pointer is None else self._column.choice_on(self._pointer + self.scroll_offset.y)

    def _highlighted(self, line: Content, number: int) -> Content:
        choice = self._column.choice_on(number)
        if choice is not None and choice == self._marked and self.has_focus:
            line = Content(line.plain).stylize(theme.MARKED)
        elif choice is not None and choice == self._hovered:
            line = line.stylize_before(theme.HOVERED)
        if self.text_selection and (span := _in_column(self.text_selection).get_span(number)):
            start, end = span
            selected = Style.from_styles(self.screen.get_component_styles("screen--selection"))
            line = line.stylize(selected, start, end if end >= 0 else len(line))
        return line

    def _fit(self) -> None:
        """Wrap everything to the width, if that has changed, and find again what was being read."""
        room = self.scrollable_content_region.width
        width = room - sum(margins(room))
        if width != self._column.width:
            if self.text_selection:
                self.screen.clear_selection()
            self._bring_up(self._column.fit(width, self.scroll_offset.y))

    def _bring_up(self, line: int) -> None:
        """Scroll so that this line is the first in view."""
        # What max_scroll_y allows, the scrollbar has to know, too.
        height = max(len(self._column.lines), self._column.top + self.container_size.height)
        self.virtual_size = Size(self._column.width, height)
        self.scroll_to(y=line, animate=False, force=True)
        self.refresh()


def _in_column(selection: Selection) -> Selection:
    """Return the same selection with what lies left of the column drawn to its edge."""
    start, end = (at and Offset(max(0, at.x), at.y) for at in selection)
    return Selection(start, end)
