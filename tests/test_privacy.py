"""What somebody asks goes nowhere: not into the network, not into a file or a process that nobody asked for."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING, Final

import pytest

from tests.conftest import CHECKOUT, TESTS

if TYPE_CHECKING:
    from pathlib import Path

SECRET: Final = "zyxxon"
QUESTION: Final = f"why do i {SECRET} cry after sex?"
WATCH: Final = f"""
import os, sys

QUIET = ("compile", "exec", "object.", "sys.", "cpython.", "import", "marshal.", "code.", "gc.", "builtins.")

def watch(event, given):
    if event.startswith("socket.") and (event != "socket.__new__" or given[1] in (2, 10, 30)):  # IP, in any version
        told = event
    elif not event.startswith(QUIET) and "{SECRET}" in repr(given):
        told = event + " with what was asked"
    else:
        return
    with open(os.environ["TOLD"], "ab", 0) as file:
        file.write(told.encode() + b"\\n")
    raise PermissionError(told)

sys.addaudithook(watch)
"""
"""Runs in every Python that is started, workers among them: no socket that leads out, no secret handed on."""

COMMANDS: Final[dict[str, list[str]]] = {
    "ask": ["ask", QUESTION],
    "ask, as a row": ["ask", "--json", "--why", QUESTION],
    "ask -": ["ask", "-"],
    "--plain": ["--plain"],
    "batch": ["batch", "-", "-o", "out.jsonl"],
    "batch, workers": ["batch", "in.txt", "-o", "out.csv", "--workers", "2", "--report", "report.html"],
    "check": ["check"],
    "check, another": ["check", "--library", str(TESTS / "bank")],
    "evaluate": ["evaluate", "labelled.jsonl"],
    "import": ["import", "faq.csv", "new"],
    "export": ["export", str(TESTS / "bank"), "out.csv"],
    "fingerprint": ["fingerprint", "in.txt"],
    "completion": ["completion", "bash"],
    "--version": ["--version"],
    "--help": ["--help"],
    "the chat, without a terminal": [],
}


def watched(tmp_path: Path) -> dict[str, str]:
    """Return the environment in which a program is watched, with a home and a folder for temporary files of its own."""
    for name in ("home", "temporary", "watch"):
        (tmp_path / name).mkdir()
    (tmp_path / "watch" / "sitecustomize.py").write_text(WATCH, encoding="utf-8")
    return os.environ | {
        "PYTHONPATH": str(tmp_path / "watch"),
        "TOLD": str(tmp_path / "told"),
        "HOME": str(tmp_path / "home"),
        "USERPROFILE": str(tmp_path / "home"),
        "TMPDIR": str(tmp_path / "temporary"),
    }


def kept(tmp_path: Path) -> list[str]:
    """Return the files that hold what was asked."""
    files = [path for path in tmp_path.rglob("*") if path.is_file() and tmp_path / "watch" not in path.parents]
    return sorted(path.name for path in files if SECRET.encode() in path.read_bytes() or SECRET in path.name)


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_no_command_opens_a_socket_or_keeps_what_was_asked(command: list[str], tmp_path: Path) -> None:
    environment = watched(tmp_path)
    work = tmp_path / "work"
    work.mkdir()
    (work / "in.txt").write_text("is it normal?\n" * 200, encoding="utf-8")
    (work / "labelled.jsonl").write_text('{"question": "is it normal?", "accept": []}', encoding="utf-8")
    (work / "faq.csv").write_text("question,answer\nAre you open?,At nine.\n", encoding="utf-8")
    run = subprocess.run(
        [sys.executable, str(CHECKOUT / "run_bot.py"), *command],
        cwd=work, env=environment, input=f"{QUESTION}\n", capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "Traceback" not in run.stderr
    assert not (tmp_path / "told").exists(), (tmp_path / "told").read_text(encoding="utf-8")
    assert kept(tmp_path) == (["out.jsonl"] if "out.jsonl" in command else [])


def test_the_watch_sees_a_socket(tmp_path: Path) -> None:
    program = "import socket; socket.create_connection(('127.0.0.1', 9))"
    run = subprocess.run([sys.executable, "-c", program], env=watched(tmp_path), capture_output=True, check=False)
    assert b"PermissionError" in run.stderr
    assert "socket.getaddrinfo" in (tmp_path / "told").read_text(encoding="utf-8")


@pytest.mark.skipif(os.name != "posix", reason="it needs a terminal")
def test_the_chat_opens_no_socket_and_keeps_nothing(tmp_path: Path) -> None:
    from tests.terminals import program

    environment = watched(tmp_path)
    with program(**environment) as terminal:
        terminal.wait_for_prompt()
        terminal.type(f"{QUESTION}\r")
        terminal.wait_for(lambda text: f"You: {QUESTION}" in text)
        process = terminal.process.pid
        if sys.platform == "linux":
            for name in ("environ", "cmdline", "comm"):
                with open(f"/proc/{process}/{name}", "rb") as file:
                    assert SECRET.encode() not in file.read()
        terminal.type("\x11")
        assert terminal.end() == 0
        titles = [part.partition(b"\x07")[0] for part in terminal.raw.split(b"\x1b]")[1:]]
    assert not any(SECRET.encode() in title[:200] for title in titles)
    assert not (tmp_path / "told").exists(), (tmp_path / "told").read_text(encoding="utf-8")
    assert kept(tmp_path) == []


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there are no core dumps")
def test_no_core_dump_is_left(tmp_path: Path) -> None:
    program = (
        "import os, resource\n"
        "hard = resource.getrlimit(resource.RLIMIT_CORE)[1]\n"
        "resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))\n"
        "from bot.cli import main\n"
        f"main(['ask', {QUESTION!r}])\n"
        "child = os.fork()\n"
        "child or os.abort()\n"
        "print(resource.getrlimit(resource.RLIMIT_CORE)[0], os.WCOREDUMP(os.waitpid(child, 0)[1]))\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(CHECKOUT)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert run.stdout.splitlines()[-1] in {"1 False", "0 False"}
    assert list(tmp_path.iterdir()) == []
