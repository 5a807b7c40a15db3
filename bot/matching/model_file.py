"""The file that keeps what was learned: a table of whole numbers, read row by row as they are asked for.

A line of JSON (`Learned`); then the keys of the features in order (8 bytes each), the squares of their weights (4 bytes
each), and what each counts for every class (a byte for each class); then a checksum of all that. Numbers begin with
their lowest byte, and a key is a hash of the feature: the file is the same on every machine.
"""

from __future__ import annotations

import math
import mmap
import sys
import zlib
from array import array
from bisect import bisect_left
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from bot.errors import Fault, LibraryError
from bot.knowledge.files import LARGEST_MODEL, open_regular, read_bytes
from bot.knowledge.folder import command
from bot.matching.cache import BoundedCache
from bot.matching.features import key_of, letters, letters_keys
from bot.matching.model import CACHE_BYTES, LANE, row_struct

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from pathlib import Path

    from bot.matching.features import Feature

VERSION: Final = 2
"""Of the file and of the features that stand in it; one that was made by another version is refused."""
_KEY: Final = 8
_SQUARE: Final = 4
SQUARE_ONE: Final = 1 << 16
"""What stands for 1 in the square of a weight."""
ROW_BYTES: Final = _KEY + _SQUARE
"""What each row takes beside a byte for each class."""
_CHECKSUM: Final = 4
WORTH_UNPACKING: Final = 100_000
"""Look-ups, some thousand messages, from which it pays to unpack all rows; a conversation has fewer and stays small."""
_LONGEST_HEADER: Final = 4_000_000
"""Bytes of the line of JSON, which is unpacked."""


class Learned(NamedTuple):
    """What was learned beside the table."""

    fingerprint: str
    """Of the utterances and the lexicon it was learned from."""
    intents: list[str]
    """The classes that are answered."""
    subjects: list[str]
    """The classes that are not: subjects outside, then everyday questions."""
    intercepts: list[float]
    """What each class has before anything is said, in log odds."""
    one: float
    """What stands for 1 in the table."""
    slope: float
    """What the log odds of all intents together are multiplied by, so that they come true."""
    offset: float
    """What is added to them, for the same reason."""
    answer: float
    """The probability from which the library answers."""
    share: float
    """The share of the likeliest intent in all intents from which it is answered alone."""
    features: int
    """Rows of the table."""
    vocabulary: Mapping[str, int]
    """Words of the utterances, and how often they are used."""
    persons: Mapping[str, str]
    """The kind of person that a stem names, where features speak of persons by their kind."""
    version: int = VERSION


def to_bytes(learned: Learned, rows: Iterable[tuple[int, int, bytes]]) -> bytes:
    """Return the content of the file; the rows are (key, square, a byte for each class)."""
    import json

    keys, squares, values = zip(*sorted(rows), strict=True)
    content = b"".join(
        [
            json.dumps(learned._asdict(), sort_keys=True).encode() + b"\n",
            *(key.to_bytes(_KEY, "little") for key in keys),
            *(square.to_bytes(_SQUARE, "little") for square in squares),
            *values,
        ]
    )
    return content + zlib.crc32(content).to_bytes(_CHECKSUM, "little")


def read_learned(path: Path) -> Learned | None:
    """Return what was learned beside the table; None where there is no such file.

    Raises:
        LibraryError: the file is damaged, or was made by another version.
    """
    remedy = f"run '{command('train', path.parent)}' again, or remove it"
    try:
        content = read_bytes(path, LARGEST_MODEL)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise LibraryError([Fault(path, 1, f"cannot be read ({error.strerror})", remedy)]) from error
    import json  # Not before it is needed: a library that is kept compiled was read already.

    header_ends = content.find(b"\n", 0, _LONGEST_HEADER)
    if header_ends < 0 or zlib.crc32(content[:-_CHECKSUM]).to_bytes(_CHECKSUM, "little") != content[-_CHECKSUM:]:
        raise LibraryError([Fault(path, 1, "is damaged", remedy)])
    try:
        header = json.loads(content[:header_ends])
    except (ValueError, RecursionError):
        header = None
    if isinstance(header, dict) and header.get("version") != VERSION:
        raise LibraryError([Fault(path, 1, "was learned by another version", remedy)])
    learned = Learned(**header) if isinstance(header, dict) and _is_sound(header) else None
    if learned is None or len(content) != _size(learned, header_ends):
        raise LibraryError([Fault(path, 1, "is damaged", remedy)])
    return learned


def _is_sound(header: Mapping[str, Any]) -> bool:
    """Return whether the line of JSON is one that `to_bytes` could have written."""
    if header.keys() != set(Learned._fields):
        return False
    names = (header["intents"], header["subjects"], header["vocabulary"], header["persons"])
    if [type(each) for each in names] != [list, list, dict, dict] or type(header["intercepts"]) is not list:
        return False
    numbers = [header[name] for name in ("one", "slope", "offset", "answer", "share")] + header["intercepts"]
    return (
        all(type(name) is str for each in names for name in each)
        and all(type(uses) is int for uses in header["vocabulary"].values())
        and all(type(person) is str for person in header["persons"].values())
        and all(type(number) in (int, float) and abs(number) < math.inf for number in numbers)
        and type(header["features"]) is int
        and type(header["fingerprint"]) is str
        and len(header["intercepts"]) == len(header["intents"]) + len(header["subjects"])
        and header["one"] > 0
        and header["features"] >= 0
    )


def _size(learned: Learned, header_ends: int) -> int:
    """Return the bytes of a file with what was learned."""
    width = len(learned.intercepts)
    return header_ends + 1 + learned.features * (ROW_BYTES + width) + _CHECKSUM


def map_table(path: Path, width: int, one: float, features: int) -> LearnedTable:
    """Return the table in a file, without reading it."""
    with open_regular(path) as file:
        content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    return LearnedTable(path, content, width, one, features)


class LearnedTable:
    """The table in the file, which is mapped into memory and not unpacked.

    It is pickled with all that is in it, for a machine that has no such file.
    """

    def __init__(self, path: Path | None, content: bytes | mmap.mmap, width: int, one: float, features: int) -> None:
        self.path = path
        """Of the file; None where it was made elsewhere."""
        self.width = width
        self.one = one
        self.square_one = float(SQUARE_ONE)
        self._content = content
        self._features = features
        keys_at = content.find(b"\n") + 1
        self._squares_at = keys_at + features * _KEY
        self._rows_at = self._squares_at + features * _SQUARE
        self._keys: Sequence[int] = memoryview(content)[keys_at : self._squares_at].cast("Q")
        if sys.byteorder == "big":
            swapped = array("Q", self._keys)
            swapped.byteswap()
            self._keys = swapped
        self._look_ups = 0
        self._rows: dict[int, int] = {}
        """The packed row of every key, once that is worth while; until then there are those that were asked for."""
        self._asked_for: BoundedCache[int, int] = BoundedCache(self._single, WORTH_UNPACKING)
        self._spellings: BoundedCache[str, int] = BoundedCache(self._spelling, CACHE_BYTES // row_struct(width).size)

    @property
    def shape(self) -> tuple[int, float, int]:
        """What else it takes to make it from its file."""
        return self.width, self.one, self._features

    def __reduce__(self) -> tuple[type[LearnedTable], tuple[object, ...]]:
        return LearnedTable, (None, bytes(self._content), *self.shape)

    def total(self, keys: Collection[int], words: Iterable[str]) -> int:
        """Return the sum of the packed rows of some keys, and of the groups of letters in words as they were typed."""
        return self._sum(keys) + sum(map(self._spellings.__getitem__, words))

    def values(self, feature: Feature) -> Sequence[int]:
        """Return what a feature counts for each class."""
        parts = letters(feature.value) if feature.kind == "spelling" else [feature]
        places = [place for part in parts if (place := self._place(key_of(part))) is not None]
        return [sum(column) for column in zip(*map(self._row, places), strict=True)] or [0] * self.width

    def _sum(self, keys: Collection[int]) -> int:
        if self._rows:
            return sum(filter(None, map(self._rows.get, keys)))
        self._look_ups += len(keys)
        if self._look_ups > WORTH_UNPACKING:
            self._rows = {key: self._packed(place) for place, key in enumerate(self._keys)}
            self._asked_for.clear()
        return sum(map(self._asked_for.__getitem__, keys))

    def _spelling(self, word: str) -> int:
        return self._sum(letters_keys(word))

    def _single(self, key: int) -> int:
        place = self._place(key)
        return 0 if place is None else self._packed(place)

    def _packed(self, place: int) -> int:
        content, width, square_at = self._content, self.width, self._squares_at + place * _SQUARE
        lanes = bytearray(row_struct(width).size)
        lanes[: width * LANE // 8 : LANE // 8] = self._row(place)
        lanes[width * LANE // 8 : width * LANE // 8 + _SQUARE] = content[square_at : square_at + _SQUARE]
        return int.from_bytes(lanes, "little")

    def _place(self, key: int) -> int | None:
        """Return the place of a key among the rows."""
        place = bisect_left(self._keys, key)
        return place if place < self._features and self._keys[place] == key else None

    def _row(self, place: int) -> bytes:
        start = self._rows_at + place * self.width
        return self._content[start : start + self.width]
