"""Answers a file of questions: one result for each row, in the order of the rows, whatever the rows are."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from bot.batch.files import STANDARD, format_of, reading, refuse_same, writing
from bot.batch.lines import read_lines
from bot.batch.readers import read_rows
from bot.batch.writers import writer
from bot.conversation import Conversation
from bot.reply import Reply

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

    from bot.batch.rows import Row
    from bot.knowledge import Library

Ask = Callable[[str], Reply]
"""Takes a turn in one conversation."""

OPEN_CONVERSATIONS: Final = 10_000
"""As many conversations are remembered, those used last; one that comes back after that starts afresh."""

ERRORS_TOLD: Final = 10
"""As many reasons for errors are kept for the summary; the results hold them all."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What became of a batch."""

    rows: int
    kinds: Mapping[str, int]
    """The number of rows of each kind of reply that occurred."""
    errors: tuple[str, ...] = ()
    """Why the first rows that could not be read could not be; each names its line."""

    @property
    def unread(self) -> int:
        """The number of rows that could not be read."""
        return self.kinds.get("error", 0)


def run(
    library: Library,
    source: str | os.PathLike[str] = STANDARD,
    target: str | os.PathLike[str] = STANDARD,
    *,
    input_format: str | None = None,
    output_format: str | None = None,
    country: str | None = None,
    overwrite: bool = False,
) -> Summary:
    """Answer the questions in `source` from `library`, and write the results into `target`.

    Each row is a conversation of its own, unless it has a `conversation` value: rows that share one are its turns, in
    order. At most `OPEN_CONVERSATIONS` are remembered at once.

    Args:
        library: What the bot knows.
        source: A .txt, .jsonl or .csv file, also .gz of one, or `-` for standard input.
        target: The same for the results, or `-` for standard output.
        input_format: `txt`, `jsonl` or `csv`; told by the name, and txt for standard input, unless given.
        output_format: The same for the results; jsonl for standard output.
        country: Whose helplines to tell, as for a `Conversation`.
        overwrite: Whether results that are there already may be replaced.

    Raises:
        InputError: a file cannot be read or written; there is no new output then.
        BrokenPipeError: whoever read the results has closed them.
    """
    return answer_file(
        lambda: Conversation(library, country=country).ask,
        source,
        target,
        input_format=input_format,
        output_format=output_format,
        overwrite=overwrite,
    )


def answer_file(
    start: Callable[[], Ask],
    source: str | os.PathLike[str] = STANDARD,
    target: str | os.PathLike[str] = STANDARD,
    *,
    input_format: str | None = None,
    output_format: str | None = None,
    overwrite: bool = False,
) -> Summary:
    """Do what `run` does with whatever answers: `start` begins a conversation."""
    source, target = str(source), str(target)
    read_as = format_of(source, input_format, standard="txt", option="--input-format")
    write_as = format_of(target, output_format, standard="jsonl", option="--output-format")
    answer = answerer(start)
    kinds: Counter[str] = Counter()
    errors: list[str] = []
    called = "standard input" if source == STANDARD else source
    with reading(source) as questions, closing(read_lines(questions, called)) as lines:
        refuse_same(questions, target)
        table = read_rows(lines, read_as, called)
        with writing(target, overwrite=overwrite) as results:
            head, rows, line = writer(write_as, table)
            results.write(head.encode())
            for row in rows:
                reply = answer(row)
                results.write(line(row, reply).encode())
                if target == STANDARD:
                    results.flush()  # so that another program can ask line by line through a pipe
                kinds[reply.kind] += 1
                if reply.error and len(errors) < ERRORS_TOLD:
                    errors.append(reply.error)
    return Summary(kinds.total(), dict(kinds), tuple(errors))


def answerer(start: Callable[[], Ask], remembered: int = OPEN_CONVERSATIONS) -> Callable[[Row], Reply]:
    """Return what answers row after row, each in its conversation."""
    conversations: OrderedDict[str, Ask] = OrderedDict()

    def answer(row: Row) -> Reply:
        if row.error is not None:
            return Reply(row.question, "error", error=row.error)
        reply = _conversation(row.conversation)(row.question)
        return reply if reply.error is None else replace(reply, error=f"line {row.line}: {reply.error}")

    def _conversation(name: str | None) -> Ask:
        if name is None:
            return start()
        ask = conversations.pop(name, None) or start()
        conversations[name] = ask
        if len(conversations) > remembered:
            conversations.popitem(last=False)
        return ask

    return answer
