"""A cluster of real processes gives the bytes that one machine does, whatever becomes of its workers."""

from __future__ import annotations

import gzip
import json
import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest

from bot import batch
from bot.batch import BatchJob, dask
from bot.batch.dask import cluster, partitions
from bot.cli import main
from bot.errors import InputError
from tests.batches import BrokenOffError
from tests.bots import BOT
from tests.clusters import Machines

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


ASKED = ("my partner cried", "why?", "yes", "thanks", "does it hurt", "why do i cry after sex")
ROWS = 3_000


@pytest.fixture(scope="module")
def machines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    with ExitStack() as running:
        yield Machines(tmp_path_factory.mktemp("cluster"), running)


@pytest.fixture(autouse=True)
def small_partitions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(partitions, "PARTITION_BYTES", 10_000)


def row(number: int) -> str:
    """Return a row: a third are turns of conversations that run over all rows, and some cannot be read."""
    fields: dict[str, object] = {"id": number, "question": ASKED[number % 7 % 6]}
    if number % 3 == 0:
        fields["conversation"] = f"c{number % 70}"
    return "{broken\n" if number % 101 == 7 else f"{json.dumps(fields)}\n"


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    path = tmp_path / "in.jsonl"
    path.write_text("".join(map(row, range(ROWS))), encoding="utf-8")
    return path


def joined(folder: Path) -> bytes:
    """Return the parts, one after another; nothing else is in the folder."""
    parts = sorted(folder.iterdir())
    assert [part.name for part in parts] == [f"part-{number:05}.jsonl" for number in range(len(parts))]
    return b"".join(part.read_bytes() for part in parts)


def test_with_a_worker_killed_in_the_middle_the_bytes_are_those_of_one_machine(
    machines: Machines, questions: Path, tmp_path: Path
) -> None:
    fractions: list[float | None] = []

    def kill_after_three(_: int, fraction: float | None) -> None:
        fractions.append(fraction)
        if len(fractions) == 3:
            machines.kill_a_worker()

    job = BatchJob(questions, tmp_path / "out")
    tally = dask.run(job, BOT, address=machines.address, progress=kill_after_three)

    assert tally == batch.run(BatchJob(questions, tmp_path / "whole.jsonl"), BOT)
    assert joined(tmp_path / "out") == (tmp_path / "whole.jsonl").read_bytes()
    assert fractions == [done / len(fractions) for done in range(1, len(fractions) + 1)]
    assert len(fractions) > 10


def test_several_files_are_one_batch_whose_errors_name_the_lines_of_each(machines: Machines, tmp_path: Path) -> None:
    """A conversation goes on from file to file, also through one that is compressed or a CSV."""
    files = {
        "1.jsonl": [*range(500), 7],
        "2.csv": [500, 501, 504, 507],
        "3.jsonl.gz": [*range(510, 900), 7],
        "4.jsonl": [7, *range(900, 1_500)],
    }
    (tmp_path / "in").mkdir()
    lines: list[int] = []
    for name, numbers in files.items():
        rows = "".join(map(row, numbers))
        lines += range(1, len(numbers) + 1)
        if name.endswith(".csv"):
            cells = map(json.loads, rows.splitlines())
            written = [f"{each['id']},{each['question']},{each.get('conversation', '')}\n" for each in cells]
            (tmp_path / "in" / name).write_text("id,question,conversation\n" + "".join(written), encoding="utf-8")
        else:
            content = rows.encode()
            (tmp_path / "in" / name).write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    whole = tmp_path / "whole.jsonl"
    whole.write_text("".join(row(number) for numbers in files.values() for number in numbers), encoding="utf-8")

    tally = dask.run(BatchJob(tmp_path / "in" / "*", tmp_path / "out"), BOT, address=machines.address)

    fields = ("question", "kind", "answers", "suggestions")
    alone = batch.run(BatchJob(whole, tmp_path / "alone.jsonl", fields=fields), BOT)
    results = [json.loads(line) for line in joined(tmp_path / "out").splitlines()]
    kept = [{name: each[name] for name in fields} for each in results]
    assert kept == [json.loads(line) for line in (tmp_path / "alone.jsonl").read_text(encoding="utf-8").splitlines()]
    assert tally.kinds == alone.kinds
    broken = [(each, line) for each, line in zip(results, lines, strict=True) if each["kind"] == "error"]
    assert len(broken) > 10
    named = {name: str(tmp_path / "in" / name) for name in files}
    assert all(f", line {line}: " in each["error"] for each, line in broken)
    assert all(each["error"].partition(", ")[0] in named.values() for each, _ in broken)


@pytest.mark.parametrize("suffix", ["csv", "tsv"])
def test_each_part_of_a_csv_has_the_header(machines: Machines, questions: Path, tmp_path: Path, suffix: str) -> None:
    dask.run(BatchJob(questions, tmp_path / "out", output_format=suffix), BOT, address=machines.address)
    batch.run(BatchJob(questions, tmp_path / f"whole.{suffix}"), BOT)

    head, rest = (tmp_path / f"whole.{suffix}").read_bytes().split(b"\n", 1)
    parts = [path.read_bytes().split(b"\n", 1) for path in sorted((tmp_path / "out").glob(f"part-*.{suffix}"))]
    assert len(parts) > 1
    assert {first for first, _ in parts} == {head}
    assert b"".join(rows for _, rows in parts) == rest


def test_columns_that_the_first_of_several_files_lacks_are_kept(machines: Machines, tmp_path: Path) -> None:
    (tmp_path / "1.csv").write_text("question,id\nwhy?,1\n", encoding="utf-8")
    (tmp_path / "2.csv").write_text("question,name\nwhy?,b\n", encoding="utf-8")
    job = BatchJob(tmp_path / "*.csv", tmp_path / "out", output_format="csv")
    dask.run(job, BOT, address=machines.address)

    assert '"{""name"": ""b""}"' in (tmp_path / "out" / "part-00001.csv").read_text(encoding="utf-8")


def break_off(rows: int, _: float | None) -> None:
    if rows > ROWS / 4:
        raise BrokenOffError


@pytest.fixture
def broken_off(machines: Machines, questions: Path, tmp_path: Path) -> Path:
    """Return the folder of a run that broke off."""
    with pytest.raises(BrokenOffError):
        dask.run(BatchJob(questions, tmp_path / "out"), BOT, address=machines.address, progress=break_off)
    return tmp_path / "out"


def test_a_resumed_run_writes_only_the_missing_parts(
    machines: Machines, questions: Path, tmp_path: Path, broken_off: Path
) -> None:
    counted = {path.stem for path in (broken_off / ".afterwords").glob("part-*")}
    before = {path: path.stat().st_mtime_ns for path in broken_off.glob("part-*") if path.stem in counted}
    assert before
    assert (broken_off / ".afterwords").exists()

    tally = dask.run(BatchJob(questions, broken_off, resume=True), BOT, address=machines.address)

    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert len(list(broken_off.iterdir())) > len(before)
    assert tally == batch.run(BatchJob(questions, tmp_path / "whole.jsonl"), BOT)
    assert joined(broken_off) == (tmp_path / "whole.jsonl").read_bytes()
    assert not (broken_off / ".afterwords").exists()


def test_a_damaged_tally_costs_its_part_and_damaged_settings_are_told(
    machines: Machines, questions: Path, tmp_path: Path, broken_off: Path
) -> None:
    settings = broken_off / ".afterwords" / "settings.json"
    whole = settings.read_bytes()
    job = BatchJob(questions, broken_off, resume=True)
    for damaged in (whole[:-1], b"1", b"\xff"):
        settings.write_bytes(damaged)
        with pytest.raises(InputError, match="is damaged; give --overwrite"):
            dask.run(job, BOT, address=machines.address)
    settings.write_bytes(whole)
    for tally in (broken_off / ".afterwords").glob("part-*"):
        tally.write_bytes(tally.read_bytes()[:-1])
    dask.run(job, BOT, address=machines.address)

    batch.run(BatchJob(questions, tmp_path / "whole.jsonl"), BOT)
    assert joined(broken_off) == (tmp_path / "whole.jsonl").read_bytes()


def test_a_run_is_resumed_only_with_the_same_settings_and_when_asked(
    machines: Machines, questions: Path, broken_off: Path
) -> None:
    def refused(**options: Any) -> str:
        with pytest.raises(InputError) as error:
            dask.run(BatchJob(questions, broken_off, **options), BOT, address=machines.address)
        return str(error.value)

    assert "--resume goes on, --overwrite starts afresh" in refused()
    assert "another fields and another country" in refused(resume=True, fields=("kind",), country="uk")
    questions.write_text(row(1), encoding="utf-8")
    assert "another input" in refused(resume=True)
    assert dask.run(BatchJob(questions, broken_off, overwrite=True), BOT, address=machines.address).rows == 1
    assert joined(broken_off).count(b"\n") == 1
    assert "is there already" in refused()
    assert "is there already" in refused(resume=True)
    (broken_off / "mine.txt").touch()
    assert "holds mine.txt, which is no result" in refused(overwrite=True)


@pytest.mark.parametrize(
    ("source", "target", "options", "message"),
    [
        ("in.jsonl", "in.jsonl", {}, "is a file; name a folder"),
        ("in.jsonl", "", {"overwrite": True}, "holds the input as well"),
        ("", "out", {}, "is a folder; name the files in it"),
        ("*.csv", "out", {}, "no such file"),
        ("in.jsonl", "out", {"fields": ("mood",)}, "there is no 'mood'"),
        ("in.jsonl", "nowhere://out", {}, "cannot be reached: Protocol not known"),
    ],
)
def test_what_cannot_be_done_is_refused_before_anything_is_done(
    machines: Machines, questions: Path, source: str, target: str, options: Any, message: str
) -> None:
    folder = questions.parent
    job = BatchJob(folder / source, target if "://" in target else folder / target, **options)
    with pytest.raises(InputError, match=message):
        dask.run(job, BOT, address=machines.address)
    assert list(folder.iterdir()) == [questions]


def test_no_standard_streams_go_to_a_cluster() -> None:
    for source, target in (("-", "out"), ("in.txt", "-")):
        with pytest.raises(InputError, match="name files that all workers can reach"):
            dask.run(BatchJob(source, target), BOT, address="tcp://127.0.0.1:1")


def test_a_file_that_a_worker_cannot_read_is_named(machines: Machines, tmp_path: Path) -> None:
    (tmp_path / "1.csv").write_text("question\nwhy?\n", encoding="utf-8")
    (tmp_path / "2.csv").write_text("asked\nwhy?\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"2\.csv: no column is called question"):
        dask.run(BatchJob(tmp_path / "*.csv", tmp_path / "out"), BOT, address=machines.address)


def test_the_command_ends_as_on_one_machine(
    machines: Machines, questions: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["batch", str(questions), "--fields", "id,kind", "-o"]
    where = [str(questions.parent / "out"), "--cluster", machines.address]
    assert main([*arguments, str(questions.parent / "whole.jsonl")]) == 1
    summary = capsys.readouterr().err
    assert main([*arguments, *where]) == 1
    assert capsys.readouterr().err == summary
    assert joined(questions.parent / "out") == (questions.parent / "whole.jsonl").read_bytes()


def test_without_a_scheduler_or_the_extra_the_command_says_what_is_missing(
    questions: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = ["batch", str(questions), "-o", str(questions.parent / "out"), "--cluster"]
    monkeypatch.setattr(cluster, "TIMEOUT", 0.1)
    assert main([*arguments, "tcp://127.0.0.1:1"]) == 2
    assert "is its scheduler running?" in capsys.readouterr().err

    for name in ("bot.batch.dask", "bot.batch.dask.cluster"):
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert main([*arguments, "tcp://127.0.0.1:1"]) == 2
    assert "pip install 'afterwords[cluster]'" in capsys.readouterr().err
