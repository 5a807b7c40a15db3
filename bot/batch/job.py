"""Describes a batch: what is read and written, and the bot that answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from bot.batch.reading.input import STANDARD

if TYPE_CHECKING:
    import os
    from collections.abc import Collection

    from bot.reply import Reply


@dataclass(frozen=True, slots=True)
class BatchJob:
    """The input of a batch, its output, and how both are to be handled."""

    source: str | os.PathLike[str] = STANDARD
    """A .txt, .jsonl, .csv or .tsv file, which may be compressed (.gz), or `-` for standard input. On a cluster, a
    path or glob that fsspec can open."""
    target: str | os.PathLike[str] = STANDARD
    """The file to write, or `-` for standard output. On a cluster, a folder of part files."""
    input_format: str | None = None
    """`txt`, `jsonl`, `csv` or `tsv`; None to go by the file name, with txt for standard input."""
    output_format: str | None = None
    """The same for the results, with jsonl for standard output and on a cluster."""
    column: str | None = None
    """The column or key that holds the questions; None for `question`."""
    fields: tuple[str, ...] | None = None
    """The fields of a result to write, in this order; None for all."""
    country: str | None = None
    """The code of the country whose helplines are given."""
    overwrite: bool = False
    """Whether to replace existing results, and to discard an unfinished run."""
    resume: bool = False
    """Whether to continue an unfinished run."""


class IntentLibrary(Protocol):
    """A library, as far as a batch needs it."""

    @property
    def intents(self) -> Collection[str]:
        """The ids of the intents, which a row may expect."""


class DialogueBot(Protocol):
    """A bot, as far as a batch needs it. With several processes it has to be picklable.

    The state of a dialogue is opaque to the batch: it is kept from one turn to the next, and handed back.
    """

    @property
    def library(self) -> IntentLibrary:
        """What the bot answers from."""

    @property
    def fingerprint(self) -> str:
        """Identifies a version of the library and the code: a run is resumed only with the same."""

    def start(self, country: str | None) -> Any:
        """Return the state of a dialogue before its first turn."""

    def respond(self, text: str, state: Any) -> tuple[Reply, Any]:
        """Return the reply to a turn, and the state after it."""
