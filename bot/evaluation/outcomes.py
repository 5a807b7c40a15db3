"""Asks labelled questions, and compares each reply with what was expected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple, TypeAlias

from bot.conversation import Conversation

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.conversation import Bot
    from bot.evaluation.labelled import Expected, LabelledRow
    from bot.reply import Reply

TOP: Final = 3
"""The number of intents among which the right one counts as found."""
NO_INTENT: Final = "(nothing)"
"""Stands for an intent where none is expected, or none was given."""

Result: TypeAlias = Literal["right", "offered", "wrong", "refused"]
"""`right`: the first answer is expected, each of several is, or nothing was expected and given; `offered`: nothing was
answered, and what was expected is among the suggestions; `wrong`: something else was answered; `refused`: neither."""


class Outcome(NamedTuple):
    """The reply to one labelled turn, compared with what was expected."""

    question: str
    expected: str
    """The first of the expected intents or kinds of reply, `(nothing)` where there is none."""
    got: str
    """The intent that was answered first, or `(nothing)`."""
    result: Result
    found: bool
    """An expected intent is among the first three answers and suggestions, or nothing was expected and given."""
    score: float
    """Of the first answer, 0 without one."""
    probability: float
    """How likely the library answers the turn by itself, 0 to 1."""
    likeliest: str
    """The intent that the turn by itself is nearest to."""
    is_likeliest_right: bool
    """Whether that one is expected."""
    core: bool = False
    """The question is labelled as clear from its words alone."""
    later: bool = False
    """The turn is not the first of its conversation."""

    @property
    def right(self) -> bool:
        """Whether the reply is as expected."""
        return self.result == "right"

    @property
    def wrong(self) -> bool:
        """Whether something else was answered."""
        return self.result == "wrong"

    @property
    def expects_nothing(self) -> bool:
        """Whether nothing was to be answered."""
        return self.expected == NO_INTENT


def ask_rows(bot: Bot, rows: Iterable[LabelledRow]) -> list[Outcome]:
    """Ask the questions of labelled rows, each in a conversation of its own, and return the outcome of each turn."""
    outcomes: list[Outcome] = []
    for row in rows:
        conversation = Conversation(bot)
        for number, (turn, expected) in enumerate(zip(row.turns, row.expected, strict=True)):
            reply = conversation.ask(turn)
            outcome = _judge(bot, turn, expected, reply)
            outcomes.append(outcome._replace(core=row.core, later=number > 0))
    return outcomes


def _judge(bot: Bot, question: str, expected: Sequence[Expected], reply: Reply) -> Outcome:
    """Compare a reply with what each question of a message expects."""
    answered = [answer.intent for answer in reply.answers]
    offered = [suggestion.intent for suggestion in reply.suggestions]
    ranking = bot.matcher.rank(reply.question)
    likeliest = ranking.matches[0].intent.id if ranking.matches else NO_INTENT
    intents = [name for each in expected for name in each.intents]
    return Outcome(
        question,
        expected=next((each.name for each in expected), NO_INTENT),
        got=answered[0] if answered else NO_INTENT,
        result=_result(expected, answered, offered, reply),
        found=not set(intents).isdisjoint((answered + offered)[:TOP])
        if intents
        else _is_met(expected, answered, reply),
        score=reply.answers[0].score if reply.answers else 0.0,
        probability=ranking.probability,
        likeliest=likeliest,
        is_likeliest_right=likeliest in intents,
    )


def _result(expected: Sequence[Expected], answered: Sequence[str], offered: Sequence[str], reply: Reply) -> Result:
    if _is_met(expected, answered, reply):
        return "right"
    intents = {name for each in expected for name in each.intents}
    if answered:
        is_partly_right = len(expected) > 1 and not intents.isdisjoint(answered)
        return "offered" if is_partly_right else "wrong"
    return "refused" if intents.isdisjoint(offered) else "offered"


def _is_met(expected: Sequence[Expected], answered: Sequence[str], reply: Reply) -> bool:
    """Return whether the one question is answered first, or each of several is; or nothing, where that is expected."""
    if not expected:
        return not answered
    if len(expected) == 1:
        return reply.kind in expected[0].kinds or (bool(answered) and answered[0] in expected[0].intents)
    return all(not set(each.intents).isdisjoint(answered) or reply.kind in each.kinds for each in expected)
