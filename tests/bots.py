"""The bots that tests ask: the shipped one, and a bank's, whose library has nothing but one topic; and what is told."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from hypothesis import strategies as st

from bot import load
from bot.text import clean

BOT: Final = load()
LIBRARY: Final = BOT.library
BANK: Final = load(Path(__file__).parent / "bank")
_PARTS = [
    "i",
    "my partner",
    "he",
    "cried",
    "didnt",
    "was hit",
    "stop crying",
    "after sex",
    "scared",
    "café",
    "s*x",
    "😭",
]
TOLD: Final = st.lists(st.sampled_from(_PARTS) | st.text(max_size=5), max_size=12).map(" ".join).map(clean)
"""Texts with words that the shipped library knows, and others."""
