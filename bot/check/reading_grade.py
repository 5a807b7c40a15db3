"""Says how hard English is to read: the US school grade of Flesch and Kincaid, with syllables counted by rule."""

from __future__ import annotations

import re
from typing import Final

EASIEST: Final = -3.4
"""The grade of a single word of one syllable; none is lower."""
_WORD: Final = re.compile(r"\w[\w'’]*")
_SENTENCE: Final = re.compile(r"(?<=[.!?])\s+|(?<=[.!?][”\")*])\s+|\n+")
_LINK: Final = re.compile(r"\[([^\[\]]*)\]\([^\s()\[\]]*\)|https?://\S+")
_NO_LETTER: Final = re.compile(r"[^a-zà-ÿ]")
_VOWELS: Final = re.compile(r"[aeiouyáàâäéèêëíìîïóòôöúùûü]+")
_APART: Final = re.compile(
    r"(?<![tcsgx])i[aou]|(?<![gq])u[ao]|(?<!p)eo(?!u)|[eioy]ing|oe(?=v)|(?<=.)yo|iet|ien(?=c)|nxie"
    r"|(?<=[a-z]{2}[^aeiouy])ier|sm$"
)
"""Vowels that stand together and are spoken apart ("reliant"), and an ending that is spoken as if it held one."""
_SILENT: Final = re.compile(r"(?<=[^aeiouy])e(?=$|s$|d$|(?:ly|ty|ness|ful|less|ments?|things?|body|one|where|times?)$)")
_SOUNDED: Final = re.compile(r"[^aeiouy]les?$|(?:[sxzcg]|[cs]h)es$|[td]ed$|[bdfgkpt]led$|^[^aeiouy]{1,2}e$|^maybe$")
"""Words whose last "e" is spoken."""


def sentences(text: str) -> list[str]:
    """Return the sentences of a text as a reader sees them; a line of a list is one."""
    shown = _LINK.sub(lambda link: link[1] or "", text)
    return [each.strip() for each in _SENTENCE.split(shown) if _WORD.search(each)]


def grade(text: str) -> float:
    """Return the school grade from which a text can be read; `EASIEST` where it has no Latin letter."""
    parts = sentences(text)
    words = [word for part in parts for word in _WORD.findall(part)]
    if not any(map(_letters, words)):
        return EASIEST
    return 0.39 * len(words) / len(parts) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def syllables(word: str) -> int:
    """Return about how many syllables an English word has; 1 for a number, and whatever has no Latin letter."""
    letters = _letters(word)
    count = len(_VOWELS.findall(letters)) + len(_APART.findall(letters))
    if not _SOUNDED.search(letters):
        count -= len(_SILENT.findall(letters))
    return max(1, count)


def _letters(word: str) -> str:
    return _NO_LETTER.sub("", word.lower())
