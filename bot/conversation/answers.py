"""Turns what the library holds into what is told: answers, with the helplines of the reader's country."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation import wording
from bot.knowledge.model import HelplineSlot, Statement
from bot.knowledge.resource_reader import WORLD
from bot.reply import Answer, Suggestion

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.conversation.safety import Alarm
    from bot.knowledge.model import CheckIn, Intent, Library
    from bot.matching.matcher import Ranking

SCORE_DIGITS = 3
"""Digits of a score that are told: fewer than machines differ in."""


def answer(
    intent: Intent,
    score: float,
    library: Library,
    country: str | None = None,
    *,
    entries: Iterable[Statement | HelplineSlot] | None = None,
    withheld: frozenset[str] = frozenset(),
) -> Answer:
    """Return an intent's answer (or `entries` in its place) without what rests on withheld passages."""
    told: list[Statement] = []
    for entry in intent.answer if entries is None else entries:
        if isinstance(entry, HelplineSlot):
            told += _helplines(entry, library, country)
        elif withheld.isdisjoint(source.id for source in entry.sources):
            told.append(entry)
    return Answer(intent.id, intent.title, round(score, SCORE_DIGITS), tuple(told))


def alarm(raised: Alarm, entries: Iterable[Statement | HelplineSlot], library: Library, country: str | None) -> Answer:
    """Return what is told to an alarm; without a country, which ones have numbers is told as well."""
    told = answer(raised.intent, 1.0, library, country, entries=entries)
    if country is not None or not library.countries:
        return told
    hint = Statement(wording.NAME_COUNTRY.format(codes=", ".join(library.countries)))
    return told._replace(statements=(*told.statements, hint))


def suggests_breathing(raised: Alarm) -> bool:
    """Return whether any answer to an alarm suggests slow breathing."""
    check_in = raised.safety.check_in
    ways = [raised.intent.answer, *(check_in.options.values() if check_in else ())]
    return any(isinstance(entry, Statement) and entry.breathing for entries in ways for entry in entries)


def helplines_of(alarms: Iterable[Alarm]) -> list[HelplineSlot]:
    """Return the places for helplines in the answers to some alarms."""
    return [entry for raised in alarms for entry in raised.intent.answer if isinstance(entry, HelplineSlot)]


def suggestion(intent: Intent, score: float = 0.0) -> Suggestion:
    """Return an intent as something to ask next."""
    return Suggestion(intent.id, intent.title, round(score, SCORE_DIGITS))


def deduplicate(suggestions: Iterable[Suggestion]) -> tuple[Suggestion, ...]:
    """Return the first suggestion of each intent, with the surest score that the intent has among them."""
    found: dict[str, Suggestion] = {}
    for suggested in suggestions:
        known = found.get(suggested.intent, suggested)
        found[suggested.intent] = max(known, suggested, key=lambda one: one.score)
    return tuple(found.values())


def is_withheld(intent: Intent, withheld: frozenset[str]) -> bool:
    """Return whether an intent's answer loses something for resting on withheld passages."""
    cited = {source.id for entry in intent.answer if isinstance(entry, Statement) for source in entry.sources}
    return not withheld.isdisjoint(cited)


def check_in(asked: CheckIn) -> str:
    """Return a check-in as it is asked: "Are you …? 1 Yes, 2 No"."""
    return f"{asked.question} " + ", ".join(f"{number} {option}" for number, option in enumerate(asked.options, 1))


def why_choices(ranking: Ranking, offered: int) -> str:
    """Return why there is a choice and no answer: one word asks nothing, or what was asked is not clear."""
    if ranking.is_fragment:
        return wording.ABOUT_THIS
    return wording.THIS if offered == 1 else wording.WHICH


def why_unknown(ranking: Ranking, has_offer: bool) -> str:
    """Return why a question is not answered: not understood, or not in the sources."""
    if not ranking.matches:
        return wording.NOT_UNDERSTOOD
    if ranking.outside:
        subject, referral = ranking.outside.title, ranking.outside.referral
        message = wording.SUBJECT_NOT_IN_SOURCES.format(subject=subject, referral=referral)
    else:
        message = wording.NOT_IN_SOURCES
    return f"{message} {wording.NEAREST}" if has_offer else message


def _helplines(slot: HelplineSlot, library: Library, country: str | None) -> list[Statement]:
    """Return a statement for each need: the country's own lines, and where it has none, what holds everywhere."""
    told: list[Statement] = []
    for need in slot.needs:
        for where in (country, WORLD):
            lines = [line for line in library.helplines if line.country == where and line.need == need]
            if lines:
                break
        for line in lines:
            template = wording.HELPLINE_ANYWHERE if line.country == WORLD else wording.HELPLINE
            name = library.countries.get(line.country, "")
            text = template.format(country=name, text=line.text, checked=line.checked)
            told.append(Statement(text, tells_helpline=True))
    return told
