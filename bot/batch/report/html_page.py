"""Draws the results of a batch on one page of HTML, which loads nothing else."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.batch.reading.input import STANDARD, is_same_file
from bot.batch.report.summary import unanswered_fraction
from bot.batch.report.tally import BINS, most_frequent
from bot.batch.report.web_page import bars, check_can_draw, histogram, section, table, web_page
from bot.batch.writing.open_output import open_output
from bot.errors import InputError

if TYPE_CHECKING:
    from bot.batch.job import BatchJob
    from bot.batch.report.tally import Tally
    from bot.knowledge import Library

MOST_SHOWN: Final = 25
"""Intents and unanswered questions that are shown: the most frequent ones."""


def check(name: str, job: BatchJob) -> None:
    """Check beforehand that a report on the batch can be written.

    Raises:
        InputError: it cannot be; the message says what to do.
    """
    check_can_draw(name)
    if is_same_file(name, os.fspath(job.source)) or is_same_file(name, os.fspath(job.target)):
        raise InputError(f"--report {name}: is the input or the output as well; name another file")
    if Path(name).exists() and not job.overwrite:
        raise InputError(f"{name}: is there already; name another file, or give --overwrite")
    if not Path(name).absolute().parent.is_dir():
        raise InputError(f"{name}: there is no folder {Path(name).absolute().parent}; make it first")


def write(name: str, tally: Tally, library: Library, source: str) -> None:
    """Write the report on a batch over `source`; an existing report is replaced.

    Raises:
        InputError: it cannot be written.
    """
    with open_output(name, overwrite=True, private=True) as output:
        output.write(page(tally, library, source, datetime.now().astimezone()))


def page(tally: Tally, library: Library, source: str, when: datetime) -> str:
    """Return the report as HTML."""
    titles = {intent.id: intent.title for intent in library.intents.values()}
    kinds = most_frequent(tally.kinds, len(tally.kinds))
    intents = [(titles.get(name, name), count) for name, count in most_frequent(tally.intents, MOST_SHOWN)]
    unanswered = most_frequent({question: times for question, (times, _) in tally.unanswered.items()}, MOST_SHOWN)
    sections = [
        section("What the replies were", bars(kinds, "Rows by kind of reply")),
        section("What was asked most", bars(intents, "Answers by intent")),
        section("How sure the answers were", histogram(tally.scores, "Answers by score, from 0 to 1", BINS)),
        section(
            "What was asked most and not answered",
            table(("Times", "Question"), ((f"{times:,}", question) for question, times in unanswered)),
        ),
        section(
            "What came close to an answer",
            table(
                ("Score", "Nearest", "Question"),
                ((f"{score:.2f}", titles.get(intent, intent), question) for score, question, intent in tally.close),
            ),
        ),
        section("What was not as expected", table(("Line", "What came"), tally.failures)),
        section("What could not be read", table(("Line", "Why"), tally.errors)),
    ]
    questions = "standard input" if source == STANDARD else source
    what = (
        f"{tally.rows:,} rows of {questions}, {when:%Y-%m-%d %H:%M}. "
        f"Unanswered: {unanswered_fraction(tally):.1%} of what was read. Could not be read: {tally.unread:,}."
    )
    if tally.judged:
        what += f" As expected: {tally.judged - tally.failed:,} of {tally.judged:,}."
    return web_page("Batch report", what, sections)
