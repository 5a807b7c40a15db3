"""Answers parts of a batch, one after another here or side by side in other processes, with the same results."""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from typing import TYPE_CHECKING, Final
from zlib import crc32

from bot import startup
from bot.batch.conversations import OpenConversations
from bot.batch.expectations import expected, passes
from bot.batch.tally import Tally
from bot.errors import InputError
from bot.reply import Reply

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
    from concurrent.futures import Future

    from bot.batch.conversations import Ask, Turn
    from bot.batch.formats import Writer
    from bot.batch.rows import Row

PARTS_AHEAD: Final = 4
"""Parts that are read ahead for each process, so that none waits; no more, so that memory stays as it is."""


@dataclass(frozen=True, slots=True)
class Task:
    """What is done with every row. Another process can be told it."""

    begin: Callable[[], Ask]
    """Starts a conversation."""
    write: Writer
    intents: Collection[str]
    """What a row may expect besides the kinds of reply."""


class Worker:
    """Does a task; keeps the conversations that are open."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._open = OpenConversations(task.begin)

    def do(self, turns: Iterable[Turn]) -> tuple[list[str], Tally]:
        """Return the result of each turn as it is written, and what is counted of them."""
        results: list[str] = []
        tally = Tally()
        for turn in turns:
            reply, passed = self._answer(turn)
            results.append(self._task.write(turn.row, reply, passed))
            tally.add(turn.row, reply, passed)
        return results, tally

    def _answer(self, turn: Turn) -> tuple[Reply, bool | None]:
        row = turn.row
        reply = self._reply(turn)
        try:
            names = expected(row.carried, self._task.intents)
        except ValueError as error:
            return (reply if reply.error else _unreadable(row, f"line {row.line}: {error}")), None
        return reply, passes(reply, names) if names else None

    def _reply(self, turn: Turn) -> Reply:
        if turn.row.error is not None:
            return _unreadable(turn.row, turn.row.error)
        reply = self._open.ask(turn)
        return reply if reply.error is None else reply._replace(error=f"line {turn.row.line}: {reply.error}")


def _unreadable(row: Row, error: str) -> Reply:
    return Reply(row.question, "error", error=error)


def sequential(task: Task, parts: Iterable[Sequence[Turn]]) -> Iterator[tuple[list[str], Tally]]:
    """Do a task part by part."""
    return map(Worker(task).do, parts)


def parallel(task: Task, parts: Iterable[Sequence[Turn]], workers: int) -> Iterator[tuple[list[str], Tally]]:
    """Do a task in several processes. A conversation stays with one of them; results come in the order of the parts.

    Raises:
        InputError: a process was ended from outside.
    """
    with ExitStack() as stack:
        pools = [stack.enter_context(_process(task)) for _ in range(workers)]
        for pool in pools:
            stack.callback(pool.shutdown, wait=False, cancel_futures=True)
        waiting: deque[tuple[int, list[tuple[list[int], Future[tuple[list[str], Tally]]]]]] = deque()
        try:
            for part in parts:
                waiting.append((len(part), _hand_out(part, pools)))
                if len(waiting) > PARTS_AHEAD:
                    yield _gathered(*waiting.popleft())
            while waiting:
                yield _gathered(*waiting.popleft())
        except BrokenProcessPool as error:
            raise InputError("a worker process was ended from outside (out of memory, perhaps)") from error


def _hand_out(
    part: Sequence[Turn], pools: Sequence[ProcessPoolExecutor]
) -> list[tuple[list[int], Future[tuple[list[str], Tally]]]]:
    """Send each worker its turns: a conversation stays with one, and so does a question that comes again."""
    shares: list[list[int]] = [[] for _ in pools]
    for place, turn in enumerate(part):
        name = turn.row.conversation or turn.row.question
        shares[crc32(name.encode(errors="replace")) % len(pools)].append(place)
    return [
        (places, pool.submit(_do, [part[place] for place in places]))
        for places, pool in zip(shares, pools, strict=True)
        if places
    ]


def _gathered(
    length: int, shares: Iterable[tuple[list[int], Future[tuple[list[str], Tally]]]]
) -> tuple[list[str], Tally]:
    """Put the results of a part's shares in the order of its turns."""
    results = [""] * length
    tally = Tally()
    for places, future in shares:
        lines, counted = future.result()
        for place, line in zip(places, lines, strict=True):
            results[place] = line
        tally.merge(counted)
    return results, tally


def _process(task: Task) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=_prepare, initargs=(task,))


_worker: Worker


def _prepare(task: Task) -> None:
    """Make ready to work, in a process of its own."""
    global _worker
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that started this one.
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _worker = Worker(task)
    startup.resume_collector()


def _end_with_parent() -> None:
    """End this process when the one that started it was killed, and could not say so."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _do(turns: Sequence[Turn]) -> tuple[list[str], Tally]:
    return _worker.do(turns)
