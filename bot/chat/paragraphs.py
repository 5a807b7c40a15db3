"""Text in a column: paragraphs with markers hanging in the margin, many of them in one widget."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from textual.content import Content
from textual.widget import Widget

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from textual.geometry import Size

NOTHING: Final = Content()


class Paragraph(NamedTuple):
    """A text, and what hangs before it. The text's further lines start below its first word, not below the marker."""

    text: Content
    marker: Content = NOTHING
    margin: Content | None = None
    """What stands before the further lines; blank, if it is not told."""
    above: Content | None = None
    """A line of its own before the paragraph, mostly an empty one."""
    band: str = ""
    """A style for its lines from edge to edge."""


class Paragraphs(Widget):
    """Shows paragraphs. Nothing in them is read as markup: `Content` is only ever put together from plain strings."""

    def __init__(self, paragraphs: Iterable[Paragraph] = (), *, classes: str | None = None) -> None:
        super().__init__(classes=classes)
        self._paragraphs = list(paragraphs)
        self._wrapped: tuple[int, list[Content]] = (0, [])
        """The lines, and the width they were wrapped to."""

    def set(self, paragraphs: Iterable[Paragraph]) -> None:
        """Show these instead of the others."""
        self._paragraphs = list(paragraphs)
        self._wrapped = (0, [])
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """Return how many lines the paragraphs take at `width`."""
        return len(self._lines(width))

    def render(self) -> Content:
        """Return the lines as they fit the present width."""
        return Content("\n").join(self._lines(self.content_size.width))

    def _lines(self, width: int) -> list[Content]:
        if self._wrapped[0] != width:
            self._wrapped = (width, wrap(self._paragraphs, width))
        return self._wrapped[1]


def wrap(paragraphs: Iterable[Paragraph], width: int) -> list[Content]:
    """Return the lines of paragraphs, none of them wider than `width` cells."""
    return [line for paragraph in paragraphs for line in _wrap(paragraph, width)]


def _wrap(paragraph: Paragraph, width: int) -> Iterator[Content]:
    indent = paragraph.marker.cell_length
    margin = Content(" " * indent) if paragraph.margin is None else paragraph.margin
    if paragraph.above is not None:
        yield paragraph.above
    for place, line in enumerate(paragraph.text.wrap(max(2, width - indent))):
        whole = (margin if place else paragraph.marker) + line
        if paragraph.band:
            whole = whole.pad_right(max(0, width - whole.cell_length)).stylize_before(paragraph.band)
        yield whole
