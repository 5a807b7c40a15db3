"""Answers a batch on a Dask cluster: from files that every worker can reach into a folder of parts.

The client only hands out partitions, so that no worker waits for it. Each partition is read twice. First it is passed
over: how many rows it has, and what its conversations ask that may go on after it. Then it is answered, with what they
have asked in the partitions before it. So no worker needs what another one holds, and what dies with a worker is done
again elsewhere. At a cut at most `TURNS_APART` conversations are open; one that runs over several partitions is asked
again, from its beginning, in each of them.
"""

from __future__ import annotations

from collections import deque
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from itertools import islice
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, cast
from uuid import uuid4

from distributed import Client, KilledWorker, WorkerPlugin, get_worker

from bot.batch.conversations import ConversationHistory, passed_over
from bot.batch.dask.part_files import parts
from bot.batch.dask.partitions import PARTITION_BYTES, cut, found
from bot.batch.formats import writer
from bot.batch.input import STANDARD
from bot.batch.run import ROWS_IN_A_PART, beginning
from bot.batch.tally import Tally
from bot.batch.workers import Task, sequential
from bot.errors import InputError
from bot.library_cache import fingerprint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from bot.batch.dask.part_files import Parts
    from bot.batch.dask.partitions import Partition
    from bot.conversation import Bot

AHEAD: Final = 1_000
"""Partitions that are handed out at a time: enough for some hundred workers."""
RETRIES: Final = 3
"""How often a partition is tried again that could not be read or written. How many workers may die with it is the
scheduler's to set: `distributed.scheduler.allowed-failures`, 3 unless told."""
TIMEOUT: Final = 10
"""Seconds within which the scheduler has to answer."""
_ONE_AT_A_TIME: Final = Lock()
"""Of the threads of a worker one answers: what is remembered from question to question is not made for several."""


def run(
    bot: Bot,
    source: str,
    target: str,
    *,
    address: str,
    country: str | None = None,
    input_format: str | None = None,
    output_format: str | None = None,
    fields: Sequence[str] | None = None,
    overwrite: bool = False,
    resume: bool = False,
    seen: Callable[[int, float | None], object] = lambda *_: None,
) -> Tally:
    """Do what `bot.batch.run` does, on the Dask cluster whose scheduler is at `address`.

    Its workers need this program, in the same version, but no library.

    Args:
        bot: What answers.
        source: A file, or a glob of several that are read in the order of their names: any path that fsspec knows.
        target: A folder. Its parts, one after another, are what one machine writes, but for the numbers of lines in
            errors, which are counted in each file.
        address: As `tcp://host:8786`.
        country: As for `bot.batch.run`.
        input_format: As for `bot.batch.answer_file`, like all that follows.
        output_format: jsonl unless told, or txt.
        fields: Of the result.
        overwrite: Whether parts that are there may be replaced.
        resume: Whether to make only those that are not.
        seen: Told how far it is.

    Raises:
        InputError: as for `bot.batch.run`; or the cluster is not to be reached, or fails.
    """
    write_as = output_format or "jsonl"
    if write_as == "csv":
        raise InputError("--cluster: parts of a .csv would lack its header; give --output-format jsonl or txt")
    if STANDARD in (source, target):
        raise InputError("--cluster: name files that all workers can reach, and a folder for the parts with -o")
    with _worded():
        files, sizes = found(source)
        partitions = [each for path, size in sizes.items() for each in cut(files, path, size, input_format)]
        with partitions[0].table(first=1) as table:
            _, _, write = writer(write_as, table, fields)
        to = parts(target, write_as)
        if any(map(to.holds, sizes)):
            raise InputError(f"{target}: holds the input as well; write into another folder")
        settings = {
            "input": [[path, files.ukey(path)] for path in sizes], "input format": input_format,
            "output format": write_as, "fields": fields and list(fields), "partition size": PARTITION_BYTES,
            "library": fingerprint(bot.library.folder), "country": country,
        }  # fmt: skip
        tally = Tally()
        task = Task(beginning(bot, country), write, frozenset(bot.library.intents))
        with _cluster(address, _Answering(task)) as (client, answering):
            to.begin(target, settings, overwrite=overwrite, resume=resume)
            for done, counted in enumerate(_in_order(_tasks(client, answering, partitions, to)), start=1):
                tally.merge(counted)
                seen(tally.rows, done / len(partitions))
        to.finish()
    return tally


def unfinished(target: str) -> bool:
    """Return whether a run that was to write this folder broke off, and can be gone on with."""
    return parts(target).is_unfinished()


class _Answering(WorkerPlugin):
    """Brings to each worker, once, what answers; also to one that joins later."""

    def __init__(self, task: Task) -> None:
        self.name = f"afterwords-{uuid4().hex}"
        self.task = task


@contextmanager
def _cluster(address: str, answering: _Answering) -> Iterator[tuple[Any, str]]:
    """Connect to a cluster, and yield the client and the name by which its workers know what answers."""
    try:
        connected: Any = Client(address, timeout=TIMEOUT, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise InputError(f"--cluster {address}: cannot be reached ({error}); is its scheduler running?") from error
    with connected as client:
        try:
            client.register_plugin(answering)
        except Exception as error:  # Whatever a worker raises comes as a plain Exception.
            raise InputError(f"--cluster: a worker is not fit ({error}); install the same afterwords there") from error
        try:
            yield client, answering.name
        finally:
            with suppress(OSError):  # Where the scheduler has gone, that is what there is to tell.
                client.unregister_worker_plugin(answering.name)


def _tasks(client: Any, answering: str, partitions: Sequence[Partition], to: Parts) -> Iterator[Any]:
    """Hand out the partitions, each as soon as what those before it leave open is known."""
    passing = _in_order(client.submit(_passed, each, pure=False, retries=RETRIES) for each in partitions)
    before = ConversationHistory()
    for number, (partition, passed) in enumerate(zip(partitions, passing, strict=True)):
        if not partition.start:
            file_begins = before.rows
        first = before.rows - file_begins + 1
        arguments = (answering, partition, first, before, to, number)
        # What waits to be answered takes memory; what waits to be passed over takes none.
        yield client.submit(_answered, *arguments, pure=False, retries=RETRIES, priority=1)
        before = before.then(passed)


def _in_order(tasks: Iterable[Any]) -> Iterator[Any]:
    """Yield the results of tasks in their order, while those after them are under way."""
    waiting: deque[Any] = deque()
    for task in tasks:
        waiting.append(task)
        while len(waiting) > AHEAD or (waiting and waiting[0].done()):
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _passed(partition: Partition) -> ConversationHistory:
    with partition.table(first=2 if partition.start else 1) as table:
        return passed_over(table.rows)


def _answered(
    answering: str, partition: Partition, first: int, before: ConversationHistory, to: Parts, number: int
) -> Tally:
    """Write a part, unless it is there, and return what is counted of it."""
    if (done := to.done(number)) is not None:
        return done
    worker = get_worker()
    task = cast("_Answering", worker.plugins[answering]).task
    tally = Tally()
    with _ONE_AT_A_TIME, partition.table(first) as table, to.writing(number, tally) as file:
        turns = before.turns(table.rows)
        for results, counted in sequential(task, iter(lambda: list(islice(turns, ROWS_IN_A_PART)), [])):
            if answering not in worker.plugins:
                raise CancelledError("the run broke off, and another one may be writing the same folder by now")
            file.write("".join(results).encode())
            tally.merge(counted)
    return tally


@contextmanager
def _worded() -> Iterator[None]:
    """Say in our words what goes wrong with a cluster, and with files that may be anywhere.

    Raises:
        InputError: something did.
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
