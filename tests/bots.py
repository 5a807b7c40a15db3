"""The bots that tests ask: the shipped one, and a bank's, whose library has nothing but one topic; and what is told."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

from hypothesis import strategies as st

from bot import load
from bot.knowledge.folder import EVERYDAY_FILE, default_folder
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


def copy_bank(folder: Path) -> Path:
    """Copy the bank's library to a folder, with a few of the everyday questions that it borrows.

    To learn from all of them, or to be measured with them, takes most of a minute.
    """
    shutil.copytree(BANK.library.folder, folder)
    everyday = (default_folder() / EVERYDAY_FILE).read_text("utf-8").splitlines()
    (folder / EVERYDAY_FILE).write_text("\n".join([*everyday[:2], *everyday[2::16]]), "utf-8")
    return folder
