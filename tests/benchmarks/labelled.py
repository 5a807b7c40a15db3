"""Reads the labelled questions that measurements are made on."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

QUESTIONS = Path(__file__).parent.parent / "questions"
"""The project's own labelled questions: written for it, by people who had not seen its examples."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """One question, and the intents that would be right; none where the library must not answer."""

    question: str
    accept: tuple[str, ...]


def single_questions(path: Path) -> list[Labelled]:
    """Return the rows of a file that ask one thing in one turn, safety left out."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return [
        Labelled(row.get("question", row.get("q")), tuple(row.get("accept", ())))
        for row in rows
        if not {"turns", "accept_all"} & row.keys()
    ]
