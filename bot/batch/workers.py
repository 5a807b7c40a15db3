"""Answers chunks of a batch, in this process or in several others, with the same results."""

from __future__ import annotations

import os
import pickle
import signal
import tempfile
import threading
from collections import deque
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from pathlib import Path
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

    from bot.batch.conversations import Turn
    from bot.batch.job import DialogueBot
    from bot.batch.row_writers import RowFormatter
    from bot.batch.rows import Row

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


class Worker:
    """Answers the turns of a task, and keeps the open conversations."""

    def __init__(self, task: Task) -> None:
        self._format_row = task.format_row
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
            return _error_reply(turn.row, turn.row.error)
        reply = self._conversations.respond(turn)
        return reply if reply.error is None else reply._replace(error=f"line {turn.row.line}: {reply.error}")

    def _judged(self, row: Row, reply: Reply) -> tuple[Reply, bool | None]:
        """Return a reply and whether it is as its row expects; an error where the row expects what there is not."""
        try:
            names = expected_names(row.carried, self._intents)
        except ValueError as error:
            return (reply if reply.error else _error_reply(row, f"line {row.line}: {error}")), None
        return reply, meets(reply, names) if names else None


def _error_reply(row: Row, error: str) -> Reply:
    return Reply(row.question, "error", error=error)


def sequential(task: Task, chunks: Iterable[Sequence[Turn]]) -> Iterator[Results]:
    """Answer chunk by chunk in this process."""
    return map(Worker(task).answer, chunks)


def parallel(task: Task, chunks: Iterable[Sequence[Turn]], workers: int) -> Iterator[Results]:
    """Answer chunks in several processes. A conversation stays with one of them; results come in the order of chunks.

    Raises:
        InputError: a process was ended from outside.
    """
    with ExitStack() as stack:
        pickled = stack.enter_context(_pickled(task))
        pools = [stack.enter_context(_start_process(pickled)) for _ in range(workers)]
        for pool in pools:
            stack.callback(pool.shutdown, wait=False, cancel_futures=True)
        pending: deque[tuple[int, list[Share]]] = deque()
        try:
            for chunk in chunks:
                pending.append((len(chunk), _submit(chunk, pools)))
                if len(pending) > CHUNKS_AHEAD:
                    yield _collect(*pending.popleft())
            while pending:
                yield _collect(*pending.popleft())
        except BrokenProcessPool as error:
            raise InputError("a worker process was ended from outside (out of memory, perhaps)") from error


def _submit(chunk: Sequence[Turn], pools: Sequence[ProcessPoolExecutor]) -> list[Share]:
    """Send each process its turns: a conversation stays with one, and so does a question that is repeated."""
    shares: list[list[int]] = [[] for _ in pools]
    for place, turn in enumerate(chunk):
        key = turn.row.conversation or turn.row.question
        shares[crc32(key.encode(errors="replace")) % len(pools)].append(place)
    return [
        (places, pool.submit(_answer, [chunk[place] for place in places]))
        for places, pool in zip(shares, pools, strict=True)
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


@contextmanager
def _pickled(task: Task) -> Iterator[str]:
    """Write a task into a file of its own, which no other user can read, and yield its name.

    A process is started through a pipe. Where it is killed before it has read what is in it, Python waits for ever to
    write the rest: so the process is handed a name, which fits.
    """
    handle, name = tempfile.mkstemp(prefix="afterwords-")
    try:
        with os.fdopen(handle, "wb") as file:
            pickle.dump(task, file, pickle.HIGHEST_PROTOCOL)
        yield name
    finally:
        Path(name).unlink()


def _start_process(pickled: str) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=_initialize, initargs=(pickled,))


_worker: Worker
"""Of a process that was started to answer."""


def _initialize(pickled: str) -> None:
    global _worker
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent process.
    threading.Thread(target=_exit_with_parent, daemon=True).start()
    try:
        _worker = Worker(pickle.loads(Path(pickled).read_bytes()))
    except FileNotFoundError:
        os._exit(1)  # The run has ended before this process began.
    startup.resume_collector()


def _exit_with_parent() -> None:
    """End this process when its parent was killed, and could not end it."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _answer(turns: Sequence[Turn]) -> Results:
    return _worker.answer(turns)
