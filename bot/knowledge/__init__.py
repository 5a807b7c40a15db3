"""The library of intents: YAML, read once, checked, frozen."""

from bot.knowledge.library import Library
from bot.knowledge.load import load

__all__ = ["Library", "load"]
