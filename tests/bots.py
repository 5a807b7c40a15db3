"""The bots that tests ask: the shipped one, and a bank's, whose library has nothing but one topic."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from bot import load

BOT: Final = load()
LIBRARY: Final = BOT.library
BANK: Final = load(Path(__file__).parent / "bank")
