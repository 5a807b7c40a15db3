"""Makes and reads the features that texts are compared by: each has a kind and a value."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, TypeAlias
from zlib import crc32

from bot.matching.cache import BoundedCache

if TYPE_CHECKING:
    from collections.abc import Iterable

Kind: TypeAlias = Literal[
    "word", "concept", "denied concept", "subject", "denied subject", "pair", "relation", "spelling", "letters"
]

WEIGHTS: Final[dict[Kind, float]] = {
    "word": 1.0,
    "concept": 1.0,
    "denied concept": 1.0,
    "subject": 1.0,
    "denied subject": 1.0,
    "pair": 0.6,
    "relation": 0.8,
}
"""How much a feature of each kind counts against a single word, where examples are pooled. Chosen on labelled
questions."""

LETTERS: Final = (3, 4)
"""Lengths of the groups of letters that a word is seen as. Groups of 2 to 5 do as well, and are twice as many."""

START: Final = "^"
END: Final = "$"
"""The neighbours of the first and the last word."""

_CACHED: Final = 65_536
"""Pairs, and relations, that are kept: they come again and again."""
_DENIED: Final[dict[Kind, Kind]] = {"concept": "denied concept", "subject": "denied subject"}
_LABELS: Final[dict[Kind, str]] = {
    "denied concept": "not:",
    "subject": "outside:",
    "denied subject": "not:outside:",
    "spelling": "letters:",
}


class Feature(NamedTuple):
    """Something that a text has or lacks."""

    kind: Kind
    value: str
    """The stem, or the stems of a phrase; the name of a concept or of a subject; a word as it was typed, or a group of
    its letters; or what `pair` and `relation` make."""


@lru_cache(maxsize=_CACHED)
def word(stem: str) -> Feature:
    """Return the feature of a stem, or of the stems of a phrase."""
    return Feature("word", stem)


def concept(name: str) -> Feature:
    """Return the feature of a concept of the lexicon."""
    return Feature("concept", name)


def subject(name: str) -> Feature:
    """Return the feature of a subject outside the library."""
    return Feature("subject", name)


def deny(feature: Feature) -> Feature:
    """Return the feature of a text that denies a concept or a subject."""
    return Feature(_DENIED[feature.kind], feature.value)


@lru_cache(maxsize=_CACHED)
def pair(before: str, after: str) -> Feature:
    """Return the feature of two neighbours; no word and no label of a feature contains the sign between them."""
    return Feature("pair", f"{before}+{after}")


@lru_cache(maxsize=_CACHED)
def relation(person: str, deed: str) -> Feature:
    """Return the feature of a person and what that person does or feels, as `needs` in the library writes it."""
    return Feature("relation", f"{person}>{deed}")


@lru_cache(maxsize=_CACHED)
def spelling(word: str) -> Feature:
    """Return the feature of a word as it was typed: it counts as its groups of letters."""
    return Feature("spelling", word)


@lru_cache(maxsize=_CACHED)
def letters(word: str) -> tuple[Feature, ...]:
    """Return the groups of letters in a word as it was typed, most of which are still there when one is wrong."""
    return tuple(Feature("letters", group) for group in _groups(word))


def _groups(word: str) -> Iterable[str]:
    framed = f"{START}{word}{END}"
    return dict.fromkeys(framed[at : at + length] for length in LETTERS for at in range(len(framed) - length + 1))


class _Name(NamedTuple):
    """A stem or a label, and what the keys of features with it are worked out from."""

    word_key: int
    written: bytes
    backward: bytes
    """The end of the name of a pair that it begins, backward."""
    begins: int
    """The checksum of the beginning of the name of a pair that it begins."""
    ends: int
    """The checksum of the beginning of the name of a pair that it ends, backward."""


def key_of(feature: Feature) -> int:
    """Return what a feature is found by in a table, below 2 ** 64: the checksum of its name, forward and backward."""
    return _key(f"{feature.kind}:{feature.value}".encode())


def word_keys(stems: Iterable[str]) -> list[int]:
    """Return the keys of the features of some stems."""
    return [name.word_key for name in map(_NAMES.__getitem__, stems)]


def pair_keys(names: Iterable[str]) -> list[int]:
    """Return the keys of the pairs of neighbours in a row of names.

    Few pairs come again soon, and many are in no table: to make each a feature, or to remember it, costs more than its
    key, which is the checksum of two parts, one continued by the other.
    """
    read = [*map(_NAMES.__getitem__, names)]
    return [
        crc32(second.written, first.begins) << 32 | crc32(first.backward, second.ends)
        for first, second in pairwise(read)
    ]


def relation_key(person: str, deed: str) -> int:
    """Return the key of the feature of a person and what that person does or feels."""
    return _key(f"relation:{person}>{deed}".encode())


def letters_keys(word: str) -> list[int]:
    """Return the keys of the groups of letters in a word as it was typed, each once."""
    return [_key(f"letters:{group}".encode()) for group in _groups(word)]


def _key(name: bytes) -> int:
    return crc32(name) << 32 | crc32(name[::-1])


def _name(text: str) -> _Name:
    written = text.encode()
    backward = written[::-1]
    return _Name(
        _key(b"word:" + written), written, backward + b":riap", crc32(b"pair:" + written + b"+"), crc32(backward + b"+")
    )


_NAMES: Final[BoundedCache[str, _Name]] = BoundedCache(_name, _CACHED)


def label(feature: Feature) -> str:
    """Return a feature as a writer of the library reads it; different ones have different labels, but for words."""
    return _LABELS.get(feature.kind, "") + feature.value
