"""Says what is wrong with a safety pattern, before anything is looked for with it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

WIDEST_RANGE: Final = 200
"""Numbers that a range may stand for."""

_WORD: Final = re.compile(r"[^\W_]|[\u2600-\u27bf\U0001f300-\U0001faff]")
"""A letter, a digit, or an emoji: what matching takes for a word or a part of one."""
_MARKS: Final = frozenset({"...", "^", "$"})
_RANGE: Final = re.compile(r"<(\d{1,6})-(\d{1,6})>\w*")


def pattern_faults(pattern: str, concepts: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """Yield what keeps a pattern from being found."""
    slots = [slot for slot in pattern.split() if slot not in _MARKS]
    if all(slot.endswith("?") for slot in slots):
        yield "it needs no word at all"
    for slot in slots:
        for part in slot.rstrip("?").split("|"):
            if part.startswith("{") and not concepts.get(part.strip("{}")):
                yield f"'{part}' is no concept of lexicon.yaml"
            elif part.startswith("<"):
                numbers = _RANGE.fullmatch(part)
                if not numbers or not 0 <= int(numbers[2]) - int(numbers[1]) < WIDEST_RANGE:
                    yield f"'{part}' is no range such as <10-17>"
            elif not _WORD.search(part):
                yield f"'{slot}' has an alternative without a word"
