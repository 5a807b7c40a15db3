"""Builds replies: the answers of intents, with helplines, and the suggestions after them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from bot.conversation import wording
from bot.conversation.helplines import ask_for_country, helpline_statements
from bot.conversation.state import Choice, CountryCode, names_in_context
from bot.conversation.suggestions import SCORE_DIGITS, candidate, deduplicate, suggestions
from bot.conversation.understanding.follow_up import context_of
from bot.knowledge.model import HelplineSlot, Statement
from bot.reply import Answer, Reply, Suggestion

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from bot.conversation.state import DialogueState, Message, Turn
    from bot.knowledge.model import Entries, Exercise, Intent, Library
    from bot.matching.scores import Match
    from bot.reply import Kind

Part: TypeAlias = Literal["longer", "shorter"]
"""What there is to say on an intent besides its answer."""

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
        answers = [ask_for_country(answer, countries, len(offer) + len(choices) + 1) for answer in answers]
    keeps_offer = kind == "chat" and not offer and not choices  # "thanks" leaves what was offered before within reach
    state = state._replace(
        guide=None,
        last_unknown="",
        was_asked_for_country=state.was_asked_for_country or bool(countries),
        offered=state.offered if keeps_offer else tuple(offer),
        choices=state.choices if keeps_offer else (*choices, *countries),
    )
    options = tuple(choice.text for choice in choices)
    return Reply(message.text, kind, text, tuple(answers), tuple(offer), closing, options, exercise), state


def answer_picked(message: Message, state: DialogueState, intent: Intent) -> Turn:
    """Answer an intent that was picked, as if its title had been asked."""
    asked = message.engine.matcher.analyzer.analyze(intent.title)
    return answer_intents(message, state._replace(context=context_of(asked)), [(intent, 1.0)])


def answer_intents(
    message: Message, state: DialogueState, asked: Sequence[tuple[Intent, float]], near: Sequence[Match] = ()
) -> Turn:
    """Answer with one or more scored intents; runners-up are offered, and what is related."""
    told = names_in_context(state)
    asked, state = _in_other_words([(fitting_version(intent, told), score) for intent, score in asked], state)
    main = next((intent for intent, _ in asked if intent.kind == "answer"), asked[0][0])
    is_repeated = len(asked) == 1 and main.id == state.last_intent
    if is_repeated and is_answered_in_short(main, state):
        return answer_in_full(message, state, main)
    if is_repeated and (part := next_part(main, state, ["longer", "shorter"])):
        return reply_with_part(message, state, main, part, is_repeated=True)
    text = wording.SAID_BEFORE if is_repeated else ""
    offer = suggestions(message.library, main.related)
    if main.kind == "answer":
        state = state._replace(last_intent=main.id)
        offer = [*map(candidate, near), *offer]
    return reply_with_intents(message, state, main.kind, text, asked, offer)


def fitting_version(intent: Intent, told: Collection[str]) -> Intent:
    """Return an intent with the answer for those who told this: concepts, and who does what (`partner>cry`)."""
    for version in intent.versions:
        if all(not one_of.isdisjoint(told) for one_of in version.needs):
            return intent._replace(
                title=version.title,
                answer=version.answer,
                related=version.related or intent.related,
                words=version.words,
                more=(),
                short=(),
            )
    return intent


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
    withheld = withheld_from(message.library, state)
    first_to_see = next((intent.id for intent, _ in asked if intent.see), "")  # Of several answers, one says it.
    in_short = {intent.id for intent, _ in asked if intent.short} if state.prefers_short else frozenset[str]()
    answers = [
        build_answer(
            intent,
            (
                *(intent.short if intent.id in in_short else intent.answer),
                *(whom_to_see(intent) if intent.id == first_to_see else ()),
            ),
            score,
            message.library,
            state.country,
            withheld,
        )
        for intent, score in asked
    ]
    answered = {intent.id for intent, _ in asked}
    if withheld and any(is_withheld(intent, withheld) for intent, _ in asked):
        text = wording.WITHHELD
    offer = [suggested for suggested in deduplicate(offer) if suggested.intent not in answered]
    state = state._replace(
        answered=state.answered | (answered - in_short), told=state.told | {(name, "shorter") for name in in_short}
    )
    if in_short:
        return reply_with(message, state, kind, text, answers=answers, closing=closing)
    words = next(filter(None, map(message.engine.words_to_say.under, (intent for intent, _ in asked))), None)
    choices = [Choice(words.title, words)] if words else []
    return reply_with(
        message, state, kind, text, answers=answers, offer=offer[:MOST_SUGGESTED], choices=choices, closing=closing
    )


def is_answered_in_short(intent: Intent, state: DialogueState) -> bool:
    """Return whether an intent was told in short, and not yet in full."""
    return intent.id not in state.answered and (intent.id, "shorter") in state.told


def answer_in_full(message: Message, state: DialogueState, intent: Intent) -> Turn:
    """Answer an intent with all there is, also to those who like it short."""
    whole = fitting_version(intent, names_in_context(state))
    offer = suggestions(message.library, whole.related)
    reply, after = reply_with_intents(
        message, state._replace(prefers_short=False), whole.kind, "", [(whole, 1.0)], offer
    )
    return reply, after._replace(prefers_short=state.prefers_short)


def _in_other_words(
    asked: Sequence[tuple[Intent, float]], state: DialogueState
) -> tuple[Sequence[tuple[Intent, float]], DialogueState]:
    """Return some scored intents, those of small talk with what they say this time, and the state after it."""
    found: list[tuple[Intent, float]] = []
    for intent, score in asked:
        if intent.again:
            entries, state = next_words(intent, state)
            found.append((intent._replace(answer=entries), score))
        else:
            found.append((intent, score))
    return found, state


def next_words(intent: Intent, state: DialogueState) -> tuple[Entries, DialogueState]:
    """Return what is said this time, and the state after it: other words each time, as long as there are some."""
    ways = (intent.answer, *intent.again)
    times = sum(name == intent.id for name, _ in state.told)
    told = state.told | {(intent.id, str(times))} if times + 1 < len(ways) else state.told
    return ways[min(times, len(ways) - 1)], state._replace(told=told)


def next_part(intent: Intent, state: DialogueState, parts: Iterable[Part]) -> Part | None:
    """Return the first of some parts that an intent has, and that was not told."""
    return next((part for part in parts if _entries(intent, part) and (intent.id, part) not in state.told), None)


def _entries(intent: Intent, part: Part) -> Entries:
    return intent.more if part == "longer" else intent.short


def reply_with_part(
    message: Message, state: DialogueState, intent: Intent, part: Part, *, is_repeated: bool = False
) -> Turn:
    """Reply with a part of what there is to say on an intent, and offer what is related to it.

    Who asks the same again is told once more whom to see: it may be what was asked.
    """
    text = wording.NOT_YET_SAID if is_repeated else ""
    withheld = withheld_from(message.library, state)
    entries = (*_entries(intent, part), *(whom_to_see(intent) if is_repeated else ()))
    answer = build_answer(intent, entries, 1.0, message.library, state.country, withheld)
    related = [name for name in intent.related if name not in state.answered]
    state = state._replace(told=state.told | {(intent.id, part)})
    return reply_with(message, state, "answer", text, answers=[answer], offer=suggestions(message.library, related))


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
            statements += [line for line in helpline_statements(entry, library, country) if line not in statements]
        elif not withheld or withheld.isdisjoint(source.id for source in entry.sources):
            statements.append(entry)
    return Answer(intent.id, intent.title, round(score, SCORE_DIGITS), tuple(statements))


def whom_to_see(intent: Intent) -> Iterator[Statement]:
    """Yield whom to see now, this week and later, and mark what does not come from the sources."""
    not_cited = [urgency for urgency, statement in intent.see if not statement.sources]
    for urgency, statement in intent.see:
        mark = f" {wording.NOT_FROM_SOURCES}" if not_cited[-1:] == [urgency] else ""
        yield statement._replace(text=f"{wording.WHEN_TO_SEE[urgency]} {statement.text}{mark}", is_advice=True)


def is_withheld(intent: Intent, withheld: frozenset[str]) -> bool:
    """Return whether a part of an intent's answer rests on withheld passages."""
    cited = {source.id for entry in intent.answer if isinstance(entry, Statement) for source in entry.sources}
    return not withheld.isdisjoint(cited)


def withheld_from(library: Library, state: DialogueState) -> frozenset[str]:
    """Return the citations that are withheld from this reader."""
    lasting = (library.intents[alarm.intent].safety for alarm in state.lasting_alarms)
    return frozenset[str]().union(*(safety.withhold for safety in lasting if safety))
