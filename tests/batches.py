"""What the tests of batches share."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bot.batch import answer_file
from bot.errors import InputError
from bot.knowledge.model import Statement
from bot.reply import Answer, Reply

if TYPE_CHECKING:
    from bot.batch.conversations import Ask
    from bot.reply import Kind

ROOT = Path(__file__).resolve().parent.parent

PROGRAM = """
import sys
from bot.batch import answer_file
from bot.reply import Reply
def start():
    return lambda question: Reply(question, "unknown", question * int(sys.argv[1]))
print(answer_file(start, *sys.argv[2:4], overwrite="--overwrite" in sys.argv).rows, file=sys.stderr)
"""


def counting() -> Ask:
    """Begin a conversation in which each answer tells what came before."""
    turns: list[str] = []

    def ask(question: str) -> Reply:
        turns.append(question)
        if question == "too much":
            return Reply(question, "error", error="too long")
        kind: Kind = "unknown" if question == "?" else "answer"
        return Reply(question, kind, answers=(Answer("turns", "Turns", 1.0, (Statement(" > ".join(turns)),)),))

    return ask


def program(*arguments: object, **options: Any) -> subprocess.Popen[bytes]:
    """Start a batch in a process of its own: how often each reply repeats the question, input, output."""
    pipes: dict[str, Any] = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    return subprocess.Popen([sys.executable, "-c", PROGRAM, *map(str, arguments)], cwd=ROOT, **pipes | options)


def refused(source: object, target: object, **options: Any) -> str:
    with pytest.raises(InputError) as error:
        answer_file(counting, str(source), str(target), **options)
    return str(error.value)
