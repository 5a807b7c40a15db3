"""Measures the answers of a library against labelled questions."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from bot.conversation import Conversation
from bot.errors import Fault, LabelError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from bot.conversation import Bot
    from bot.knowledge import Library
    from bot.reply import Reply

TOP: Final = 3
"""The number of intents among which the right one counts as found."""
NO_INTENT: Final = "(nothing)"
"""The label of a question that must not be answered."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The reply to one labelled turn, compared with its label."""

    question: str
    label: str
    """The first of the accepted intents, `(nothing)` where there is none."""
    right: bool
    """The first answer is accepted; of several questions, each is answered; where none is accepted, none is given."""
    found: bool
    """An accepted intent is among the first three answers and suggestions."""
    wrong: bool
    """An answer was given that is not accepted."""
    core: bool = False
    """The question is labelled as clear from its words alone."""
    later: bool = False
    """The turn is not the first of its conversation."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """How many of a number of turns."""

    count: int
    total: int

    def __str__(self) -> str:
        return f"{100 * self.count / self.total:.1f} %" if self.total else "-"

    def reaches(self, percent: float) -> bool:
        """Return whether the ratio is at least so many percent."""
        return 100 * self.count >= percent * self.total


@dataclass(frozen=True, slots=True)
class LabelledRow:
    """A row of a labelled file: the turns of a conversation, one for most rows."""

    turns: list[str]
    accept: list[list[str]]
    """For each turn the accepted intents, none where the bot must not answer."""
    accept_all: list[list[str]]
    """For a turn that asks several questions, the accepted intents of each."""
    core: bool
    """Whether the question is clear from its words alone."""


def evaluate(bot: Bot, file: Path) -> list[Outcome]:
    """Ask the questions of a labelled file (JSON Lines), and return the outcome of each turn.

    Raises:
        LabelError: the file cannot be read; the error lists all its faults.
    """
    outcomes: list[Outcome] = []
    for row in read_labelled(file, bot.library):
        conversation = Conversation(bot)
        for number, (turn, accepted) in enumerate(zip(row.turns, row.accept, strict=True)):
            reply = conversation.ask(turn)
            outcome = _judge_all(turn, row, reply) if row.accept_all else _judge(turn, accepted, row.core, reply)
            outcomes.append(replace(outcome, later=number > 0))
    return outcomes


def report(name: str, outcomes: Sequence[Outcome]) -> str:
    """Return the ratios for a file, as a table with a line for each intent."""
    lines = [f"{name}: {len(outcomes)} turns", _line("all", outcomes)]
    for subset in ("core", "later"):
        if members := [outcome for outcome in outcomes if getattr(outcome, subset)]:
            lines.append(_line(subset, members))
    by_label: defaultdict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        by_label[outcome.label].append(outcome)
    lines += [_line(label, by_label[label]) for label in sorted(by_label)]
    return "\n".join(lines)


def ratio_right(outcomes: Sequence[Outcome]) -> Ratio:
    """Return how many turns got the right reply."""
    return _ratio(outcome.right for outcome in outcomes)


def _ratio(facts: Iterable[bool]) -> Ratio:
    values = list(facts)
    return Ratio(sum(values), len(values))


def _line(label: str, outcomes: Sequence[Outcome]) -> str:
    right, found = str(ratio_right(outcomes)), str(_ratio(outcome.found for outcome in outcomes))
    wrong = str(_ratio(outcome.wrong for outcome in outcomes))
    return f"  {label:24} {len(outcomes):5}  right {right:>7}  in first {TOP} {found:>7}  misled {wrong:>7}"


def _judge(question: str, accepted: Sequence[str], core: bool, reply: Reply) -> Outcome:
    answered = [answer.intent for answer in reply.answers]
    suggested = [suggestion.intent for suggestion in reply.suggestions]
    if not accepted:
        return Outcome(question, NO_INTENT, not answered, not answered, bool(answered), core)
    right = bool(answered) and answered[0] in accepted
    found = not set(accepted).isdisjoint((answered + suggested)[:TOP])
    return Outcome(question, accepted[0], right, found, bool(answered) and not right, core)


def _judge_all(question: str, row: LabelledRow, reply: Reply) -> Outcome:
    answered = {answer.intent for answer in reply.answers}
    met = [not answered.isdisjoint(accepted) for accepted in row.accept_all]
    return Outcome(question, row.accept_all[0][0], all(met), any(met), bool(answered) and not any(met), row.core)


def read_labelled(file: Path, library: Library) -> list[LabelledRow]:
    """Read a labelled file.

    Raises:
        LabelError: the file cannot be read, or a row is not valid, or names an intent that the library lacks.
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
            row = _parse_row(json.loads(line))
        except (ValueError, RecursionError) as error:
            remedy = 'write {"question": "…", "accept": ["…"]}'
            faults.append(Fault(file, number, f"is no labelled row ({error})", remedy))
            continue
        rows.append(row)
        named = {intent for intents in (*row.accept, *row.accept_all) for intent in intents}
        faults += [
            Fault(file, number, f"'{intent}' is no intent", "use an id of the library")
            for intent in named - library.intents.keys()
        ]
    if not rows and not faults:
        faults.append(Fault(file, 1, "holds no labelled row", "write one row a line"))
    if faults:
        raise LabelError(faults)
    return rows


def _parse_row(row: Any) -> LabelledRow:
    if not isinstance(row, dict):
        raise ValueError("it is not an object")
    core = row.get("core") is True
    question = row.get("question", row.get("q"))
    if isinstance(question, str) and "accept_all" in row:
        accept_all = _text_lists(row["accept_all"])
        if not accept_all or not all(accept_all):
            raise ValueError("'accept_all' must name an intent for each question")
        return LabelledRow([question], [[]], accept_all, core)
    if isinstance(question, str):
        return LabelledRow([question], [_texts(row.get("accept", []))], [], core)
    if "turns" not in row:
        raise ValueError("it has neither 'question' nor 'turns'")
    turns = _texts(row["turns"])
    labels = _text_lists(row.get("accept", []))
    if len(labels) != len(turns):
        raise ValueError("'accept' must hold a list for each turn")
    return LabelledRow(turns, labels, [], core)


def _text_lists(value: Any) -> list[list[str]]:
    if not isinstance(value, list):
        raise ValueError("the intents of several turns or questions must be a list of lists")
    return [_texts(item) for item in value]


def _texts(value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValueError("'turns' and 'accept' must be lists of texts")
    return value
