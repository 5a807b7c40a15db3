"""Tells, in a screenful, what became of a batch and what to write next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.batch.writers import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.batch.tally import Tally

MOST_ASKED: Final = 10
_WIDTH: Final = 78


def summary(tally: Tally) -> Iterator[str]:
    """Yield the lines of the summary; the last says how many rows could not be read."""
    if tally.rows:
        kinds = ", ".join(f"{kind} {count:,}" for kind, count in tally.kinds.most_common())
        yield f"Replies: {kinds}"
        yield f"Unanswered: {unanswered_share(tally):.1%} of what was read"
    if tally.intents:
        yield "Asked most:"
        yield from (f"  {count:>9,}  {intent}" for intent, count in tally.intents.most_common(MOST_ASKED))
    if tally.close:
        yield "Closest to an answer (what to write next):"
        yield from (_fitted(f"  {score:>9.2f}  {intent}: {question}") for score, question, intent in tally.close)
    if tally.judged:
        yield f"As expected: {tally.judged - tally.failed:,} of {tally.judged:,} rows"
        yield from (_fitted(f"  line {line}: {failure}") for line, failure in tally.failures)
        yield from _more(tally.failed, len(tally.failures))
    if tally.errors:
        yield "Could not be read:"
        yield from (_fitted(f"  {error}") for _, error in tally.errors)
        yield from _more(tally.unread, len(tally.errors))
    yield f"{tally.rows} rows, {tally.unread} of them could not be read"


def unanswered_share(tally: Tally) -> float:
    """Return how many of the questions that could be read got no answer, 0 to 1."""
    read = tally.rows - tally.unread
    return (tally.kinds["unknown"] + tally.kinds["choices"]) / read if read else 0.0


def _more(number: int, told: int) -> Iterator[str]:
    if number > told:
        yield f"  and {number - told:,} more"


def _fitted(line: str) -> str:
    line = visible(line)
    return line if len(line) <= _WIDTH else f"{line[: _WIDTH - 1]}…"
