"""Answers a batch on a Dask cluster: from files that every worker can reach into a folder of part files.

The client only submits partitions, so that no worker waits for it. Each partition is read twice. First it is scanned:
how many rows it has, and what its conversations ask that may go on after it. Then it is answered, with what they have
asked in the partitions before it. So no worker needs what another one holds, and what is lost with a worker is done
again elsewhere. Between two partitions at most `TURNS_APART` conversations are open; one that runs over several
partitions is replayed, from its beginning, in each of them.
"""

from __future__ import annotations

import os
from collections import deque
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from dataclasses import replace
from itertools import islice
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, cast
from uuid import uuid4

from distributed import Client, KilledWorker, WorkerPlugin, get_worker

from bot.batch.conversations import ConversationHistory, history_of
from bot.batch.dask.part_files import open_folder
from bot.batch.dask.partitions import PARTITION_BYTES, list_files, split
from bot.batch.progress import no_progress
from bot.batch.reading.input import STANDARD
from bot.batch.report.tally import Tally
from bot.batch.run import CHUNK_ROWS, TO_RESUME
from bot.batch.workers import Task, sequential
from bot.batch.writing.row_writers import row_formatter
from bot.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from bot.batch.dask.part_files import PartFolder
    from bot.batch.dask.partitions import Partition
    from bot.batch.job import BatchJob, DialogueBot
    from bot.batch.progress import Progress

AHEAD: Final = 1_000
"""Partitions that are submitted at a time: enough for some hundred workers."""
RETRIES: Final = 3
"""How often a partition is retried that could not be read or written. How many workers may die with it is up to the
scheduler: `distributed.scheduler.allowed-failures`, 3 by default."""
TIMEOUT: Final = 10
"""Seconds within which the scheduler has to answer."""
_ONE_AT_A_TIME: Final = Lock()
"""Held by the thread of a worker that answers: the caches of a bot are not made for several threads."""


def run(
    job: BatchJob,
    bot: DialogueBot,
    *,
    address: str,
    progress: Progress = no_progress,
    tell: Callable[[str], object] = lambda _: None,
) -> Tally:
    """Do what `bot.batch.run` does, on the Dask cluster whose scheduler is at `address`.

    The workers need this program, in the same version, but no library. The part files, one after another, are what one
    machine writes, except that the line numbers in errors are counted in each file.

    Args:
        job: What to read and write: files, by a path or a glob in the order of their names, and a folder.
        bot: What answers.
        address: As `tcp://host:8786`.
        progress: Called after each partition with the rows done, and the fraction of the partitions.
        tell: Called with what a person should know, as by `bot.batch.run`; of the files, the first is told of.

    Raises:
        InputError: as for `bot.batch.run`; or the cluster cannot be reached, or fails.
    """
    source, target = os.fspath(job.source), os.fspath(job.target)
    output_format = job.output_format or "jsonl"
    if STANDARD in (source, target):
        raise InputError("--cluster: name files that all workers can reach, and a folder for the parts with -o")
    with _errors_in_words():
        filesystem, sizes = list_files(source)
        partitions = [
            partition
            for path, size in sizes.items()
            for partition in split(filesystem, path, size, job.input_format, job.column)
        ]
        with partitions[0].table(first=1) as table:
            if table.note:
                tell(table.note)
            # The columns of later files may be others: what the first does not have goes into one of its own.
            columns = table if len(sizes) == 1 else replace(table, columns=None)
            head, _, format_row = row_formatter(output_format, columns, job.fields)
        folder = open_folder(target, output_format)
        if any(map(folder.contains, sizes)):
            raise InputError(f"{target}: holds the input as well; write into another folder")
        settings = {
            "input": [[path, filesystem.ukey(path)] for path in sizes], "input format": job.input_format,
            "column": job.column, "output format": output_format, "fields": job.fields and list(job.fields),
            "partition size": PARTITION_BYTES, "library": bot.fingerprint, "country": job.country,
        }  # fmt: skip
        tally = Tally()
        with _connect(address, _TaskPlugin(Task(bot, job.country, format_row), head, len(sizes) > 1)) as (
            client,
            plugin,
        ):
            folder.prepare(target, settings, overwrite=job.overwrite, resume=job.resume)
            try:
                tallies = _in_order(_submit(client, plugin, partitions, folder))
                for done, counted in enumerate(tallies, start=1):
                    tally.merge(counted)
                    progress(tally.rows, done / len(partitions))
            except BaseException:
                tell(TO_RESUME)
                raise
        folder.finish()
    return tally


class _TaskPlugin(WorkerPlugin):
    """Brings the task to each worker, once, also to one that joins later."""

    def __init__(self, task: Task, head: str, names_files: bool) -> None:
        self.name = f"afterwords-{uuid4().hex}"
        self.task = task
        self.head = head
        """The header with which each part begins."""
        self.names_files = names_files
        """Whether an error tells which file it is of."""


@contextmanager
def _connect(address: str, plugin: _TaskPlugin) -> Iterator[tuple[Any, str]]:
    """Connect to a cluster, and yield the client and the name by which its workers know the task."""
    try:
        connected: Any = Client(address, timeout=TIMEOUT, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise InputError(f"--cluster {address}: cannot be reached ({error}); is its scheduler running?") from error
    with connected as client:
        try:
            client.register_plugin(plugin)
        except Exception as error:  # Whatever a worker raises comes as a plain Exception.
            raise InputError(f"--cluster: a worker is not fit ({error}); install the same afterwords there") from error
        try:
            yield client, plugin.name
        finally:
            with suppress(OSError):  # The scheduler has gone, which is reported already.
                client.unregister_worker_plugin(plugin.name)


def _submit(client: Any, plugin: str, partitions: Sequence[Partition], folder: PartFolder) -> Iterator[Any]:
    """Submit the partitions, each as soon as the history before it is known."""
    histories = _in_order(client.submit(_scan, partition, pure=False, retries=RETRIES) for partition in partitions)
    before = ConversationHistory()
    for number, (partition, history) in enumerate(zip(partitions, histories, strict=True)):
        if not partition.start:
            rows_before_file = before.rows
        first = before.rows - rows_before_file + 1
        arguments = (plugin, partition, first, before, folder, number)
        # Answering goes first: history that waits for it takes memory, and what waits to be scanned takes none.
        yield client.submit(_answer, *arguments, pure=False, retries=RETRIES, priority=1)
        before = before.followed_by(history)


def _in_order(tasks: Iterable[Any]) -> Iterator[Any]:
    """Yield the results of tasks in their order, while later ones are running."""
    pending: deque[Any] = deque()
    for task in tasks:
        pending.append(task)
        while len(pending) > AHEAD or (pending and pending[0].done()):
            yield pending.popleft().result()
    while pending:
        yield pending.popleft().result()


def _scan(partition: Partition) -> ConversationHistory:
    with partition.table(first=2 if partition.start else 1) as table:
        return history_of(table.rows)


def _answer(
    plugin: str, partition: Partition, first: int, before: ConversationHistory, folder: PartFolder, number: int
) -> Tally:
    """Write a part, unless it exists, and return its tally."""
    if (existing := folder.tally(number)) is not None:
        return existing
    worker = get_worker()
    brought = cast("_TaskPlugin", worker.plugins[plugin])
    task = replace(brought.task, file=partition.path) if brought.names_files else brought.task
    tally = Tally()
    with _ONE_AT_A_TIME, partition.table(first) as table, folder.open_part(number, tally) as file:
        turns = before.turns(table.rows)
        file.write(brought.head.encode())
        for results, counted in sequential(task, iter(lambda: list(islice(turns, CHUNK_ROWS)), [])):
            if plugin not in worker.plugins:
                raise CancelledError("the run broke off, and another one may be writing the same folder by now")
            file.write("".join(results).encode())
            tally.merge(counted)
    return tally


@contextmanager
def _errors_in_words() -> Iterator[None]:
    """Word the errors of a cluster, and of files that may be anywhere.

    Raises:
        InputError: there was one.
    """
    try:
        yield
    except KilledWorker as error:
        raise InputError("--cluster: several workers died with one partition (out of memory, perhaps)") from error
    except CancelledError as error:
        raise InputError("--cluster: the scheduler has gone, and with it what it was to do") from error
    except OSError as error:
        raise InputError(
            f"--cluster: {error}; each worker must be able to read the input and write the parts"
        ) from error
