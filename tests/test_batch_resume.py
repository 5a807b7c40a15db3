"""A batch that was interrupted at any moment can be resumed: no row is missing, doubled or out of order."""

from __future__ import annotations

import json
from importlib import import_module
from typing import TYPE_CHECKING

import pytest

from bot.batch.job import BatchJob
from bot.batch.run import TO_RESUME, run
from bot.batch.writing.journal import Checkpoint, write_journal
from tests.batches import BrokenOffError, CountingBot, answer, refused

if TYPE_CHECKING:
    from pathlib import Path

CHUNK, CHECKPOINT = 100, 2_000
"""Rows of a chunk, and before a checkpoint: fewer than the program's, so that a test needs fewer. What follows a
checkpoint still has to fill what zlib and the file hold back."""
ROWS = 4 * CHECKPOINT + 123


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
