"""A file that is split into partitions has the same rows as the whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from fsspec.implementations.memory import MemoryFileSystem
from hypothesis import given
from hypothesis import strategies as st

from bot.batch.dask import partitions
from bot.batch.dask.partitions import Partition, split

if TYPE_CHECKING:
    from pathlib import Path

PIECES = st.sampled_from([b"why?", b"\n", b"\r\n", b"\xef\xbb\xbf", b"\xff\xfe", b"\x1f\x8b", "\u00e9".encode(), b"\0"])


@given(st.lists(PIECES, max_size=30).map(b"".join), st.integers(1, 40))
def test_the_rows_of_all_partitions_are_the_rows_of_the_file(content: bytes, size: int) -> None:
    """A line may begin with bytes that would be a BOM at the beginning of a file."""
    files = MemoryFileSystem()
    files.pipe_file("/in.txt", b"why?" + content)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(partitions, "PARTITION_BYTES", size)
        parts = split(files, "/in.txt", len(content) + 4, None)
    rows: list[object] = []
    for part in parts:
        with part.table(len(rows) + 1 if part.start else 1) as table:
            rows += table.rows
    with Partition(files, "/in.txt", "txt").table(1) as table:
        assert rows == list(table.rows)


def test_utf_16_is_not_split(tmp_path: Path) -> None:
    path = tmp_path / "in.txt"
    path.write_text("why?\n" * 10_000, encoding="utf-16")
    files, sizes = partitions.list_files(str(path))
    assert [part.length for part in split(files, str(path), sizes[str(path)], None)] == [None]
