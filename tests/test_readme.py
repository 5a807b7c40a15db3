"""The README is true: what it says to run is run."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from bot import load
from bot.batch import BatchJob, run
from tests.conftest import CHECKOUT

if TYPE_CHECKING:
    from pathlib import Path

README = (CHECKOUT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", README, re.DOTALL)
COMMANDS = [line for kind, block in BLOCKS if kind == "sh" for line in block.splitlines() if "run_bot.py" in line]
NEEDS_TERMINAL = "python run_bot.py"
"""The command that opens the full screen: without a terminal it says so."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that looks like a checkout, with questions to answer, and `python` for the one that runs the tests."""
    for name in ("bot", "intents", "tests", "run_bot.py"):
        (tmp_path / name).symlink_to(CHECKOUT / name)
    (tmp_path / "questions.csv").write_text("id,question\n1,why do i cry after sex\n", "utf-8")
    (tmp_path / "questions.txt").write_text("is it normal to cry after sex\n", "utf-8")
    (tmp_path / "programs").mkdir()
    python = tmp_path / "programs" / "python"
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n', "utf-8")
    python.chmod(0o755)
    return tmp_path


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_readme_runs(command: str, folder: Path) -> None:
    environment = os.environ | {"PATH": f"{folder / 'programs'}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": ""}
    done = subprocess.run(
        [shutil.which("bash") or "sh", "-c", command],
        cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    expected = 2 if command.split("#")[0].strip() == NEEDS_TERMINAL else 0
    assert done.returncode == expected, done.stderr
    if "answers.jsonl" in command:
        assert '"kind": "answer"' in (folder / "answers.jsonl").read_text("utf-8")


def test_there_are_commands_to_run() -> None:
    assert len(COMMANDS) >= 8


def test_the_python_of_the_readme_runs(capsys: pytest.CaptureFixture[str]) -> None:
    (snippet,) = [block for kind, block in BLOCKS if kind == "python"]
    exec(compile(snippet, "README.md", "exec"), {})
    assert "okay" in capsys.readouterr().out


def test_the_yaml_of_the_readme_is_an_intent_of_the_library() -> None:
    (snippet,) = [block for kind, block in BLOCKS if kind == "yaml" and "examples:" in block]
    for line in ("partner_cried:", 'title: "What to do when your partner cries"'):
        assert line in snippet
        assert line in (CHECKOUT / "intents" / "partner.yaml").read_text("utf-8")


@pytest.mark.parametrize("named", re.findall(r"`((?:tests|bot|intents)/[\w./]*)`|\]\((tests/[\w./]+)\)", README))
def test_what_the_readme_names_exists(named: tuple[str, str]) -> None:
    assert (CHECKOUT / (named[0] or named[1])).exists()


def test_every_file_of_the_library_is_told_of() -> None:
    for path in (CHECKOUT / "intents").glob("*.yaml"):
        assert f"`{path.name}`" in README


def test_the_bar_for_answering_is_the_one_told() -> None:
    from bot.conversation.policy import ANSWER_AT

    assert f"From a score of {ANSWER_AT:g} on the bot answers" in README


def test_the_spreadsheet_of_the_readme_is_a_test_that_passes(tmp_path: Path) -> None:
    (snippet,) = [block for kind, block in BLOCKS if kind == "csv"]
    (tmp_path / "test.csv").write_text(snippet, "utf-8")
    tally = run(BatchJob(tmp_path / "test.csv", tmp_path / "out.csv"), load())
    assert (tally.judged, tally.failed) == (2, 0)
