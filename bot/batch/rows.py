"""What a batch moves from input to output: one row, as it was read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from bot.text import clean

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

NO_QUESTION: Final = "no question"
NONE_CARRIED: Final[Mapping[str, Any]] = {}


class Row(NamedTuple):
    """One row of the input: a question, or the reason why none could be read."""

    line: int
    """Where the row begins in its file, counted from 1."""
    question: str = ""
    """As the row has it, not cleaned; empty where it could not be read."""
    carried: Mapping[str, Any] = NONE_CARRIED
    """The other columns or keys of the row, in its order: `conversation` is one of them."""
    conversation: str | None = None
    """Rows with the same value are turns of one conversation."""
    error: str | None = None
    """Why the row cannot be answered; it names the line."""


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one input, and what is known of their columns beforehand."""

    rows: Iterator[Row]
    columns: tuple[str, ...] | None = ()
    """The carried columns that every row has; None where each row brings its own keys."""


def unreadable(line: int, reason: str, carried: Mapping[str, Any] | None = None) -> Row:
    """Return the row that stands for one that cannot be answered."""
    return Row(line, carried=carried or NONE_CARRIED, error=f"line {line}: {reason}")


def asked(line: int, question: str, carried: Mapping[str, Any], conversation: str = "") -> Row:
    """Return the row of a question; one that holds nothing to be read cannot be answered.

    A blank line is a row like any other, so that the result of line 7 is the seventh.
    """
    if not clean(question):
        return unreadable(line, NO_QUESTION, carried)
    return Row(line, question, carried, conversation if conversation.strip() else None)


def carried_as(names: Collection[str], taken: Collection[str]) -> dict[str, str]:
    """Return the name under which each carried column goes out, so that none stands in for a part of the result.

    A column that is called like a part of the result goes out with `input_` before its name: the result's `kind`
    is always the bot's.
    """
    renamed = {}
    used = {*taken, *names}
    for name in names:
        free = name
        while free in taken or (free != name and free in used):
            free = f"input_{free}"
        used.add(free)
        renamed[name] = free
    return renamed
