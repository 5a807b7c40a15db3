"""Prints how fast the chat is, and whether it grows: `python -m tests.benchmarks.chat`.

It is the real program in a pseudo-terminal. A key or an answer is painted when the program has written it there. It
takes two minutes, and wants a machine that does nothing else.
"""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Final

from tests.benchmarks.__main__ import CHECKOUT, PROGRAM, own_questions, print_row
from tests.terminals import in_terminal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.terminals import Terminal

STARTS: Final = 15
TURNS: Final = 500
EARLY: Final = 100
KEYS: Final = 3
"""Keys of each question that are measured; the rest is pasted."""
LAST_LINE: Final = b"\x1b[24;1H"
"""Where the last line of a screen is painted: the first screen stands."""
EMPTY_APP: Final = (sys.executable, "-c", "from textual.app import App; App().run()")
_ESCAPES: Final = re.compile(rb"\x1b\[[0-9;?]*[a-zA-Z]")


def seconds_until(terminal: Terminal, written: bytes, begun: float) -> float:
    """Return the seconds from `begun` until the program has written something, wherever it changes colour in it."""
    start = len(terminal.raw)
    while written not in terminal.raw[start:] and written not in _ESCAPES.sub(b"", terminal.raw[start:]):
        if not terminal.read(10) or terminal.process.poll() is not None:
            raise RuntimeError(f"{written!r} was never painted")
    return time.perf_counter() - begun


def first_screen(command: Sequence[str]) -> float:
    """Return the seconds from the start of a program to its first screen."""
    begun = time.perf_counter()
    with in_terminal(command) as terminal:
        terminal.emulated = False
        return seconds_until(terminal, LAST_LINE, begun)


def painted(terminal: Terminal, keys: str, written: str) -> float:
    """Return the milliseconds from some keys to what they are to bring on the screen."""
    begun = time.perf_counter()
    terminal.type(keys)
    return 1_000 * seconds_until(terminal, written.encode(), begun)


def resident(terminal: Terminal) -> float:
    """Return the memory of the program, in MB."""
    with open(f"/proc/{terminal.process.pid}/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def spread(times: list[float]) -> str:
    """Return the median and the 99th percentile of some milliseconds."""
    return f"{statistics.median(times):.0f} ms, 99th percentile {statistics.quantiles(times, n=100)[-1]:.0f} ms"


def conversation() -> None:
    """Hold a long conversation, and leave it at once."""
    fitting = [question for question in own_questions() if 20 < len(question) <= 60 and question.isascii()]
    keys: list[float] = []
    answers: list[float] = []
    with in_terminal(PROGRAM) as terminal:
        terminal.emulated = False
        seconds_until(terminal, LAST_LINE, 0)
        for turn in range(TURNS):
            question = " ".join(fitting[turn % len(fitting)].split())
            painted(terminal, f"\x1b[200~{question[:-KEYS]}\x1b[201~", question[:-KEYS])
            for end in range(len(question) - KEYS, len(question)):
                keys.append(painted(terminal, question[end], question[: end + 1]))
            answers.append(painted(terminal, "\r", f"You: {question}"))
            while terminal.read(0.05):
                pass
            terminal.raw = b""
            if turn + 1 == EARLY:
                early = resident(terminal)
        late = resident(terminal)
        begun = time.perf_counter()
        terminal.type("\x18")
        while terminal.process.poll() is None:
            terminal.read(0.001)
        left = time.perf_counter() - begun
    print_row("a key is painted", "99 % in 50 ms", spread(keys))
    print_row("an answer is painted", "99 % in 50 ms", spread(answers))
    print_row(f"memory after {EARLY} and {TURNS} turns", "flat", f"{early:.0f} and {late:.0f} MB")
    print_row("from Ctrl+X to the end of the program", "100 ms", f"{1_000 * left:.0f} ms")


def main() -> None:
    """Print the table, row by row as it is measured."""
    print_row("what", "wanted", "measured")
    subprocess.run([*PROGRAM, "ask", "hello"], cwd=CHECKOUT, check=True, capture_output=True)  # So that it is compiled.
    first_screen(PROGRAM), first_screen(EMPTY_APP)
    ratio = statistics.median(first_screen(PROGRAM) / first_screen(EMPTY_APP) for _ in range(STARTS))
    print_row("first screen, against an empty Textual app's", "at most 1.3", f"{ratio:.2f}")
    conversation()


if __name__ == "__main__":
    main()
