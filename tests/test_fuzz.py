"""What a fuzzer begins with, and what it found, breaks nothing: `python -m tests.fuzz` looks for more."""

from __future__ import annotations

import pytest

from tests.fuzz.corpus import CASES, dictionary, seeds
from tests.fuzz.targets import TARGETS


@pytest.mark.parametrize("target", TARGETS)
def test_nothing_is_lost_hangs_or_breaks_off(target: str) -> None:
    for seed in seeds(target):
        TARGETS[target](seed)


def test_every_target_has_its_cases_and_its_words() -> None:
    assert CASES.keys() == TARGETS.keys()
    assert all(map(dictionary, TARGETS))
