"""What goes wrong in a batch is reported, and existing files are kept."""

from __future__ import annotations

import errno
import gzip
import io
import os
import signal
import stat
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bot.errors import InputError
from tests.batches import PROGRAM, CountingBot, answer, program, refused
from tests.conftest import CHECKOUT

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def as_nobody() -> Iterator[None]:
    """Take away the rights of the superuser, whom no permission stops."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_missing_input_is_named(tmp_path: Path) -> None:
    assert refused(tmp_path / "no.txt", "-") == f"{tmp_path}/no.txt: no such file; check its name and folder"


def test_a_folder_is_no_input(tmp_path: Path) -> None:
    assert refused(tmp_path, "-", input_format="txt") == f"{tmp_path}: is a folder; name a file of questions"


def test_a_folder_is_no_output(questions: Path, tmp_path: Path) -> None:
    assert refused(questions, tmp_path, output_format="txt") == f"{tmp_path}: is a folder; name a file in it"


def test_a_folder_for_the_output_is_not_made(questions: Path, tmp_path: Path) -> None:
    target = tmp_path / "new" / "out.txt"

    assert refused(questions, target) == f"{target}: there is no folder {tmp_path}/new; make it first"
    assert refused(questions, questions / "out.txt").endswith(f"there is no folder {questions}; make it first")


def test_an_input_that_may_not_be_read_is_named(questions: Path) -> None:
    questions.chmod(0)
    with as_nobody():
        message = refused(questions, "-")

    assert message == f"{questions}: may not be read; ask for permission to read it"


def test_a_folder_that_may_not_be_written_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    folder.mkdir(mode=0o555)
    with as_nobody():
        message = refused("/dev/null", folder / "out.txt", input_format="txt")

    assert message == f"{folder}/out.txt: no permission to write in {folder}; name a file in another folder"


@pytest.mark.parametrize(
    ("source", "target", "options", "expected"),
    [
        ("in.log", "-", {}, "in.log: its name does not say the format; give --input-format txt, jsonl, csv or tsv"),
        ("in", "-", {}, "in: its name does not say the format; give --input-format txt, jsonl, csv or tsv"),
        ("in.gz", "-", {}, "in.gz: its name does not say the format; give --input-format txt, jsonl, csv or tsv"),
        (
            "-",
            "out.xlsx",
            {},
            "out.xlsx: its name does not say the format; give --output-format txt, jsonl, csv or tsv",
        ),
        ("-", "-", {"input_format": "xml"}, "--input-format xml: no such format; give txt, jsonl, csv or tsv"),
    ],
)
def test_an_unknown_format_is_asked_for(source: str, target: str, options: dict[str, str], expected: str) -> None:
    assert refused(source, target, **options) == expected


def test_existing_results_are_kept_unless_overwritten(questions: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.txt"
    target.write_text("kept", encoding="utf-8")

    assert refused(questions, target) == f"{target}: is there already; name another file, or give --overwrite"
    assert target.read_text(encoding="utf-8") == "kept"

    target.chmod(0o640)
    answer(questions, target, overwrite=True)
    assert target.read_text(encoding="utf-8").count("\n") == 2
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_results_that_turn_up_during_the_run_are_kept(questions: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.txt"

    bot = CountingBot(before_turn=lambda: target.write_text("kept", encoding="utf-8"))

    with pytest.raises(InputError, match="is there already"):
        answer(questions, target, bot)

    assert target.read_text(encoding="utf-8") == "kept"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.txt", "out.txt"]


def test_a_link_stays_a_link(questions: Path, tmp_path: Path) -> None:
    (tmp_path / "link.txt").symlink_to("real.txt")
    answer(questions, tmp_path / "link.txt")

    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "real.txt").read_text(encoding="utf-8").count("\n") == 2


def test_the_input_is_never_the_output(questions: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    os.link(questions, other)

    for target in (questions, other, tmp_path / "." / "in.txt"):
        assert refused(questions, target, overwrite=True) == f"{target}: is the input as well; write into another file"
    with questions.open("ab") as file, questions.open("rb") as same:
        for process in (program(1, questions, "-", stdout=file), program(1, "-", questions, stdin=same)):
            _, errors = process.communicate()
            assert b"is the input as well" in errors
    assert questions.read_text(encoding="utf-8") == "one\ntwo\n"


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (lambda data: data[:-20], "Compressed file ended before the end-of-stream marker was reached"),
        (lambda data: data[:200] + bytes(50) + data[250:], ""),
        (lambda _: b"one\ntwo\n", "Not a gzipped file"),
    ],
    ids=["cut off", "overwritten", "no gzip"],
)
def test_a_damaged_archive_leaves_no_results(tmp_path: Path, damage: Any, reason: str) -> None:
    lines = "".join(f"{hash(str(number))}\n" for number in range(5000))
    (tmp_path / "in.txt.gz").write_bytes(damage(gzip.compress(lines.encode())))
    message = refused(tmp_path / "in.txt.gz", tmp_path / "out.txt")

    assert message.startswith(f"{tmp_path}/in.txt.gz: cannot be read to its end ({reason}")
    assert [path.name for path in tmp_path.iterdir()] == ["in.txt.gz"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_is_reported(questions: Path) -> None:
    message = refused(questions, "/dev/full", output_format="jsonl")
    with open("/dev/full", "wb") as full:
        process = program(1, questions, "-", stdout=full)
    _, errors = process.communicate()

    assert message == f"/dev/full: could not be written ({os.strerror(errno.ENOSPC)}); mend that and run again"
    last = errors.decode().splitlines()[-1]
    assert "standard output: could not be written (No space left on device)" in last
    assert process.returncode == 1


def test_what_is_no_file_is_written_as_it_stands(questions: Path, tmp_path: Path) -> None:
    answer(questions, "/dev/null", output_format="csv")
    pipe = tmp_path / "out.jsonl"
    os.mkfifo(pipe)
    process = program(1, questions, pipe)

    assert pipe.read_bytes().count(b"\n") == 2
    process.communicate()
    assert process.returncode == 0
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, SystemExit, MemoryError])
def test_an_interruption_at_the_start_leaves_nothing(
    questions: Path, tmp_path: Path, interruption: type[BaseException]
) -> None:
    def interrupt() -> None:
        assert (tmp_path / ".out.txt.part").exists()
        raise interruption

    with pytest.raises(interruption):
        answer(questions, tmp_path / "out.txt", CountingBot(before_turn=interrupt))

    assert list(tmp_path.iterdir()) == [questions]


def test_ctrl_c_leaves_what_was_there(tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    target.write_text("kept", encoding="utf-8")
    process = program(1, "-", target, "--overwrite")
    assert process.stdin is not None
    process.stdin.write(b"one\n" * 1000)
    process.stdin.flush()
    while not any(path.stat().st_size for path in tmp_path.glob(".out.jsonl.part")):
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate()

    assert errors.rstrip().endswith(b"KeyboardInterrupt")
    assert b"ignored" not in errors
    assert target.read_text(encoding="utf-8") == "kept"
    assert list(tmp_path.iterdir()) == [target]


def test_a_closed_pipe_ends_the_run_without_a_second_message(tmp_path: Path) -> None:
    """`| head` closes it; nothing is left for Python to complain of when it ends."""
    (tmp_path / "in.txt").write_text("one\n" * 10_000, encoding="utf-8")
    process = program(100, tmp_path / "in.txt", "-")
    assert process.stdout is not None
    assert process.stdout.readline()
    process.stdout.close()
    process.stdout = None
    _, errors = process.communicate()

    assert errors.rstrip().endswith(b"BrokenPipeError: [Errno 32] Broken pipe")
    assert b"ignored" not in errors
    assert process.returncode == 1


@pytest.mark.parametrize(("closed", "expected"), [(0, "name a file of questions"), (1, "name a file with -o")])
def test_a_closed_standard_stream_is_reported(closed: int, expected: str) -> None:
    arguments = [sys.executable, "-c", PROGRAM, "1", "-", "-"]
    code = f"import os; os.close({closed}); os.execv({sys.executable!r}, {arguments!r})"
    process = subprocess.run(
        [sys.executable, "-c", code], cwd=CHECKOUT, capture_output=True, input=b"one\n", check=False
    )

    assert expected in process.stderr.decode().splitlines()[-1]


def test_standard_input_is_left_open(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    stdin = io.TextIOWrapper(io.BufferedReader(io.BytesIO(b"one\n")))
    monkeypatch.setattr(sys, "stdin", stdin)
    answer("-", tmp_path / "out.txt")

    assert not stdin.closed
