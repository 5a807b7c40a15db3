"""Counts what became of the rows of a batch; counts of parts add up to those of the whole."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from heapq import nlargest, nsmallest
from typing import TYPE_CHECKING, Any, Final

from bot.batch.expectations import EXPECT
from bot.text import clean

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.batch.rows import Row
    from bot.reply import Reply

MOST_TOLD: Final = 10
"""Reasons, failures and close questions that are kept; the results hold them all."""
MOST_COUNTED: Final = 20_000
"""Different unanswered questions that are counted, the first ones: what is asked often is among them."""
BINS: Final = 20
"""Parts of equal width in which scores, 0 to 1, are counted."""
LONGEST_KEPT: Final = 200
"""Characters of a question that are kept."""


@dataclass(slots=True)
class Tally:
    """What is counted, and the first or nearest of what a person will want to look at."""

    kinds: Counter[str] = field(default_factory=Counter)
    """Rows by the kind of their reply."""
    intents: Counter[str] = field(default_factory=Counter)
    """Answers by their intent."""
    scores: Counter[int] = field(default_factory=Counter)
    """Answers of sourced intents by the twentieth of the scale that their score falls in."""
    unanswered: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Questions that the sources do not answer, or that could mean several things: how often, and the first line."""
    close: list[tuple[float, str, str]] = field(default_factory=list)
    """Unanswered questions nearest to an answer: the score, the question, the intent; nearest first, each once."""
    errors: list[tuple[int, str]] = field(default_factory=list)
    """The first rows that could not be read: their line, and why not."""
    judged: int = 0
    """Rows that say what they expect."""
    failed: int = 0
    """Those of them whose reply was something else."""
    failures: list[tuple[int, str]] = field(default_factory=list)
    """The first of them: their line; the question, what was expected, what came."""

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
        if reply.error is not None and len(self.errors) < MOST_TOLD:
            self.errors.append((row.line, reply.error))
        if reply.kind in ("unknown", "choices"):
            self._add_unanswered(clean(row.question)[:LONGEST_KEPT], row.line, reply)
        if passed is not None:
            self.judged += 1
            self.failed += not passed
            if not passed and len(self.failures) < MOST_TOLD:
                got = "|".join(answer.intent for answer in reply.answers) or reply.kind
                expected = row.carried[EXPECT]
                wanted = expected if isinstance(expected, str) else "|".join(expected)
                said = clean(row.question)[:LONGEST_KEPT]
                self.failures.append((row.line, f"“{said}”: expected {clean(wanted)}, got {got}"))

    def _add_unanswered(self, question: str, line: int, reply: Reply) -> None:
        self._count_unanswered(question, 1, line)
        if reply.suggestions:
            best = max(reply.suggestions, key=lambda suggestion: suggestion.score)
            close = (best.score, question, best.intent)
            if len(self.close) < MOST_TOLD or close > self.close[-1]:
                self.close = _closest([*self.close, close])

    def _count_unanswered(self, question: str, times: int, line: int) -> None:
        before, first = self.unanswered.get(question, (0, line))
        if before or len(self.unanswered) < MOST_COUNTED:
            self.unanswered[question] = (before + times, min(first, line))

    def merge(self, other: Tally) -> None:
        """Add what was counted of the rows that come next, or of others within `MOST_COUNTED` rows."""
        self.kinds.update(other.kinds)
        self.intents.update(other.intents)
        self.scores.update(other.scores)
        for question, (times, line) in sorted(other.unanswered.items(), key=lambda item: item[1][1]):
            self._count_unanswered(question, times, line)
        self.close = _closest([*self.close, *other.close])
        self.errors = sorted([*self.errors, *other.errors])[:MOST_TOLD]
        self.judged += other.judged
        self.failed += other.failed
        self.failures = sorted([*self.failures, *other.failures])[:MOST_TOLD]

    def as_state(self) -> dict[str, Any]:
        """Return the tally as JSON can hold it."""
        return {name: getattr(self, name) for name in self.__slots__}

    @classmethod
    def from_state(cls, state: Mapping[str, Any]) -> Tally:
        """Return the tally that was written as this."""
        tally = cls(**state)
        tally.kinds = Counter(state["kinds"])
        tally.intents = Counter(state["intents"])
        tally.scores = Counter({int(part): count for part, count in state["scores"].items()})
        tally.unanswered = {question: (times, line) for question, (times, line) in state["unanswered"].items()}
        tally.close = [(score, question, intent) for score, question, intent in state["close"]]
        tally.errors = [(line, error) for line, error in state["errors"]]
        tally.failures = [(line, failure) for line, failure in state["failures"]]
        return tally


def _closest(close: list[tuple[float, str, str]]) -> list[tuple[float, str, str]]:
    """Return the nearest, each question once, the same whatever order they come in."""
    nearest = {question: (score, question, intent) for score, question, intent in sorted(close)}
    return nlargest(MOST_TOLD, nearest.values())


def most_frequent(counts: Mapping[str, int], most: int) -> list[tuple[str, int]]:
    """Return the names that are counted most, by name where they are equal, so that every run tells the same."""
    return nsmallest(most, counts.items(), key=lambda item: (-item[1], item[0]))
