"""The help of every command has an example that works; options are written out; shells complete them; a hook checks."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Final

import pytest
import yaml

from bot import arguments
from bot.cli import main
from tests.bots import copy_bank
from tests.conftest import CHECKOUT, TESTS

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator
    from pathlib import Path


def parsers() -> Iterator[argparse.ArgumentParser]:
    """Yield the parser of the program, and of each command."""
    top = arguments.parser()
    yield top
    for action in top._actions:  # argparse has no public way to them
        if isinstance(action.choices, dict):
            yield from action.choices.values()


PARSERS: Final = {parser.prog: parser for parser in parsers()}
EXAMPLES: Final = {
    name: re.sub(r"\s+", " ", parser.format_help().rpartition("example: ")[2]).strip()
    for name, parser in PARSERS.items()
}
COMMANDS: Final = [name.removeprefix("afterwords ") for name in PARSERS if name != "afterwords"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the files that the examples name."""
    copy_bank(tmp_path / "my_library")
    shutil.copy(TESTS / "exchange" / "shop.csv", tmp_path / "faq.csv")
    (tmp_path / "questions.csv").write_text("question\nwhy?\n", "utf-8")
    (tmp_path / "my_questions.jsonl").write_text('{"q": "I lost my card", "accept": ["lost_card"]}\n', "utf-8")
    (tmp_path / "terms.txt").write_text("# Lost\nFreeze a lost card in the app.\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", PARSERS)
def test_a_help_says_what_the_command_is_for(name: str) -> None:
    assert PARSERS[name].description


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_example_of_a_help_works(name: str, folder: Path) -> None:
    assert EXAMPLES[name].startswith(name)
    command = [sys.executable, str(CHECKOUT / "run_bot.py"), *shlex.split(EXAMPLES[name])[1:]]
    done = subprocess.run(command, cwd=folder, input="", capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stdout.strip() != "" or "answers.jsonl" in EXAMPLES[name]) == (0, True), done.stderr


@pytest.mark.parametrize("option", ["--librar", "--countr", "--plai", "--ver"])
def test_no_option_may_be_abbreviated(option: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([option, "us"])
    assert ended.value.code == 2
    assert "rror" in capsys.readouterr().err


@pytest.mark.parametrize("name", PARSERS)
def test_no_option_of_a_command_may_be_abbreviated(name: str) -> None:
    assert not PARSERS[name].allow_abbrev


def test_there_are_commands() -> None:
    assert {"ask", "batch", "check", "train", "evaluate", "import", "export", "fingerprint"} <= set(COMMANDS)


@pytest.mark.parametrize("shell", arguments.SHELLS)
def test_a_shell_completes_every_command_and_option(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", shell]) == 0
    script = capsys.readouterr().out
    options = {option for parser in PARSERS.values() for action in parser._actions for option in action.option_strings}
    assert [word for word in (*COMMANDS, *options) if word.lstrip("-") not in script] == []


@pytest.mark.skipif(not shutil.which("bash"), reason="there is no bash")
def test_bash_completes_a_command(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    main(["completion", "bash"])
    (tmp_path / "completion").write_text(capsys.readouterr().out, "utf-8")
    script = (
        f"source {tmp_path / 'completion'}; COMP_WORDS=(afterwords fing); COMP_CWORD=1;"
        "$(complete -p afterwords | sed -E 's/.*-F ([^ ]+).*/\\1/') afterwords fing afterwords; echo ${COMPREPLY[@]}"
    )
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "fingerprint"


def test_without_shtab_it_is_said_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "shtab", None)
    assert main(["completion", "bash"]) == 2
    assert "pip install 'afterwords[completion]'" in capsys.readouterr().err


def test_the_hook_for_pre_commit_checks_a_library(tmp_path: Path) -> None:
    (hook,) = yaml.safe_load((CHECKOUT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    assert hook.keys() >= {"id", "name", "entry", "language"}
    program, *command = shlex.split(hook["entry"]) + list(hook["args"])
    assert program == "afterwords"
    assert re.search(hook["files"], "intents/partner.yaml")
    assert re.search(hook["files"], "intents/utterances/men.txt")
    assert not re.search(hook["files"], "intents/model.bin")
    shutil.copytree(TESTS / "bank", tmp_path / "intents")
    run = [sys.executable, str(CHECKOUT / "run_bot.py"), *command]
    assert subprocess.run(run, cwd=tmp_path, capture_output=True, timeout=60, check=False).returncode == 0
    (tmp_path / "intents" / "cards.yaml").write_text("intents: []", "utf-8")
    assert subprocess.run(run, cwd=tmp_path, capture_output=True, timeout=60, check=False).returncode == 1
