"""`--report` draws the results of a batch on a page."""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime, timezone
from typing import TYPE_CHECKING

import pytest

from bot.batch.report.html_page import page
from bot.batch.report.tally import Tally
from bot.cli import main
from tests.bots import LIBRARY

if TYPE_CHECKING:
    from pathlib import Path


HOSTILE = "<script>alert(1)</script> $x$ [/foo] \x1b[31m \u202e"
WHEN = datetime(2026, 1, 2, 3, 4, tzinfo=timezone.utc)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "in.txt").write_text("hi\nwhat is the capital of france\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_report_is_one_page_that_needs_nothing_else() -> None:
    tally = Tally(
        kinds=Counter(unknown=1_234, answer=1), intents=Counter(grief=1), scores=Counter({18: 1}),
        unanswered={HOSTILE: (1_234, 1)}, close=[(0.3, HOSTILE, "grief")],
        failures=[(1, HOSTILE)], errors=[(1, HOSTILE)],
    )  # fmt: skip
    html = page(tally, LIBRARY, HOSTILE, WHEN)

    assert "<script" not in html.lower()
    assert "\x1b" not in html
    assert "\u202e" not in html
    assert not re.search(r"""(?:src|href)\s*=\s*["'](?!#)|url\((?!#)|@import""", html)
    assert "1,235 rows of &lt;script&gt;" in html
    assert html.count("&lt;script&gt;") == 5
    assert "as people typed them" in html


def test_its_pictures_say_in_words_what_they_show() -> None:
    tally = Tally(kinds=Counter(unknown=2, answer=1), intents=Counter(grief=1), scores=Counter({18: 1}))
    descriptions = re.findall(r'<svg role="img" aria-label="([^"]*)"', page(tally, LIBRARY, "in.txt", WHEN))
    assert descriptions == [
        "Rows by kind of reply: unknown 2, answer 1",
        f"Answers by intent: {LIBRARY.intents['grief'].title} 1",
        "Answers by score, from 0 to 1: from 0.90 1",
    ]


def test_titles_in_any_script_are_drawn() -> None:
    intents = Counter({"为什么会哭 $\\frac{": 1, "_private": 1})
    html = page(Tally(kinds=Counter(answer=2), intents=intents), LIBRARY, "-", WHEN)  # a warning would fail the test
    assert html.count("为什么会哭 $\\frac{") == 2
    assert "2 rows of standard input" in html


def test_a_report_is_written_and_not_over_another(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["batch", "in.txt", "-o", "out.txt", "--report", "r.html"]
    assert main(arguments) == 0
    assert "what is the capital of france" in (folder / "r.html").read_text(encoding="utf-8")
    assert main(arguments) == 2
    assert "r.html: is there already" in capsys.readouterr().err
    assert main([*arguments, "--overwrite"]) == 0


@pytest.mark.parametrize("report", ["in.html", "out.html", "./linked.html"])
def test_a_report_replaces_neither_questions_nor_results(
    folder: Path, report: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "in.html").write_text("hi\n", encoding="utf-8")
    (folder / "linked.html").symlink_to("out.html")
    formats = ["--input-format", "txt", "--output-format", "jsonl"]

    assert main(["batch", "in.html", "-o", "out.html", *formats, "--report", report, "--overwrite"]) == 2
    assert "is the input or the output as well" in capsys.readouterr().err
    assert (folder / "in.html").read_text(encoding="utf-8") == "hi\n"
    assert not (folder / "out.html").exists()


def test_the_summary_is_printed_even_where_the_report_cannot_be_written(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("bot.batch.report.html_page.page", full)
    assert main(["batch", "in.txt", "-o", "out.txt", "--report", "r.html"]) == 2
    assert "2 rows, 0 of them could not be read" in capsys.readouterr().err
    assert not (folder / "r.html").exists()


def test_without_the_plotting_library_a_report_is_refused_before_anything_is_done(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("bot.batch.report.web_page.find_spec", lambda _: None)

    assert main(["batch", "in.txt", "-o", "out.txt", "--report", "r.html"]) == 2
    assert "afterwords[report]" in capsys.readouterr().err
    assert not (folder / "out.txt").exists()
