"""One turn of the conversation as it is shown: what was asked, what is answered, what can be asked next."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from textual.content import Content

from bot.chat import theme, typeset
from bot.chat.paragraphs import NOTHING, Paragraph
from bot.rendering.reply_blocks import offers, reply_blocks

if TYPE_CHECKING:
    from bot.reply import Reply


class Turn(NamedTuple):
    """A question and its reply, as paragraphs. It begins with an empty line."""

    said: tuple[Paragraph, ...]
    """What was asked and answered, and what leads up to the choices."""
    choices: tuple[Paragraph, ...]
    """What is offered, numbered from 1."""
    past_choices: tuple[Paragraph, ...]
    """The same without the numbers: they belong to the latest turn only."""

    @property
    def past(self) -> tuple[Paragraph, ...]:
        """The turn as it is kept once another has followed."""
        return self.said + self.past_choices


def turn_of(reply: Reply, *, title: str = "") -> Turn:
    """Return a turn; the welcome, which has a title, is one in which nothing was asked."""
    asked = [Paragraph(Content.assemble((title, theme.TITLE)))] if title else []
    asked += typeset.question(reply.question) if reply.question else []
    answered = list(typeset.reply(reply_blocks(reply), reply.sources, urgent=reply.kind == "safety"))
    between = [Paragraph(NOTHING)] if asked and answered else []
    numbered = [typeset.offer(number, text) for number, text in enumerate(offers(reply), start=1)]
    heading = [typeset.heading(reply)] if numbered else []
    past = (*map(typeset.past_suggestion, reply.suggestions), *map(typeset.past_option, reply.options))
    return Turn((Paragraph(NOTHING), *asked, *between, *answered, *heading), tuple(numbered), past)
