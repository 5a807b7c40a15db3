"""The commands: what they print, and the status they exit with."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot.cli import main
from tests.conftest import CHECKOUT, TESTS

BANK = str(TESTS / "bank")


PROGRAM = [sys.executable, str(CHECKOUT / "run_bot.py")]


def program(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run([*PROGRAM, *arguments], input=stdin, capture_output=True, text=True, timeout=60, check=False)


def test_ask_prints_the_answer_with_its_sources(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "my partner cried,", "what do I do?"]) == 0
    printed = capsys.readouterr().out
    assert "What to do when your partner cries" in printed
    assert "Source 1: Lauvette" in printed


def test_ask_json_prints_one_result_row_of_the_contract(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "--json", "my partner cried, what do I do?"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    row = json.loads(line)
    assert row["kind"] == "answer"
    (answer,) = row["answers"]
    assert set(answer) >= {"intent", "title", "score", "text", "sources"}
    assert answer["intent"] == "partner_cried"
    assert 0 <= answer["score"] <= 1
    assert list(answer["sources"][0]) == ["id", "publisher", "title", "section", "paragraph", "url"]
    assert answer["sources"][0]["title"] is None
    assert [statement["cite"] for statement in answer["statements"] if statement["cite"]]
    assert " ".join(statement["text"] for statement in answer["statements"]) == answer["text"]
    assert all(list(suggestion)[:2] == ["intent", "title"] for suggestion in row["suggestions"])
    assert all(suggestion.get("score", 1) > 0 for suggestion in row["suggestions"])


def test_a_question_can_come_from_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("my partner cried,\nwhat do I do?\n"))
    assert main(["ask", "--json", "-"]) == 0
    row = json.loads(capsys.readouterr().out)
    assert row["question"] == "my partner cried, what do I do?"
    assert row["answers"][0]["intent"] == "partner_cried"


def test_why_stands_after_the_answer_and_beside_the_row(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "--library", BANK, "--why", "I lost my card"]) == 0
    assert "read as: " in capsys.readouterr().out
    assert main(["ask", "--library", BANK, "--why", "--json", "I lost my card"]) == 0
    printed = capsys.readouterr()
    assert json.loads(printed.out)["kind"] == "answer"
    assert "read as: " in printed.err


def test_every_command_runs_on_another_library(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    questions = tmp_path / "questions.txt"
    questions.write_text("i forgot my pin\n", "utf-8")
    labelled = tmp_path / "labelled.jsonl"
    labelled.write_text('{"question": "my card was stolen", "accept": ["lost_card"]}\n', "utf-8")
    assert main(["ask", "--library", BANK, "--json", "I lost my card"]) == 0
    assert json.loads(capsys.readouterr().out)["answers"][0]["intent"] == "lost_card"
    assert main(["--library", BANK, "batch", str(questions), "-o", str(tmp_path / "out.jsonl")]) == 0
    assert json.loads((tmp_path / "out.jsonl").read_text("utf-8"))["answers"][0]["intent"] == "new_pin"
    assert main(["check", "--library", BANK]) == 0
    assert main(["evaluate", "--library", BANK, "--at-least", "100", str(labelled)]) == 0


def test_check_exits_1_and_lists_every_fault(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text(
        "intents:\n  one: {title: 'x', examples: ['x'], answer: [{text: 'x'}]}\ntopics: x\n", "utf-8"
    )
    (tmp_path / "two.yaml").write_text("", "utf-8")
    assert main(["check", "--library", str(tmp_path)]) == 1
    faults = [line for line in capsys.readouterr().err.splitlines() if line.startswith("/")]
    assert [re.sub(r"^.*/(\w+\.yaml:\d+):.*", r"\1", fault) for fault in faults] == ["one.yaml:3", "two.yaml:1"]


@pytest.mark.parametrize("command", [["ask", "hello"], ["batch", "x.txt"], ["evaluate", "x.jsonl"], ["--plain"]])
def test_other_commands_exit_2_on_a_broken_library(command: list[str], tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text("intents: []", "utf-8")
    assert main(["--library", str(tmp_path), *command]) == 2


def test_evaluate_exits_1_below_its_at_least(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    labelled = tmp_path / "labelled.jsonl"
    labelled.write_text(
        '{"q": "weather tomorrow", "accept": ["lost_card"]}\n{"q": "pin blocked", "accept": ["new_pin"]}'
    )
    assert main(["evaluate", "--library", BANK, str(labelled)]) == 0
    assert re.search(r"right +1 +50.0 %", capsys.readouterr().out)
    assert main(["evaluate", "--library", BANK, "--at-least", "50", str(labelled)]) == 0
    assert main(["evaluate", "--library", BANK, "--at-least", "51", str(labelled)]) == 1


def test_evaluate_lists_every_row_it_cannot_read(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    labelled = tmp_path / "labelled.jsonl"
    labelled.write_text('{"q": "a", "accept": ["no_such"]}\nnot json\n{"accept": []}\n{"turns": ["a"], "accept": []}\n')
    assert main(["evaluate", "--library", BANK, str(labelled)]) == 2
    faults = capsys.readouterr().err.splitlines()
    assert [fault.split(":")[1] for fault in faults] == ["1", "2", "3", "4"]


def test_turns_and_several_questions_are_evaluated(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    labelled = tmp_path / "labelled.jsonl"
    rows = [
        {"turns": ["I lost my card", "1"], "accept": [["lost_card"], ["new_pin"]]},
        {
            "q": "how do I report a missing card? And when are you open?",
            "accept_all": [["lost_card"], ["opening_hours"]],
        },
    ]
    labelled.write_text("\n".join(map(json.dumps, rows)))
    assert main(["evaluate", "--library", BANK, "--at-least", "100", str(labelled)]) == 0
    assert "3 turns" in capsys.readouterr().out


def test_an_unknown_country_is_refused_with_those_known(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "--country", "atlantis", "hello"]) == 2
    assert "use one of: us, uk" in capsys.readouterr().err


def test_helplines_follow_the_country(capsys: pytest.CaptureFixture[str]) -> None:
    main(["ask", "i want to kill myself"])
    assert not re.search(r"\b(988|911|999)\b", capsys.readouterr().out.replace("988lifeline", ""))
    main(["ask", "--country", "us", "i want to kill myself"])
    assert "United States: Call or text 988" in capsys.readouterr().out


def test_a_usage_error_exits_2() -> None:
    assert program("ask").returncode == 2
    assert program("fly").returncode == 2


def test_a_missing_package_is_reported_without_a_traceback() -> None:
    command = [sys.executable, "-S", "-E", str(CHECKOUT / "run_bot.py"), "check"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert "is not installed; run: " in done.stderr
    assert "Traceback" not in done.stderr


def test_without_a_terminal_the_chat_says_what_to_run_instead() -> None:
    refused = program(stdin="hello\n")
    assert refused.returncode == 2
    assert "--plain" in refused.stderr
    assert refused.stdout == ""


def test_the_plain_chat_takes_a_pipe() -> None:
    done = program("--plain", stdin="my partner cried, what do i do\n1\nquit\n")
    assert done.returncode == 0
    assert done.stdout.count("Answer: ") >= 3


def test_the_plain_chat_interrupted_exits_130() -> None:
    talking = subprocess.Popen([*PROGRAM, "--plain"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert talking.stdin is not None
    assert talking.stdout is not None
    talking.stdin.write("hello\n")
    talking.stdin.flush()
    assert any(line.startswith("You: hello") for line in talking.stdout)
    talking.send_signal(signal.SIGINT)
    talking.communicate()
    assert talking.returncode == 130


def test_output_that_cannot_be_written_is_reported() -> None:
    with Path("/dev/full").open("w") as full:
        command = [*PROGRAM, "ask", "hello"]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert "cannot be written" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_ended_batch_leaves_no_half_file(tmp_path: Path) -> None:
    target = tmp_path / "out" / "answers.jsonl"
    target.parent.mkdir()
    command = [*PROGRAM, "batch", "-", "-o", str(target)]
    running = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE)
    assert running.stdin is not None
    running.stdin.write(b"hello\n")
    running.stdin.flush()
    while not list(target.parent.iterdir()) and running.poll() is None:
        time.sleep(0.01)
    running.terminate()
    running.communicate()
    assert running.returncode == 143
    assert list(target.parent.iterdir()) == []


@pytest.mark.parametrize("encoding", ["ascii", "cp437"])
def test_a_terminal_that_lacks_a_character_ends_no_answer(encoding: str) -> None:
    command = [*PROGRAM, "ask", "--json", "is it normal to cry after sex 😭?"]
    environment = os.environ | {"PYTHONIOENCODING": encoding}
    done = subprocess.run(command, env=environment, capture_output=True, timeout=60, check=True)
    assert json.loads(done.stdout.decode(encoding))["question"].endswith("😭?")


@pytest.mark.skipif(sys.platform == "win32", reason="of POSIX shells")
def test_ask_reads_no_more_of_an_endless_input_than_it_looks_at() -> None:
    line = 'ulimit -v 1000000; yes "why do i cry" | "$0" run_bot.py ask -'
    done = subprocess.run(["sh", "-c", line, sys.executable], cwd=CHECKOUT, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Answer: That was long")


def test_batch_reads_standard_input_and_exits_1_on_rows_it_cannot_read() -> None:
    done = program("batch", "-", "--input-format", "jsonl", stdin='{"question": "hello", "id": 7}\nnonsense\n')
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["kind"] for row in rows] == ["chat", "error"]
    assert rows[0]["id"] == 7
    assert done.returncode == 1


@pytest.mark.parametrize("command", [["ask", "hello"], ["batch", "-"], ["check"], ["--plain"]])
def test_commands_without_a_screen_never_import_textual(command: list[str]) -> None:
    script = (
        "import sys; from bot.cli import main; status = main(sys.argv[1:]);"
        "print('textual' in sys.modules, file=sys.stderr); sys.exit(status)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *command],
        input="", capture_output=True, text=True, timeout=60, cwd=CHECKOUT, check=True,
    )  # fmt: skip
    assert done.stderr.splitlines()[-1] == "False"


def test_the_version_names_the_program_and_the_fingerprint_of_its_library(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert re.fullmatch(r"afterwords \S.*, library \S+ [0-9a-f]{8}\n", capsys.readouterr().out)


def test_the_package_is_the_same_program() -> None:
    command = [sys.executable, "-m", "bot", "--version"]
    told = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=True).stdout
    assert told.startswith("afterwords ")
