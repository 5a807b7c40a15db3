"""The chat line by line: the same conversation and the same words, for screen readers and plain terminals."""

from __future__ import annotations

import io
import os
import pty
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot import Conversation, plain_chat
from bot.rendering import plain_text, reply_blocks
from bot.rendering.sources import card, plain_date
from tests.bots import BOT
from tests.chats import question_for, reply_to

if TYPE_CHECKING:
    from bot import Bot

ROOT = Path(__file__).resolve().parent.parent


def talk(*messages: str, of: Bot | None = None) -> list[str]:
    """Return the lines of a conversation in which these messages are piped in."""
    out = io.StringIO()
    plain_chat.run(of or BOT, None, io.StringIO("".join(f"{message}\n" for message in messages)), out)
    return out.getvalue().splitlines()


def test_it_welcomes_and_numbers_what_can_be_asked() -> None:
    welcome = Conversation(BOT).welcome()
    said = talk()

    assert all(paragraph in "\n".join(said) for paragraph in reply_blocks.paragraphs(welcome.message))
    for number, suggestion in enumerate(welcome.suggestions, start=1):
        assert f"Suggestion {number}: {suggestion.title}" in said


def test_an_answer_has_a_label_on_every_part() -> None:
    question = question_for("partner_cried")
    answer = reply_to(question).answers[0]
    said = talk(question)

    assert f"You: {question}" in said
    assert f"Answer: {answer.title}" in said
    assert "Sources 1, 2, 3, 5: Lauvette, no date given" in said
    assert "Sources 4, 6: Flo Health, updated 26 November 2021" in said


@pytest.mark.parametrize("asked", ["source 1", "Source 1", "s1", "s 1"])
def test_a_source_is_told_when_it_is_asked_for(asked: str) -> None:
    question = question_for("how_common")
    source = reply_to(question).sources[0]
    said = talk(question, asked)[len(talk(question)) - 1 :]

    assert said[1] == f"Source 1: {source.publisher}, “{source.section}”, paragraph {source.paragraph}"
    assert [block.text for block in card(source, 1, date.today())][1:] == [
        line.removeprefix("Document: ").removeprefix("Note: ").removeprefix("Address: ") for line in said[2:-1]
    ]
    assert f"Address: {source.url}" in said
    assert any(line.startswith("Note: ") for line in said)


@pytest.mark.parametrize(
    ("messages", "told"),
    [
        (["source 1"], plain_text.NO_SOURCES),
        ([question_for("how_common"), "source 4"], plain_text.NO_SUCH_SOURCE.format(number=4, last=3)),
        ([question_for("how_common"), "s0"], plain_text.NO_SUCH_SOURCE.format(number=0, last=3)),
        ([question_for("how_common"), "hello", "s1"], plain_text.NO_SOURCES),
    ],
)
def test_a_source_that_is_not_there_is_said_not_to_be(messages: list[str], told: str) -> None:
    assert talk(*messages)[-2] == told


@pytest.mark.parametrize("intent", ["partner_cried", "why_crying", "greeting", "crisis"])
def test_it_says_every_word_that_the_screen_shows(intent: str) -> None:
    question = question_for(intent)
    said = "\n".join(talk(question))

    for block in reply_blocks.reply_blocks(reply_to(question)):
        assert block.text in said


def test_nothing_is_drawn() -> None:
    said = "\n".join(talk(question_for("partner_cried"), "1", question_for("crisis")))

    assert not set(said) & set("\x1b\r\b│┃▌─━╭╰█·•")


def test_helplines_are_labelled() -> None:
    assert any(line.startswith("Helpline: ") for line in talk(question_for("crisis")))


def test_a_number_picks_a_suggestion() -> None:
    first = reply_to("1").answers[0]

    assert f"Answer: {first.title}" in talk("1")


@pytest.mark.parametrize("goodbye", ["quit", "QUIT", " exit "])
def test_quit_ends_it_politely(goodbye: str) -> None:
    said = talk(goodbye, "hello")

    assert said[-1] == plain_chat.GOODBYE
    assert "You: hello" not in said


def test_the_end_of_the_input_ends_it_politely() -> None:
    assert talk()[-1] == plain_chat.GOODBYE


def test_control_c_ends_it_politely(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> str:
        raise KeyboardInterrupt

    out = io.StringIO()
    stdin = io.StringIO()
    monkeypatch.setattr(stdin, "readline", interrupt)
    with pytest.raises(KeyboardInterrupt):  # the command line turns it into its exit status
        plain_chat.run(BOT, None, stdin, out)

    assert out.getvalue().splitlines()[-1] == plain_chat.GOODBYE


def test_empty_lines_ask_nothing() -> None:
    assert talk("", "   ", "\t") == talk()


@pytest.mark.parametrize("text", ["[/foo]", "\x1b[31mred\x1b[0m", "a\x00b\u202ec", "为什么 😭", "why " * 25_000])
def test_hostile_text_is_repeated_clean_and_short(text: str) -> None:
    said = talk(text)
    repeated = next(line for line in said if line.startswith("You: "))

    assert not set(repeated) & set("\x1b\x00\u202e")
    assert len(repeated) < 500


def test_bytes_that_are_no_text_do_not_end_it() -> None:
    out = io.BytesIO()
    stdin = io.TextIOWrapper(io.BytesIO(b"\xff\xfe hello\nhello\n"), encoding="utf-8")
    stdout = io.TextIOWrapper(out, encoding="ascii")
    plain_chat.run(BOT, None, stdin, stdout)
    stdout.flush()

    assert b"You: hello" in out.getvalue()


def test_the_lines_do_not_need_textual() -> None:
    code = "import sys, bot.plain_chat; sys.exit('textual' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_the_real_program_talks_through_a_pipe() -> None:
    question = question_for("partner_cried")
    done = subprocess.run(
        [sys.executable, "run_bot.py", "--plain"],
        input=f"{question}\nquit\n",
        capture_output=True,
        encoding="utf-8",
        cwd=ROOT,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        check=True,
    )

    assert done.stdout.splitlines() == talk(question, "quit")
    assert done.stderr == ""


def test_a_dumb_terminal_gets_a_prompt_and_each_word_once() -> None:
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "run_bot.py"],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        env={**os.environ, "TERM": "dumb"},
        cwd=ROOT,
    )
    os.close(slave)
    os.write(master, b"hello\nquit\n")
    process.wait(timeout=30)
    said = b""
    try:
        while data := os.read(master, 65536):
            said += data
    except OSError:  # So Linux tells that nobody is at the other end.
        pass
    os.close(master)

    assert process.returncode == 0
    assert plain_chat.PROMPT.encode() in said
    assert b"\x1b" not in said
    assert plain_chat.GOODBYE.encode() in said


@pytest.mark.parametrize(
    ("iso", "plain_text"),
    [("2021-11-26", "26 November 2021"), ("2020-02-01", "1 February 2020"), ("2019", "2019"), ("", "")],
)
def test_dates_are_told_as_they_are_read_aloud(iso: str, plain_text: str) -> None:
    assert plain_date(iso) == plain_text
