"""A batch that lacks an open stream or a descriptor, or whose terminal goes, says so with the right status."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from bot.batch.run import TO_RESUME
from tests.batches import wait_until
from tests.conftest import CHECKOUT

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="of POSIX shells and signals")


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    path = tmp_path / "in.txt"
    path.write_text("why do i cry?\n", encoding="utf-8")
    return path


def shell(line: str, *arguments: object) -> tuple[int, str]:
    """Run the program, as a line of a shell has it, and return its status and what it says."""
    program = ["sh", "-c", line, sys.executable, *map(str, arguments)]
    done = subprocess.run(program, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    return done.returncode, done.stderr


@pytest.mark.parametrize("workers", [1, 2])
def test_closed_streams_are_not_needed_to_write_a_file(questions: Path, tmp_path: Path, workers: int) -> None:
    out = tmp_path / "out.jsonl"
    line = '"$0" run_bot.py batch "$1" -o "$2" --workers "$3" <&- >&-'

    assert shell(line, questions, out, workers)[0] == 0
    assert shell(f"{line} 2>&-", questions, tmp_path / "silent.jsonl", workers) == (0, "")
    assert out.read_bytes() == (tmp_path / "silent.jsonl").read_bytes()
    assert out.read_bytes().count(b"\n") == 1


def test_no_file_gets_the_number_of_a_closed_stream(questions: Path) -> None:
    """Whatever printed to that stream would write into the file."""
    code = "import sys; from bot import cli; cli.main(['--version']); sys.exit(open(sys.argv[1]).fileno() <= 2)"

    assert shell(f'"$0" -c "{code}" "$1" <&- >&- 2>&-', questions)[0] == 0


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ("batch - <&-", "standard input is closed; name a file of questions"),
        ('batch "$1" >&-', "standard output is closed; name a file with -o"),
        ('ask "why do i cry" >&-', "standard output is closed; run it with one that is open"),
        ("check >&-", "standard output is closed; run it with one that is open"),
    ],
)
def test_a_closed_stream_that_is_needed_is_told(questions: Path, arguments: str, expected: str) -> None:
    assert shell(f'"$0" run_bot.py {arguments}', questions) == (2, f"{expected}\n")


@pytest.mark.parametrize("descriptors", [5, 7, 8, 10, 13, 17])
def test_too_few_descriptors_are_told(questions: Path, tmp_path: Path, descriptors: int) -> None:
    line = f'ulimit -n {descriptors}; "$0" run_bot.py batch "$1" -o "$2" --workers 2'
    status, errors = shell(line, questions, tmp_path / "out.jsonl")

    assert status == 2
    assert errors.count("\n") == 1
    assert "too many files are open" in errors or "--workers 2: cannot be started" in errors
    assert list(tmp_path.iterdir()) == [questions]


@pytest.mark.parametrize("workers", ["1", "2"])
@pytest.mark.parametrize(("key", "number"), [(b"", signal.SIGHUP), (b"\x1c", signal.SIGQUIT)], ids=["gone", "Ctrl-\\"])
def test_a_run_whose_terminal_goes_or_that_is_quit_can_be_resumed(
    tmp_path: Path, workers: str, key: bytes, number: int
) -> None:
    import pty

    source, target, journal = (tmp_path / name for name in ("in.txt", "out.txt", ".out.txt.journal"))
    source.write_text("why do i cry?\n" * 300_000, encoding="utf-8")
    process, terminal = pty.fork()
    if not process:  # pragma: no cover (in the child)
        signal.signal(number, signal.SIG_DFL)  # Whoever runs the tests may ignore it, as nohup does.
        os.chdir(CHECKOUT)
        command = [sys.executable, "run_bot.py", "batch", source, "-o", target, "--workers", workers]
        os.execv(sys.executable, list(map(str, command)))
    said = b""
    with suppress(OSError):
        while not journal.exists():
            os.read(terminal, 10_000)
        os.write(terminal, key)
        while key:
            said += os.read(terminal, 10_000)
    os.close(terminal)

    assert os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == 128 + number
    assert journal.exists()
    assert not key or TO_RESUME.encode() in said


def test_a_run_under_nohup_outlives_its_terminal(tmp_path: Path) -> None:
    source, target = tmp_path / "in.txt", tmp_path / "out.txt"
    source.write_text("why?\n" * 20_000, encoding="utf-8")
    command = ["nohup", sys.executable, "run_bot.py", "batch", source, "-o", target]
    process = subprocess.Popen(list(map(str, command)), cwd=CHECKOUT, stderr=subprocess.DEVNULL)
    wait_until((tmp_path / ".out.txt.part").exists, process)
    process.send_signal(signal.SIGHUP)

    assert process.wait() == 0
    assert target.read_bytes().count(b"\n") == 20_000
