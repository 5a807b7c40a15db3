"""Shows how far a batch is, and how long it will still take."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextmanager
def progress(stream: TextIO | None) -> Iterator[Callable[[int, float | None], object]]:
    """Draw a bar on a terminal, nothing anywhere else; yield what is told the rows done and their share."""
    if stream is None or not stream.isatty():
        yield lambda *_: None
        return
    # Imported here, as it takes a while: most batches are watched by nobody.
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    rate_shown = (TextColumn("{task.fields[rows]:,} rows"), TextColumn("{task.fields[rate]:,.0f} a second"))
    of_known_size = (
        BarColumn(), TextColumn("{task.percentage:>3.0f} %"), *rate_shown, TimeRemainingColumn(), TextColumn("left")
    )  # fmt: skip
    columns = (*rate_shown, TimeElapsedColumn())
    console = Console(file=stream)
    with Progress(*columns, console=console, transient=True, redirect_stdout=False, redirect_stderr=False) as bars:
        task = bars.add_task("", total=None, rows=0, rate=0.0)
        before: int | None = None

        def seen(rows: int, share: float | None) -> None:
            nonlocal before
            before = rows if before is None else before  # What an earlier run did says nothing of the rate of this one.
            elapsed = bars.tasks[0].elapsed
            rate = (rows - before) / elapsed if elapsed else 0.0
            if share is not None:
                bars.columns = of_known_size
            bars.update(task, total=1.0, completed=share or 0, rows=rows, rate=rate)

        yield seen
