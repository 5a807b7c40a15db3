"""Draws pages of HTML that load nothing else: sections, tables, and charts as inline SVG."""

from __future__ import annotations

from html import escape
from importlib.util import find_spec
from io import StringIO
from typing import TYPE_CHECKING, Any, Final
from warnings import catch_warnings, simplefilter

from bot.batch.writing.row_writers import visible
from bot.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_INK: Final = "#010203"
"""Stands for the colour of the page's own text, light or dark, with which it is replaced."""
_BAR: Final = "#5b84b1"
_LINES: Final = ("#5b84b1", "#c98a2b", "#7a7a7a")
_MARKERS: Final = ("o", "s", "^")

_PAGE: Final = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
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
<h1>{title}</h1>
<p>{what}</p>
<p class="note">This page holds questions as people typed them. Keep it as private as they are.</p>
{sections}
</html>
"""


def check_can_draw(name: str) -> None:
    """Check that a page of this name can be drawn.

    Raises:
        InputError: it cannot be; the message says what to do.
    """
    if find_spec("matplotlib") is None:
        raise InputError("--report needs what is not installed; run: pip install 'afterwords[report]'")
    if not name.lower().endswith(".html"):
        raise InputError(f"--report {name}: is a page; let its name end in .html")


def web_page(title: str, what: str, sections: Iterable[str]) -> str:
    """Return a page; empty sections are left out."""
    return _PAGE.format(title=_text(title), what=_text(what), sections="\n".join(filter(None, sections)))


def section(title: str, content: str) -> str:
    """Return a section; nothing where there is no content."""
    return f"<h2>{_text(title)}</h2>\n{content}" if content else ""


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table, its first column for numbers; nothing without a row."""
    body = "\n".join("<tr>" + "".join(f"<td>{_text(str(cell))}</td>" for cell in row) + "</tr>" for row in rows)
    head = "".join(f"<th>{_text(each)}</th>" for each in heads)
    return f"<table>\n<tr>{head}</tr>\n{body}\n</table>" if body else ""


def _text(text: str) -> str:
    return escape(visible(text))


def bars(counts: Sequence[tuple[str, int]], title: str) -> str:
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


def histogram(scores: Mapping[int, int], title: str, bins: int) -> str:
    """Return a chart of counts by equal parts from 0 to 1."""
    if not scores:
        return ""
    figure, axes = _figure(2.2)
    axes.bar(list(scores), list(scores.values()), width=0.92, align="edge", color=_BAR)
    axes.set_xlim(0, bins)
    axes.set_xticks(range(0, bins + 1, 4), [f"{place / bins:.1f}" for place in range(0, bins + 1, 4)])
    axes.yaxis.set_major_formatter("{x:,.0f}")
    axes.yaxis.get_major_locator().set_params(integer=True)
    described = ", ".join(f"from {place / bins:.2f} {count:,}" for place, count in sorted(scores.items()))
    return _svg(figure, axes, f"{title}: {described}")


def curves(
    at: Sequence[float],
    lines: Mapping[str, Sequence[float]],
    title: str,
    *,
    marked: float | None = None,
    diagonal: bool = False,
) -> str:
    """Return a chart of parts from 0 to 1 over numbers from 0 to 1.

    Args:
        at: The numbers.
        lines: The parts, by the name of each line.
        title: What is told to those who do not see it.
        marked: A number at which a line stands upright.
        diagonal: Whether a line shows where both are equal.
    """
    figure, axes = _figure(3.0)
    for place, (name, parts) in enumerate(lines.items()):
        axes.plot(at, parts, label=name, color=_LINES[place % len(_LINES)], marker=_MARKERS[place % len(_MARKERS)])
    if marked is not None:
        axes.axvline(marked, color=_INK, linewidth=1)
    if diagonal:
        axes.plot((0, 1), (0, 1), color=_INK, linewidth=1, linestyle="dotted")
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    axes.legend(frameon=False, labelcolor=_INK)
    told = "; ".join(
        f"{name} " + ", ".join(f"{part:.2f} from {number:.2f}" for number, part in zip(at, parts, strict=True))
        for name, parts in lines.items()
    )
    return _svg(figure, axes, f"{title}: {told}")


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
