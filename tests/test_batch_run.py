"""A batch answers every row, keeps conversations apart, and leaves whole files or none."""

from __future__ import annotations

import csv
import errno
import gzip
import io
import json
import os
import signal
import stat
import subprocess
import sys
import time
import tracemalloc
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import load
from bot.batch import Summary, answer_file, run
from bot.batch.answering import answerer
from bot.batch.rows import Row
from bot.errors import InputError
from bot.knowledge.library import Statement
from bot.reply import Answer, Reply

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.batch.answering import Ask
    from bot.reply import Kind

ROOT = Path(__file__).resolve().parent.parent

PROGRAM = """
import signal
import sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job inherits it ignored
from bot.batch import answer_file
from bot.reply import Reply
def start():
    return lambda question: Reply(question, "unknown", question * int(sys.argv[1]))
print(answer_file(start, *sys.argv[2:4], overwrite="--overwrite" in sys.argv), file=sys.stderr)
"""


def counting() -> Ask:
    """Begin a conversation in which each answer tells what came before."""
    turns: list[str] = []

    def ask(question: str) -> Reply:
        turns.append(question)
        if question == "too much":
            return Reply(question, "error", error="too long")
        kind: Kind = "unknown" if question == "?" else "answer"
        return Reply(question, kind, answers=(Answer("turns", "Turns", 1.0, (Statement(" > ".join(turns)),)),))

    return ask


def program(*arguments: object, **options: Any) -> subprocess.Popen[bytes]:
    """Start a batch in a process of its own: how often each reply repeats the question, input, output."""
    pipes: dict[str, Any] = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    return subprocess.Popen([sys.executable, "-c", PROGRAM, *map(str, arguments)], cwd=ROOT, **pipes | options)


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


def test_each_row_is_answered_and_counted(tmp_path: Path) -> None:
    (tmp_path / "in.txt").write_text("one\n\n?\ntoo much\ntwo\n", encoding="utf-8")
    summary = answer_file(counting, tmp_path / "in.txt", tmp_path / "out.jsonl")
    rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]

    assert summary == Summary(
        rows=5,
        kinds={"answer": 2, "error": 2, "unknown": 1},
        errors=("line 2: no question", "line 4: too long"),
    )
    assert summary.unread == 2
    assert [row["kind"] for row in rows] == ["answer", "error", "unknown", "error", "answer"]
    assert [row.get("error") for row in rows] == [None, "line 2: no question", None, "line 4: too long", None]


def test_rows_of_one_conversation_are_its_turns_and_all_others_stand_alone(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("conversation,question\na,1\nb,2\n,3\na,4\n,5\nb,6\na,\na,7\n", encoding="utf-8")
    answer_file(counting, tmp_path / "in.csv", tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    assert [row["conversation"] for row in rows] == ["a", "b", "", "a", "", "b", "a", "a"]
    assert [row["text"] for row in rows] == ["1", "2", "3", "1 > 4", "5", "2 > 6", "", "1 > 4 > 7"]


def test_only_the_conversations_used_last_are_remembered() -> None:
    answer = answerer(counting, remembered=2)
    rows = [Row(1, question=str(turn), conversation=name) for turn, name in enumerate("abacab")]

    assert [answer(row).answers[0].text for row in rows] == ["0", "1", "0 > 2", "3", "0 > 2 > 4", "5"]


@pytest.mark.parametrize("source", ["txt", "jsonl", "csv"])
@pytest.mark.parametrize("target", ["txt", "jsonl", "csv"])
@pytest.mark.parametrize("compressed", ["", ".gz"])
def test_every_format_goes_into_every_other(tmp_path: Path, source: str, target: str, compressed: str) -> None:
    data = {"txt": "one\n\ntwo\n", "jsonl": '{"question": "one"}\n\n{"question": "two"}\n'}
    content = data.get(source, "question\none\n\ntwo\n").encode()
    input_path, output_path = tmp_path / f"in.{source}{compressed}", tmp_path / f"out.{target.upper()}{compressed}"
    input_path.write_bytes(gzip.compress(content) if compressed else content)
    answer_file(counting, input_path, output_path)
    written = output_path.read_bytes()
    lines = (gzip.decompress(written) if compressed else written).decode().splitlines()[target == "csv" :]

    assert [("error" in line, "no question" in line) for line in lines] == [
        (False, False), (True, True), (False, False),
    ]  # fmt: skip
    assert [(line.count("one"), line.count("two")) for line in lines if "error" not in line] == [
        (1 if target == "txt" else 2, 0), (0, 1 if target == "txt" else 2),
    ]  # fmt: skip


def test_the_same_questions_give_the_same_bytes_even_compressed(tmp_path: Path) -> None:
    (tmp_path / "in.txt").write_text("one\n", encoding="utf-8")
    answer_file(counting, tmp_path / "in.txt", tmp_path / "a.csv.gz")
    time.sleep(1.1)  # gzip would write the second into the file
    answer_file(counting, tmp_path / "in.txt", tmp_path / "b.csv.gz")

    assert (tmp_path / "a.csv.gz").read_bytes() == (tmp_path / "b.csv.gz").read_bytes()


def test_standard_input_is_text_and_standard_output_json() -> None:
    output, errors = program(1, "-", "-").communicate("grüß\nzwei".encode())

    assert [json.loads(line)["question"] for line in output.decode().splitlines()] == ["grüß", "zwei"]
    assert errors == b"Summary(rows=2, kinds={'unknown': 2}, errors=())\n"


def test_an_answer_comes_before_the_next_question_is_asked() -> None:
    """Another program can ask line by line through a pipe."""
    with program(1, "-", "-") as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for question in (b"one", b"two"):
            process.stdin.write(question + b"\n")
            process.stdin.flush()
            assert question in process.stdout.readline()
        process.stdin.close()


def test_a_name_told_overrules_the_name_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "in.log").write_text('{"question": "one"}\n', encoding="utf-8")
    answer_file(counting, tmp_path / "in.log", tmp_path / "out", input_format="jsonl", output_format="txt")

    assert (tmp_path / "out").read_text(encoding="utf-8") == "answer\tTurns\tone\n"


@pytest.mark.parametrize("name", ["in.txt", "in.jsonl", "in.csv", "in.txt.gz"])
def test_an_empty_file_is_a_batch_of_no_rows(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"")

    assert answer_file(counting, tmp_path / name, tmp_path / "out.jsonl") == Summary(0, {})
    assert (tmp_path / "out.jsonl").read_bytes() == b""


def test_rows_are_not_held_in_memory(tmp_path: Path) -> None:
    """A megabyte is what every buffer takes when full; so many rows take more than ten."""

    def peak(rows: int, suffix: str) -> int:
        path = tmp_path / f"{rows}.csv{suffix}"
        content = "question,id,conversation\n" + "".join(f"what is this?,{n},\n" for n in range(rows))
        path.write_bytes(gzip.compress(content.encode()) if suffix else content.encode())
        del content
        tracemalloc.start()
        answer_file(counting, path, tmp_path / f"{rows}.jsonl{suffix}")
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    for suffix in ("", ".gz"):
        assert peak(30_000, suffix) < 1_000_000


@given(st.lists(st.text()), st.sampled_from(["jsonl", "csv"]), st.sampled_from(["jsonl", "csv"]))
def test_any_questions_give_as_many_results_in_their_order(questions: list[str], source: str, target: str) -> None:
    """Whatever the rows hold, what came in with each goes out with it."""
    if source == "csv":
        questions = [question.replace("\x00", "") for question in questions]  # Python 3.10 can write none
    with TemporaryDirectory() as folder:
        given_path, result_path = Path(folder, f"in.{source}"), Path(folder, f"out.{target}")
        with given_path.open("w", encoding="utf-8", errors="surrogatepass", newline="") as file:
            if source == "csv":
                csv.writer(file).writerows([("id", "question"), *enumerate(questions)])
            else:
                file.writelines(json.dumps({"id": str(n), "question": each}) + "\n" for n, each in enumerate(questions))
        summary = answer_file(counting, given_path, result_path)
        with result_path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file)) if target == "csv" else list(map(json.loads, file))

    assert summary.rows == len(rows) == len(questions)
    unread = [row.get("error") for row in rows if row["kind"] == "error"]
    assert len(unread) == summary.unread
    for number, row in enumerate(rows):
        # A record of CSV that is not UTF-8 has no fields to be told apart, and carries none.
        assert row.get("id") or row["error"]
        assert row.get("id") in (str(number), None, "")


def test_the_library_answers_for_the_country_told(
    questions: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each row that names no conversation is one of its own."""
    begun = []

    class Conversation:
        def __init__(self, library: object, country: str | None = None) -> None:
            begun.append((library, country))
            self.ask = counting()

    library: Any = object()
    monkeypatch.setattr("bot.batch.answering.Conversation", Conversation)

    assert run(library, questions, tmp_path / "out.txt", country="us").kinds == {"answer": 2}
    assert begun == [(library, "us")] * 2


def test_a_real_library_answers(tmp_path: Path) -> None:
    """Rows go through the whole house and back."""
    (tmp_path / "bank.yaml").write_text(
        "topic: Cards\nintents:\n  lost_card:\n    title: What to do about a lost card\n"
        "    examples: ['I lost my card', 'my card was stolen', 'where do I block my card?']\n"
        "    answer: [{text: Call us and we block it.}]\n",
        encoding="utf-8",
    )
    (tmp_path / "in.jsonl").write_text('{"id": 7, "question": "I lost my card"}\n{"id": 8}\n', encoding="utf-8")
    summary = run(load(tmp_path), tmp_path / "in.jsonl", tmp_path / "out.jsonl")
    answer, error = map(json.loads, (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines())

    assert summary == Summary(2, {"answer": 1, "error": 1}, ("line 2: no question",))
    assert (answer["id"], answer["answers"][0]["intent"]) == (7, "lost_card")
    assert error == {
        "question": "", "id": 8, "kind": "error", "answers": [], "suggestions": [], "error": "line 2: no question",
    }  # fmt: skip


# What goes wrong


def refused(source: object, target: object, **options: Any) -> str:
    with pytest.raises(InputError) as error:
        answer_file(counting, str(source), str(target), **options)
    return str(error.value)


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    path = tmp_path / "in.txt"
    path.write_text("one\ntwo\n", encoding="utf-8")
    return path


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
        ("in.log", "-", {}, "in.log: its name does not say the format; give --input-format txt, jsonl or csv"),
        ("in", "-", {}, "in: its name does not say the format; give --input-format txt, jsonl or csv"),
        ("in.gz", "-", {}, "in.gz: its name does not say the format; give --input-format txt, jsonl or csv"),
        ("-", "out.xlsx", {}, "out.xlsx: its name does not say the format; give --output-format txt, jsonl or csv"),
        ("-", "-", {"input_format": "xml"}, "--input-format xml: no such format; give txt, jsonl or csv"),
    ],
)
def test_a_format_that_cannot_be_told_is_asked_for(
    source: str, target: str, options: dict[str, str], expected: str
) -> None:
    assert refused(source, target, **options) == expected


def test_results_that_are_there_are_kept_unless_told(questions: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.txt"
    target.write_text("kept", encoding="utf-8")

    assert refused(questions, target) == f"{target}: is there already; name another file, or give --overwrite"
    assert target.read_text(encoding="utf-8") == "kept"

    target.chmod(0o640)
    answer_file(counting, questions, target, overwrite=True)
    assert target.read_text(encoding="utf-8").count("\n") == 2
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_results_that_turn_up_during_the_run_are_kept(questions: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.txt"

    def start() -> Ask:
        target.write_text("kept", encoding="utf-8")
        return counting()

    with pytest.raises(InputError, match="is there already"):
        answer_file(start, questions, target)

    assert target.read_text(encoding="utf-8") == "kept"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.txt", "out.txt"]


def test_a_link_stays_a_link(questions: Path, tmp_path: Path) -> None:
    (tmp_path / "link.txt").symlink_to("real.txt")
    answer_file(counting, questions, tmp_path / "link.txt")

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
def test_a_full_disk_is_told(questions: Path) -> None:
    message = refused(questions, "/dev/full", output_format="jsonl")
    with open("/dev/full", "wb") as full:
        process = program(1, questions, "-", stdout=full)
    _, errors = process.communicate()

    assert message == f"/dev/full: could not be written ({os.strerror(errno.ENOSPC)}); mend that and run again"
    last = errors.decode().splitlines()[-1]
    assert "standard output: could not be written (No space left on device)" in last
    assert process.returncode == 1


def test_what_is_no_file_is_written_as_it_stands(questions: Path, tmp_path: Path) -> None:
    answer_file(counting, questions, "/dev/null", output_format="csv")
    pipe = tmp_path / "out.jsonl"
    os.mkfifo(pipe)
    process = program(1, questions, pipe)

    assert pipe.read_bytes().count(b"\n") == 2
    process.communicate()
    assert process.returncode == 0
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, SystemExit, MemoryError])
def test_an_interruption_leaves_neither_results_nor_a_half_of_them(
    questions: Path, tmp_path: Path, interruption: type[BaseException]
) -> None:
    def start() -> Ask:
        assert any(path.name.startswith(".out.txt.") for path in tmp_path.iterdir())
        raise interruption

    with pytest.raises(interruption):
        answer_file(start, questions, tmp_path / "out.txt")

    assert list(tmp_path.iterdir()) == [questions]


def test_ctrl_c_leaves_what_was_there(tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    target.write_text("kept", encoding="utf-8")
    process = program(1, "-", target, "--overwrite")
    assert process.stdin is not None
    process.stdin.write(b"one\n" * 1000)
    process.stdin.flush()
    while len(list(tmp_path.iterdir())) < 2:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate()

    assert errors.rstrip().endswith(b"KeyboardInterrupt")
    assert b"ignored" not in errors
    assert target.read_text(encoding="utf-8") == "kept"
    assert list(tmp_path.iterdir()) == [target]


def test_a_closed_pipe_ends_the_run_without_a_second_word(tmp_path: Path) -> None:
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
def test_a_closed_standard_stream_is_told(closed: int, expected: str) -> None:
    arguments = [sys.executable, "-c", PROGRAM, "1", "-", "-"]
    code = f"import os; os.close({closed}); os.execv({sys.executable!r}, {arguments!r})"
    process = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, input=b"one\n", check=False)

    assert expected in process.stderr.decode().splitlines()[-1]


def test_standard_input_is_left_open(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    stdin = io.TextIOWrapper(io.BufferedReader(io.BytesIO(b"one\n")))
    monkeypatch.setattr(sys, "stdin", stdin)
    answer_file(counting, "-", tmp_path / "out.txt")

    assert not stdin.closed
