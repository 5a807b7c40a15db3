"""Fails if two tables of meaning were not learned from the same: processors round the vectors their own way.

    python .ci/alike.py AGAIN SHIPPED

What stands in the line of JSON may differ in the third digit, and few of the whole numbers by 1.
"""

import sys
from itertools import chain
from pathlib import Path

from bot.matching.semantic.file import read_semantic

MOST_DIFFERENT = 0.02
"""The part of the whole numbers that may differ."""

again, shipped = (read_semantic(Path(path)) for path in sys.argv[1:])
pairs = list(zip(chain(again.weights, again.probes), chain(shipped.weights, shipped.probes), strict=True))
different = [pair for pair in pairs if pair[0] != pair[1]]
assert again.header.fingerprint == shipped.header.fingerprint, "other utterances"
assert again.header.classes == shipped.header.classes, "other classes"
assert len(different) <= MOST_DIFFERENT * len(pairs), f"{len(different)} of {len(pairs)} numbers differ"
assert all((one - other) % 256 in (1, 255) for one, other in different), "numbers differ by more than 1"
for name in ("one", "slope", "offset", "answer", "share"):
    one, other = getattr(again.header, name), getattr(shipped.header, name)
    assert abs(one - other) <= 0.01 * max(1.0, abs(other)), f"{name}: {one}, not {other}"
