"""What the tests of batches share: a bot whose replies are predictable, and ways to run it."""

from __future__ import annotations

import io
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from bot.batch import BatchJob, run
from bot.batch.reading.lines import MAX_LINE, read_lines
from bot.batch.reading.row_readers import read_rows
from bot.errors import InputError
from bot.knowledge.model import Statement
from bot.reply import Answer, Reply
from tests.conftest import CHECKOUT

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path

    from bot.batch import Tally
    from bot.batch.rows import Row
    from bot.reply import Kind

TOO_LONG = b"x" * (10 * MAX_LINE)
NOT_UTF8 = "not valid UTF-8 at character {}; save the file as UTF-8"
CR = "a carriage return inside the line; end lines with LF or CRLF"

PROGRAM = """
import sys
from types import SimpleNamespace
from bot.batch import BatchJob, run
from bot.reply import Reply

class RepeatingBot:
    library = SimpleNamespace(intents=())
    fingerprint = ""

    def start(self, country):
        return None

    def respond(self, text, state):
        return Reply(text, "unknown", text * int(sys.argv[1])), state

job = BatchJob(*sys.argv[2:4], overwrite="--overwrite" in sys.argv)
print(run(job, RepeatingBot()).rows, file=sys.stderr)
"""


def wait_until(happened: Callable[[], object], process: subprocess.Popen[bytes]) -> None:
    """Wait for something that a running process brings about, without taking the processor from it."""
    while not happened():
        assert process.poll() is None
        time.sleep(0.01)


class BrokenOffError(Exception):
    """Ends a run before it is finished."""


@dataclass(frozen=True)
class CountingLibrary:
    intents: Collection[str] = ()


@dataclass(frozen=True)
class CountingBot:
    """Each answer repeats the questions of its conversation; a question mark is not answered."""

    library: CountingLibrary = field(default_factory=CountingLibrary)
    fingerprint: str = ""
    before_turn: Callable[[], object] = lambda: None

    def start(self, country: str | None) -> tuple[str, ...]:  # noqa: ARG002 (its answers are the same everywhere)
        return ()

    def respond(self, text: str, state: tuple[str, ...]) -> tuple[Reply, tuple[str, ...]]:
        self.before_turn()
        turns = (*state, text)
        if text == "too much":
            return Reply(text, "error", error="too long"), turns
        kind: Kind = "unknown" if text == "?" else "answer"
        return Reply(text, kind, answers=(Answer("turns", "Turns", 1.0, (Statement(" > ".join(turns)),)),)), turns


def answer(source: str | Path, target: str | Path, bot: CountingBot | None = None, **options: Any) -> Tally:
    """Run a batch with a bot that counts; the options are those of the job."""
    return run(BatchJob(source, target, **options), bot or CountingBot())


def refused(source: str | Path, target: str | Path, **options: Any) -> str:
    """Return why such a batch is refused."""
    with pytest.raises(InputError) as error:
        answer(source, target, **options)
    return str(error.value)


def read(data: bytes, input_format: str) -> list[Row]:
    with closing(read_lines(io.BufferedReader(io.BytesIO(data)), "questions")) as lines:
        return list(read_rows(lines, input_format, "questions").rows)


def contents(data: bytes, input_format: str) -> list[str]:
    """Return each row's question, or its error."""
    return [row.error or row.question for row in read(data, input_format)]


def program(*arguments: object, **options: Any) -> subprocess.Popen[bytes]:
    """Start a batch in a process of its own: how often each reply repeats the question, input, output."""
    pipes: dict[str, Any] = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    return subprocess.Popen([sys.executable, "-c", PROGRAM, *map(str, arguments)], cwd=CHECKOUT, **pipes | options)
