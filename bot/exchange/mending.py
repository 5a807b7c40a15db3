"""Mends text that other programs have broken on its way, where it is certain what it was."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from bot.text import clean, clean_lines

_LITERAL: Final = re.compile(
    r"(?P<path>(?<![\w\\])(?:[A-Za-z]:\\(?![nrt](?![a-z]))|\\\\\w[\w.-]+\\)\S*)"  # C:\new, \\server\new: no line break
    r"|\\r\\n|\\n|\\r|\\t"
)
_MISREAD_MARK: Final = "ï»¿"
"""A byte order mark that was read as Windows-1252."""
_AMBIGUOUS: Final = re.compile("[À-ß][‘’‚“”„‹›«»–—…•\xa0]")
"""A capital before a closing quotation mark, a dash or dots: somebody may have written that."""
_SEQUENCE: Final = re.compile("[^\x00-\x7f]+")
_MOST_MISREADINGS: Final = 3


def mend(text: str, *, has_escapes: bool = False) -> tuple[str, list[str]]:
    r"""Return a text as it was meant, and what was mended, in words for a note.

    With `has_escapes`, its format writes every line break as `\n`, and that is none of them.
    """
    notes: list[str] = []
    before = ""
    while text != before:  # Signs that cleaning takes away may have stood between broken ones.
        before = text
        mended = mend_mojibake(text)
        if mended != text:
            notes.append(f"mended '{_excerpt(text)}' to '{_excerpt(mended)}'")
        lines = break_lines(mended)
        if lines != mended and not has_escapes:
            notes.append("read a literal \\n as a line break")
        text = clean_lines(lines)
    return text, notes


def break_lines(text: str) -> str:
    r"""Return a text in which `\n`, written as a backslash and a letter, is the line break that it stands for."""
    return _LITERAL.sub(lambda found: found["path"] or (" " if found[0] == r"\t" else "\n"), text)


def mend_mojibake(text: str) -> str:
    """Return a text whose UTF-8 was read as Windows-1252 as it was before.

    Only if the whole text goes back, gets shorter, and could hardly have been meant as it stands.
    """
    text = text.removeprefix(_MISREAD_MARK)
    for _ in range(_MOST_MISREADINGS):
        if text.isascii():
            break
        try:
            mended = b"".join(map(_byte, text)).decode("utf-8")
        except (UnicodeEncodeError, UnicodeDecodeError):
            break
        is_ambiguous = len(text) - len(mended) < 2 and _AMBIGUOUS.search(text)
        if len(mended) >= len(text) or is_ambiguous or any(map(_is_odd, mended)):
            break
        text = mended
    return text


def _byte(character: str) -> bytes:
    """Return the byte that was read as this character; five of Windows-1252's bytes stand for control characters."""
    if "\x80" <= character <= "\x9f":
        return bytes([ord(character)])
    return character.encode("cp1252")


def _is_odd(character: str) -> bool:
    """Return whether hardly anybody writes a character that mending brought about; ASCII was there before."""
    return character > "\x7f" and character != "\ufe0f" and unicodedata.category(character) in ("Cc", "Co", "Mn")


def _excerpt(text: str) -> str:
    """Return what stands around the first sign beyond ASCII, in one line."""
    found = _SEQUENCE.search(text)
    start = max(found.start() - 15, 0) if found else 0
    return clean(text[start : start + 40])
