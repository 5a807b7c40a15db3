"""Joins what was learned from meaning to what was learned from words, where the one was learned beside the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.knowledge.folder import SEMANTIC_FILE
from bot.matching.semantic.file import read_semantic
from bot.matching.semantic.reader import SemanticReader

if TYPE_CHECKING:
    from pathlib import Path

    from bot.matching.matcher import Matcher
    from bot.matching.semantic.encoder import SentenceEncoder


def join_meaning(matcher: Matcher, folder: Path, encoder: SentenceEncoder) -> None:
    """Let the matcher of the library in `folder` read what texts mean, too.

    What was learned beside another table of words than it has now is left out of account, as `check` tells.

    Raises:
        LibraryError: what was learned is damaged, or was made by another version.
    """
    table, words = read_semantic(folder / SEMANTIC_FILE), matcher.learned
    if words and table and table.header.fingerprint == words.fingerprint and table.header.classes == words.classes:
        words.use(SemanticReader(table, encoder))
