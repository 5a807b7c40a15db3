"""Answers a file of questions."""

from __future__ import annotations

import os
import signal
import stat
import sys
from typing import TYPE_CHECKING, Final

from bot.commands.shared import DONE, FAILED, open_bot, print_text
from bot.errors import InputError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from bot.batch import BatchJob, Tally
    from bot.batch.progress import Progress
    from bot.conversation import Bot

_ENDING_SIGNALS: Final = tuple(
    getattr(signal, name) for name in ("SIGTERM", "SIGQUIT", "SIGHUP") if hasattr(signal, name)
)


def batch(options: argparse.Namespace) -> int:
    """Answer the questions of a file, and tell what came out."""
    from bot.batch import BatchJob
    from bot.batch.progress import progress_bar
    from bot.batch.report.summary import summary

    if options.cluster:
        _require_dask()
    for number in _ENDING_SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:  # as `nohup` has it
            signal.signal(number, _exit_on_signal)  # so that files are closed, and the hint to resume is printed
    bot = open_bot(options)
    job = BatchJob(
        options.input,
        options.output,
        input_format=options.input_format,
        output_format=options.output_format,
        column=options.column,
        fields=options.fields,
        country=options.country,
        overwrite=options.overwrite,
        resume=options.resume,
    )
    if options.report:
        from bot.batch.report import html_page

        html_page.check(options.report, job)
    if options.gaps:
        from bot.batch.report import gaps

        gaps.check(options.gaps, job)
    shows_results = options.output == "-" and sys.stdout is not None and sys.stdout.isatty()
    told: list[str] = []
    try:
        with progress_bar(None if shows_results else sys.stderr) as progress:
            tally = _run(job, bot, options, progress, told.append)
    finally:
        for line in told:
            print_text(line, file=sys.stderr)
    try:
        if options.report:
            html_page.write(options.report, tally, bot.library, options.input)
        if options.gaps:
            gaps.write(options.gaps, tally, bot.matcher, overwrite=options.overwrite)
    finally:
        for line in summary(tally):
            print_text(line, file=sys.stderr)
    return FAILED if tally.unread or not _meets_expectations(tally, options.fail_under) else DONE


def _run(
    job: BatchJob, bot: Bot, options: argparse.Namespace, progress: Progress, tell: Callable[[str], object]
) -> Tally:
    if not options.cluster:
        from bot.batch import run

        return run(job, bot, workers=options.workers, progress=progress, tell=tell)
    import logging

    from bot.batch import dask

    # An error is reported in one line: the client would log it as well, with tracebacks.
    logging.getLogger("distributed.client").setLevel(logging.CRITICAL)
    return dask.run(job, bot, address=options.cluster, progress=progress, tell=tell)


def _require_dask() -> None:
    from importlib import import_module

    try:
        import_module("bot.batch.dask")
    except ModuleNotFoundError as error:
        raise InputError("--cluster needs what is not installed; run: pip install 'afterwords[cluster]'") from error


def _meets_expectations(tally: Tally, percent: float | None) -> bool:
    """Return whether the rows that expect something got it: all of them, or at least so many percent."""
    if percent is None:
        return not tally.failed
    if not tally.judged:
        print_text("--fail-under: no row has an 'expect' that could be held against its reply", file=sys.stderr)
        return False
    return 100 * (tally.judged - tally.failed) >= percent * tally.judged


def _exit_on_signal(number: int, _: object) -> None:
    if number == getattr(signal, "SIGHUP", None):  # The terminal has gone, and what is written to it fails.
        for descriptor in (1, 2):
            if stat.S_ISCHR(os.fstat(descriptor).st_mode):
                os.dup2(os.open(os.devnull, os.O_WRONLY), descriptor)
    sys.exit(128 + number)
