"""Reads labelled questions: rows of JSON Lines with the intents that would be right, or a table with `expect`."""

from __future__ import annotations

import json
from contextlib import closing
from typing import TYPE_CHECKING, Any, Final, NamedTuple, get_args

from bot.batch.expectations import EXPECT
from bot.batch.reading.input import format_of, open_input
from bot.batch.reading.lines import read_lines
from bot.batch.reading.row_readers import read_rows
from bot.errors import Fault, LabelError
from bot.reply import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from bot.knowledge import Library

_REMEDY: Final = 'write {"question": "…", "accept": ["…"]}, or a table with the columns question and expect'
_KINDS: Final = frozenset(get_args(Kind))
_UNANSWERED: Final = frozenset({"unknown", "choices"})
"""The kinds of reply that give no answer."""


class Expected(NamedTuple):
    """What one question expects."""

    intents: tuple[str, ...]
    """Of which one is right, the likeliest first."""
    kinds: frozenset[str] = frozenset()
    """Kinds of reply that are right as well."""

    @property
    def name(self) -> str:
        """What it is called: by its first intent, or else by its kinds."""
        return self.intents[0] if self.intents else "|".join(sorted(self.kinds))


class LabelledRow(NamedTuple):
    """A row of a labelled file: the turns of a conversation, one for most rows."""

    turns: list[str]
    expected: list[list[Expected]]
    """What each question of each turn expects; nothing for a turn where the bot must not answer."""
    core: bool = False
    """Whether the question is clear from its words alone."""


def read_labelled(file: Path, library: Library) -> list[LabelledRow]:
    """Read a labelled file. Intents are named by id or title.

    Raises:
        InputError: the file cannot be read.
        LabelError: a row is not valid, or names an intent that the library lacks; it lists all faults.
    """
    names = {intent.title.casefold(): intent.id for intent in library.intents.values()}
    names |= {intent: intent for intent in library.intents}
    rows: list[LabelledRow] = []
    faults: list[Fault] = []
    for line, written in _written_rows(file):
        if isinstance(written, str):
            faults.append(Fault(file, line, f"is no labelled row ({written})", _REMEDY))
            continue
        try:
            rows.append(_labelled_row(written, names))
        except _UnknownIntentError as error:
            faults.append(Fault(file, line, f"'{error}' is no intent", "use an id of the library, or a title"))
        except ValueError as error:
            faults.append(Fault(file, line, f"is no labelled row ({error})", _REMEDY))
    if not rows and not faults:
        faults.append(Fault(file, 1, "holds no labelled row", "write one row a line"))
    if faults:
        raise LabelError(faults)
    return rows


class _UnknownIntentError(ValueError):
    """A label is no intent of the library."""


def _written_rows(file: Path) -> Iterator[tuple[int, Mapping[str, Any] | str]]:
    """Yield the line of each row, and what is written there, or what is wrong with it."""
    name = str(file)
    kind = format_of(name, None, default="txt", option="the name of the file")
    with open_input(name) as source, closing(read_lines(source.stream, name)) as lines:
        if kind == "jsonl":
            for line in lines:
                if line.fault:
                    yield line.number, line.fault
                elif line.text.strip():
                    yield line.number, _json_object(line.text)
        else:
            for row in read_rows(lines, kind, name).rows:
                fault = row.error.partition(": ")[2] if row.error else ""
                yield row.line, fault or {"question": row.question, **row.carried}


def _json_object(text: str) -> Mapping[str, Any] | str:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        return str(error)
    return value if isinstance(value, dict) else "it is not an object"


def _labelled_row(row: Mapping[str, Any], names: Mapping[str, str]) -> LabelledRow:
    question, core = row.get("question", row.get("q")), row.get("core") is True
    if isinstance(question, str) and "accept_all" in row:
        each = [_intents(labels, names) for labels in _lists(row["accept_all"])]
        if not each or not all(each):
            raise ValueError("'accept_all' must name an intent for each question")
        return LabelledRow([question], [[Expected(intents) for intents in each]], core)
    if isinstance(question, str):
        return LabelledRow([question], [_expected(row, names)], core)
    if "turns" not in row:
        raise ValueError("it has neither 'question' nor 'turns'")
    turns, labels = _texts(row["turns"]), _lists(row.get("accept", []))
    if len(labels) != len(turns):
        raise ValueError("'accept' must hold a list for each turn")
    accepted = [_intents(each, names) for each in labels]
    return LabelledRow(turns, [[Expected(intents)] if intents else [] for intents in accepted], core)


def _expected(row: Mapping[str, Any], names: Mapping[str, str]) -> list[Expected]:
    """Return what the one question of a row expects; nothing, where the kinds that it expects give no answer."""
    if "accept" in row or EXPECT not in row:
        intents = _intents(_texts(row.get("accept", [])), names)
        return [Expected(intents)] if intents else []
    written = row[EXPECT]
    labels = [each.strip() for each in (written.split("|") if isinstance(written, str) else _texts(written))]
    kinds = frozenset(each for each in labels if each in _KINDS)
    intents = _intents([each for each in labels if each and each not in _KINDS], names)
    return [] if not intents and kinds <= _UNANSWERED else [Expected(intents, kinds)]


def _intents(labels: list[str], names: Mapping[str, str]) -> tuple[str, ...]:
    for label in labels:
        if label not in names and label.casefold() not in names:
            raise _UnknownIntentError(label)
    return tuple(names.get(label) or names[label.casefold()] for label in labels)


def _lists(value: object) -> list[list[str]]:
    if not isinstance(value, list):
        raise ValueError("the intents of several turns or questions must be a list of lists")
    return [_texts(item) for item in value]


def _texts(value: object) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValueError("'turns' and 'accept' must be lists of texts")
    return value
