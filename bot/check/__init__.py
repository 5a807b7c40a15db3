"""Proves that a library is sound, and warns of what it could do without."""

from bot.check.soundness import Findings, check

__all__ = ["Findings", "check"]
