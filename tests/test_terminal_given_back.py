"""However the chat ends, the terminal is restored for the shell."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import termios
from functools import partial
from typing import TYPE_CHECKING, Final

import pytest

from bot.chat.app import ENDING_SIGNALS
from tests.conftest import CHECKOUT
from tests.terminals import PROGRAM, in_terminal, program

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.terminals import Terminal

SECRET: Final = "a secret of mine"
MODES: Final = {
    "alternate screen": 1049,
    "cursor": 25,
    "mouse": 1000,
    "mouse moves": 1003,
    "focus": 1004,
    "paste": 2004,
}
"""The private modes of a terminal that the program switches."""


def modes(terminal: Terminal) -> set[str]:
    """Return which modes were switched on last."""
    return {name for name, code in MODES.items() if _switched(terminal, code, "h") > _switched(terminal, code, "l")}


def _switched(terminal: Terminal, code: int, how: str) -> int:
    return terminal.raw.rfind(f"\x1b[?{code}{how}".encode())


def is_given_back(terminal: Terminal) -> bool:
    echoes_and_gathers_lines = termios.ECHO | termios.ICANON
    flags: int = termios.tcgetattr(terminal.master)[3]
    return modes(terminal) == {"cursor"} and flags & echoes_and_gathers_lines == echoes_and_gathers_lines


def talk(terminal: Terminal) -> None:
    terminal.wait_for_prompt()
    terminal.type(f"{SECRET}\r")
    terminal.wait_for(lambda text: f"You: {SECRET}" in text)
    assert modes(terminal) >= {"alternate screen", "paste", "mouse"}
    assert not is_given_back(terminal)


LEAVING: Final[dict[str, Callable[[Terminal], object]]] = {
    "Ctrl+Q": lambda terminal: terminal.type("\x11"),
    "Ctrl+X": lambda terminal: terminal.type("\x18"),
    "SIGINT": lambda terminal: terminal.process.send_signal(signal.SIGINT),
    **{
        name: partial(lambda terminal, number: terminal.process.send_signal(number), number=getattr(signal, name))
        for name in ENDING_SIGNALS
    },
}


@pytest.mark.parametrize("leave", LEAVING.values(), ids=LEAVING)
def test_left_in_any_way_it_restores_the_terminal_and_shows_no_secret(
    leave: Callable[[Terminal], object],
) -> None:
    with program() as terminal:
        talk(terminal)
        leave(terminal)
        terminal.end()

        assert is_given_back(terminal)
        after = terminal.raw.rpartition(b"\x1b[?1049l")[2]
        assert b"Traceback" not in after
        assert SECRET.encode() not in after


def test_asleep_it_has_given_the_terminal_back_and_awake_it_does_so_again() -> None:
    with program() as terminal:
        talk(terminal)
        terminal.process.send_signal(signal.SIGTSTP)
        assert terminal.is_stopped()
        terminal.read_all(0.1)
        assert is_given_back(terminal)

        terminal.screen.reset()  # As if a shell had been there.
        terminal.process.send_signal(signal.SIGCONT)
        terminal.wait_for(lambda text: f"You: {SECRET}" in text)
        terminal.type("\x18")
        terminal.end()
        assert is_given_back(terminal)


STOPPED_WHILE_WRITING = """
import os, signal
from textual.drivers._writer_thread import WriterThread
from bot import load
from bot.chat import app
write = WriterThread.write
def stop_while_writing(self, text):
    if "z" in text:
        WriterThread.write = write
        with self._queue.mutex:
            os.kill(os.getpid(), signal.SIGTSTP)
    write(self, text)
WriterThread.write = stop_while_writing
app.run(load())
"""
"""A chat that is stopped just when it puts what is to be written into the queue."""


def test_stopped_in_the_middle_of_writing_it_sleeps_and_goes_on() -> None:
    with in_terminal([sys.executable, "-c", STOPPED_WHILE_WRITING]) as terminal:
        terminal.wait_for_prompt()
        terminal.type("zz")
        assert terminal.is_stopped()
        terminal.process.send_signal(signal.SIGCONT)
        terminal.wait_for(lambda text: "zz" in text)
        terminal.type("\x18")
        assert terminal.end() == 0


@pytest.mark.parametrize(("reads", "writes"), [(False, True), (True, False), (False, False)])
def test_where_input_or_output_is_no_terminal_it_says_what_to_run_instead(*, reads: bool, writes: bool) -> None:
    master, slave = os.openpty()
    try:
        done = subprocess.run(
            PROGRAM,
            stdin=slave if reads else subprocess.DEVNULL,
            stdout=slave if writes else subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            cwd=CHECKOUT,
            env={**os.environ, "TERM": "xterm-256color"},
            timeout=30,
            check=False,
        )
        drawn = select.select([master], [], [], 0)[0]
    finally:
        os.close(slave)
        os.close(master)

    assert done.returncode == 2
    assert all(instead in done.stderr for instead in ("--plain", "ask QUESTION", "batch -"))
    assert not drawn
