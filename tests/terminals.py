"""What the tests of the real program share: a pseudo-terminal, read back through a terminal emulator."""

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
from pathlib import Path
from typing import TYPE_CHECKING

import pyte

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager

ROOT = Path(__file__).resolve().parent.parent


@dataclass
class Terminal:
    """The real program in a real terminal, and what stands on it."""

    process: subprocess.Popen[bytes]
    master: int
    screen: pyte.Screen = field(default_factory=lambda: pyte.Screen(80, 24))
    raw: bytes = b""
    emulated: bool = True
    """Whether what is drawn is put on the screen; that takes longer than to draw it."""

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

    def read(self, seconds: float) -> bool:
        """Take what the program has drawn; False when there is nothing."""
        if not select.select([self.master], [], [], seconds)[0]:
            return False
        try:
            data = os.read(self.master, 65536)
        except OSError:  # So Linux tells that nobody is at the other end.
            return False
        self.raw += data
        if self.emulated:
            self._stream.feed(data)
        return bool(data)

    def resize(self, columns: int, lines: int) -> None:
        """Take another size; what stood there before is gone from the screen until it is drawn anew."""
        self.screen.resize(lines, columns)
        self.screen.reset()
        set_size(self.master, columns, lines)

    def paste(self, text: str) -> None:
        self.type(f"\x1b[200~{text}\x1b[201~")

    def end(self, seconds: float = 10) -> int:
        """Wait until the program has gone, and return its exit status."""
        end = time.monotonic() + seconds
        while self.process.poll() is None:
            assert time.monotonic() < end, "the program goes on"
            self.read(0.01)
        while self.read(0.1):
            pass
        return self.process.returncode


def program(*arguments: str, **environment: str) -> AbstractContextManager[Terminal]:
    """Run the real program."""
    return in_terminal([sys.executable, str(ROOT / "run_bot.py"), *arguments], **environment)


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
        cwd=ROOT,
        start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # To close it ends the program, as with a window.
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
