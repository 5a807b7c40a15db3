"""The library of intents: YAML, read once, checked, frozen."""

from bot.knowledge.library import Library

__all__ = ["Library"]
