"""Whatever happens to a run or to what it leaves, no row is lost, doubled or damaged: it goes on, or says why not."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bot.batch import BatchJob, run
from bot.batch.run import TO_RESUME
from bot.batch.workers import _serve
from bot.errors import InputError
from tests.batches import BrokenOffError, CountingBot, answer, refused, wait_until
from tests.conftest import CHECKOUT

if TYPE_CHECKING:
    from collections.abc import Callable

CHUNK, CHECKPOINT, ROWS = 5, 20, 65
STEP = int(os.environ.get("CRASH_STEP", "53"))
"""Of each file of the pair every 53rd byte is cut and flipped; with CRASH_STEP=1 in the environment, every one."""


@pytest.fixture(autouse=True)
def _small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    module = import_module("bot.batch.run")
    monkeypatch.setattr(module, "CHUNK_ROWS", CHUNK)
    monkeypatch.setattr(module, "CHECKPOINT_ROWS", CHECKPOINT)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "in.csv"
    rows = "".join(f"why {n}?,{'' if n % 3 else 'c'}\n" for n in range(ROWS))
    path.write_text(f"question,conversation\n{rows}", encoding="utf-8")
    return path


def break_off(source: Path, target: Path, turns: int, **options: Any) -> list[str]:
    """Break off a run after so many turns, and return whether it told that it can be resumed."""
    left, told = iter(range(turns)), list[str]()

    def count_down() -> None:
        if next(left, None) is None:
            raise BrokenOffError

    with pytest.raises(BrokenOffError):
        run(
            BatchJob(source, target, **options),
            CountingBot(before_turn=count_down),
            tell=told.append,
        )
    return told


@pytest.mark.parametrize("name", ["out.jsonl", "out.csv.gz"])
def test_what_was_cut_grown_or_flipped_is_refused_or_makes_no_difference(
    source: Path, tmp_path: Path, name: str
) -> None:
    target = tmp_path / name
    answer(source, target)
    whole = target.read_bytes()
    target.unlink()
    break_off(source, target, 2 * CHECKPOINT + 7)
    pair = {path: path.read_bytes() for path in tmp_path.glob(f".{name}.*")}
    assert [path.suffix for path in sorted(pair)] == [".journal", ".part"]
    refusals = 0
    for path, content in pair.items():
        for damaged in damages(content):
            for each, original in pair.items():
                each.write_bytes(original)
            path.write_bytes(damaged)
            if reason := refusal(source, target):
                refusals += 1
                assert "give --overwrite to start afresh" in reason
                assert {each: each.read_bytes() for each in pair} == {**pair, path: damaged}
            else:
                assert target.read_bytes() == whole
                target.unlink()
    assert refusals > len(b"".join(pair.values())) // STEP // 2
    answer(source, target, overwrite=True)
    assert target.read_bytes() == whole


def refusal(source: Path, target: Path) -> str | None:
    """Return why a run is not resumed; None where it was."""
    try:
        answer(source, target, resume=True)
    except InputError as error:
        return str(error)
    return None


def damages(content: bytes) -> list[bytes]:
    places = range(0, len(content), STEP)
    cut = [content[:place] for place in places]
    flipped = [content[:place] + bytes([content[place] ^ 1 << place % 8]) + content[place + 1 :] for place in places]
    return [*cut, *flipped, content + b"x", content + b"\n" + content, bytes(len(content))]


@pytest.mark.parametrize("value", [None, True, -1, 10**30, 1.5, "x", [], {}, [[]], {"a": 1}])
def test_a_journal_with_any_value_in_any_field_is_told_as_damaged(source: Path, tmp_path: Path, value: object) -> None:
    target, journal = tmp_path / "out.jsonl", tmp_path / ".out.jsonl.journal"
    break_off(source, target, CHECKPOINT + 7)
    content = json.loads(journal.read_bytes())
    for place in (content, content["state"], content["state"]["tally"], content["settings"]):
        for key, before in list(place.items()):
            if value == before and type(value) is type(before):
                continue
            place[key] = value
            journal.write_text(json.dumps(content), encoding="utf-8")
            assert "is damaged; give --overwrite" in refused(source, target, resume=True)
            place[key] = before
    for whole in (json.dumps(value), "[" * 100_000, '{"a": ' * 100_000):
        journal.write_text(whole, encoding="utf-8")
        assert "is damaged; give --overwrite" in refused(source, target, resume=True)


def test_the_unfinished_results_are_missed(source: Path, tmp_path: Path) -> None:
    (tmp_path / ".out.jsonl.journal").write_text("{}", encoding="utf-8")

    assert "the unfinished results are missing" in refused(source, tmp_path / "out.jsonl", resume=True)
    assert answer(source, tmp_path / "out.jsonl").rows == ROWS
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.csv", "out.jsonl"]


def test_it_is_told_to_resume_only_where_that_can_be_done(source: Path, tmp_path: Path) -> None:
    target, part = tmp_path / "out.jsonl", tmp_path / ".out.jsonl.part"

    assert break_off(source, target, CHECKPOINT - 1) == []
    assert break_off(source, target, CHECKPOINT + 7) == [TO_RESUME]
    assert break_off(source, target, 1, resume=True) == [TO_RESUME]
    told: list[str] = []
    part.write_bytes(b"")
    with pytest.raises(InputError, match="shorter than what their journal notes"):
        run(BatchJob(source, target, resume=True), CountingBot(), tell=told.append)
    job = BatchJob(source, target, overwrite=True)
    with pytest.raises(InputError, match="was moved or removed"):
        run(job, CountingBot(before_turn=lambda: part.unlink(missing_ok=True)), tell=told.append)
    assert told == []


KILLED_AT_EACH_STEP = """
import os, signal, sys
from importlib import import_module
from pathlib import Path
from bot.batch import BatchJob, run
from tests.batches import CountingBot
batch = import_module("bot.batch.run")
batch.CHUNK_ROWS, batch.CHECKPOINT_ROWS = 5, 20
source, target = map(Path, sys.argv[1:])
STEPS = {"open", "os.rename", "os.remove", "os.chmod", "os.truncate", "os.listdir"}
left = None

def step(*_):
    global left
    if left is not None:
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(lambda event, _: step() if event in STEPS else None)
os.fsync, fsync = lambda file: (step(), fsync(file), step()), os.fsync

def killed_at(place, **options):
    global left
    if not (child := os.fork()):
        left = place
        run(BatchJob(source, target, **options), CountingBot(before_turn=step))
        os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])

run(BatchJob(source, target), CountingBot())
whole, place = target.read_bytes(), 0
target.unlink()
while killed_at(place, resume=True):
    if not target.exists():
        again = place // 2  # the run that goes on is killed as well
        if killed_at(again, resume=True) and not target.exists():
            run(BatchJob(source, target, resume=True), CountingBot())
    assert target.read_bytes() == whole, place
    run(BatchJob(source, target, overwrite=True), CountingBot())
    assert [path.name for path in target.parent.glob(".*")] == [], place
    target.unlink()
    place += 1
print(place)
"""


def test_killed_at_each_step_it_goes_on_to_the_same_bytes(source: Path, tmp_path: Path) -> None:
    """A step is a turn that is answered, or a call by which a file is opened, renamed, removed or put on disk."""
    arguments = [sys.executable, "-c", KILLED_AT_EACH_STEP, str(source), str(tmp_path / "out.jsonl")]
    done = subprocess.run(arguments, cwd=CHECKOUT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > ROWS + 10


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class DiesWhenItArrives(CountingBot):
    """Ends the process that it is handed to."""

    def __reduce__(self) -> tuple[Callable[[], None], tuple[()]]:
        return die, ()


@pytest.mark.parametrize("bot", [DiesWhenItArrives(), CountingBot(before_turn=die)], ids=["at the start", "answering"])
def test_a_worker_that_is_killed_ends_the_run(source: Path, tmp_path: Path, bot: CountingBot) -> None:
    with pytest.raises(InputError, match="a worker process was ended from outside"):
        run(BatchJob(source, tmp_path / "out.jsonl"), bot, workers=2)
    assert list(tmp_path.iterdir()) == [source]


@pytest.mark.parametrize("seconds", [0, 0.1, 0.3, 0.5])
def test_workers_end_with_the_process_that_started_them(tmp_path: Path, seconds: float) -> None:
    (tmp_path / "in.txt").write_text("why?\n" * 50_000, encoding="utf-8")
    command = [sys.executable, "run_bot.py", "batch", tmp_path / "in.txt", "-o", tmp_path / "out.txt", "--workers", 2]
    process = subprocess.Popen(list(map(str, command)), cwd=CHECKOUT, stderr=subprocess.PIPE, start_new_session=True)
    wait_until(lambda: children(process.pid), process)
    time.sleep(seconds)
    started = children(process.pid)
    process.kill()
    # They hold its standard error as well; what Python says of a process that had not begun yet is its own.
    _, errors = process.communicate(timeout=60)

    assert started
    assert b"why" not in errors


@pytest.mark.parametrize("sent", [b"", b"\0\0", b"\0\0\3\xe8the beginning of a task"])
def test_a_worker_whose_parent_dies_in_the_middle_of_a_message_ends_quietly(sent: bytes) -> None:
    spawn = get_context("spawn")
    connection, end_of_worker = spawn.Pipe()
    process = spawn.Process(target=_serve, args=(end_of_worker,))
    process.start()
    end_of_worker.close()
    os.write(connection.fileno(), sent)
    connection.close()
    process.join()

    assert process.exitcode == 0


def children(parent: int) -> list[int]:
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if int((place / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[1]) == parent:
                found.append(int(place.name))
    return found
