"""A library may come from anywhere: whatever is in it, it costs little, and what is wrong with it is said."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from tests.conftest import CHECKOUT
from tests.hostile_libraries import COMMANDS, LIBRARIES

MOST_MEGABYTES = 200
LONGEST = 50_000
"""Characters that are said of a library, at most 50 faults."""
SOUND = ": sound: "
OUTCOMES = """
import json, sys
from tests.hostile_libraries import LIBRARIES, outcome
print(json.dumps({name: outcome(name, sys.argv[1]) for name in LIBRARIES}))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="each library is read in a process of its own")
@pytest.mark.parametrize("command", COMMANDS)
def test_a_library_that_was_written_to_hurt_costs_little_and_is_refused(command: str) -> None:
    run = subprocess.run(
        [sys.executable, "-B", "-c", OUTCOMES, command],
        cwd=CHECKOUT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True, timeout=600,
    )  # fmt: skip
    found = json.loads(run.stdout)
    assert found.keys() == LIBRARIES.keys()
    wrong = {
        name: (said[:200], megabytes)
        for name, (said, _, megabytes) in found.items()
        if _expected(name, command) not in said or len(said) > LONGEST or megabytes > MOST_MEGABYTES
    }
    assert not wrong


def _expected(name: str, command: str) -> str:
    expected = LIBRARIES[name][1]
    return "answer" if expected == SOUND and command == "ask" else expected
