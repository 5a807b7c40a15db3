"""The library of intents: YAML, read once, checked, frozen."""

from bot.knowledge.model import Library

__all__ = ["Library"]
