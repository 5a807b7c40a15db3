"""Counts the replies of a batch; the tallies of its chunks add up to that of the whole."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from heapq import nlargest, nsmallest
from typing import TYPE_CHECKING, Any, Final

from bot.batch.expectations import EXPECT
from bot.batch.rows import plain
from bot.text import clean

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.batch.rows import Row
    from bot.reply import Reply

MOST_LISTED: Final = 10
"""Errors, failures and near misses that are listed; the results hold them all."""
MOST_QUESTIONS: Final = 20_000
"""Different unanswered questions that are counted: the first ones, as what is asked often is among them."""
BINS: Final = 20
"""Bins of equal width in which scores, 0 to 1, are counted."""
MAX_QUESTION: Final = 200
"""Characters of a question that are kept."""


@dataclass(slots=True)
class Tally:
    """Counts of replies, with examples of what a person will want to look at."""

    kinds: Counter[str] = field(default_factory=Counter)
    """Rows by the kind of their reply."""
    intents: Counter[str] = field(default_factory=Counter)
    """Answers by their intent."""
    scores: Counter[int] = field(default_factory=Counter)
    """Answers of sourced intents by the bin of their score."""
    unanswered: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Questions of which the reply is `unknown` or `choices`: how often, and the first line."""
    close: list[tuple[float, str, str]] = field(default_factory=list)
    """The unanswered questions closest to an answer, as score, question and intent; closest first, each once."""
    errors: list[tuple[int, str]] = field(default_factory=list)
    """The first rows that could not be read: line and reason."""
    judged: int = 0
    """Rows that expect something."""
    failed: int = 0
    """Those of them with another reply."""
    failures: list[tuple[int, str]] = field(default_factory=list)
    """The first of them: the line, and the question with what was expected and what came."""

    @property
    def rows(self) -> int:
        """The number of rows."""
        return self.kinds.total()

    @property
    def unread(self) -> int:
        """The number of rows that could not be read."""
        return self.kinds["error"]

    def add(self, row: Row, reply: Reply, passed: bool | None = None) -> None:
        """Count a row; `passed` is None where it expects nothing."""
        self.kinds[reply.kind] += 1
        for answer in reply.answers:
            self.intents[answer.intent] += 1
            if reply.kind == "answer":
                self.scores[min(int(answer.score * BINS), BINS - 1)] += 1
        if reply.error is not None and len(self.errors) < MOST_LISTED:
            self.errors.append((row.line, reply.error))
        if reply.kind in ("unknown", "choices"):
            self._add_unanswered(clean(row.question)[:MAX_QUESTION], row.line, reply)
        if passed is not None:
            self.judged += 1
            self.failed += not passed
            if not passed and len(self.failures) < MOST_LISTED:
                got = "|".join(answer.intent for answer in reply.answers) or reply.kind
                expected = plain(row.carried[EXPECT])
                names = expected if isinstance(expected, str) else "|".join(expected)
                question = clean(row.question)[:MAX_QUESTION]
                self.failures.append((row.line, f"“{question}”: expected {clean(names)}, got {got}"))

    def _add_unanswered(self, question: str, line: int, reply: Reply) -> None:
        self._count_unanswered(question, 1, line)
        if reply.suggestions:
            best = max(reply.suggestions, key=lambda suggestion: suggestion.score or 0.0)
            close = (best.score or 0.0, question, best.intent)
            if len(self.close) < MOST_LISTED or close > self.close[-1]:
                self.close = _closest([*self.close, close])

    def _count_unanswered(self, question: str, times: int, line: int) -> None:
        before, first = self.unanswered.get(question, (0, line))
        if before or len(self.unanswered) < MOST_QUESTIONS:
            self.unanswered[question] = (before + times, min(first, line))

    def merge(self, other: Tally) -> None:
        """Add the tally of the rows that come next, or of others within `MOST_QUESTIONS` rows."""
        self.kinds.update(other.kinds)
        self.intents.update(other.intents)
        self.scores.update(other.scores)
        for question, (times, line) in sorted(other.unanswered.items(), key=lambda item: item[1][1]):
            self._count_unanswered(question, times, line)
        self.close = _closest([*self.close, *other.close])
        self.errors = sorted([*self.errors, *other.errors])[:MOST_LISTED]
        self.judged += other.judged
        self.failed += other.failed
        self.failures = sorted([*self.failures, *other.failures])[:MOST_LISTED]

    def as_state(self) -> dict[str, Any]:
        """Return the tally as values that JSON can hold."""
        return {name: getattr(self, name) for name in self.__slots__}

    @classmethod
    def from_state(cls, state: Mapping[str, Any]) -> Tally:
        """Return the tally of which these are the values."""
        tally = cls(**state)
        tally.kinds = Counter(state["kinds"])
        tally.intents = Counter(state["intents"])
        tally.scores = Counter({int(bin_number): count for bin_number, count in state["scores"].items()})
        tally.unanswered = {question: (times, line) for question, (times, line) in state["unanswered"].items()}
        tally.close = [(score, question, intent) for score, question, intent in state["close"]]
        tally.errors = [(line, error) for line, error in state["errors"]]
        tally.failures = [(line, failure) for line, failure in state["failures"]]
        return tally


def _closest(close: list[tuple[float, str, str]]) -> list[tuple[float, str, str]]:
    """Return the closest, each question once; the order in which they come does not matter."""
    nearest = {question: (score, question, intent) for score, question, intent in sorted(close)}
    return nlargest(MOST_LISTED, nearest.values())


def most_frequent(counts: Mapping[str, int], most: int) -> list[tuple[str, int]]:
    """Return the names with the highest counts; equal ones are ordered by name, so that every run says the same."""
    return nsmallest(most, counts.items(), key=lambda item: (-item[1], item[0]))
