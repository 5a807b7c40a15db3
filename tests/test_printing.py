"""Whatever is printed, nothing in it drives the terminal: no library, no name of a file, no argument."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cli import main
from bot.errors import Fault
from bot.text import printable
from tests.conftest import TESTS

DRIVES = "\x1b]0;stolen\x07\x1b[2J\x9b31m\u202e\u2066"
FORBIDDEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ud800-\udfff\ufeff]")
LABELLED = '{"q": "a", "intent": "nothing"}'


@pytest.mark.parametrize(
    "command",
    [
        ["ask", "--library", DRIVES, "hello"],
        ["ask", "--country", DRIVES, "hello"],
        ["ask", f"--{DRIVES}", "hello"],
        ["ask", f"--library=bank{DRIVES}", "--why", f"hello {DRIVES}"],
        ["--version", f"--library=bank{DRIVES}"],
        [DRIVES],
        ["batch", DRIVES],
        ["batch", "--input-format", DRIVES, "in.txt"],
        ["batch", "--fields", DRIVES, "in.txt"],
        ["batch", "--workers", DRIVES, "in.txt"],
        ["check", "--library", f"broken{DRIVES}"],
        ["check", "--library", f"bank{DRIVES}"],
        ["evaluate", f"labelled{DRIVES}"],
        ["evaluate", DRIVES],
        ["import", DRIVES, "to"],
        ["export", DRIVES, "to"],
        ["export", f"bank{DRIVES}", f"to{DRIVES}.csv"],
        ["fingerprint", DRIVES],
        ["fingerprint", f"labelled{DRIVES}"],
    ],
    ids=lambda command: ascii(" ".join(command)),
)
def test_nothing_that_is_quoted_drives_the_terminal(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(TESTS / "bank", f"bank{DRIVES}")
    shutil.copytree(TESTS / "bank", f"broken{DRIVES}")
    (tmp_path / f"broken{DRIVES}" / f"other{DRIVES}\n.yaml").write_text(
        '"\\e]0;stolen\\a": !<%1b%5d0;stolen%07> "a', "utf-8"
    )
    (tmp_path / f"labelled{DRIVES}").write_text(LABELLED, encoding="utf-8")
    try:
        main(command)
    except SystemExit as end:
        assert end.code == 2  # noqa: PT017 (argparse ends so, everything else returns)
    printed = capfd.readouterr()
    assert printed.out + printed.err
    assert not FORBIDDEN.search(printed.out + printed.err), ascii(printed)


def test_a_fault_is_one_line_whatever_its_file_is_called() -> None:
    assert "\n" not in str(Fault(Path("a\nb.yaml"), 1, "is\r\nempty", "fill\x85it"))


@given(st.text())
def test_what_is_printable_has_no_control_characters_and_the_same_lines(text: str) -> None:
    shown = printable(text)
    assert not FORBIDDEN.search(re.sub("(?<=[^\x00-\x7f])\u200d", "", shown))
    assert shown.count("\n") == text.count("\n")
    assert printable(shown) == shown


def test_spaces_stay_where_a_table_is_printed() -> None:
    assert printable("a   1\n  b 2") == "a   1\n  b 2"
