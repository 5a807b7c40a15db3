"""At the end a batch says what became of it, and draws it where it is asked to."""

from __future__ import annotations

import io
import json
import re
import sys
from datetime import datetime, timezone
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from bot.batch import run
from bot.batch.files import Questions
from bot.batch.progress import progress
from bot.batch.report import page
from bot.batch.rows import Row
from bot.batch.summary import summary
from bot.batch.tally import MOST_TOLD, Tally
from bot.cli import main
from bot.knowledge.library import Statement
from bot.reply import Answer, Reply, Suggestion

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from bot import Library

HOSTILE = "<script>alert(1)</script> $x$ [/foo] \x1b[31m \u202e"

replies = st.builds(
    lambda question, kind, score: Reply(
        question,
        kind,
        answers=(Answer("a", "A", score, (Statement("."),)),) if kind == "answer" else (),
        suggestions=(Suggestion("b", "B", score),) if kind in ("choices", "unknown") else (),
        error="why not" if kind == "error" else None,
    ),
    st.sampled_from(["one", "two", "three", HOSTILE]),
    st.sampled_from(["answer", "choices", "unknown", "chat", "safety", "error"]),
    st.floats(0, 1),
)


def tally_of(rows: list[tuple[int, Reply]]) -> Tally:
    tally = Tally()
    for line, reply in rows:
        passed = None if reply.kind == "error" else line % 3 == 0
        tally.add(Row(line, reply.question, {"expect": "chat"}), reply, passed)
    return tally


@given(st.lists(replies, max_size=40), st.integers(0, 40), st.integers(0, 40))
def test_parts_add_up_to_the_whole(made: list[Reply], first: int, second: int) -> None:
    rows = list(enumerate(made, start=1))
    low, high = sorted((first, second))
    whole, merged = tally_of(rows), Tally()
    for part in (rows[low:high], rows[:low], rows[high:]):
        merged.merge(tally_of(part))

    assert merged == whole
    assert Tally.from_state(json.loads(json.dumps(whole.as_state()))) == whole


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
    assert lines[0] == "Replies: error 21, unknown 2, answer 2"
    assert "Unanswered: 50.0% of what was read" in lines
    assert "          2  asked" in lines
    assert lines.index("       0.10  b: far off") - 1 == lines.index(
        next(line for line in lines if "0.39  b: nearly" in line)
    )
    assert f"  and {21 - MOST_TOLD} more" in lines
    assert lines[-1] == "25 rows, 21 of them could not be read"


def test_a_report_is_one_page_that_needs_nothing_else(library: Library) -> None:
    rows = list(enumerate([Reply(HOSTILE, "unknown", suggestions=(Suggestion("grief", "Grief", 0.3),))] * 3, start=1))
    answered = Reply("?", "answer", answers=(Answer("grief", "Grief", 0.93, (Statement("."),)),))
    html = page(tally_of([*rows, (4, answered)]), library, HOSTILE, datetime(2026, 1, 2, tzinfo=timezone.utc))

    assert "<script" not in html.lower()
    assert "\x1b" not in html
    assert "\u202e" not in html
    assert not re.search(r"""(?:src|href)\s*=\s*["'](?!#)|url\((?!#)|@import""", html)
    assert html.count('<svg role="img" aria-label="') == 3
    assert "from 0.90 1" in html
    assert library.intents["grief"].title in html
    assert "4 rows of &lt;script&gt;" in html


def test_a_report_is_written_and_not_over_another(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "in.txt").write_text("hi\nwhat is the capital of france\n", encoding="utf-8")
    arguments = [
        "batch",
        str(tmp_path / "in.txt"),
        "-o",
        str(tmp_path / "out.txt"),
        "--report",
        str(tmp_path / "r.html"),
    ]

    assert main(arguments) == 0
    assert "what is the capital of france" in (tmp_path / "r.html").read_text(encoding="utf-8")
    assert main(arguments) == 2
    assert "r.html: is there already" in capsys.readouterr().err


def test_without_the_plotting_library_a_report_is_refused_before_anything_is_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "in.txt").write_text("hi\n", encoding="utf-8")
    monkeypatch.setattr("bot.batch.report.find_spec", lambda _: None)

    assert main(["batch", str(tmp_path / "in.txt"), "-o", str(tmp_path / "out.txt"), "--report", "r.html"]) == 2
    assert "afterwords[report]" in capsys.readouterr().err
    assert not (tmp_path / "out.txt").exists()


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_on_a_terminal_the_progress_is_drawn(library: Library, tmp_path: Path) -> None:
    (tmp_path / "in.txt").write_text("hi\n" * 2_000, encoding="utf-8")
    terminal = Terminal()
    with progress(terminal) as seen:
        run(library, tmp_path / "in.txt", tmp_path / "out.txt", seen=seen)

    assert "2,000 rows" in terminal.getvalue()


def test_elsewhere_nothing_is_drawn_and_nothing_is_imported_for_it() -> None:
    stream = io.StringIO()
    with progress(stream) as seen:
        seen(1, Questions(sys.stdin.buffer, sys.stdin.buffer))  # type: ignore[arg-type]
    assert stream.getvalue() == ""
