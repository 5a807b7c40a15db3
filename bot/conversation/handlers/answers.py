"""Answers questions: builds the answers of intents, with helplines, and the suggestions after them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.conversation import wording
from bot.conversation.choices import asks_for_more
from bot.conversation.follow_up import understand
from bot.conversation.state import Choice, CountryCode, guide_entry
from bot.conversation.thresholds import candidates, runners_up
from bot.knowledge.model import WORLD, HelplineSlot, Statement
from bot.reply import Answer, Reply, Suggestion

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.conversation.state import DialogueState, Message, Turn
    from bot.knowledge.model import Exercise, Helpline, Intent, Library
    from bot.matching.matcher import Ranking
    from bot.matching.scores import Match
    from bot.reply import Kind

SCORE_DIGITS: Final = 3
"""Digits of a score that are shown: fewer than machines differ in."""
MOST_FIRST_QUESTIONS: Final = 6
"""Intents offered at the start by a library that has no welcome of its own."""
MOST_SUGGESTED: Final = 4


def reply_with(
    message: Message,
    state: DialogueState,
    kind: Kind,
    text: str = "",
    *,
    answers: Sequence[Answer] = (),
    offer: Sequence[Suggestion] = (),
    choices: Sequence[Choice] = (),
    closing: str = "",
    exercise: Exercise | None = None,
) -> Turn:
    """Build a reply with its offer, to which the exercises are added that its answers suggest.

    The first time that it gives helplines and no country is known, one can be picked: the numbers of countries follow
    those of all that is offered, and stand in the answer, before its first helpline.
    """
    library = message.library
    exercises = library.exercises
    suggested = dict.fromkeys(each.exercise for answer in answers for each in answer.statements if each.exercise)
    choices = (*choices, *(Choice(exercises[name].title, exercises[name]) for name in suggested))
    countries: tuple[Choice, ...] = ()
    has_helplines = any(each.is_helpline for answer in answers for each in answer.statements)
    if has_helplines and state.country is None and not state.was_asked_for_country:
        countries = tuple(Choice(country.name, CountryCode(code)) for code, country in library.countries.items())
        answers = [_ask_for_country(answer, countries, len(offer) + len(choices) + 1) for answer in answers]
    keeps_offer = kind == "chat" and not offer and not choices  # "thanks" leaves what was offered before within reach
    state = state._replace(
        guide=None,
        was_asked_for_country=state.was_asked_for_country or bool(countries),
        offered=state.offered if keeps_offer else tuple(offer),
        choices=state.choices if keeps_offer else (*choices, *countries),
    )
    options = tuple(choice.text for choice in choices)
    return Reply(message.text, kind, text, tuple(answers), tuple(offer), closing, options, exercise), state


def _ask_for_country(answer: Answer, countries: Sequence[Choice], first: int) -> Answer:
    """Return an answer that asks for the country, with numbers from `first` on, before its first helpline."""
    at = next((place for place, each in enumerate(answer.statements) if each.is_helpline), None)
    if at is None or not countries:
        return answer
    numbered = ", ".join(f"{number} {choice.text}" for number, choice in enumerate(countries, first))
    question = Statement(wording.WHERE.format(countries=numbered))
    return answer._replace(statements=(*answer.statements[:at], question, *answer.statements[at:]))


def ask_for_question(message: Message, state: DialogueState) -> Turn | None:
    """Handles a message in which nothing is written."""
    return None if message.text else reply_with(message, state, "unknown", wording.ASK_SOMETHING)


def answer_question(message: Message, state: DialogueState) -> Turn:
    """Handles every other message: answers it, offers candidates, or says that the sources do not cover it."""
    understood = understand(message.text, message.ranking, message.bot.matcher, message.library.lexicon, state.context)
    state = state._replace(context=understood.context)
    ranking = understood.ranking
    if understood.asked:
        asked = [(match.intent, match.score) for match in understood.asked]
        return answer_intents(message, state, asked, runners_up(ranking))
    offer = [candidate(match) for match in candidates(ranking)]
    if understood.verdict == "choices" and offer:
        return reply_with(message, state, "choices", _why_choices(ranking), offer=offer)
    choices = () if ranking.matches else guide_entry(message.library)
    return reply_with(message, state, "unknown", _why_unknown(ranking, bool(offer)), offer=offer, choices=choices)


def tell_more(message: Message, state: DialogueState) -> Turn | None:
    """Handles "more" after an answer, with the next related intent that was not answered yet."""
    if not state.last_intent or not asks_for_more(message.text, message.library.short_answers):
        return None
    for intent in message.library.intents[state.last_intent].related:
        if intent not in state.answered:
            return answer_picked(message, state, message.library.intents[intent])
    return reply_with(message, state, "chat", wording.TOLD_ALL)


def answer_picked(message: Message, state: DialogueState, intent: Intent) -> Turn:
    """Answer an intent that was picked, as if its title had been asked."""
    asked = message.bot.matcher.analyzer.analyze(intent.title)
    return answer_intents(message, state._replace(context=asked.meanings), [(intent, 1.0)])


def answer_intents(
    message: Message, state: DialogueState, asked: Sequence[tuple[Intent, float]], near: Sequence[Match] = ()
) -> Turn:
    """Answer with one or more scored intents; runners-up are offered, and what is related."""
    main = next((intent for intent, _ in asked if intent.kind == "answer"), asked[0][0])
    text = wording.SAID_BEFORE if len(asked) == 1 and main.id == state.last_intent else ""
    offer = suggestions(message.library, main.related)
    if main.kind == "answer":
        state = state._replace(last_intent=main.id)
        offer = [*map(candidate, near), *offer]
    return reply_with_intents(message, state, main.kind, text, asked, offer)


def reply_with_intents(
    message: Message,
    state: DialogueState,
    kind: Kind,
    text: str,
    asked: Sequence[tuple[Intent, float]],
    offer: Sequence[Suggestion],
    closing: str = "",
) -> Turn:
    """Reply with the answers of some intents, and offer others."""
    withheld = _withheld(message.library, state)
    answers = [
        build_answer(intent, intent.answer, score, message.library, state.country, withheld) for intent, score in asked
    ]
    answered = {intent.id for intent, _ in asked}
    if any(is_withheld(intent, withheld) for intent, _ in asked):
        text = wording.WITHHELD
    offer = [suggested for suggested in deduplicate(offer) if suggested.intent not in answered]
    state = state._replace(answered=state.answered | answered)
    return reply_with(message, state, kind, text, answers=answers, offer=offer[:MOST_SUGGESTED], closing=closing)


def build_answer(
    intent: Intent,
    entries: Iterable[Statement | HelplineSlot],
    score: float,
    library: Library,
    country: str | None,
    withheld: frozenset[str] = frozenset(),
) -> Answer:
    """Build the answer of an intent from some entries, without those that rest on withheld passages."""
    statements: list[Statement] = []
    for entry in entries:
        if isinstance(entry, HelplineSlot):
            statements += [line for line in _helplines(entry, library, country) if line not in statements]
        elif withheld.isdisjoint(source.id for source in entry.sources):
            statements.append(entry)
    return Answer(intent.id, intent.title, round(score, SCORE_DIGITS), tuple(statements))


def first_questions(library: Library) -> list[Suggestion]:
    """Return what is offered before anything was asked."""
    if library.welcome:
        return suggestions(library, library.welcome.ask)
    answering = [intent for intent in library.intents.values() if intent.kind == "answer"]
    return [suggestion(intent) for intent in answering[:MOST_FIRST_QUESTIONS]]


def suggestions(library: Library, intent_ids: Iterable[str]) -> list[Suggestion]:
    """Return intents as things to ask next."""
    return [suggestion(library.intents[intent_id]) for intent_id in intent_ids]


def suggestion(intent: Intent, score: float = 0.0) -> Suggestion:
    """Return an intent as something to ask next."""
    return Suggestion(intent.id, intent.title, round(score, SCORE_DIGITS))


def candidate(match: Match) -> Suggestion:
    """Return a match as something that the reader may have meant, by what tells it from the others."""
    return suggestion(match.intent, match.score)._replace(when=match.intent.when)


def deduplicate(suggestions: Iterable[Suggestion]) -> tuple[Suggestion, ...]:
    """Return the first suggestion of each intent, with the highest score that the intent has among them."""
    found: dict[str, Suggestion] = {}
    for suggested in suggestions:
        known = found.get(suggested.intent, suggested)
        found[suggested.intent] = max(known, suggested, key=lambda one: one.score)
    return tuple(found.values())


def is_withheld(intent: Intent, withheld: frozenset[str]) -> bool:
    """Return whether a part of an intent's answer rests on withheld passages."""
    cited = {source.id for entry in intent.answer if isinstance(entry, Statement) for source in entry.sources}
    return not withheld.isdisjoint(cited)


def _withheld(library: Library, state: DialogueState) -> frozenset[str]:
    """Return the citations that are withheld from this reader."""
    lasting = (library.intents[alarm.intent].safety for alarm in state.lasting_alarms)
    return frozenset[str]().union(*(safety.withhold for safety in lasting if safety))


def _why_choices(ranking: Ranking) -> str:
    """Return why there is a choice and no answer: one word asks nothing, or what was asked is not clear."""
    return wording.ABOUT_THIS if ranking.is_fragment else wording.WHICH


def _why_unknown(ranking: Ranking, has_offer: bool) -> str:
    """Return why a question is not answered: not understood, or not in the sources."""
    if not ranking.matches:
        return wording.NOT_UNDERSTOOD
    if ranking.out_of_scope:
        topic, referral = ranking.out_of_scope.title, ranking.out_of_scope.referral
        text = wording.SUBJECT_NOT_IN_SOURCES.format(subject=topic, referral=referral)
    else:
        text = wording.NOT_IN_SOURCES
    return f"{text} {wording.NEAREST}" if has_offer else text


def helplines_for(needs: Iterable[str], library: Library, country: str | None) -> Iterator[Helpline]:
    """Yield the helplines for some needs: the country's own, and where it has none, those that hold everywhere."""
    for need in needs:
        for where in (country, WORLD):
            lines = [line for line in library.helplines if line.country == where and line.need == need]
            if lines:
                yield from lines
                break


def _helplines(slot: HelplineSlot, library: Library, country: str | None) -> Iterator[Statement]:
    """Yield a statement for each helpline."""
    for line in helplines_for(slot.needs, library, country):
        at_home = library.countries.get(line.country)
        if at_home:
            text = wording.HELPLINE.format(country=at_home.name, text=line.text, checked=line.checked)
        else:
            text = line.text
        yield Statement(text, is_helpline=True)
