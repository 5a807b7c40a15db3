"""The helplines that were given, shown above the prompt until the conversation is cleared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

if TYPE_CHECKING:
    from collections.abc import Sequence


class Helplines(VerticalScroll):
    """Shows the latest helplines, and takes no room while there are none."""

    def show(self, helplines: Sequence[str]) -> None:
        """Show these helplines instead of the ones before."""
        if not self.children:
            self.mount(Static(markup=False))
        self.query_one(Static).update(Content("\n".join(helplines)))
        self.set_class(bool(helplines), "-needed")
