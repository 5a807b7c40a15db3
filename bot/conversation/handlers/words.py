"""Gives words to say to somebody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation import wording
from bot.conversation.handlers.answers import build_answer, reply_with, suggestions
from bot.knowledge.model import Statement

if TYPE_CHECKING:
    from bot.conversation.state import DialogueState, Message, Turn
    from bot.knowledge.dialogue import WordsToSay


def give_words(message: Message, state: DialogueState) -> Turn | None:
    """Handles a message that asks what to say to somebody, or for an example."""
    ranking = message.ranking
    if ranking.out_of_scope:
        return None
    fitting = [state.last_intent] if state.last_intent else [match.intent.id for match in ranking.matches[:1]]
    asked = message.engine.words_to_say.asked(ranking.analysis.stems, fitting=fitting)
    return reply_with_words(message, state, asked) if asked else None


def reply_with_words(message: Message, state: DialogueState, words: WordsToSay) -> Turn:
    """Answer with words to say, under the intent that was answered last, or the first of those that they fit.

    Who asks again gets other words, as long as there are some.
    """
    library = message.library
    times = sum(name == words.name for name, _ in state.told)
    text = wording.NO_OTHER_WORDS if times >= len(words.ways) else ""
    way = words.ways[min(times, len(words.ways) - 1)]
    intent = library.intents[state.last_intent if state.last_intent in words.intents else words.intents[0]]
    entries = way if times else (Statement(words.lead_in), *way)
    answer = build_answer(intent, entries, 1.0, library, state.country)._replace(title=words.title)
    state = state._replace(last_intent=intent.id, told=state.told | {(words.name, str(min(times, len(words.ways))))})
    related = [other for other in intent.related if other not in state.answered]
    reply, state = reply_with(message, state, "answer", text, answers=[answer], offer=suggestions(library, related))
    return reply._replace(words_to_say=" ".join(statement.text for statement in way)), state
