"""Measures a library's answers against labelled questions."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from bot.conversation import Conversation
from bot.errors import Fault, LabelError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

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


@dataclass(frozen=True, slots=True)
class Share:
    """How often something holds."""

    holds: int
    of: int

    def __str__(self) -> str:
        return f"{100 * self.holds / self.of:.1f} %" if self.of else "-"

    def reaches(self, percent: float) -> bool:
        """Return whether at least so many percent hold."""
        return 100 * self.holds >= percent * self.of


def evaluate(library: Library, file: Path) -> list[Outcome]:
    """Ask the questions of a labelled file (JSON Lines), and return what became of each turn.

    Raises:
        LabelError: the file cannot be read; the error holds all its faults.
    """
    outcomes: list[Outcome] = []
    for turns, labels, every in _read(file, frozenset(library.intents)):
        conversation = Conversation(library)
        for turn, accepted in zip(turns, labels, strict=True):
            reply = conversation.ask(turn)
            outcomes.append(_every(turn, every, reply) if every else _outcome(turn, accepted, reply))
    return outcomes


def report(name: str, outcomes: Sequence[Outcome]) -> str:
    """Return the shares of a file, as a table with a line for each intent."""
    lines = [f"{name}: {len(outcomes)} turns", _line("all", outcomes)]
    by_label: defaultdict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        by_label[outcome.label].append(outcome)
    lines += [_line(label, by_label[label]) for label in sorted(by_label)]
    return "\n".join(lines)


def share_right(outcomes: Sequence[Outcome]) -> Share:
    """Return how many turns were answered rightly."""
    return Share(sum(outcome.right for outcome in outcomes), len(outcomes))


def _line(label: str, outcomes: Sequence[Outcome]) -> str:
    found, misled = (
        Share(sum(getattr(outcome, fact) for outcome in outcomes), len(outcomes)) for fact in ("found", "misled")
    )
    right = share_right(outcomes)
    return f"  {label:24} {len(outcomes):5}  right {right!s:>7}  in first {FIRST} {found!s:>7}  misled {misled!s:>7}"


def _outcome(question: str, accepted: Sequence[str], reply: Reply) -> Outcome:
    told = [answer.intent for answer in reply.answers]
    offered = [suggestion.intent for suggestion in reply.suggestions]
    label = accepted[0] if accepted else NOTHING
    if not accepted:
        return Outcome(question, label, not told, not told, bool(told))
    right = bool(told) and told[0] in accepted
    found = not set(accepted).isdisjoint((told + offered)[:FIRST])
    return Outcome(question, label, right, found, bool(told) and not right)


def _every(question: str, each_of: Sequence[Sequence[str]], reply: Reply) -> Outcome:
    told = {answer.intent for answer in reply.answers}
    met = [not told.isdisjoint(accepted) for accepted in each_of]
    return Outcome(question, each_of[0][0], all(met), any(met), bool(told) and not any(met))


def _read(file: Path, known: frozenset[str]) -> list[tuple[list[str], list[list[str]], list[list[str]]]]:
    """Return (turns, accepted intents for each turn, intents that must all be met) for each row."""
    try:
        lines = file.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        problem = f"cannot be read ({getattr(error, 'strerror', None) or 'it is not UTF-8'})"
        raise LabelError([Fault(file, 1, problem, "name a file of JSON Lines")]) from error
    faults: list[Fault] = []
    rows: list[tuple[list[str], list[list[str]], list[list[str]]]] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            rows.append(_labelled(row))
        except ValueError as error:
            faults.append(
                Fault(file, number, f"is no labelled row ({error})", 'write {"question": "…", "accept": ["…"]}')
            )
            continue
        _, labels, every = rows[-1]
        unknown = {intent for accepted in (*labels, *every) for intent in accepted} - known
        faults += [Fault(file, number, f"'{intent}' is no intent", "use an id of the library") for intent in unknown]
    if faults:
        raise LabelError(faults)
    return rows


def _labelled(row: Any) -> tuple[list[str], list[list[str]], list[list[str]]]:
    if not isinstance(row, dict):
        raise ValueError("it is not an object")
    question = row.get("question", row.get("q"))
    if isinstance(question, str) and "accept_all" in row:
        return [question], [[]], [_texts(accepted) for accepted in row["accept_all"]]
    if isinstance(question, str):
        return [question], [_texts(row.get("accept", []))], []
    if "turns" not in row:
        raise ValueError("it has neither 'question' nor 'turns'")
    turns = _texts(row["turns"])
    labels = [_texts(accepted) for accepted in row.get("accept", [])]
    if len(labels) != len(turns):
        raise ValueError("'accept' must hold a list for each turn")
    return turns, labels, []


def _texts(value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValueError("'turns' and 'accept' must be lists of texts")
    return value
