"""Answers questions: takes up what was told, and says what is known, what could be meant, or that it is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation import wording
from bot.conversation.handlers.answers import answer_intents, reply_with
from bot.conversation.handlers.help import help_intent
from bot.conversation.state import guide_entry, update_relations
from bot.conversation.suggestions import candidate, first_questions, suggestion, suggestions
from bot.conversation.understanding.follow_up import understand
from bot.conversation.understanding.openings import FEWEST
from bot.conversation.understanding.thresholds import answers_among, candidates, runners_up

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.conversation.state import DialogueState, Message, Turn
    from bot.knowledge.model import Library
    from bot.matching.matcher import Ranking
    from bot.reply import Reply, Suggestion


def ask_for_question(message: Message, state: DialogueState) -> Turn | None:
    """Handles a message in which nothing is written."""
    return None if message.text else reply_with(message, state, "unknown", wording.ASK_SOMETHING)


def answer_question(message: Message, state: DialogueState) -> Turn:
    """Handles every other message: answers it, offers candidates, or says that the sources do not cover it.

    What was told in it is taken up first.
    """
    library, matcher = message.library, message.engine.matcher
    understood = understand(message.text, message.ranking, matcher, library.lexicon, state.context)
    ranking = understood.ranking
    relations = update_relations(state.relations, ranking.analysis.relations)
    state = state._replace(context=understood.context, relations=relations)
    if understood.asked:
        asked = [(match.intent, match.score) for match in understood.asked]
        return _take_up(message, *answer_intents(message, state, asked, runners_up(ranking)))
    offer = [candidate(match) for match in candidates(ranking)]
    if understood.verdict == "choices" and offer:
        text = wording.ABOUT_THIS if ranking.is_fragment else wording.WHICH if len(offer) > 1 else wording.PERHAPS_THIS
        return _take_up(message, *reply_with(message, state, "choices", text, offer=offer))
    return _reply_unknown(message, state, ranking, offer)


def _take_up(message: Message, reply: Reply, state: DialogueState) -> Turn:
    """Begin a reply with a sentence on what was told, if something was."""
    analysis = message.ranking.analysis
    tells = len(analysis.stems) >= FEWEST and message.library.lexicon.writer in analysis.concepts
    reply = reply._replace(tells_something=tells and reply.kind != "chat")
    opening = message.engine.openings.find(message.ranking.analysis, state.openings)
    if opening is None:
        return reply, state
    text = f"{opening.text} {reply.message}".strip()
    return reply._replace(message=text), state._replace(openings=state.openings | {opening.name})


def _related_to_last(library: Library, state: DialogueState) -> list[Suggestion]:
    """Return what is related to the last answer and was not answered."""
    last = library.intents.get(state.last_intent)
    related = last.related if last and last.kind == "answer" else ()
    return suggestions(library, [name for name in related if name not in state.answered])


def _reply_unknown(message: Message, state: DialogueState, ranking: Ranking, nearest: Sequence[Suggestion]) -> Turn:
    """Say that a question is not answered, and offer a way on: what is nearest, what can be asked, or a person."""
    library, offer, choices = message.library, list(nearest), guide_entry(message.library)
    if not ranking.matches:
        text = wording.NOT_UNDERSTOOD
    elif ranking.out_of_scope:
        subject, referral = ranking.out_of_scope.title, ranking.out_of_scope.referral
        text, choices = wording.SUBJECT_NOT_IN_SOURCES.format(subject=subject, referral=referral), ()
        if ranking.in_scope:
            nearest = offer = offer or [candidate(match) for match in answers_among(ranking)]
        offer = offer or _related_to_last(library, state)
    else:
        text = wording.NOT_IN_SOURCES
        offer = offer or first_questions(library)
    if text == state.last_unknown:
        text, choices = wording.NOT_KNOWN_EITHER, guide_entry(library)
        helping = help_intent(library)
        offer += [suggestion(helping)] if helping else []
    last_unknown = text
    if nearest:
        text = f"{text} {wording.NEAREST}"
    elif offer:
        text = f"{text} {wording.START_HERE}"
    reply, state = reply_with(message, state, "unknown", text, offer=offer, choices=choices)
    return reply, state._replace(last_unknown=last_unknown)
