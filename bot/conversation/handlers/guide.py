"""Runs the guide, and the exercises."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation import wording
from bot.conversation.handlers.alarm import meet
from bot.conversation.handlers.answers import reply_with, reply_with_intents
from bot.conversation.handlers.questions import answer_question
from bot.conversation.state import Choice, GuidePosition
from bot.conversation.suggestions import first_questions, suggestion
from bot.conversation.understanding.choices import asked_exercise, begun_option
from bot.conversation.understanding.follow_up import MOST_ANSWERS
from bot.conversation.understanding.safety import Alarm
from bot.knowledge.guide import Guide, Option, fitting

if TYPE_CHECKING:
    from bot.conversation.state import DialogueState, Message, Turn, WayThroughGuide
    from bot.knowledge.model import Library


def do_exercise(message: Message, state: DialogueState) -> Turn | None:
    """Handles a message that asks for an exercise and nothing else."""
    exercise = asked_exercise(message.text, message.library.exercises.values())
    if exercise is None:
        return None
    back = [Choice(wording.GO_ON, state.guide)] if state.guide else []
    return reply_with(message, state, "chat", exercise.text, exercise=exercise, choices=back)


def answer_guide(message: Message, state: DialogueState) -> Turn | None:
    """Handles the reply to a question of the guide: an option in words, or "I don't know"."""
    position = state.guide
    if position is None:
        return None
    ways = _ways_on(position, message.library)
    texts = list(ways)
    begun = begun_option(message.text, texts, message.library.short_answers)
    if begun is None and _asks_for_guide(message):
        begun = texts.index(wording.SKIP)
    return None if begun is None else follow_guide(message, state, texts[begun], ways[texts[begun]])


def interrupt_guide(message: Message, state: DialogueState) -> Turn | None:
    """Handles another question in the guide: it is answered, and the guide can be gone on with."""
    position = state.guide
    if position is None:
        return None
    reply, after = answer_question(message, state)
    if reply.kind == "unknown" and not message.ranking.out_of_scope:
        return ask_question(message, after, position, wording.PICK_ONE)
    offered = [choice for choice in after.choices if choice.text in reply.options]
    after = after._replace(choices=(*offered, Choice(wording.GO_ON, position)))
    return reply._replace(options=tuple(choice.text for choice in after.choices)), after


def start_guide(message: Message, state: DialogueState) -> Turn | None:
    """Handles a message that asks for the guide, such as "I don't know how to put it"."""
    return enter_guide(message, state) if _asks_for_guide(message) else None


def enter_guide(message: Message, state: DialogueState) -> Turn:
    """Ask the first question of the guide.

    Raises:
        LookupError: the library has none.
    """
    guide = message.library.guide
    if guide is None:
        raise LookupError("the library has no guide")
    return follow_guide(message, state, guide.title, GuidePosition(guide.first))


def follow_guide(message: Message, state: DialogueState, picked: str, leads_to: WayThroughGuide) -> Turn:
    """Reply to what was picked in the guide: an answer, a way of going on, or out of it."""
    match leads_to:
        case "stop":
            return reply_with(message, state, "chat", wording.STOPPED, offer=first_questions(message.library))
        case Option() as option:
            alarm = Alarm(option.safety, "another" if option.about_another else "writer", picked)
            return meet(message, state, [alarm])
        case GuidePosition(question="") as end:
            return _finish(message, state, end)
        case GuidePosition(before=None) as start:
            return ask_question(message, state, start, _guide_of(message.library).text)
        case position:
            is_answer = picked in [option.text for option in position.picked[-1:]]
            before = wording.PICKED.format(text=picked) if is_answer and message.text != picked else ""
            return ask_question(message, state, position, before)


def ask_again(message: Message, state: DialogueState, text: str) -> Turn:
    """Reply with a short text, and repeat the question of the guide, or else the present offer."""
    if state.guide:
        return ask_question(message, state, state.guide, text)
    return reply_with(message, state, "chat", text, offer=state.offered, choices=state.choices)


def _asks_for_guide(message: Message) -> bool:
    return any(message.engine.guide_patterns.find(message.ranking.analysis.stems))


def _guide_of(library: Library) -> Guide:
    if library.guide is None:
        raise LookupError("the state is of another library")
    return library.guide


def _ways_on(position: GuidePosition, library: Library) -> dict[str, WayThroughGuide]:
    """Return what can be picked at a position, and where it leads: the question's options, then the ways of leaving."""
    question = _guide_of(library).questions[position.question]
    ways: dict[str, WayThroughGuide] = {
        option.text: option if option.safety else _after(position, option.next, option) for option in question.options
    }
    ways[wording.SKIP] = _after(position, question.next)
    if position.before:
        ways[wording.BACK] = position.before
    return ways | {wording.STOP: "stop"}


def _after(position: GuidePosition, question: str, *picked: Option) -> GuidePosition:
    return GuidePosition(question, (*position.picked, *picked), position, position.number + 1)


def ask_question(message: Message, state: DialogueState, position: GuidePosition, before: str) -> Turn:
    """Ask the question at a position of the guide, after a short text."""
    guide = _guide_of(message.library)
    question = wording.QUESTION.format(
        number=position.number,
        most=position.number - 1 + guide.most_from(position.question),
        question=guide.questions[position.question].text,
    )
    text = "\n\n".join(filter(None, (before, question)))
    choices = [Choice(picked, leads_to) for picked, leads_to in _ways_on(position, message.library).items()]
    reply, state = reply_with(message, state, "chat", text, choices=choices)
    return reply, state._replace(guide=position)


def _finish(message: Message, state: DialogueState, end: GuidePosition) -> Turn:
    """Answer with the intents that fit the picked options, and with what is worth telling a professional."""
    library = message.library
    fits = [(library.intents[intent_id], fit) for intent_id, fit in fitting(end.picked)]
    if not fits:
        return reply_with(message, state, "chat", wording.NOTHING_FITS, offer=first_questions(library))
    worth_telling = "; ".join(option.worth_telling for option in end.picked if option.worth_telling)
    closing = f"{_guide_of(library).telling} {worth_telling}." if worth_telling else ""
    offer = [suggestion(intent, fit) for intent, fit in fits[MOST_ANSWERS:]]
    state = state._replace(last_intent=fits[0][0].id)
    return reply_with_intents(message, state, "answer", wording.FITS, fits[:MOST_ANSWERS], offer, closing)
