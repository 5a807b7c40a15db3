"""A batch shows its progress while it runs, and a summary at the end."""

from __future__ import annotations

import io
import json
import os
import shlex
import subprocess
import sys
from typing import TYPE_CHECKING, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.batch import BatchJob, run
from bot.batch.progress import progress_bar
from bot.batch.reading.input import InputFile
from bot.batch.report.summary import MOST_REASONS, summary
from bot.batch.report.tally import MOST_LISTED, Tally
from bot.batch.rows import Row
from bot.knowledge.model import Statement
from bot.reply import Answer, Kind, Reply, Suggestion
from tests.bots import BOT
from tests.conftest import CHECKOUT

if TYPE_CHECKING:
    from pathlib import Path


HOSTILE = "<script>alert(1)</script> $x$ [/foo] \x1b[31m \u202e"

replies = st.builds(
    lambda question, kind, score, intent: Reply(
        question,
        kind,
        answers=(Answer(intent, intent, score, (Statement("."),)),) if kind == "answer" else (),
        suggestions=(Suggestion(intent, intent, score),) if kind in ("choices", "unknown") else (),
        error="why not" if kind == "error" else None,
    ),
    st.sampled_from([*map(str, range(20)), HOSTILE]),
    st.sampled_from(["answer", "choices", "unknown", "unknown", "unknown", "chat", "safety", "error"]),
    st.sampled_from([0.1, 0.2, 0.3]),  # few, so that there are many equal ones
    st.sampled_from(["a", "b"]),
)


def tally_of(rows: list[tuple[int, Reply]]) -> Tally:
    tally = Tally()
    for line, reply in rows:
        passed = None if reply.kind == "error" else line % 3 == 0
        tally.add(Row(line, reply.question, {"expect": "chat"}), reply, passed)
    return tally


@given(st.lists(replies, max_size=40), st.integers(0, 40), st.integers(0, 40))
def test_the_tallies_of_parts_add_up_to_that_of_the_whole(made: list[Reply], first: int, second: int) -> None:
    rows = list(enumerate(made, start=1))
    low, high = sorted((first, second))
    whole, merged = tally_of(rows), Tally()
    for part in (rows[low:high], rows[:low], rows[high:]):
        merged.merge(tally_of(part))

    assert merged == whole
    assert list(summary(merged)) == list(summary(whole))
    assert Tally.from_state(json.loads(json.dumps(whole.as_state()))) == whole


@given(st.lists(replies, max_size=60), st.integers(1, 10))
def test_which_unanswered_questions_are_counted_does_not_depend_on_the_parts(made: list[Reply], most: int) -> None:
    rows = list(enumerate(made, start=1))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.batch.report.tally.MOST_QUESTIONS", most)
        whole, merged = tally_of(rows), Tally()
        for begin in range(0, len(rows), most):
            both = Tally()  # as when two processes share a part
            for share in (rows[begin : begin + most][1::2], rows[begin : begin + most][::2]):
                both.merge(tally_of(share))
            merged.merge(both)

    assert merged.unanswered == whole.unanswered
    assert len(whole.unanswered) <= most


def test_a_question_that_comes_close_again_and_again_is_listed_once() -> None:
    rows = [Reply("same", "unknown", suggestions=(Suggestion("b", "B", score / 10),)) for score in range(5)]
    assert tally_of(list(enumerate(rows, start=1))).close == [(0.4, "same", "b")]


def test_the_summary_fits_a_terminal_and_says_what_to_write_next() -> None:
    far = Reply("far off", "unknown", suggestions=(Suggestion("b", "B", 0.1),))
    near = Reply(
        "nearly " + "long " * 60, "unknown", suggestions=(Suggestion("b", "B", 0.39), Suggestion("c", "C", 0.2))
    )
    answered = Reply("?", "answer", answers=(Answer("asked", "Asked", 0.9, (Statement("."),)),))
    unread = Reply("", "error", error=f"line 9: {HOSTILE}")
    rows = [*enumerate([far, near, answered, answered], start=1), *((line, unread) for line in range(9, 30))]
    lines = list(summary(tally_of(rows)))

    assert all(len(line) < 80 and line.isprintable() for line in lines)
    assert lines[0] == "Replies: error 21, answer 2, unknown 2"
    assert "Unanswered: 50.0% of what was read" in lines
    assert "            2  asked" in lines
    close = lines.index("Closest to an answer, of 2 unanswered (what to write next):")
    assert "0.39  b: nearly" in lines[close + 1]
    assert lines[close + 2] == "         0.10  b: far off"
    assert f"  and {21 - MOST_REASONS} more" in lines
    assert lines[-1] == "25 rows, 21 of them could not be read"


def test_the_longest_summary_is_a_screenful() -> None:
    tally = Tally(judged=10**8, failed=10**7)
    for kind in get_args(Kind):
        tally.kinds[kind] = 10**7
    tally.intents.update({f"intent_{number}" * 20: 10**8 for number in range(20)})
    tally.close = [(0.3, f"question {number}", "intent") for number in range(MOST_LISTED)]
    tally.errors = tally.failures = [(line, "why " * 30) for line in range(MOST_LISTED)]
    lines = list(summary(tally))

    assert len(lines) < 40
    assert all(len(line) < 80 for line in lines)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_on_a_terminal_the_progress_is_drawn(tmp_path: Path) -> None:
    (tmp_path / "in.txt").write_text("hi\n" * 2_000, encoding="utf-8")
    terminal = Terminal()
    with progress_bar(terminal) as progress:
        run(BatchJob(tmp_path / "in.txt", tmp_path / "out.txt"), BOT, progress=progress)

    assert "100 %" in terminal.getvalue()
    assert "2,000 rows" in terminal.getvalue()


def test_without_a_known_size_only_the_count_and_the_rate_are_drawn() -> None:
    reading, writing = os.pipe()
    terminal = Terminal()
    with open(writing, "wb"), open(reading, "rb") as piped, progress_bar(terminal) as progress:
        progress(1_000, InputFile(piped, piped).fraction_read)

    assert "1,000 rows" in terminal.getvalue()
    assert "%" not in terminal.getvalue()
    assert "left" not in terminal.getvalue()


def test_elsewhere_nothing_is_drawn() -> None:
    stream = io.StringIO()
    with progress_bar(stream) as progress:
        progress(1, None)
    assert stream.getvalue() == ""


def test_a_batch_without_a_terminal_imports_nothing_for_it(questions: Path) -> None:
    program = (
        "import sys; from bot.cli import main; main(sys.argv[1:]); "
        "sys.exit(not {'rich', 'textual', 'matplotlib'}.isdisjoint(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "batch", questions], cwd=CHECKOUT, capture_output=True, check=False
    )
    assert (done.returncode, done.stderr[:8]) == (0, b"Replies:")


@pytest.mark.skipif(os.name == "nt", reason="needs a shell that can close a stream")
def test_without_a_standard_error_the_results_stay_as_they_are(questions: Path) -> None:
    command = [sys.executable, str(CHECKOUT / "run_bot.py"), "batch", str(questions)]
    done = subprocess.run(f"{shlex.join(command)} 2>&-", shell=True, capture_output=True, check=False)
    assert [json.loads(line)["question"] for line in done.stdout.splitlines()] == ["one", "two"]
