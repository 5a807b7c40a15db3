"""Paragraphs with hanging markers, wrapped to a width, and a widget that shows many of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from textual.content import Content
from textual.widget import Widget

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from textual.geometry import Size

EMPTY: Final = Content()


class Paragraph(NamedTuple):
    """A text with a marker before it. Later lines are indented to the first word, not to the marker."""

    text: Content
    marker: Content = EMPTY
    margin: Content | None = None
    """Precedes each later line; blank by default."""
    above: Content | None = None
    """A separate line before the paragraph, usually an empty one."""
    band: str = ""
    """A style for its lines across the full width."""


class Paragraphs(Widget):
    """Shows paragraphs. Nothing in them is parsed as markup: `Content` is always built from plain strings."""

    def __init__(self, paragraphs: Iterable[Paragraph] = (), *, classes: str | None = None) -> None:
        super().__init__(classes=classes)
        self._paragraphs = list(paragraphs)
        self._wrapped: tuple[int, list[Content]] = (0, [])
        """The width of the last wrapping, and its lines."""

    def update(self, paragraphs: Iterable[Paragraph]) -> None:
        """Show these paragraphs instead."""
        self._paragraphs = list(paragraphs)
        self._wrapped = (0, [])
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """Return the number of lines at `width`."""
        return len(self._lines(width))

    def render(self) -> Content:
        """Return the lines at the present width."""
        return Content("\n").join(self._lines(self.content_size.width))

    def _lines(self, width: int) -> list[Content]:
        if self._wrapped[0] != width:
            self._wrapped = (width, wrap(self._paragraphs, width))
        return self._wrapped[1]


def wrap(paragraphs: Iterable[Paragraph], width: int) -> list[Content]:
    """Return the lines of paragraphs, none wider than `width` cells."""
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
