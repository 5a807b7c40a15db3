"""Answers chunks of a batch, in this process or in several others, with the same results."""

from __future__ import annotations

import pickle
import signal
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass
from multiprocessing import get_context
from typing import TYPE_CHECKING, Final
from zlib import crc32

from bot import startup
from bot.batch.conversations import OpenConversations
from bot.batch.expectations import expected_names, meets
from bot.batch.report.tally import Tally
from bot.errors import InputError
from bot.reply import Reply

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from concurrent.futures import Future
    from multiprocessing.connection import Connection

    from bot.batch.conversations import Turn
    from bot.batch.job import DialogueBot
    from bot.batch.rows import Row
    from bot.batch.writing.row_writers import RowFormatter

CHUNKS_AHEAD: Final = 4
"""Chunks that are read ahead, so that no process waits; no more, so that memory stays bounded."""

Results = tuple[list[str], Tally]
"""The result of each turn as it is written, and what is counted of them."""
Share = tuple[list[int], "Future[Results]"]
"""The turns of a chunk that one process answers, by their places in the chunk."""


@dataclass(frozen=True, slots=True)
class Task:
    """What is done with every row. It can be pickled, for other processes."""

    bot: DialogueBot
    country: str | None
    format_row: RowFormatter
    file: str = ""
    """What an error names before its line; empty where there is but one file."""


class Worker:
    """Answers the turns of a task, and keeps the open conversations."""

    def __init__(self, task: Task) -> None:
        self._format_row = task.format_row
        self._prefix = f"{task.file}, " if task.file else ""
        self._intents = task.bot.library.intents
        self._conversations = OpenConversations(task.bot, task.country)

    def answer(self, turns: Iterable[Turn]) -> Results:
        """Return the results of some turns."""
        results: list[str] = []
        tally = Tally()
        for turn in turns:
            reply, passed = self._judged(turn.row, self._reply(turn))
            results.append(self._format_row(turn.row, reply, passed))
            tally.add(turn.row, reply, passed)
        return results, tally

    def _reply(self, turn: Turn) -> Reply:
        if turn.row.error is not None:
            return _error_reply(turn.row, f"{self._prefix}{turn.row.error}")
        reply = self._conversations.respond(turn)
        return reply if reply.error is None else reply._replace(error=self._at(turn.row, reply.error))

    def _at(self, row: Row, error: object) -> str:
        return f"{self._prefix}line {row.line}: {error}"

    def _judged(self, row: Row, reply: Reply) -> tuple[Reply, bool | None]:
        """Return a reply and whether it is as its row expects; an error where the row expects what there is not."""
        try:
            names = expected_names(row.carried, self._intents)
        except ValueError as error:
            return (reply if reply.error else _error_reply(row, self._at(row, error))), None
        return reply, meets(reply, names) if names else None


def _error_reply(row: Row, error: str) -> Reply:
    return Reply(row.question, "error", error=error)


def sequential(task: Task, chunks: Iterable[Sequence[Turn]]) -> Iterator[Results]:
    """Answer chunk by chunk in this process."""
    return map(Worker(task).answer, chunks)


def parallel(task: Task, chunks: Iterable[Sequence[Turn]], workers: int) -> Iterator[Results]:
    """Answer chunks in several processes. A conversation stays with one of them; results come in the order of chunks.

    Raises:
        InputError: a process cannot be started, or was ended from outside.
    """
    pickled = pickle.dumps(task, pickle.HIGHEST_PROTOCOL)
    with ExitStack() as stack:
        try:
            processes = [stack.enter_context(closing(WorkerProcess(pickled))) for _ in range(workers)]
        except OSError as error:
            raise InputError(f"--workers {workers}: cannot be started ({error.strerror}); give fewer") from error
        pending: deque[tuple[int, list[Share]]] = deque()
        for chunk in chunks:
            pending.append((len(chunk), _submit(chunk, processes)))
            if len(pending) > CHUNKS_AHEAD:
                yield _collect(*pending.popleft())
        while pending:
            yield _collect(*pending.popleft())


class WorkerProcess:
    """A worker in a process of its own, and the thread that sends it turns and waits for their results.

    Its end of the pipe is held by nobody else, so that its death is noticed whatever it was doing. A
    `ProcessPoolExecutor` holds both ends itself: when a process is killed in the middle of a long result, it waits
    for ever for the rest.
    """

    def __init__(self, task: bytes) -> None:
        """Start the process, and send it the pickled task."""
        spawn = get_context("spawn")
        self._connection, end_of_worker = spawn.Pipe()
        self._process = spawn.Process(target=_serve, args=(end_of_worker,), daemon=True)
        self._process.start()
        end_of_worker.close()
        self._thread = ThreadPoolExecutor(1)
        self._thread.submit(self._connection.send_bytes, task)

    def submit(self, turns: Sequence[Turn]) -> Future[Results]:
        """Have turns answered, after those of earlier calls."""
        return self._thread.submit(self._answer, turns)

    def close(self) -> None:
        """End the process; what it has not answered is cancelled."""
        self._process.kill()
        self._thread.shutdown(cancel_futures=True)
        self._connection.close()
        self._process.join()

    def _answer(self, turns: Sequence[Turn]) -> Results:
        try:
            self._connection.send(turns)
            results: Results = self._connection.recv()
        except (EOFError, OSError) as error:
            raise InputError("a worker process was ended from outside (out of memory, perhaps)") from error
        return results


def _serve(connection: Connection) -> None:
    """Answer what comes through a pipe, a task first, until its other end is closed."""
    for name in ("SIGINT", "SIGQUIT", "SIGHUP"):  # What the terminal sends is for the parent process.
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    with suppress(EOFError, OSError):  # What breaks off in the middle of a message is a plain OSError.
        worker = Worker(connection.recv())
        startup.resume_collector()
        while True:
            connection.send(worker.answer(connection.recv()))


def _submit(chunk: Sequence[Turn], processes: Sequence[WorkerProcess]) -> list[Share]:
    """Send each process its turns: a conversation stays with one, and so does a question that is repeated."""
    shares: list[list[int]] = [[] for _ in processes]
    for place, turn in enumerate(chunk):
        key = turn.row.conversation or turn.row.question
        shares[crc32(key.encode(errors="replace")) % len(processes)].append(place)
    return [
        (places, process.submit([chunk[place] for place in places]))
        for places, process in zip(shares, processes, strict=True)
        if places
    ]


def _collect(length: int, shares: Iterable[Share]) -> Results:
    """Put the results of a chunk's shares in the order of its turns."""
    results = [""] * length
    tally = Tally()
    for places, future in shares:
        lines, counted = future.result()
        for place, line in zip(places, lines, strict=True):
            results[place] = line
        tally.merge(counted)
    return results, tally
