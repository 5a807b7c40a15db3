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
import markdown_it  # Once, rather than in the process of each library.
from tests.hostile_libraries import outcome
print(json.dumps({name: outcome(name, sys.argv[1]) for name in sys.argv[2:]}))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="each library is read in a process of its own")
@pytest.mark.parametrize("command", COMMANDS)
def test_a_library_that_was_written_to_hurt_costs_little_and_is_refused(command: str) -> None:
    # One that cannot be read is refused by every command in the same way.
    names = [name for name, (_, said) in LIBRARIES.items() if command == "check" or said == SOUND]
    run = subprocess.run(
        [sys.executable, "-B", "-c", OUTCOMES, command, *names],
        cwd=CHECKOUT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True, timeout=600,
    )  # fmt: skip
    found = json.loads(run.stdout)
    assert [*found] == names
    wrong = {
        name: (said[:200], megabytes)
        for name, (said, _, megabytes) in found.items()
        if _expected(name, command) not in said or len(said) > LONGEST or megabytes > MOST_MEGABYTES
    }
    assert not wrong


def _expected(name: str, command: str) -> str:
    expected = LIBRARIES[name][1]
    return "answer" if expected == SOUND and command == "ask" else expected
