"""Gives each row of a batch to its conversation: rows that share one are its turns, in order, and see nothing else."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from bot.matching.cache import BoundedCache
from bot.reply import Reply

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bot.batch.rows import Row

Ask = Callable[[str], Reply]
"""Takes a turn in one conversation."""

TURNS_APART: Final = 10_000
"""A conversation that comes back after more rows than this starts afresh. So at most as many are open at once, and
which ones depends on the rows alone: not on how they are cut into parts, or on how many processes answer them."""
MOST_ALONE: Final = 10_000
"""Different questions that stand alone whose replies are kept, some 2 kB each."""


class Turn(NamedTuple):
    """A row in its place in the batch."""

    number: int
    """Of the row, counted from 0."""
    row: Row
    earlier: tuple[str, ...] = ()
    """Questions of its conversation that were answered before whoever answers this one began."""


class OpenConversations:
    """What is kept of the conversations that may still go on, by their names."""

    def __init__(self, begin: Callable[[], Ask]) -> None:
        """Remember nothing yet; `begin` starts a conversation."""
        self._begin = begin
        self._kept: OrderedDict[str, tuple[int, Ask]] = OrderedDict()
        self._alone: BoundedCache[str, Reply] = BoundedCache(MOST_ALONE)

    def ask(self, turn: Turn) -> Reply:
        """Answer a turn in its conversation; turns come in the order of their numbers."""
        name = turn.row.conversation
        if name is None:
            return self._ask_alone(turn.row.question)
        while self._kept and turn.number - next(iter(self._kept.values()))[0] > TURNS_APART:
            self._kept.popitem(last=False)
        _, ask = self._kept.pop(name, (0, None))
        if ask is None:
            ask = self._begin()
            for question in turn.earlier:
                ask(question)
        self._kept[name] = turn.number, ask
        return ask(turn.row.question)

    def _ask_alone(self, question: str) -> Reply:
        """Answer a question that is a conversation of its own; people ask the same again and again."""
        if question not in self._alone:
            self._alone[question] = self._begin()(question)
        return self._alone[question]


@dataclass(slots=True)
class History:
    """What a conversation has asked since it began."""

    first: int
    """The number of the row in which it did."""
    last: int
    questions: list[str]


@dataclass(frozen=True, slots=True)
class ConversationHistory:
    """Rows that are answered, or are answered elsewhere: what those after them have to know of them.

    What was asked is kept as it was written, and asked again only if the conversation goes on.
    """

    rows: int = 0
    asked: dict[str, History] = field(default_factory=dict)
    """By conversation: those that may still go on."""

    def turns(self, rest: Iterable[Row]) -> Iterator[Turn]:
        """Number the rows that come next, and give each what its conversation has asked."""
        asked = dict(self.asked)
        for number, row in enumerate(rest, self.rows):
            known = asked.pop(row.conversation, None) if row.conversation and not row.error else None
            yield Turn(number, row, tuple(known.questions) if known and number - known.last <= TURNS_APART else ())

    def then(self, rest: ConversationHistory) -> ConversationHistory:
        """Return what has passed when those that come next, passed over by themselves, have passed as well."""
        asked = dict(self.asked)
        for name, each in rest.asked.items():
            first, last, known = self.rows + each.first, self.rows + each.last, asked.get(name)
            if known and first - known.last <= TURNS_APART:
                asked[name] = History(known.first, last, known.questions + each.questions)
            else:
                asked[name] = History(first, last, each.questions)
        return _still_open(self.rows + rest.rows, asked)


def passed_over(rows: Iterable[Row]) -> ConversationHistory:
    """Take rows as answered."""
    asked: OrderedDict[str, History] = OrderedDict()
    passed = 0
    for number, row in enumerate(rows):
        passed = number + 1
        if row.conversation is not None and row.error is None:
            while asked and number - next(iter(asked.values())).last > TURNS_APART:
                asked.popitem(last=False)
            known = asked.pop(row.conversation, None) or History(number, number, [])
            known.last = number
            known.questions.append(row.question)
            asked[row.conversation] = known
    return _still_open(passed, asked)


def _still_open(rows: int, asked: Mapping[str, History]) -> ConversationHistory:
    return ConversationHistory(rows, {name: each for name, each in asked.items() if rows - each.last <= TURNS_APART})
