"""Draws the results of a batch on one page of HTML, which loads nothing else."""

from __future__ import annotations

import os
from datetime import datetime
from html import escape
from importlib.util import find_spec
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from warnings import catch_warnings, simplefilter

from bot.batch.reading.input import STANDARD, is_same_file
from bot.batch.report.summary import unanswered_fraction
from bot.batch.report.tally import BINS, most_frequent
from bot.batch.writing.output import open_output
from bot.batch.writing.row_writers import visible
from bot.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.batch.job import BatchJob
    from bot.batch.report.tally import Tally
    from bot.knowledge import Library

MOST_SHOWN: Final = 25
"""Intents and unanswered questions that are shown: the most frequent ones."""
_INK: Final = "#010203"
"""Stands for the colour of the page's own text, light or dark, with which it is replaced."""
_BAR: Final = "#5b84b1"

_PAGE: Final = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Batch report</title>
<style>
  :root {{ color-scheme: light dark; }}
  body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }}
  svg {{ display: block; width: 100%; max-width: 32rem; height: auto; }}
  table {{ border-collapse: collapse; width: 100%; }}
  td, th {{ text-align: left; vertical-align: top; padding: .2rem .8rem .2rem 0; border-bottom: 1px solid #8884; }}
  td {{ overflow-wrap: anywhere; }}
  td:first-child, th:first-child {{ text-align: right; font-variant-numeric: tabular-nums; width: 5rem; }}
  .note {{ border-left: .3rem solid #c98a2b; padding-left: .8rem; }}
</style>
<h1>Batch report</h1>
<p>{what}</p>
<p class="note">This page holds questions as people typed them. Keep it as private as they are.</p>
{sections}
</html>
"""


def check(name: str, job: BatchJob) -> None:
    """Check beforehand that a report on the batch can be written.

    Raises:
        InputError: it cannot be; the message says what to do.
    """
    if find_spec("matplotlib") is None:
        raise InputError("--report needs what is not installed; run: pip install 'afterwords[report]'")
    if not name.lower().endswith(".html"):
        raise InputError(f"--report {name}: is a page; let its name end in .html")
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
    with open_output(name, overwrite=True) as output:
        output.write(page(tally, library, source, datetime.now().astimezone()))


def page(tally: Tally, library: Library, source: str, when: datetime) -> str:
    """Return the report as HTML."""
    titles = {intent.id: intent.title for intent in library.intents.values()}
    kinds = most_frequent(tally.kinds, len(tally.kinds))
    intents = [(titles.get(name, name), count) for name, count in most_frequent(tally.intents, MOST_SHOWN)]
    unanswered = most_frequent({question: times for question, (times, _) in tally.unanswered.items()}, MOST_SHOWN)
    sections = [
        _section("What the replies were", _bars(kinds, "Rows by kind of reply")),
        _section("What was asked most", _bars(intents, "Answers by intent")),
        _section("How sure the answers were", _histogram(tally.scores, "Answers by score, from 0 to 1")),
        _section(
            "What was asked most and not answered",
            _table(("Times", "Question"), ((f"{times:,}", question) for question, times in unanswered)),
        ),
        _section(
            "What came close to an answer",
            _table(
                ("Score", "Nearest", "Question"),
                ((f"{score:.2f}", titles.get(intent, intent), question) for score, question, intent in tally.close),
            ),
        ),
        _section("What was not as expected", _table(("Line", "What came"), tally.failures)),
        _section("What could not be read", _table(("Line", "Why"), tally.errors)),
    ]
    questions = "standard input" if source == STANDARD else source
    what = (
        f"{tally.rows:,} rows of {questions}, {when:%Y-%m-%d %H:%M}. "
        f"Unanswered: {unanswered_fraction(tally):.1%} of what was read. Could not be read: {tally.unread:,}."
    )
    if tally.judged:
        what += f" As expected: {tally.judged - tally.failed:,} of {tally.judged:,}."
    return _PAGE.format(what=_text(what), sections="\n".join(filter(None, sections)))


def _section(title: str, content: str) -> str:
    return f"<h2>{_text(title)}</h2>\n{content}" if content else ""


def _table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    body = "\n".join("<tr>" + "".join(f"<td>{_text(str(cell))}</td>" for cell in row) + "</tr>" for row in rows)
    head = "".join(f"<th>{_text(each)}</th>" for each in heads)
    return f"<table>\n<tr>{head}</tr>\n{body}\n</table>" if body else ""


def _text(text: str) -> str:
    return escape(visible(text))


def _bars(counts: Sequence[tuple[str, int]], title: str) -> str:
    """Return a chart of counts, each below its name, so that long names fit on a phone."""
    if not counts:
        return ""
    figure, axes = _figure(0.2 + 0.42 * len(counts))
    bars = axes.barh(range(len(counts)), [count for _, count in counts], height=0.42, color=_BAR)
    axes.bar_label(bars, fmt="{:,.0f}", padding=4, color=_INK)
    for place, (name, _) in enumerate(counts):
        axes.text(0, place - 0.34, visible(name), color=_INK, parse_math=False)
    axes.set_ylim(len(counts) - 0.7, -0.9)
    axes.margins(x=0.2)
    axes.set_axis_off()
    return _svg(figure, axes, f"{title}: " + ", ".join(f"{name} {count:,}" for name, count in counts))


def _histogram(scores: Mapping[int, int], title: str) -> str:
    """Return a chart of counts by bin."""
    if not scores:
        return ""
    figure, axes = _figure(2.2)
    axes.bar(list(scores), list(scores.values()), width=0.92, align="edge", color=_BAR)
    axes.set_xlim(0, BINS)
    axes.set_xticks(range(0, BINS + 1, 4), [f"{place / BINS:.1f}" for place in range(0, BINS + 1, 4)])
    axes.yaxis.set_major_formatter("{x:,.0f}")
    axes.yaxis.get_major_locator().set_params(integer=True)
    described = ", ".join(f"from {place / BINS:.2f} {count:,}" for place, count in sorted(scores.items()))
    return _svg(figure, axes, f"{title}: {described}")


def _figure(height: float) -> tuple[Any, Any]:
    """Return a figure as wide as a phone, in inches, and its axes."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(4.6, height), layout="constrained")
    return figure, figure.add_subplot()


def _svg(figure: Any, axes: Any, description: str) -> str:
    """Return a figure as inline SVG, with a description for screen readers."""
    from matplotlib import rc_context

    axes.spines[:].set_visible(False)
    axes.tick_params(colors=_INK, length=0, pad=6)
    drawing = StringIO()
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "report", "font.family": "sans-serif"}), catch_warnings():
        simplefilter("ignore", UserWarning)  # A character that its fonts lack is drawn by the browser.
        figure.savefig(drawing, format="svg", transparent=True, metadata={"Date": None})
    svg = drawing.getvalue()
    svg = svg[svg.index("<svg") :].replace(_INK, "currentColor")
    return svg.replace("<svg", f'<svg role="img" aria-label="{escape(visible(description))}"', 1)
