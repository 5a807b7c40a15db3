"""Draws what became of a batch, on one page that needs nothing else."""

from __future__ import annotations

from datetime import datetime
from html import escape
from importlib.util import find_spec
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from bot.batch.output import writing
from bot.batch.summary import unanswered_share
from bot.batch.tally import BINS
from bot.batch.writers import visible
from bot.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.batch.tally import Tally
    from bot.knowledge import Library

MOST_DRAWN: Final = 25
"""Intents, and unanswered questions, that are shown: the most frequent ones."""
_INK: Final = "#010203"
"""Drawn in this colour, lines and letters take the page's own, light or dark."""
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
  svg {{ width: 100%; height: auto; }}
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


def check(name: str, *, overwrite: bool) -> None:
    """See beforehand that a report can be written.

    Raises:
        InputError: it cannot; the message says what to do.
    """
    if find_spec("matplotlib") is None:
        raise InputError("--report needs what is not installed; run: pip install 'afterwords[report]'")
    if not name.lower().endswith(".html"):
        raise InputError(f"--report {name}: is a page; let its name end in .html")
    if Path(name).exists() and not overwrite:
        raise InputError(f"{name}: is there already; name another file, or give --overwrite")
    if not Path(name).absolute().parent.is_dir():
        raise InputError(f"{name}: there is no folder {Path(name).absolute().parent}; make it first")


def write(name: str, tally: Tally, library: Library, source: str) -> None:
    """Write the report of a batch over `source`; a report that is there is replaced.

    Raises:
        InputError: it cannot be written.
    """
    with writing(name, overwrite=True) as output:
        output.write(page(tally, library, source, datetime.now().astimezone()))


def page(tally: Tally, library: Library, source: str, when: datetime) -> str:
    """Return the report as HTML."""
    titles = {intent.id: intent.title for intent in library.intents.values()}
    intents = {titles.get(name, name): count for name, count in tally.intents.most_common(MOST_DRAWN)}
    parts = {f"{part / BINS:.2f}": tally.scores[part] for part in range(BINS)}
    sections = [
        _section("What the replies were", _bars(dict(tally.kinds.most_common()), "Rows by kind of reply")),
        _section("What was asked most", _bars(intents, "Answers by intent")),
        _section("How sure the answers were", _histogram(parts, "Answers by score, from 0 to 1")),
        _section(
            "What was asked most and not answered",
            _table(("Times", "Question"), ((n, q) for q, n in tally.unanswered.most_common(MOST_DRAWN))),
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
    what = (
        f"{tally.rows:,} rows of {source}, {when:%Y-%m-%d %H:%M}. Unanswered: {unanswered_share(tally):.1%} of what "
        f"was read. Could not be read: {tally.unread:,}."
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


def _bars(counts: Mapping[str, int], title: str) -> str:
    """Return a picture of counts, the highest first."""
    if not counts:
        return ""
    figure, axes = _figure(0.6 + 0.32 * len(counts))
    bars = axes.barh([visible(name).replace("$", r"\$") for name in counts], list(counts.values()), color=_BAR)
    axes.invert_yaxis()
    axes.bar_label(bars, fmt="{:,.0f}", padding=4, color=_INK)
    axes.margins(x=0.12)
    axes.xaxis.set_visible(False)
    return _drawn(figure, axes, f"{title}: " + ", ".join(f"{name} {count:,}" for name, count in counts.items()))


def _histogram(counts: Mapping[str, int], title: str) -> str:
    if not any(counts.values()):
        return ""
    figure, axes = _figure(2.6)
    axes.bar(range(len(counts)), list(counts.values()), width=0.92, align="edge", color=_BAR)
    axes.set_xticks(
        range(0, len(counts) + 1, 4), [f"{place / len(counts):.1f}" for place in range(0, len(counts) + 1, 4)]
    )
    return _drawn(figure, axes, f"{title}: " + ", ".join(f"from {low} {n:,}" for low, n in counts.items() if n))


def _figure(height: float) -> tuple[Any, Any]:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7.2, height), layout="constrained")
    return figure, figure.add_subplot()


def _drawn(figure: Any, axes: Any, described: str) -> str:
    """Return a figure as SVG within HTML, with its content in words for whoever cannot see it."""
    from matplotlib import rc_context

    axes.spines[:].set_visible(False)
    axes.tick_params(colors=_INK, length=0)
    drawing = StringIO()
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "report", "font.family": "sans-serif"}):
        figure.savefig(drawing, format="svg", transparent=True, metadata={"Date": None})
    svg = drawing.getvalue()
    svg = svg[svg.index("<svg") :].replace(_INK, "currentColor")
    return svg.replace("<svg", f'<svg role="img" aria-label="{escape(visible(described))}"', 1)
