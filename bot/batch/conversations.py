"""Assigns each row of a batch to its conversation: rows that share one are its turns, in order."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from bot.matching.cache import BoundedCache

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bot.batch.job import DialogueBot
    from bot.batch.rows import Row
    from bot.reply import Reply

TURNS_APART: Final = 10_000
"""A conversation that comes back after more rows than this starts afresh. So at most as many are open at once, and
which ones depends on the rows alone, not on how they are split or on how many processes answer them."""
CACHED_REPLIES: Final = 10_000
"""Replies to questions outside conversations that are cached, some 2 kB each."""


class Turn(NamedTuple):
    """A row with its place in the batch."""

    number: int
    """The number of the row, counted from 0."""
    row: Row
    earlier: tuple[str, ...] = ()
    """Questions of the conversation that were answered in an earlier run, or in another partition."""


class OpenConversations:
    """The states of the conversations that are open, by name."""

    def __init__(self, bot: DialogueBot, country: str | None = None) -> None:
        self._bot = bot
        self._country = country
        self._states: OrderedDict[str, tuple[int, Any]] = OrderedDict()
        """For each conversation the number of its last turn, and its state after it."""
        self._cache: BoundedCache[str, Reply] = BoundedCache(self._respond_alone, CACHED_REPLIES)

    def respond(self, turn: Turn) -> Reply:
        """Return the reply to a turn in its conversation; turns come in the order of their numbers."""
        name, question = turn.row.conversation, turn.row.question
        if name is None:
            return self._cache[question]
        while self._states and turn.number - next(iter(self._states.values()))[0] > TURNS_APART:
            self._states.popitem(last=False)
        state = self._states.pop(name)[1] if name in self._states else self._replay(turn.earlier)
        reply, state = self._bot.respond(question, state)
        self._states[name] = turn.number, state
        return reply

    def _replay(self, questions: Iterable[str]) -> Any:
        """Return the state of a conversation after some questions."""
        state = self._bot.start(self._country)
        for question in questions:
            _, state = self._bot.respond(question, state)
        return state

    def _respond_alone(self, question: str) -> Reply:
        """Return the reply to a question outside any conversation."""
        return self._bot.respond(question, self._bot.start(self._country))[0]


@dataclass(slots=True)
class History:
    """The questions of one conversation since it began."""

    first: int
    """The number of the row with the first of them."""
    last: int
    questions: list[str]


@dataclass(frozen=True, slots=True)
class ConversationHistory:
    """What rows leave behind for those after them: their number, and the questions of open conversations.

    The questions are kept as written, and are replayed only if their conversation goes on.
    """

    rows: int = 0
    histories: dict[str, History] = field(default_factory=dict)
    """By conversation."""

    def turns(self, rows: Iterable[Row]) -> Iterator[Turn]:
        """Number the rows that come next, and add to each the earlier questions of its conversation."""
        histories = dict(self.histories)
        for number, row in enumerate(rows, self.rows):
            known = histories.pop(row.conversation, None) if row.conversation and not row.error else None
            yield Turn(number, row, tuple(known.questions) if known and number - known.last <= TURNS_APART else ())

    def followed_by(self, later: ConversationHistory) -> ConversationHistory:
        """Return the history of these rows and of the later ones, whose own history began with none."""
        histories = dict(self.histories)
        for name, each in later.histories.items():
            first, last, known = self.rows + each.first, self.rows + each.last, histories.get(name)
            if known and first - known.last <= TURNS_APART:
                histories[name] = History(known.first, last, known.questions + each.questions)
            else:
                histories[name] = History(first, last, each.questions)
        return _without_closed(self.rows + later.rows, histories)


def history_of(rows: Iterable[Row]) -> ConversationHistory:
    """Return the history of some rows."""
    histories: OrderedDict[str, History] = OrderedDict()
    count = 0
    for number, row in enumerate(rows):
        count = number + 1
        if row.conversation is not None and row.error is None:
            while histories and number - next(iter(histories.values())).last > TURNS_APART:
                histories.popitem(last=False)
            known = histories.pop(row.conversation, None) or History(number, number, [])
            known.last = number
            known.questions.append(row.question)
            histories[row.conversation] = known
    return _without_closed(count, histories)


def _without_closed(rows: int, histories: Mapping[str, History]) -> ConversationHistory:
    still_open = {name: each for name, each in histories.items() if rows - each.last <= TURNS_APART}
    return ConversationHistory(rows, still_open)
