"""Shows how far a batch is, and how long it will still take."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterator

Progress = Callable[[int, "float | None"], object]
"""Called with the number of rows done and the fraction of the work, 0 to 1, or None where that is unknown."""


def no_progress(rows: int, fraction: float | None) -> None:
    """Show nothing."""


@contextmanager
def progress_bar(stream: TextIO | None) -> Iterator[Progress]:
    """Draw a bar on a terminal, and nothing anywhere else; yield what updates it."""
    if stream is None or not stream.isatty():
        yield no_progress
        return
    # Imported here, as it takes a while, and most batches run without a terminal.
    from rich import progress
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    rate_columns = (TextColumn("{task.fields[rows]:,} rows"), TextColumn("{task.fields[rate]:,.0f} a second"))
    columns_with_bar = (
        BarColumn(), TextColumn("{task.percentage:>3.0f} %"), *rate_columns, TimeRemainingColumn(), TextColumn("left")
    )  # fmt: skip
    columns = (*rate_columns, TimeElapsedColumn())
    bars = progress.Progress(
        *columns, console=Console(file=stream), transient=True, redirect_stdout=False, redirect_stderr=False
    )
    with bars:
        task = bars.add_task("", total=None, rows=0, rate=0.0)
        first: int | None = None

        def update(rows: int, fraction: float | None) -> None:
            nonlocal first
            first = rows if first is None else first  # Rows of a run that is resumed say nothing of the rate of this.
            elapsed = bars.tasks[0].elapsed
            rate = (rows - first) / elapsed if elapsed else 0.0
            if fraction is not None:
                bars.columns = columns_with_bar
            bars.update(task, total=1.0, completed=fraction or 0, rows=rows, rate=rate)

        yield update
