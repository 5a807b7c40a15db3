"""The rows of a batch, as they were read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from bot.text import clean

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

NO_QUESTION: Final = "no question"
NONE_CARRIED: Final[Mapping[str, Any]] = {}
QUESTION: Final = "question"
CONVERSATION: Final = "conversation"


class JsonValue(NamedTuple):
    """A carried value of JSON."""

    text: str
    """As it was written, byte for byte, so that other programs get what was given."""
    value: Any
    """What it says; a number is text, as none of Python's holds them all."""


def plain(value: Any) -> Any:
    """Return what a carried value says."""
    return value.value if isinstance(value, JsonValue) else value


def column_name(title: str, asked: str = QUESTION) -> str:
    """Return the name of a column or key: that of the one called `asked` is `question`.

    It is known whatever its case, and the spaces and invisible characters around it; so is `conversation`.
    """
    name = clean(title).lower()
    if name == clean(asked).lower():
        return QUESTION
    if name == QUESTION:
        return f"input_{QUESTION}"
    return name if name == CONVERSATION else title


class Row(NamedTuple):
    """One row of the input: a question, or the reason why none could be read."""

    line: int
    """Where the row begins in its file, counted from 1."""
    question: str = ""
    """As it was read, not cleaned; empty where it could not be read."""
    carried: Mapping[str, Any] = NONE_CARRIED
    """The other columns or keys of the row, in their order; `conversation` is one of them."""
    conversation: str | None = None
    """Rows with the same value are turns of one conversation."""
    error: str | None = None
    """Why the row cannot be answered; it names the line."""


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of an input, and its columns."""

    rows: Iterator[Row]
    columns: tuple[str, ...] | None = ()
    """The carried columns that every row has; None where each row has keys of its own."""
    note: str | None = None
    """What a person should know of how the input was read."""


def error_row(line: int, reason: str, carried: Mapping[str, Any] | None = None) -> Row:
    """Return a row in place of one that cannot be answered."""
    return Row(line, carried=carried or NONE_CARRIED, error=f"line {line}: {reason}")


def question_row(line: int, question: str, carried: Mapping[str, Any], conversation: str = "") -> Row:
    """Return the row of a question; a blank one cannot be answered.

    A blank line is a row like any other, so that the result of line 7 is the seventh.
    """
    if not clean(question):
        return error_row(line, NO_QUESTION, carried)
    return Row(line, question, carried, conversation if conversation.strip() else None)


def output_names(columns: Collection[str], taken: Collection[str]) -> dict[str, str]:
    """Return the name that each carried column has in the output, so that none is mistaken for a part of the result.

    A column with a name that is taken gets `input_` before it: the `kind` of a result is always the bot's.
    """
    renamed = {}
    used = {*taken, *columns}
    for name in columns:
        free = name
        while free in taken or (free != name and free in used):
            free = f"input_{free}"
        used.add(free)
        renamed[name] = free
    return renamed
