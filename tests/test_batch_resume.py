"""A batch that was interrupted at any moment can be resumed: no row is missing, doubled or out of order."""

from __future__ import annotations

import gzip
import json
import os
import random
import signal
import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path

import pytest

from bot.batch.job import BatchJob
from bot.batch.run import TO_RESUME, run
from bot.batch.writing.journal import Checkpoint, write_journal
from tests.batches import BrokenOffError, CountingBot, answer, refused, wait_until

CHUNK, CHECKPOINT = 100, 2_000
"""Rows of a chunk, and before a checkpoint: fewer than the program's, so that a test needs fewer. What follows a
checkpoint still has to fill what zlib and the file hold back."""
ROWS = 4 * CHECKPOINT + 123
PROCESS_CHECKPOINT = 1_000
"""Rows before a checkpoint of a process; those behind the first take it long enough to be killed in the middle."""
PROCESS_ROWS = 10 * PROCESS_CHECKPOINT
PROGRAM = f"""
import sys
from importlib import import_module
from bot.cli import main
batch = import_module("bot.batch.run")
batch.CHUNK_ROWS, batch.CHECKPOINT_ROWS = {CHUNK}, {PROCESS_CHECKPOINT}
sys.exit(main())
"""


@pytest.fixture(autouse=True)
def small_checkpoints(monkeypatch: pytest.MonkeyPatch) -> None:
    module = import_module("bot.batch.run")
    monkeypatch.setattr(module, "CHUNK_ROWS", CHUNK)
    monkeypatch.setattr(module, "CHECKPOINT_ROWS", CHECKPOINT)


@pytest.fixture(scope="module")
def questions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a long file of rows, some of them conversations, some broken."""
    path = tmp_path_factory.mktemp("questions") / "in.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for number in range(ROWS):
            row = {"id": number, "question": f"why,\n{number}?"}
            if number % 3 == 0:
                row["conversation"] = f"c{number % 140}"
            file.write("{broken\n" if number % 101 == 7 else f"{json.dumps(row)}\n")
    return path


def breaking_after(turns: int) -> CountingBot:
    """Return a bot that breaks off the run after so many turns in all."""
    left = iter(range(turns))

    def break_off() -> None:
        if next(left, None) is None:
            raise BrokenOffError

    return CountingBot(before_turn=break_off)


@pytest.mark.parametrize("name", ["out.jsonl", "out.csv", "out.txt.gz"])
def test_broken_off_again_and_again_the_bytes_are_the_same(questions: Path, tmp_path: Path, name: str) -> None:
    answer(questions, tmp_path / f"whole.{name}")
    runs = 0
    while not (tmp_path / name).exists():
        runs += 1
        try:
            # More turns each time: what is asked again to go on with conversations counts as well.
            tally = answer(questions, tmp_path / name, breaking_after(2_900 * runs), resume=True)
        except BrokenOffError:
            assert (tmp_path / f".{name}.part").exists() == (tmp_path / f".{name}.journal").exists()

    assert runs > 2
    assert (tmp_path / name).read_bytes() == (tmp_path / f"whole.{name}").read_bytes()
    assert tally == answer(questions, tmp_path / name, overwrite=True)
    assert not list(tmp_path.glob(".*"))


@pytest.fixture
def broken_off(questions: Path, tmp_path: Path) -> Path:
    """Return the target of a run that broke off after its first checkpoint."""
    with pytest.raises(BrokenOffError):
        answer(questions, tmp_path / "out.jsonl", breaking_after(CHECKPOINT + 600), country="us")
    return tmp_path / "out.jsonl"


def test_an_unfinished_run_is_not_discarded_unasked(questions: Path, broken_off: Path) -> None:
    assert "--resume goes on, --overwrite starts afresh" in refused(questions, broken_off)
    assert answer(questions, broken_off, overwrite=True).rows == ROWS


def test_a_run_with_other_settings_is_not_resumed(questions: Path, broken_off: Path) -> None:
    message = refused(questions, broken_off, resume=True, country="uk")
    assert "the unfinished run had another country" in message
    assert "another fields" in refused(questions, broken_off, resume=True, country="us", fields=("kind",))
    newer = CountingBot(fingerprint="newer")
    assert "another library" in refused(questions, broken_off, resume=True, country="us", bot=newer)
    assert answer(questions, broken_off, resume=True, country="us").rows == ROWS


def test_a_run_over_other_questions_is_not_resumed(questions: Path, broken_off: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.jsonl"
    other.write_text(questions.read_text(encoding="utf-8").replace("why", "how", 1), encoding="utf-8")
    message = refused(other, broken_off, resume=True, country="us")
    assert "does not begin with the questions that the unfinished run has answered" in message


def test_a_damaged_journal_is_reported(questions: Path, broken_off: Path) -> None:
    broken_off.with_name(".out.jsonl.journal").write_text("{", encoding="utf-8")
    assert "is damaged; give --overwrite" in refused(questions, broken_off, resume=True)


def test_with_nothing_to_resume_it_starts(questions: Path, tmp_path: Path) -> None:
    assert answer(questions, tmp_path / "out.jsonl", resume=True).rows == ROWS


def test_finished_results_are_kept(questions: Path, tmp_path: Path) -> None:
    (tmp_path / "out.jsonl").write_text("kept", encoding="utf-8")
    assert "is there already" in refused(questions, tmp_path / "out.jsonl", resume=True)


def test_what_is_no_file_cannot_be_resumed(questions: Path) -> None:
    assert "standard output is no file" in refused(questions, "-", resume=True)
    assert "standard input cannot be read again" in refused("-", "out.jsonl", resume=True)


def test_two_runs_do_not_write_one_file(questions: Path, tmp_path: Path) -> None:
    pytest.importorskip("fcntl")

    def start_another() -> None:
        assert "another run is writing it" in refused(questions, tmp_path / "out.jsonl", overwrite=True)
        raise BrokenOffError

    with pytest.raises(BrokenOffError):
        answer(questions, tmp_path / "out.jsonl", CountingBot(before_turn=start_another))


def size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-c", PROGRAM, "batch", *map(str, arguments)]


@pytest.fixture(scope="module")
def real_questions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("real") / "in.csv"
    asked = ["my partner cried", "why?", '"is it, well,\nnormal"', "thanks", "does it hurt"]
    rows = (f"{asked[number % 5]},{'' if number % 4 else number % 90}\n" for number in range(PROCESS_ROWS))
    path.write_text("question,conversation\n" + "".join(rows), encoding="utf-8")
    return path


@pytest.mark.parametrize(("name", "workers"), [("out.csv", 1), ("out.jsonl.gz", 2)])
def test_killed_again_and_again_the_bytes_are_the_same(
    real_questions: Path, tmp_path: Path, name: str, workers: int
) -> None:
    """Killed for good, so that nothing can be tidied up, whenever the unfinished file has grown by so much."""
    arguments = (real_questions, "-o", tmp_path / name, "--resume", "--workers", workers)
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
    subprocess.run(command(real_questions, "-o", whole), check=True, capture_output=True)
    assert (tmp_path / name).read_bytes() == whole.read_bytes()
    assert not list(tmp_path.glob(".*"))
    if name.endswith(".gz"):
        assert gzip.decompress((tmp_path / name).read_bytes()).count(b"\n") == PROCESS_ROWS


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_interrupted_it_says_how_to_resume(
    real_questions: Path, tmp_path: Path, number: signal.Signals, status: int
) -> None:
    arguments = command(real_questions, "-o", tmp_path / "out.txt")
    process = subprocess.Popen(arguments, stderr=subprocess.PIPE)
    wait_until((tmp_path / ".out.txt.journal").exists, process)
    process.send_signal(number)
    _, errors = process.communicate(timeout=60)

    assert process.returncode == status
    assert errors.decode().splitlines()[-1].endswith("run the same again with --resume to go on.")
    assert b"Traceback" not in errors
    finished = subprocess.run([*arguments, "--resume"], capture_output=True, check=False)
    assert finished.returncode == 0
    assert (tmp_path / "out.txt").read_bytes().count(b"\n") == PROCESS_ROWS


def test_interrupted_just_behind_the_first_checkpoint_it_says_how_to_resume(
    questions: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def written_and_interrupted(place: Path, checkpoint: Checkpoint) -> None:
        write_journal(place, checkpoint)
        raise KeyboardInterrupt

    monkeypatch.setattr("bot.batch.writing.output.write_journal", written_and_interrupted)
    told: list[object] = []
    with pytest.raises(KeyboardInterrupt):
        run(BatchJob(questions, tmp_path / "out.txt"), CountingBot(), tell=told.append)

    assert told == [TO_RESUME]


def test_a_killed_worker_ends_the_run_which_can_be_resumed(real_questions: Path, tmp_path: Path) -> None:
    arguments = command(real_questions, "-o", tmp_path / "out.txt", "--workers", 2)
    process = subprocess.Popen(arguments, stderr=subprocess.PIPE)
    wait_until((tmp_path / ".out.txt.journal").exists, process)
    os.kill(max(_workers(process)), signal.SIGKILL)
    _, errors = process.communicate(timeout=60)

    assert process.returncode == 2
    assert b"a worker process was ended from outside" in errors
    assert b"--resume" in errors
    assert subprocess.run([*arguments, "--resume"], capture_output=True, check=False).returncode == 0


def test_a_worker_killed_at_its_start_ends_the_run(real_questions: Path, tmp_path: Path) -> None:
    arguments = command(real_questions, "-o", tmp_path / "out.txt", "--workers", 2)
    process = subprocess.Popen(arguments, stderr=subprocess.PIPE)
    wait_until(lambda: _workers(process), process)
    os.kill(_workers(process)[0], signal.SIGKILL)
    _, errors = process.communicate(timeout=60)

    assert process.returncode == 2
    assert b"a worker process was ended from outside" in errors
    assert b"Traceback" not in errors


def test_workers_killed_in_the_middle_of_their_results_end_the_run(real_questions: Path, tmp_path: Path) -> None:
    """While the parent stands still, the workers get stuck in writing more than a pipe holds."""
    process = subprocess.Popen(
        command(real_questions, "-o", tmp_path / "out.jsonl", "--workers", 2), stderr=subprocess.PIPE
    )
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


def test_a_full_disk_is_reported_and_the_run_resumed_when_there_is_room(real_questions: Path, tmp_path: Path) -> None:
    """A file may not grow past a limit, as on a disk with no more room."""
    resource = pytest.importorskip("resource")
    arguments = command(real_questions, "-o", tmp_path / "out.jsonl", "--resume")
    whole = command(real_questions, "-o", tmp_path / "whole.jsonl")
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
