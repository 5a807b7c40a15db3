"""Measures a library's answers against labelled questions."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from bot.conversation import Conversation
from bot.errors import Fault, LabelError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bot.conversation import Bot
    from bot.knowledge import Library
    from bot.reply import Reply

FIRST: Final = 3
"""Intents among which the right one counts as found."""
NOTHING: Final = "(nothing)"
"""Stands for the intent of a question that must not be answered."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one labelled turn."""

    question: str
    label: str
    """The likeliest of the intents that would be right, `(nothing)` where none would."""
    right: bool
    """The first answer is right; with several questions, each is answered; with none to answer, nothing is."""
    found: bool
    """The right intent is the first answer or among the first three told or offered."""
    misled: bool
    """A wrong answer was given as if sure."""
    core: bool = False
    """What is wanted is clear from the words alone, as the label says."""
    later: bool = False
    """It is not the first turn of its conversation."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """How often something holds."""

    holds: int
    of: int

    def __str__(self) -> str:
        return f"{100 * self.holds / self.of:.1f} %" if self.of else "-"

    def reaches(self, percent: float) -> bool:
        """Return whether at least so many percent hold."""
        return 100 * self.holds >= percent * self.of


@dataclass(frozen=True, slots=True)
class LabelledRow:
    """A row of a labelled file: the turns of a conversation, one for most rows."""

    turns: list[str]
    accept: list[list[str]]
    """For each turn the intents that would be right, none where nothing must be answered."""
    every: list[list[str]]
    """For a turn that asks several things, what would be right for each."""
    core: bool


def evaluate(bot: Bot, file: Path) -> list[Outcome]:
    """Ask the questions of a labelled file (JSON Lines), and return what became of each turn.

    Raises:
        LabelError: the file cannot be read; the error holds all its faults.
    """
    outcomes: list[Outcome] = []
    for row in read_labelled(file, bot.library):
        conversation = Conversation(bot)
        for number, (turn, accepted) in enumerate(zip(row.turns, row.accept, strict=True)):
            reply = conversation.ask(turn)
            outcome = _every(turn, row, reply) if row.every else _outcome(turn, accepted, row.core, reply)
            outcomes.append(replace(outcome, later=number > 0))
    return outcomes


def report(name: str, outcomes: Sequence[Outcome]) -> str:
    """Return the shares of a file, as a table with a line for each intent."""
    lines = [f"{name}: {len(outcomes)} turns", _line("all", outcomes)]
    for fact in ("core", "later"):
        if chosen := [outcome for outcome in outcomes if getattr(outcome, fact)]:
            lines.append(_line(fact, chosen))
    by_label: defaultdict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        by_label[outcome.label].append(outcome)
    lines += [_line(label, by_label[label]) for label in sorted(by_label)]
    return "\n".join(lines)


def ratio_right(outcomes: Sequence[Outcome]) -> Ratio:
    """Return how many turns were answered rightly."""
    return Ratio(sum(outcome.right for outcome in outcomes), len(outcomes))


def _line(label: str, outcomes: Sequence[Outcome]) -> str:
    found, misled = (
        Ratio(sum(getattr(outcome, fact) for outcome in outcomes), len(outcomes)) for fact in ("found", "misled")
    )
    right = ratio_right(outcomes)
    return f"  {label:24} {len(outcomes):5}  right {right!s:>7}  in first {FIRST} {found!s:>7}  misled {misled!s:>7}"


def _outcome(question: str, accepted: Sequence[str], core: bool, reply: Reply) -> Outcome:
    told = [answer.intent for answer in reply.answers]
    offered = [suggestion.intent for suggestion in reply.suggestions]
    if not accepted:
        return Outcome(question, NOTHING, not told, not told, bool(told), core)
    right = bool(told) and told[0] in accepted
    found = not set(accepted).isdisjoint((told + offered)[:FIRST])
    return Outcome(question, accepted[0], right, found, bool(told) and not right, core)


def _every(question: str, row: LabelledRow, reply: Reply) -> Outcome:
    told = {answer.intent for answer in reply.answers}
    met = [not told.isdisjoint(accepted) for accepted in row.every]
    return Outcome(question, row.every[0][0], all(met), any(met), bool(told) and not any(met), row.core)


def read_labelled(file: Path, library: Library) -> list[LabelledRow]:
    """Read a labelled file.

    Raises:
        LabelError: the file cannot be read, a row is none, or names no intent of the library.
    """
    try:
        lines = file.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        problem = f"cannot be read ({getattr(error, 'strerror', None) or 'it is not UTF-8'})"
        raise LabelError([Fault(file, 1, problem, "name a file of JSON Lines")]) from error
    faults: list[Fault] = []
    rows: list[LabelledRow] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = _labelled(json.loads(line))
        except (ValueError, RecursionError) as error:
            remedy = 'write {"question": "…", "accept": ["…"]}'
            faults.append(Fault(file, number, f"is no labelled row ({error})", remedy))
            continue
        rows.append(row)
        unknown = {intent for accepted in (*row.accept, *row.every) for intent in accepted} - library.intents.keys()
        faults += [Fault(file, number, f"'{intent}' is no intent", "use an id of the library") for intent in unknown]
    if not rows and not faults:
        faults.append(Fault(file, 1, "holds no labelled row", "write one row a line"))
    if faults:
        raise LabelError(faults)
    return rows


def _labelled(row: Any) -> LabelledRow:
    if not isinstance(row, dict):
        raise ValueError("it is not an object")
    core = row.get("core") is True
    question = row.get("question", row.get("q"))
    if isinstance(question, str) and "accept_all" in row:
        every = _lists(row["accept_all"])
        if not every or not all(every):
            raise ValueError("'accept_all' must name an intent for each question")
        return LabelledRow([question], [[]], every, core)
    if isinstance(question, str):
        return LabelledRow([question], [_texts(row.get("accept", []))], [], core)
    if "turns" not in row:
        raise ValueError("it has neither 'question' nor 'turns'")
    turns = _texts(row["turns"])
    labels = _lists(row.get("accept", []))
    if len(labels) != len(turns):
        raise ValueError("'accept' must hold a list for each turn")
    return LabelledRow(turns, labels, [], core)


def _lists(value: Any) -> list[list[str]]:
    if not isinstance(value, list):
        raise ValueError("the intents of several turns or questions must be a list of lists")
    return [_texts(item) for item in value]


def _texts(value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValueError("'turns' and 'accept' must be lists of texts")
    return value
