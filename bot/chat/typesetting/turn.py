"""A turn of the conversation as paragraphs: the question, the reply, and what can be chosen next."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from textual.content import Content

from bot.chat import theme
from bot.chat.typesetting import typeset
from bot.chat.typesetting.paragraphs import EMPTY, Paragraph
from bot.rendering.reply_blocks import numbered_choices, reply_blocks

if TYPE_CHECKING:
    from bot.reply import Reply


class Turn(NamedTuple):
    """A question and its reply, as paragraphs, beginning with an empty line."""

    reply: Reply
    title: str
    """Of the welcome, and of a turn that came of a change of the library; empty for all others."""
    text: tuple[Paragraph, ...]
    """The question, the reply, and the heading of the choices."""
    choices: tuple[Paragraph, ...]
    """What can be chosen, numbered from 1."""
    past_choices: tuple[Paragraph, ...]
    """The choices without numbers: only those of the latest turn can be chosen by number."""

    @property
    def past(self) -> tuple[Paragraph, ...]:
        """The turn as it is shown once another has followed."""
        return self.text + self.past_choices


def turn_of(reply: Reply, *, title: str = "", marks: bool = True) -> Turn:
    """Return a reply as a turn, with or without marks of its sources. Only the welcome has no question."""
    asked = [Paragraph(Content.assemble((title, theme.TITLE)))] if title else []
    asked += typeset.question(reply.question) if reply.question else []
    answered = list(typeset.reply(reply_blocks(reply, marks=marks), reply.sources, urgent=reply.kind == "safety"))
    between = [Paragraph(EMPTY)] if asked and answered else []
    numbered = [typeset.choice(number, text) for number, text in enumerate(numbered_choices(reply), start=1)]
    if reply.options and not reply.question:
        # The way in for whoever cannot put it into words is no question among others.
        first = len(reply.suggestions)
        numbered[first] = numbered[first]._replace(above=EMPTY)
    heading = [typeset.heading(reply)] if numbered else []
    past = (*map(typeset.past_suggestion, reply.suggestions), *map(typeset.past_option, reply.options))
    return Turn(reply, title, (Paragraph(EMPTY), *asked, *between, *answered, *heading), tuple(numbered), past)
