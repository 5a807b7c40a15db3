"""Gives the helplines for what somebody needs, of the country where they are, and asks for the country."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.conversation import wording
from bot.knowledge.model import WORLD, Statement
from bot.text import may_be_markdown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.conversation.state import Choice
    from bot.knowledge.model import Helpline, HelplineSlot, Library
    from bot.reply import Answer


LEAD_IN: Final = ":"
"""The end of what is said before helplines."""


def helplines_for(needs: Iterable[str], library: Library, country: str | None) -> Iterator[Helpline]:
    """Yield the helplines for some needs: the country's own, and where it has none, those that hold everywhere."""
    for need in needs:
        for where in (country, WORLD):
            lines = [line for line in library.helplines if line.country == where and line.need == need]
            if lines:
                yield from lines
                break


def helpline_statements(slot: HelplineSlot, library: Library, country: str | None) -> Iterator[Statement]:
    """Yield what is said before the helplines, and a statement for each of them."""
    if slot.lead_in:
        yield Statement(slot.lead_in, is_markdown=may_be_markdown(slot.lead_in))
    for line in helplines_for(slot.needs, library, country):
        at_home = library.countries.get(line.country)
        if at_home:
            text = wording.HELPLINE.format(country=at_home.name, text=line.text, checked=line.checked)
        else:
            text = line.text
        yield Statement(text, is_helpline=True)


def ask_for_country(answer: Answer, countries: Sequence[Choice], first: int) -> Answer:
    """Return an answer that asks for the country, with numbers from `first` on, before its first helpline."""
    at = next((place for place, each in enumerate(answer.statements) if each.is_helpline), None)
    if at is None or not countries:
        return answer
    if answer.statements[max(at - 1, 0)].text.endswith(LEAD_IN):
        at -= 1
    numbered = ", ".join(f"{number} {choice.text}" for number, choice in enumerate(countries, first))
    question = Statement(wording.WHERE.format(countries=numbered))
    return answer._replace(statements=(*answer.statements[:at], question, *answer.statements[at:]))
