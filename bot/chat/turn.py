"""One turn of the conversation on the screen: what was asked, what is answered, what can be asked next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message

from bot.chat import setting, theme
from bot.chat.prose import NOTHING, Paragraph, Prose
from bot.chat.words import offers, pieces

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from bot.reply import Reply


class Choice(Prose, can_focus=True):
    """Something that is offered: its number can be typed, itself be clicked or chosen with Enter."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "choose", "Choose", show=False),
        Binding("down", "app.focus_next", show=False),
        Binding("up", "app.focus_previous", show=False),
    ]

    @dataclass
    class Chosen(Message):
        """The reader wants this one."""

        number: int

    def __init__(self, number: int, text: str) -> None:
        super().__init__([setting.offer(number, text)])
        self._number = number
        self._text = text

    def watch_has_focus(self, has_focus: bool) -> None:
        """Mark the one that Enter would choose."""
        super().watch_has_focus(has_focus)
        self.set([setting.offer(self._number, self._text, marked=has_focus)])

    def on_click(self) -> None:
        """Choose by mouse."""
        self.action_choose()

    def action_choose(self) -> None:
        """Tell the screen what was chosen."""
        self.post_message(self.Chosen(self._number))


class Turn(Vertical):
    """A question and its reply; the welcome is a turn in which nothing was asked."""

    @dataclass
    class Fitted(Message):
        """The turn has found its size."""

        turn: Turn

    def __init__(self, reply: Reply, *, title: str = "") -> None:
        super().__init__()
        self._reply = reply
        self._paragraphs: list[Paragraph] = []
        if title:
            self._paragraphs.append(Paragraph(Content.assemble((title, theme.TITLE))))
        if reply.question:
            self._paragraphs.extend(setting.question(reply.question))
        said = list(setting.reply(pieces(reply), reply.sources, urgent=reply.kind == "safety"))
        if self._paragraphs and said:
            self._paragraphs.append(Paragraph(NOTHING))
        self._paragraphs.extend(said)

    def compose(self) -> ComposeResult:
        """Lay out what was said, and what is offered."""
        yield Prose(self._paragraphs)
        offered = offers(self._reply)
        if offered:
            yield Prose([setting.heading(self._reply)])
        for number, text in enumerate(offered, start=1):
            yield Choice(number, text)

    def on_resize(self) -> None:
        """Tell that the turn has found its size."""
        self.post_message(self.Fitted(self))

    def as_past(self) -> list[Paragraph]:
        """Return the turn as it is kept: the numbers belong to the latest turn only."""
        suggestions, options = self._reply.suggestions, self._reply.options
        offered = [*map(setting.past_suggestion, suggestions), *map(setting.past_option, options)]
        return [Paragraph(NOTHING), *self._paragraphs, *([setting.heading(self._reply)] if offered else []), *offered]
