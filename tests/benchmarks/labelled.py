"""The labelled questions that measurements are made on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.evaluation.labelled import read_labelled

if TYPE_CHECKING:
    from bot.knowledge import Library

QUESTIONS = Path(__file__).parent.parent / "questions"
"""The project's own labelled questions: written for it, by people who had not seen its examples."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question, and the intents that would be right; none where the library must not answer."""

    text: str
    accept: list[str]


def single_questions(path: Path, library: Library) -> list[Question]:
    """Return the rows of a file that ask one thing in one turn."""
    rows = read_labelled(path, library)
    alone = [row for row in rows if len(row.turns) == 1 and len(row.expected[0]) <= 1]
    return [Question(row.turns[0], [name for each in row.expected[0] for name in each.intents]) for row in alone]
