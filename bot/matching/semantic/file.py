"""The file that keeps what was learned from the meaning of texts: a block beside the table of their words.

A line of JSON (`SemanticHeader`); then a byte for each class and dimension, and as many for each probe; then a checksum
of all that.

It is bound to the model of embeddings by what that gives for a few sentences, the probes, and not by its bytes: the
same model comes from several places, quantised or not, and each processor rounds its own way. A hash of rounded numbers
would break where one of them lies on an edge; the vectors themselves can be compared.
"""

from __future__ import annotations

import json
import math
import zlib
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from bot.errors import Fault, LibraryError
from bot.knowledge.files import read_bytes

if TYPE_CHECKING:
    from pathlib import Path

VERSION: Final = 1
DIMENSIONS: Final = 384
"""Numbers of a vector that stands for a text."""
LARGEST: Final = 1_000_000
"""Bytes of the file: twenty times the shipped one."""
PROBES: Final = (
    "Where can I park my bicycle?",
    "The train was late again, and every shop in town had closed by then.",
    "thanks",
)
"""Sentences by which a model of embeddings is known."""
_CHECKSUM: Final = 4


class SemanticHeader(NamedTuple):
    """What was learned beside the numbers for each class."""

    fingerprint: str
    """Of the utterances and the lexicon: that of the table of words beside which it was learned."""
    classes: list[str]
    """In the order of that table."""
    intercepts: list[float]
    """What each class has before anything is read, in log odds."""
    one: float
    """What stands for 1 in the numbers."""
    words: float
    """What the log odds of words are multiplied by, before those of meaning are added."""
    slope: float
    """As in `Learned`, for words and meaning together; and so are those that follow."""
    offset: float
    answer: float
    share: float
    version: int = VERSION


class SemanticTable(NamedTuple):
    """What each dimension of meaning counts for each class."""

    header: SemanticHeader
    weights: bytes
    """Whole numbers from -127 to 127 (classes, DIMENSIONS)."""
    probes: bytes
    """The direction in which each probe was found, as whole numbers from -127 to 127 (probes, DIMENSIONS)."""


def to_bytes(table: SemanticTable) -> bytes:
    """Return the content of the file."""
    header = json.dumps(table.header._asdict(), sort_keys=True).encode()
    content = b"".join([header, b"\n", table.weights, table.probes])
    return content + zlib.crc32(content).to_bytes(_CHECKSUM, "little")


def read_semantic(path: Path) -> SemanticTable | None:
    """Return what was learned from meaning; None where there is no such file.

    Raises:
        LibraryError: the file is damaged, or was made by another version.
    """
    remedy = "run 'afterwords train' again, or remove it"
    try:
        content = read_bytes(path, LARGEST)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise LibraryError([Fault(path, 1, f"cannot be read ({error.strerror})", remedy)]) from error
    line, _, numbers = content[:-_CHECKSUM].partition(b"\n")
    if zlib.crc32(content[:-_CHECKSUM]).to_bytes(_CHECKSUM, "little") != content[-_CHECKSUM:]:
        raise LibraryError([Fault(path, 1, "is damaged", remedy)])
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError):
        fields = None
    if isinstance(fields, dict) and fields.get("version") != VERSION:
        raise LibraryError([Fault(path, 1, "was learned by another version", remedy)])
    header = SemanticHeader(**fields) if isinstance(fields, dict) and _is_sound(fields) else None
    if header is None or len(numbers) != (len(header.classes) + len(PROBES)) * DIMENSIONS:
        raise LibraryError([Fault(path, 1, "is damaged", remedy)])
    ends = len(header.classes) * DIMENSIONS
    return SemanticTable(header, numbers[:ends], numbers[ends:])


def _is_sound(fields: dict[str, Any]) -> bool:
    """Return whether the line of JSON is one that `to_bytes` could have written."""
    if fields.keys() != set(SemanticHeader._fields):
        return False
    classes, intercepts = fields["classes"], fields["intercepts"]
    if type(classes) is not list or type(intercepts) is not list or type(fields["fingerprint"]) is not str:
        return False
    numbers = [*intercepts, *(fields[name] for name in ("one", "words", "slope", "offset", "answer", "share"))]
    return (
        all(type(name) is str for name in classes)
        and all(type(number) in (int, float) and abs(number) < math.inf for number in numbers)
        and len(set(classes)) == len(classes) == len(intercepts)
        and fields["one"] > 0
    )
