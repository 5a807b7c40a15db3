"""A batch whose process, or a worker of it, is killed or interrupted goes on to the same bytes, and says how."""

from __future__ import annotations

import gzip
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.batches import wait_until

CHUNK, CHECKPOINT = 100, 1_000
"""Rows of a chunk, and before a checkpoint: fewer than the program's, so that a test needs fewer."""
ROWS = 10 * CHECKPOINT
"""Those behind the first checkpoint take long enough for a process to be killed in the middle."""
PROGRAM = f"""
import sys
from importlib import import_module
from bot.cli import main
batch = import_module("bot.batch.run")
batch.CHUNK_ROWS, batch.CHECKPOINT_ROWS = {CHUNK}, {CHECKPOINT}
sys.exit(main())
"""


def size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-c", PROGRAM, "batch", *map(str, arguments)]


@pytest.fixture(scope="module")
def questions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("questions") / "in.csv"
    asked = ["my partner cried", "why?", '"is it, well,\nnormal"', "thanks", "does it hurt"]
    rows = (f"{asked[number % 5]},{'' if number % 4 else number % 90}\n" for number in range(ROWS))
    path.write_text("question,conversation\n" + "".join(rows), encoding="utf-8")
    return path


@pytest.mark.parametrize(("name", "workers"), [("out.csv", 1), ("out.jsonl.gz", 2)])
def test_killed_again_and_again_the_bytes_are_the_same(
    questions: Path, tmp_path: Path, name: str, workers: int
) -> None:
    """Killed for good, so that nothing can be tidied up, whenever the unfinished file has grown by so much."""
    arguments = (questions, "-o", tmp_path / name, "--resume", "--workers", workers)
    chance = random.Random(name)
    part = tmp_path / f".{name}.part"
    kills = 0
    process = subprocess.Popen(command(*arguments), stderr=subprocess.PIPE)
    while kills < 4 and process.poll() is None:
        grown = size(part) + chance.randrange(50_000 if name.endswith(".gz") else 1_500_000)
        while process.poll() is None and size(part) < grown:
            time.sleep(0.001)
        if process.poll() is None:
            process.kill()
            kills += 1
            process.communicate(timeout=60)
            process = subprocess.Popen(command(*arguments), stderr=subprocess.PIPE)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors
    assert kills > 1

    whole = tmp_path / f"whole.{name}"
    subprocess.run(command(questions, "-o", whole), check=True, capture_output=True)
    assert (tmp_path / name).read_bytes() == whole.read_bytes()
    assert not list(tmp_path.glob(".*"))
    if name.endswith(".gz"):
        assert gzip.decompress((tmp_path / name).read_bytes()).count(b"\n") == ROWS


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_interrupted_it_says_how_to_resume(
    questions: Path, tmp_path: Path, number: signal.Signals, status: int
) -> None:
    arguments = command(questions, "-o", tmp_path / "out.txt")
    process = subprocess.Popen(arguments, stderr=subprocess.PIPE)
    wait_until((tmp_path / ".out.txt.journal").exists, process)
    process.send_signal(number)
    _, errors = process.communicate(timeout=60)

    assert process.returncode == status
    assert errors.decode().splitlines()[-1].endswith("run the same again with --resume to go on.")
    assert b"Traceback" not in errors
    finished = subprocess.run([*arguments, "--resume"], capture_output=True, check=False)
    assert finished.returncode == 0
    assert (tmp_path / "out.txt").read_bytes().count(b"\n") == ROWS


def test_a_killed_worker_ends_the_run_which_can_be_resumed(questions: Path, tmp_path: Path) -> None:
    arguments = command(questions, "-o", tmp_path / "out.txt", "--workers", 2)
    process = subprocess.Popen(arguments, stderr=subprocess.PIPE)
    wait_until((tmp_path / ".out.txt.journal").exists, process)
    os.kill(max(_workers(process)), signal.SIGKILL)
    _, errors = process.communicate(timeout=60)

    assert process.returncode == 2
    assert b"a worker process was ended from outside" in errors
    assert b"--resume" in errors
    assert subprocess.run([*arguments, "--resume"], capture_output=True, check=False).returncode == 0


def test_a_worker_killed_at_its_start_ends_the_run(questions: Path, tmp_path: Path) -> None:
    arguments = command(questions, "-o", tmp_path / "out.txt", "--workers", 2)
    process = subprocess.Popen(arguments, stderr=subprocess.PIPE)
    wait_until(lambda: _workers(process), process)
    os.kill(_workers(process)[0], signal.SIGKILL)
    _, errors = process.communicate(timeout=60)

    assert process.returncode == 2
    assert b"a worker process was ended from outside" in errors
    assert b"Traceback" not in errors


def test_workers_killed_in_the_middle_of_their_results_end_the_run(questions: Path, tmp_path: Path) -> None:
    """While the parent stands still, the workers get stuck in writing more than a pipe holds."""
    process = subprocess.Popen(command(questions, "-o", tmp_path / "out.jsonl", "--workers", 2), stderr=subprocess.PIPE)
    wait_until(lambda: size(tmp_path / ".out.jsonl.part"), process)
    process.send_signal(signal.SIGSTOP)
    time.sleep(1)
    for worker in _workers(process):
        os.kill(worker, signal.SIGKILL)
    process.send_signal(signal.SIGCONT)
    _, errors = process.communicate(timeout=60)

    assert process.returncode == 2
    assert b"a worker process was ended from outside" in errors
    assert b"Traceback" not in errors


def _workers(process: subprocess.Popen[bytes]) -> list[int]:
    """Return the processes that a batch has started to answer, by their numbers."""
    return [int(pid) for pid in os.listdir("/proc") if pid.isdecimal() and _is_worker(Path("/proc", pid), process.pid)]


def _is_worker(place: Path, parent: int) -> bool:
    try:
        started_by = int((place / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[1])
        return started_by == parent and b"spawn_main" in (place / "cmdline").read_bytes()
    except OSError:
        return False


def test_a_full_disk_is_reported_and_the_run_resumed_when_there_is_room(questions: Path, tmp_path: Path) -> None:
    """A file may not grow past a limit, as on a disk with no more room."""
    resource = pytest.importorskip("resource")
    arguments = command(questions, "-o", tmp_path / "out.jsonl", "--resume")
    whole = command(questions, "-o", tmp_path / "whole.jsonl")
    subprocess.run(whole, check=True, capture_output=True)
    room = 3 * size(tmp_path / "whole.jsonl") // 4
    full = subprocess.run(
        arguments, capture_output=True, text=True, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (room, room)),
    )  # fmt: skip
    assert full.returncode == 2
    assert "could not be written (File too large); mend that and run again" in full.stderr
    assert "run the same again with --resume" in full.stderr
    assert not (tmp_path / "out.jsonl").exists()

    subprocess.run(arguments, check=True, capture_output=True)
    assert (tmp_path / "out.jsonl").read_bytes() == (tmp_path / "whole.jsonl").read_bytes()
