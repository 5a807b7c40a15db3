"""A batch answers every row, keeps conversations apart, and leaves whole files or none."""

from __future__ import annotations

import csv
import gzip
import json
import pickle
import time
import tracemalloc
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import load
from bot.batch import BatchJob, Tally, run
from bot.batch.conversations import TURNS_APART, OpenConversations, Turn, history_of
from bot.batch.rows import Row
from bot.batch.workers import sequential
from tests.batches import CountingBot, answer, program
from tests.bots import BANK, BOT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.batch.workers import Results, Task


def test_each_row_is_answered_and_counted(tmp_path: Path) -> None:
    (tmp_path / "in.txt").write_text("one\n\n?\ntoo much\ntwo\n", encoding="utf-8")
    summary = answer(tmp_path / "in.txt", tmp_path / "out.jsonl")
    rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]

    assert (summary.rows, summary.unread) == (5, 2)
    assert summary.kinds == {"answer": 2, "error": 2, "unknown": 1}
    assert summary.errors == [(2, "line 2: no question"), (4, "line 4: too long")]
    assert [row["kind"] for row in rows] == ["answer", "error", "unknown", "error", "answer"]
    assert [row.get("error") for row in rows] == [None, "line 2: no question", None, "line 4: too long", None]


def test_rows_of_one_conversation_are_its_turns_and_all_others_stand_alone(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("conversation,question\na,1\nb,2\n,3\na,4\n,5\nb,6\na,\na,7\n", encoding="utf-8")
    answer(tmp_path / "in.csv", tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    assert [row["conversation"] for row in rows] == ["a", "b", "", "a", "", "b", "a", "a"]
    assert [row["text"] for row in rows] == ["1", "2", "3", "1 > 4", "5", "2 > 6", "", "1 > 4 > 7"]


def test_a_conversation_that_comes_back_after_too_many_rows_starts_afresh() -> None:
    turns = [Turn(n, Row(n, "?", conversation="a")) for n in (0, TURNS_APART, 2 * TURNS_APART + 1)]
    conversations = OpenConversations(CountingBot())

    assert [conversations.respond(turn).answers[0].text for turn in turns] == ["?", "? > ?", "?"]


@given(st.lists(st.sampled_from(["a", "b", None]), max_size=12), st.integers(0, 12), st.integers(1, 4))
def test_a_conversation_goes_on_when_its_questions_are_replayed(names: list[str | None], done: int, apart: int) -> None:
    """A process that takes over after some rows answers as if it had answered those, too."""
    rows = [Row(number, str(number), conversation=name) for number, name in enumerate(names)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.batch.conversations.TURNS_APART", apart)
        first, second = OpenConversations(CountingBot()), OpenConversations(CountingBot())
        whole = [first.respond(turn) for turn in history_of([]).turns(rows)]
        rest = [second.respond(turn) for turn in history_of(rows[:done]).turns(rows[done:])]

    assert rest == whole[done:]


@given(st.lists(st.sampled_from(["a", "b", None]), max_size=20), st.sets(st.integers(0, 20)), st.integers(1, 4))
def test_the_histories_of_parts_add_up_to_that_of_the_whole(
    names: list[str | None], cuts: set[int], apart: int
) -> None:
    rows = [Row(number, str(number), conversation=name) for number, name in enumerate(names)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.batch.conversations.TURNS_APART", apart)
        passed = history_of([])
        for start, end in pairwise([0, *sorted(cuts), len(rows) + 20]):
            passed = passed.followed_by(history_of(rows[start:end]))

        assert passed == history_of(rows)


@pytest.mark.parametrize("source", ["txt", "jsonl", "csv"])
@pytest.mark.parametrize("target", ["txt", "jsonl", "csv"])
@pytest.mark.parametrize("compressed", ["", ".gz"])
def test_every_format_goes_into_every_other(tmp_path: Path, source: str, target: str, compressed: str) -> None:
    data = {"txt": "one\n\ntwo\n", "jsonl": '{"question": "one"}\n\n{"question": "two"}\n'}
    content = data.get(source, "question\none\n\ntwo\n").encode()
    input_path, output_path = tmp_path / f"in.{source}{compressed}", tmp_path / f"out.{target.upper()}{compressed}"
    input_path.write_bytes(gzip.compress(content) if compressed else content)
    answer(input_path, output_path)
    written = output_path.read_bytes()
    lines = (gzip.decompress(written) if compressed else written).decode().splitlines()[target == "csv" :]

    assert [("error" in line, "no question" in line) for line in lines] == [
        (False, False), (True, True), (False, False),
    ]  # fmt: skip
    times = {"txt": 1, "csv": 2, "jsonl": 3}[target]  # In the question, and in what the bot echoes of it.
    assert [(line.count("one"), line.count("two")) for line in lines if "error" not in line] == [
        (times, 0), (0, times),
    ]  # fmt: skip


def test_the_same_questions_give_the_same_bytes_even_compressed(tmp_path: Path) -> None:
    (tmp_path / "in.txt").write_text("one\n", encoding="utf-8")
    answer(tmp_path / "in.txt", tmp_path / "a.csv.gz")
    time.sleep(1.1)  # gzip would write the second into the file
    answer(tmp_path / "in.txt", tmp_path / "b.csv.gz")

    assert (tmp_path / "a.csv.gz").read_bytes() == (tmp_path / "b.csv.gz").read_bytes()


def test_standard_input_is_text_and_standard_output_json() -> None:
    output, errors = program(1, "-", "-").communicate("grüß\nzwei".encode())

    assert [json.loads(line)["question"] for line in output.decode().splitlines()] == ["grüß", "zwei"]
    assert errors == b"2\n"


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


def test_a_given_format_overrules_the_name_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "in.log").write_text('{"question": "one"}\n', encoding="utf-8")
    answer(tmp_path / "in.log", tmp_path / "out", input_format="jsonl", output_format="txt")

    assert (tmp_path / "out").read_text(encoding="utf-8") == "answer\tTurns\tone\n"


@pytest.mark.parametrize("name", ["in.txt", "in.jsonl", "in.csv", "in.txt.gz"])
def test_an_empty_file_is_a_batch_of_no_rows(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"")

    assert answer(tmp_path / name, tmp_path / "out.jsonl") == Tally()
    assert (tmp_path / "out.jsonl").read_bytes() == b""


def test_rows_are_not_held_in_memory(tmp_path: Path) -> None:
    """Ten times as many rows take about as much memory: a few chunks of them are held at a time.

    Twice as much is let pass: what waits for the garbage collector depends on what ran before in this process.
    """

    def peak(rows: int, suffix: str) -> int:
        path = tmp_path / f"{rows}.csv{suffix}"
        content = "question,id,conversation\n" + "".join(f"what is this?,{n},\n" for n in range(rows))
        path.write_bytes(gzip.compress(content.encode()) if suffix else content.encode())
        del content
        tracemalloc.start()
        answer(path, tmp_path / f"{rows}.jsonl{suffix}")
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    for suffix in ("", ".gz"):
        assert peak(5_000, suffix) < 2 * peak(500, suffix)


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
        summary = answer(given_path, result_path)
        with result_path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file)) if target == "csv" else list(map(json.loads, file))

    assert summary.rows == len(rows) == len(questions)
    unread = [row.get("error") for row in rows if row["kind"] == "error"]
    assert len(unread) == summary.unread
    for number, row in enumerate(rows):
        # A CSV record that is not UTF-8 cannot be split into fields, and carries none.
        assert row.get("id") or row["error"]
        assert row.get("id") in (str(number), None, "")


def test_a_bot_is_identified_by_its_library_in_other_processes_too() -> None:
    assert BOT.fingerprint
    assert BOT.fingerprint == load().fingerprint == pickle.loads(pickle.dumps(BOT)).fingerprint
    assert BOT.fingerprint != BANK.fingerprint


def test_the_helplines_are_those_of_the_country(tmp_path: Path) -> None:
    (tmp_path / "in.txt").write_text("i want to die\n", encoding="utf-8")
    run(BatchJob(tmp_path / "in.txt", tmp_path / "out.txt", country="uk"), BOT)

    assert "116 123" in (tmp_path / "out.txt").read_text(encoding="utf-8")


def test_a_real_library_answers(tmp_path: Path) -> None:
    """Rows go through the whole program and back."""
    (tmp_path / "bank.yaml").write_text(
        "topic: Cards\nintents:\n  lost_card:\n    title: What to do about a lost card\n"
        "    examples: ['I lost my card', 'my card was stolen', 'where do I block my card?']\n"
        "    answer: [{text: Call us and we block it.}]\n",
        encoding="utf-8",
    )
    (tmp_path / "in.jsonl").write_text('{"id": 7, "question": "I lost my card"}\n{"id": 8}\n', encoding="utf-8")
    summary = run(BatchJob(tmp_path / "in.jsonl", tmp_path / "out.jsonl"), load(tmp_path))
    answered, error = map(json.loads, (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines())

    assert summary.kinds == {"answer": 1, "error": 1}
    assert summary.errors == [(2, "line 2: no question")]
    assert (answered["id"], answered["answers"][0]["intent"]) == (7, "lost_card")
    assert error == {
        "question": "", "id": 8, "kind": "error", "answers": [], "suggestions": [], "error": "line 2: no question",
    }  # fmt: skip


@pytest.mark.parametrize(("rows", "expected"), [(29, []), (30, [3]), (41, [3])])
def test_unless_told_each_core_answers_where_that_pays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: int, expected: list[int]
) -> None:
    module = import_module("bot.batch.run")
    started: list[int] = []

    def parallel(task: Task, chunks: Iterable[Sequence[Turn]], workers: int) -> Iterator[Results]:
        started.append(workers)
        return sequential(task, chunks)

    for name, value in (("parallel", parallel), ("CHUNK_ROWS", 10), ("WORKERS_FROM_ROWS", 30)):
        monkeypatch.setattr(module, name, value)
    monkeypatch.setattr("os.sched_getaffinity", lambda _: {0, 1, 5}, raising=False)
    (tmp_path / "in.txt").write_text("".join(f"why {number}?\n" for number in range(rows)), encoding="utf-8")
    run(BatchJob(tmp_path / "in.txt", tmp_path / "out.jsonl"), CountingBot(), workers=None)
    run(BatchJob(tmp_path / "in.txt", tmp_path / "one.jsonl"), CountingBot(), workers=1)

    assert started == expected
    assert (tmp_path / "out.jsonl").read_bytes() == (tmp_path / "one.jsonl").read_bytes()
