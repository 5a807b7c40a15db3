"""The line of keys at the foot of a screen: those that fit, each whole."""

from __future__ import annotations

from textual.widgets import Footer
from textual.widgets._footer import FooterKey


class KeysShown(Footer):
    """A footer that cuts no key off: what has no room is told by the help."""

    async def recompose(self) -> None:
        """Show the keys of this moment."""
        await super().recompose()
        self.call_after_refresh(self._hide_what_is_cut)

    def on_resize(self) -> None:
        """Show as many as have room now."""
        self.call_after_refresh(self._hide_what_is_cut)

    def _hide_what_is_cut(self) -> None:
        docked = sum(key.outer_size.width for key in self.query(FooterKey) if key.styles.dock != "none")
        for key in self.query(FooterKey):
            key.visible = key.styles.dock != "none" or key.region.right <= self.size.width - docked
