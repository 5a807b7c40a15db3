"""Gives words to say to somebody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation import wording
from bot.conversation.handlers.answers import build_answer, reply_with, withheld_from
from bot.conversation.state import Choice, names_in_context
from bot.conversation.suggestions import suggestions
from bot.conversation.understanding.segments import is_question, split
from bot.knowledge.dialogue import WordsToSay
from bot.knowledge.model import Statement
from bot.text import joined

if TYPE_CHECKING:
    from bot.conversation.state import DialogueState, Message, Turn


def give_words(message: Message, state: DialogueState) -> Turn | None:
    """Handles a message that asks what to say to somebody, or for an example, and asks nothing else."""
    ranking = message.ranking
    if ranking.out_of_scope or sum(map(is_question, split(message.text))) > 1:
        return None
    offered = [suggested.intent for suggested in state.offered] or [match.intent.id for match in ranking.matches[:1]]
    fitting = [state.last_intent] if state.last_intent else offered
    leads = (choice.leads_to for choice in state.choices)
    near = next((leads_to for leads_to in leads if isinstance(leads_to, WordsToSay)), None)
    analysis = ranking.analysis
    told = analysis.concepts | analysis.relations | names_in_context(state)
    asked = message.engine.words_to_say.asked(analysis.stems, told, fitting=fitting, offered=near)
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
    withheld = withheld_from(library, state)
    answer = build_answer(intent, entries, 1.0, library, state.country, withheld)._replace(title=words.title)
    state = state._replace(last_intent=intent.id, told=state.told | {(words.name, str(min(times, len(words.ways))))})
    related = [other for other in intent.related if other not in state.answered]
    choices = [Choice(wording.OTHER_WORDS, words)] if times < len(words.ways) else []
    offer = suggestions(library, related)
    reply, state = reply_with(message, state, "answer", text, answers=[answer], offer=offer, choices=choices)
    said = [statement.text for statement in answer.statements if statement in way]
    return reply._replace(words_to_say=joined(said)), state
