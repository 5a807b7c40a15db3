"""Answers a file of questions: one result for each row, in the order of the rows."""

from __future__ import annotations

import os
from collections import deque
from contextlib import closing
from itertools import chain, islice
from typing import TYPE_CHECKING, Final
from zlib import crc32

from bot.batch.conversations import history_of
from bot.batch.progress import no_progress
from bot.batch.reading.input import STANDARD, format_of, open_input, refuse_same_file
from bot.batch.reading.lines import read_lines
from bot.batch.reading.row_readers import read_rows
from bot.batch.report.tally import Tally
from bot.batch.workers import Task, parallel, sequential
from bot.batch.writing.open_output import open_output
from bot.batch.writing.row_writers import row_formatter
from bot.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from bot.batch.conversations import Turn
    from bot.batch.job import BatchJob, DialogueBot
    from bot.batch.progress import Progress
    from bot.batch.rows import Row
    from bot.batch.writing.output import Output

TO_RESUME: Final = "What was done so far is kept: run the same again with --resume to go on."
STANDARD_INPUT: Final = "standard input"
CHUNK_ROWS: Final = 500
"""Rows that are answered and written at a time."""
WORKERS_FROM_ROWS: Final = 1_000
"""Rows from which several processes pay. On two free cores two do from 500 rows (1.2 to 1.3 s instead of 1.4), and
take 1.7 s instead of 2.1 for 1,000, 4.2 instead of 7.3 for 4,800; with a core that is not free it is more."""
CHECKPOINT_ROWS: Final = 20 * CHUNK_ROWS
"""Rows from one checkpoint to the next: what an interruption can cost is a few seconds of work."""


def run(
    job: BatchJob,
    bot: DialogueBot,
    *,
    workers: int | None = 1,
    progress: Progress = no_progress,
    tell: Callable[[str], object] = lambda _: None,
) -> Tally:
    """Answer the questions of a job, write the results, and return what was counted of them.

    Each row is a conversation of its own, unless it has a `conversation` value: rows that share one are its turns, in
    order. One that comes back after more than `TURNS_APART` rows starts afresh.

    Args:
        job: What to read and write.
        bot: What answers.
        workers: The number of processes that answer; the results are the same bytes, however many. None for one on
            each core, where there are enough rows that they pay.
        progress: Called after each chunk with the rows done, and the fraction of the input that has been read.
        tell: Called with what a person should know: how the input was read, or that a run which ends with an error can
            be resumed.

    Raises:
        InputError: a file cannot be read or written, or an option does not fit; there is no new output then.
        BrokenPipeError: the reader of the results has closed the pipe.
    """
    source, target = os.fspath(job.source), os.fspath(job.target)
    input_format = format_of(source, job.input_format, default="txt", option="--input-format")
    output_format = format_of(target, job.output_format, default="jsonl", option="--output-format")
    if workers is not None and workers < 1:
        raise InputError(f"--workers {workers}: give 1 or more")
    if job.resume and source == STANDARD:
        raise InputError("--resume: standard input cannot be read again from its beginning; give a file")
    settings = {
        "input format": input_format, "column": job.column, "output format": output_format,
        "fields": job.fields and list(job.fields), "library": bot.fingerprint, "country": job.country,
    }  # fmt: skip
    name = STANDARD_INPUT if source == STANDARD else source
    rest = None
    try:
        with open_input(source) as questions, closing(read_lines(questions.stream, name)) as lines:
            refuse_same_file(questions.stream, target)
            table = read_rows(lines, input_format, name, job.column)
            if table.note:
                tell(table.note)
            head, rows, format_row = row_formatter(output_format, table, job.fields)
            with open_output(target, settings, overwrite=job.overwrite, resume=job.resume) as output:
                if not output.state:
                    output.write(head)
                task = Task(bot, job.country, format_row)
                rest = _RemainingRows(output, rows, name)
                if workers is None and target == STANDARD and not os.path.isfile(source):
                    workers = 1  # Whoever asks may be waiting for the answer before asking on.
                chunks = rest.chunks(1 if target == STANDARD and workers == 1 else CHUNK_ROWS)
                if workers is None:
                    workers, chunks = _workers_that_pay(chunks)
                for results, counted in parallel(task, chunks, workers) if workers > 1 else sequential(task, chunks):
                    output.write("".join(results))
                    rest.mark_written(counted)
                    if target == STANDARD:
                        output.flush()  # so that another program can ask line by line through a pipe
                    progress(rest.tally.rows, questions.fraction_read)
    except BaseException:
        if rest and output.can_be_resumed:
            tell(TO_RESUME)
        raise
    return rest.tally


def _workers_that_pay(chunks: Iterator[Sequence[Turn]]) -> tuple[int, Iterator[Sequence[Turn]]]:
    """Return the number of processes, and all chunks."""
    first = list(islice(chunks, WORKERS_FROM_ROWS // CHUNK_ROWS))
    return _cores() if sum(map(len, first)) >= WORKERS_FROM_ROWS else 1, chain(first, chunks)


def _cores() -> int:
    """Return the number of cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class _RemainingRows:
    """The rows that are still to be answered, and the checkpoints from which a run is resumed."""

    def __init__(self, output: Output, rows: Iterable[Row], name: str) -> None:
        """Skip the rows that the unfinished run has answered.

        Raises:
            InputError: the input does not begin with the rows that it has answered.
        """
        state = output.state
        self.tally = Tally.from_state(state["tally"]) if state else Tally()
        self._output = output
        self._can_be_read_again = name != STANDARD_INPUT
        self._checksum = 0
        """Of the rows read so far."""
        self._chunk_checksums: deque[int] = deque()
        """The checksum after each chunk that is not yet written."""
        summed = self._summed(rows)
        self._turns = history_of(islice(summed, self.tally.rows)).turns(summed)
        if state and state["read"] != self._checksum:
            raise InputError(
                f"{name}: does not begin with the questions that the unfinished run has answered; "
                "bring them back, or give --overwrite to start afresh"
            )

    def chunks(self, rows: int) -> Iterator[Sequence[Turn]]:
        """Yield the turns in chunks of so many rows."""
        while chunk := list(islice(self._turns, rows)):
            self._chunk_checksums.append(self._checksum)
            yield chunk

    def mark_written(self, counted: Tally) -> None:
        """Count a chunk whose results are written."""
        self.tally.merge(counted)
        checksum = self._chunk_checksums.popleft()
        if self._can_be_read_again and self.tally.rows % CHECKPOINT_ROWS == 0:
            self._output.checkpoint({"tally": self.tally.as_state(), "read": checksum})

    def _summed(self, rows: Iterable[Row]) -> Iterator[Row]:
        for row in rows:
            content = f"{row.line} {row.conversation} {row.question} {row.error}"
            self._checksum = crc32(content.encode(errors="surrogatepass"), self._checksum)
            yield row
