"""Whom to call, kept above the line to type in: it stays until the conversation is cleared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

if TYPE_CHECKING:
    from collections.abc import Sequence


class Helplines(VerticalScroll):
    """Shows the helplines told last; takes no room while there are none."""

    def tell(self, helplines: Sequence[str]) -> None:
        """Show these."""
        if not self.children:
            self.mount(Static(markup=False))
        self.query_one(Static).update(Content("\n".join(helplines)))
        self.set_class(bool(helplines), "-needed")
