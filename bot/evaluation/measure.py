"""Measures files of labelled questions, or a library by itself, and writes what came of it."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from bot.batch.report.web_page import check_can_draw
from bot.batch.writing.open_output import open_output
from bot.evaluation.cross_validation import cross_validate
from bot.evaluation.document import document, row
from bot.evaluation.html_report import html_report
from bot.evaluation.labelled import read_labelled
from bot.evaluation.outcomes import ask_rows
from bot.evaluation.text_report import text_report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path
    from typing import Any

    from bot.conversation import Bot
    from bot.evaluation.outcomes import Outcome
    from bot.knowledge import Library


class Measurement(NamedTuple):
    """What was measured, and what came of it."""

    name: str
    outcomes: list[Outcome]
    threshold: float
    """The probability from which the library answers."""
    bot: Bot | None = None
    """What answered; None where parts of the library were left out in turn."""

    def text(self) -> Iterator[str]:
        """Yield the lines of a report."""
        return text_report(self.name, self.outcomes, self.threshold, self.bot)

    def document(self) -> dict[str, Any]:
        """Return all figures, and a row for each turn."""
        return document(self.name, self.outcomes, self.threshold)

    def write_rows(self, file: str, *, overwrite: bool) -> None:
        """Write a row of JSON for each turn.

        Raises:
            InputError: the file cannot be written.
        """
        with open_output(file, overwrite=overwrite) as output:
            output.write("".join(json.dumps(row(outcome), ensure_ascii=False) + "\n" for outcome in self.outcomes))

    def write_page(self, file: str, *, overwrite: bool) -> None:
        """Write a page with pictures.

        Raises:
            InputError: the file cannot be written, or what draws them is not installed.
        """
        check_can_draw(file)
        with open_output(file, overwrite=overwrite, private=True) as output:
            output.write(html_report(self.name, self.outcomes, self.threshold, datetime.now().astimezone()))


def measure_files(bot: Bot, files: Sequence[Path]) -> list[Measurement]:
    """Ask the questions of labelled files.

    Raises:
        InputError: a file cannot be read.
        LabelError: a row of one is not valid.
    """
    threshold = bot.matcher.thresholds.answer
    return [Measurement(str(file), ask_rows(bot, read_labelled(file, bot.library)), threshold, bot) for file in files]


def measure_library(library: Library, report: Callable[[str], object] = lambda _: None) -> Measurement:
    """Measure a library by its own texts; see `cross_validate`."""
    outcomes, threshold = cross_validate(library, report)
    return Measurement(f"{library.folder}, parts left out in turn", outcomes, threshold)


def together(measurements: Sequence[Measurement]) -> Measurement:
    """Return several measurements of the same library as one."""
    name = ", ".join(each.name for each in measurements)
    outcomes = [outcome for each in measurements for outcome in each.outcomes]
    return measurements[0]._replace(name=name, outcomes=outcomes)
