"""Runs the real program in a pseudo-terminal, and reads the screen through a terminal emulator."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import pyte

from bot.chat.prompt import PLACEHOLDER
from tests.conftest import CHECKOUT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager

PROGRAM: Final = (sys.executable, str(CHECKOUT / "run_bot.py"))


@dataclass
class Terminal:
    """A program in a terminal, and what is on its screen."""

    process: subprocess.Popen[bytes]
    master: int
    screen: pyte.Screen = field(default_factory=lambda: pyte.Screen(80, 24))
    raw: bytes = b""
    emulated: bool = True
    """Whether output is drawn on the screen, which takes longer than reading it."""

    def __post_init__(self) -> None:
        self._stream = pyte.ByteStream(self.screen)

    def text(self) -> str:
        return "\n".join(line.rstrip() for line in self.screen.display)

    def type(self, keys: str) -> None:
        os.write(self.master, keys.encode())

    def wait_for(self, condition: Callable[[str], bool], seconds: float = 20) -> None:
        end = time.monotonic() + seconds
        while not condition(self.text()):
            assert time.monotonic() < end, self.text()
            self.read(0.05)

    def wait_for_prompt(self) -> None:
        """Wait until the chat can be typed in."""
        self.wait_for(lambda text: PLACEHOLDER in text)

    def read_all(self, quiet: float) -> None:
        """Read output until there was none for some seconds."""
        while self.read(quiet):
            pass

    def read(self, seconds: float) -> bool:
        """Read some output; return False if there is none."""
        if not select.select([self.master], [], [], seconds)[0]:
            return False
        try:
            data = os.read(self.master, 65536)
        except OSError:  # Linux raises it when the other end is closed.
            return False
        self.raw += data
        if self.emulated:
            self._stream.feed(data)
        return bool(data)

    def resize(self, columns: int, lines: int) -> None:
        """Resize the terminal; its screen is blank until it is drawn again."""
        self.screen.resize(lines, columns)
        self.screen.reset()
        set_size(self.master, columns, lines)

    def paste(self, text: str) -> None:
        self.type(f"\x1b[200~{text}\x1b[201~")

    def is_stopped(self, seconds: float = 10) -> bool:
        """Return whether the program is stopped by a signal, at the latest after some seconds."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            changed, status = os.waitpid(self.process.pid, os.WUNTRACED | os.WNOHANG)
            if changed:
                return os.WIFSTOPPED(status)
            self.read(0.05)
        return False

    def end(self, seconds: float = 10) -> int:
        """Wait for the program to end, and return its exit status."""
        end = time.monotonic() + seconds
        while self.process.poll() is None:
            assert time.monotonic() < end, "the program has not ended"
            self.read(0.01)
        self.read_all(0.1)
        return self.process.returncode


def program(*arguments: str, **environment: str) -> AbstractContextManager[Terminal]:
    """Run the real program in a terminal."""
    return in_terminal([*PROGRAM, *arguments], **environment)


@contextmanager
def in_terminal(command: Sequence[str], **environment: str) -> Iterator[Terminal]:
    """Run a command in a terminal of 80 columns and 24 lines, compiled as a user's would be."""
    master, slave = pty.openpty()
    set_size(slave, 80, 24)
    variables = {**os.environ, "TERM": "xterm-256color", **environment}
    for name in ("COLUMNS", "LINES", "PYTHONDONTWRITEBYTECODE"):
        variables.pop(name, None)
    process = subprocess.Popen(
        command,
        stdin=slave,
        stdout=slave,
        stderr=slave,
        env=variables,
        cwd=CHECKOUT,
        start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # Closing it ends the program, like a window.
    )
    os.close(slave)
    try:
        yield Terminal(process, master)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        os.close(master)


def set_size(terminal: int, columns: int, lines: int) -> None:
    """Python 3.10 has no `termios.tcsetwinsize`."""
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
