"""Summarises a batch in a screenful: the replies, and what to write next."""

from __future__ import annotations

from itertools import islice
from textwrap import wrap
from typing import TYPE_CHECKING, Final

from bot.batch.report.tally import most_frequent
from bot.batch.writing.row_writers import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.batch.report.tally import Tally

MOST_ASKED: Final = 10
MOST_FAILURES: Final = 5
MOST_REASONS: Final = 3
_WIDTH: Final = 78
_NO_BREAK: Final = "\u00a0"


def summary(tally: Tally) -> Iterator[str]:
    """Yield the lines of the summary; the last says how many rows could not be read."""
    return map(_truncated, _lines(tally))


def unanswered_fraction(tally: Tally) -> float:
    """Return how many of the questions that could be read got no answer, 0 to 1."""
    read = tally.rows - tally.unread
    return _unanswered(tally) / read if read else 0.0


def _unanswered(tally: Tally) -> int:
    return tally.kinds["unknown"] + tally.kinds["choices"]


def _lines(tally: Tally) -> Iterator[str]:
    if tally.rows:
        kinds = ", ".join(f"{kind}{_NO_BREAK}{count:,}" for kind, count in most_frequent(tally.kinds, len(tally.kinds)))
        yield from wrap(f"Replies: {kinds}", _WIDTH, subsequent_indent="  ")
        yield f"Unanswered: {unanswered_fraction(tally):.1%} of what was read"
    if tally.intents:
        yield "Asked most:"
        yield from (f"  {count:>11,}  {intent}" for intent, count in most_frequent(tally.intents, MOST_ASKED))
    if tally.close:
        yield f"Closest to an answer, of {_unanswered(tally):,} unanswered (what to write next):"
        yield from (f"  {score:>11.2f}  {intent}: {question}" for score, question, intent in tally.close)
    if tally.judged:
        yield f"As expected: {tally.judged - tally.failed:,} of {tally.judged:,} rows"
        yield from _first([f"line {line}: {failure}" for line, failure in tally.failures], MOST_FAILURES, tally.failed)
    if tally.errors:
        yield "Could not be read:"
        yield from _first([error for _, error in tally.errors], MOST_REASONS, tally.unread)
    yield f"{tally.rows} rows, {tally.unread} of them could not be read"


def _first(lines: Sequence[str], most: int, total: int) -> Iterator[str]:
    """Yield the first lines of some total, and how many more there are."""
    yield from (f"  {each}" for each in islice(lines, most))
    if total > most:
        yield f"  and {total - most:,} more"


def _truncated(line: str) -> str:
    line = visible(line.replace(_NO_BREAK, " "))
    return line if len(line) <= _WIDTH else f"{line[: _WIDTH - 1]}…"
