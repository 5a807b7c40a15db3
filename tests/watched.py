"""A library that is watched while it is written: a shop with two intents, and what becomes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot import load
from bot.watch import LibraryWatcher

if TYPE_CHECKING:
    from pathlib import Path

    from bot import Bot

HOURS: Final = """\
  hours:
    title: "Opening hours"
    examples: ["when do you open?", "how long are you open today?", "are you open on sunday"]
    answer: [{text: "We open at nine."}]
"""
RELATED: Final = "    related: [returns]\n"
RETURNS: Final = """\
  returns:
    title: "How to return something"
    examples: ["I want to return my shoes", "can I send it back?", "money back please"]
    answer: [{text: "Within two weeks, with the receipt."}]
"""
PARKING: Final = """\
  parking:
    title: "Where to park"
    examples: ["where can I park my car?", "is there a garage near you", "parking"]
    answer: [{text: "Behind the shop."}]
"""
SHOP: Final = "topic: Shop\nintents:\n" + HOURS + RELATED + RETURNS
LATER: Final = SHOP.replace("at nine", "at half past ten")
LARGER: Final = SHOP + PARKING
SMALLER: Final = "topic: Shop\nintents:\n" + HOURS
BROKEN: Final = SHOP.replace('answer: [{text: "Within', 'anwser: [{text: "Within')
"""Its first fault is on line 9, where an answer is missed, and the second on line 12."""

HELPLINES: Final = """\
countries: {zz: "Zedland"}
helplines:
  - {country: zz, need: emergency, name: "Help", text: "Call 1.", source: "https://example.com", checked: "2026"}
"""


def write(folder: Path, text: str, name: str = "shop.yaml") -> Path:
    """Save a file of a library."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def open_shop(folder: Path, text: str = SHOP) -> tuple[LibraryWatcher, Bot]:
    """Return a watcher of a new library, and its bot."""
    write(folder, text)
    return LibraryWatcher(folder), load(folder)
