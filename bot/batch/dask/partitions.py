"""Splits files on any file system into partitions that can be read independently.

Text and JSON Lines are split by ranges of bytes; the worker that reads a range finds the line ends. A file that cannot
be split so (CSV, where a field may have several lines; one that is compressed, or in UTF-16) is one partition.
"""

from __future__ import annotations

import gzip
import io
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from fsspec.core import url_to_fs
from fsspec.utils import read_block

from bot.batch.reading.input import format_of, is_compressed
from bot.batch.reading.lines import UTF16_BOMS, read_lines
from bot.batch.reading.row_readers import read_rows
from bot.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.batch.rows import Table

PARTITION_BYTES: Final = 4 * 2**20
"""Some seconds of work, which is what is lost with a worker; some ten times as much is written."""


@dataclass(frozen=True, slots=True)
class Partition:
    """Whole lines of a file: all of them, or those that begin in a range of its bytes."""

    filesystem: Any
    """The fsspec file system that the file is on."""
    path: str
    format: str
    column: str | None = None
    """Of the questions, as `BatchJob.column` has it."""
    start: int = 0
    length: int | None = None
    """In bytes; None for the whole file."""

    @contextmanager
    def table(self, first: int) -> Iterator[Table]:
        """Open the rows; the lines are numbered from `first`, which is 1 only where the file begins."""
        with self.filesystem.open(self.path, "rb") as file:
            stream: Any = file
            if self.length is not None:
                stream = io.BytesIO(read_block(file, self.start, self.length, b"\n"))
            elif is_compressed(self.path):
                stream = gzip.GzipFile(fileobj=file)
            with io.BufferedReader(stream) as buffered, closing(read_lines(buffered, self.path, first)) as lines:
                yield read_rows(lines, self.format, self.path, self.column)


def open_filesystem(name: str) -> tuple[Any, str]:
    """Return the fsspec file system that a path or URL is on, and the path there.

    Raises:
        InputError: the kind of file system is unknown, or a package that it needs is not installed.
    """
    try:
        filesystem, path = url_to_fs(name)
    except (ImportError, ValueError) as error:
        raise InputError(f"{name}: cannot be reached: {error}") from error
    return filesystem, path


def list_files(source: str) -> tuple[Any, dict[str, int]]:
    """Return the file system of the files that a path or glob names, and the size of each by its path, in order.

    Raises:
        InputError: there are none.
    """
    filesystem, path = open_filesystem(source)
    if filesystem.isdir(path):
        raise InputError(f"{source}: is a folder; name the files in it, as in {source.rstrip('/')}/*.jsonl")
    infos = {path: filesystem.info(path)} if filesystem.isfile(path) else filesystem.glob(path, detail=True)
    sizes = {each: info["size"] for each, info in sorted(infos.items()) if info["type"] == "file"}
    if not sizes:
        raise InputError(f"{source}: no such file; check its name and folder")
    return filesystem, sizes


def split(
    filesystem: Any, path: str, size: int, input_format: str | None, column: str | None = None
) -> list[Partition]:
    """Return the partitions of a file, in order.

    Raises:
        InputError: its format is neither given nor known by its name.
    """
    row_format = format_of(path, input_format, default="txt", option="--input-format")
    whole = size <= PARTITION_BYTES or row_format in ("csv", "tsv") or is_compressed(path)
    if whole or filesystem.read_block(path, 0, 2) in UTF16_BOMS:
        return [Partition(filesystem, path, row_format, column)]
    return [
        Partition(filesystem, path, row_format, column, start, PARTITION_BYTES)
        for start in range(0, size, PARTITION_BYTES)
    ]
