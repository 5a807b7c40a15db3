"""Answers a file of questions: one result for each row, in the order of the rows, whatever the rows are."""

from __future__ import annotations

from collections import deque
from contextlib import closing
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, Final
from zlib import crc32

from bot.batch.conversations import passed_over
from bot.batch.formats import writer
from bot.batch.input import STANDARD, format_of, reading, refuse_same
from bot.batch.lines import read_lines
from bot.batch.output import writing
from bot.batch.row_readers import read_rows
from bot.batch.tally import Tally
from bot.batch.workers import Task, parallel, sequential
from bot.conversation import Conversation
from bot.errors import InputError
from bot.library_cache import fingerprint

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from bot.batch.conversations import Ask, Turn
    from bot.batch.output import Output
    from bot.batch.rows import Row
    from bot.conversation import Bot

STANDARD_INPUT: Final = "standard input"
ROWS_IN_A_PART: Final = 500
ROWS_TO_A_CHECKPOINT: Final = 20 * ROWS_IN_A_PART
"""What an interruption can cost: a few seconds of work."""


def run(
    bot: Bot,
    source: str | os.PathLike[str] = STANDARD,
    target: str | os.PathLike[str] = STANDARD,
    *,
    country: str | None = None,
    **options: Any,
) -> Tally:
    """Answer the questions in `source`, and write the results into `target`.

    Each row is a conversation of its own, unless it has a `conversation` value: rows that share one are its turns, in
    order. One that comes back after more than `TURNS_APART` rows starts afresh.

    Args:
        bot: What answers.
        source: A .txt, .jsonl or .csv file, also .gz of one, or `-` for standard input.
        target: The same for the results, or `-` for standard output.
        country: Whose helplines to tell, as for a `Conversation`.
        options: As for `answer_file`.

    Raises:
        InputError: a file cannot be read or written, or an option does not fit; there is no new output then.
        BrokenPipeError: whoever read the results has closed them.
    """
    made_with = {"library": fingerprint(bot.library.folder), "country": country}
    begin = beginning(bot, country)
    return answer_file(begin, source, target, intents=bot.library.intents.keys(), made_with=made_with, **options)


def beginning(bot: Bot, country: str | None) -> Callable[[], Ask]:
    """Return what begins a conversation; another process can be sent it."""
    return partial(_begin, bot, country)


def _begin(bot: Bot, country: str | None) -> Ask:
    return Conversation(bot, country).ask


def answer_file(
    begin: Callable[[], Ask],
    source: str | os.PathLike[str] = STANDARD,
    target: str | os.PathLike[str] = STANDARD,
    *,
    input_format: str | None = None,
    output_format: str | None = None,
    fields: Sequence[str] | None = None,
    overwrite: bool = False,
    resume: bool = False,
    workers: int = 1,
    intents: Collection[str] = (),
    made_with: dict[str, Any] | None = None,
    seen: Callable[[int, float | None], object] = lambda *_: None,
) -> Tally:
    """Do what `run` does with whatever answers.

    Args:
        begin: Starts a conversation; with several workers, something that can be pickled.
        source: As for `run`.
        target: As for `run`.
        input_format: `txt`, `jsonl` or `csv`; told by the name, and txt for standard input, unless given.
        output_format: The same for the results; jsonl for standard output.
        fields: Those of the result to write, in this order; all unless given.
        overwrite: Whether results that are there already may be replaced, and an unfinished run forgotten.
        resume: Whether to go on with an unfinished run.
        workers: Processes that answer; the results are the same bytes, however many.
        intents: What a row may expect besides the kinds of reply.
        made_with: What else the results depend on; a run is gone on with only where it is the same.
        seen: Told after each part how many rows are done, and what share of the input, where that is known.

    Raises:
        InputError: as for `run`.
    """
    source, target = str(source), str(target)
    read_as = format_of(source, input_format, standard="txt", option="--input-format")
    write_as = format_of(target, output_format, standard="jsonl", option="--output-format")
    if workers < 1:
        raise InputError(f"--workers {workers}: give 1 or more")
    if resume and source == STANDARD:
        raise InputError("--resume: standard input cannot be read again from its beginning; give a file")
    called = STANDARD_INPUT if source == STANDARD else source
    with reading(source) as questions, closing(read_lines(questions.stream, called)) as lines:
        refuse_same(questions.stream, target)
        head, rows, write = writer(write_as, read_rows(lines, read_as, called), fields)
        settings = {"input format": read_as, "output format": write_as, "fields": fields and list(fields)}
        with writing(target, settings | (made_with or {}), overwrite=overwrite, resume=resume) as output:
            if not output.state:
                output.write(head)
            task = Task(begin, write, frozenset(intents))
            at_once = 1 if target == STANDARD and workers == 1 else ROWS_IN_A_PART
            progress = _Progress(output, rows, called)
            parts = progress.parts(at_once)
            for results, counted in parallel(task, parts, workers) if workers > 1 else sequential(task, parts):
                output.write("".join(results))
                progress.count(counted)
                if target == STANDARD:
                    output.flush()  # so that another program can ask line by line through a pipe
                seen(progress.tally.rows, questions.share_read)
    return progress.tally


class _Progress:
    """How far a batch is, so that it can be gone on with from there."""

    def __init__(self, output: Output, rows: Iterable[Row], called: str) -> None:
        """Pass over the rows that were answered before.

        Raises:
            InputError: these are not the rows that were.
        """
        state = output.state
        self.tally = Tally.from_state(state["tally"]) if state else Tally()
        self._output = output
        self._can_be_read_again = called != STANDARD_INPUT
        self._read = 0
        """A checksum of the rows read so far."""
        self._read_after: deque[int] = deque()
        """The same after each part that is not yet answered."""
        checked = self._checked(rows)
        self._turns = passed_over(islice(checked, self.tally.rows)).turns(checked)
        if state and state["read"] != self._read:
            raise InputError(
                f"{called}: does not begin with the questions that the unfinished run has answered; "
                "bring them back, or give --overwrite to start afresh"
            )

    def parts(self, rows: int) -> Iterator[Sequence[Turn]]:
        """Yield what is still to be answered, so many rows at a time."""
        while part := list(islice(self._turns, rows)):
            self._read_after.append(self._read)
            yield part

    def count(self, counted: Tally) -> None:
        """Take a part as answered and written."""
        self.tally.merge(counted)
        read = self._read_after.popleft()
        if self._can_be_read_again and self.tally.rows % ROWS_TO_A_CHECKPOINT == 0:
            self._output.checkpoint({"tally": self.tally.as_state(), "read": read})

    def _checked(self, rows: Iterable[Row]) -> Iterator[Row]:
        for row in rows:
            said = f"{row.line} {row.conversation} {row.question} {row.error}"
            self._read = crc32(said.encode(errors="surrogatepass"), self._read)
            yield row
