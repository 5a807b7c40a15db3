"""The one gate for text from outside: whatever passes it is safe to search, to store and to show."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_ESCAPE_SEQUENCE = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]?"  # CSI: colours, cursor movement
    r"|\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)"  # OSC, DCS: titles, clipboard
    r"|\x1b[ -/]*[0-~]?"
)
"""Terminal escape sequences, as ECMA-48 section 5 draws them. Only those that an ESC introduces, and a string only
where it ends: a C1 sign that does the same is as likely to be half of a quotation mark, and what follows it somebody's
words."""

_INVISIBLE_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co"})
"""Control, format (bidi overrides among them), lone surrogates, private use. Not what is unassigned (Cn): which signs
are differs from one Python to the next, and the newest emoji is among them."""

_EMOJI_JOINER = "\u200d"
_EMOJI_JOINERS = frozenset(f"{_EMOJI_JOINER}\ufe0e\ufe0f")
_SKIN_TONES = frozenset(map(chr, range(0x1F3FB, 0x1F400)))
_FLAG_LETTERS = frozenset(map(chr, range(0x1F1E6, 0x1F200)))
_BLANK = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0"
    + "".join(map(chr, (*range(0xFE00, 0xFE0E), *range(0xE0100, 0xE01F0))))
)
"""Marks and letters of which nothing is to be seen (Default_Ignorable_Code_Point) and that are in no category above:
the grapheme joiner, Hangul fillers, variation selectors but those of emoji. Within a word they would hide the word."""
_STRAY_JOINERS = re.compile(
    r"(?<![\u2190-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff\ufe0f])[\u200d\ufe0e\ufe0f]+"
)
"""Joiners that do not hold the parts of one emoji together: within a word they would hide the word."""


LONGEST_MARKDOWN = 25_000
"""Characters of Markdown in one answer, as many as Azure's question answering takes; more is shown as it is written."""
_MARKDOWN = re.compile(r"\n|\*\*|\]\(|^(?:[-+*]|\d{1,9}[.)]) ")


def clean(text: str) -> str:
    """Return `text` in one line of visible characters, composed (NFC), its white space single and its ends trimmed."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    return " ".join(unicodedata.normalize("NFC", _visible_line(text)).split())


def clean_lines(text: str) -> str:
    """Return `text` with each of its lines cleaned; indentation is kept, and single empty lines are."""
    lines: list[str] = []
    for line in text.strip().splitlines():
        spaces = line.expandtabs(4)
        lines.append(" " * (len(spaces) - len(spaces.lstrip(" "))) + cleaned if (cleaned := clean(line)) else "")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def joined(texts: Iterable[str]) -> str:
    """Return texts that are said one after another as one: in paragraphs of their own, if one has several lines."""
    texts = list(texts)
    return ("\n\n" if any("\n" in text for text in texts) else " ").join(texts)


def may_be_markdown(text: str) -> bool:
    """Return whether a clean text may hold paragraphs, lists, bold or links, as Markdown: most need no parser."""
    return len(text) <= LONGEST_MARKDOWN and bool(_MARKDOWN.search(text))


def characters(text: str) -> list[str]:
    """Return the characters of `text` as a reader sees them: a letter with its marks is one, and so is an emoji."""
    found: list[str] = []
    for character in text:
        if found and _belongs_to(found[-1], character):
            found[-1] += character
        else:
            found.append(character)
    return found


def _belongs_to(before: str, character: str) -> bool:
    is_flag = len(before) == 1 and before in _FLAG_LETTERS and character in _FLAG_LETTERS
    is_part = character in _EMOJI_JOINERS or character in _SKIN_TONES or unicodedata.category(character)[0] == "M"
    return is_flag or is_part or before.endswith(_EMOJI_JOINER)


def printable(text: str) -> str:
    """Return `text` with its visible characters only; lines and spaces stay as they are."""
    return "\n".join(
        line if line.isascii() and line.isprintable() else _visible_line(line) for line in text.split("\n")
    )


def _visible_line(line: str) -> str:
    return _STRAY_JOINERS.sub("", "".join(map(_visible, _ESCAPE_SEQUENCE.sub("", line))))


def _visible(character: str) -> str:
    if character.isspace():
        return " "
    if character in _EMOJI_JOINERS:
        return character
    is_invisible = (
        character in _BLANK
        or unicodedata.category(character) in _INVISIBLE_CATEGORIES
        or _is_noncharacter(ord(character))
    )
    return "" if is_invisible else character


def _is_noncharacter(code: int) -> bool:
    """Return whether a code will never stand for a character (the Unicode Standard, section 23.7)."""
    return code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
