"""The real program in a real terminal."""

from __future__ import annotations

import os
import signal
import sys
from typing import TYPE_CHECKING

import pytest

from bot import Conversation
from bot.chat.prompt import PLACEHOLDER
from tests.bots import BOT
from tests.chats import question_for, reply_to
from tests.terminals import PROGRAM, in_terminal, program

if TYPE_CHECKING:
    from pathlib import Path


BREAKING = """
from bot import Conversation, load
from bot.chat import app
from bot.errors import AfterwordsError
def ask(self, text):
    raise RuntimeError(text)
Conversation.ask = ask
try:
    app.run(load())
except AfterwordsError as error:
    print(error)
"""
"""A chat that crashes when something is asked."""


def test_the_real_program_answers_in_a_real_terminal_and_quits() -> None:
    question = question_for("partner_cried")
    title = reply_to(question).answers[0].title
    with program() as terminal:
        terminal.wait_for_prompt()
        terminal.type(question)
        terminal.wait_for(lambda text: question in text)
        terminal.type("\r")
        terminal.wait_for(lambda text: f"You: {question}" in text and title in text and "[1]" in text)
        terminal.type("\x11")

        assert terminal.end() == 0
        for given_back in (b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?1000l", b"\x1b[?2004l"):
            assert given_back in terminal.raw


def test_keys_typed_faster_than_the_screen_follows_choose_what_they_say() -> None:
    chosen = Conversation(BOT).welcome().suggestions[2].title
    with program() as terminal:
        terminal.wait_for_prompt()
        terminal.type("\t\x1b[B\x1b[B")
        terminal.read_all(0.3)
        terminal.type("\r")
        terminal.wait_for(lambda text: f"You: {chosen}" in text)


def test_two_lines_that_arrive_at_once_are_two_messages() -> None:
    with program() as terminal:
        terminal.wait_for_prompt()
        terminal.type("first line\rsecond line\nthird line\r")
        terminal.wait_for(lambda text: "You: third line" in text)
        terminal.type("\x1b[1;3A")  # Alt+Up, twice: back over the third and the second.
        terminal.wait_for(lambda text: "You: second line" in text)
        terminal.type("\x1b[1;3A")
        terminal.wait_for(lambda text: "You: first line" in text)


def test_a_byte_that_is_no_text_is_shown_as_such_and_ends_nothing() -> None:
    with program() as terminal:
        terminal.wait_for_prompt()
        os.write(terminal.master, b"why \xff\xc3( do i cry")
        terminal.wait_for(lambda text: "why \ufffd\ufffd( do i cry" in text)
        terminal.type("\r")
        terminal.wait_for(lambda text: "You: why \ufffd\ufffd( do i cry" in text)
        terminal.type("\x11")
        assert terminal.end() == 0


def test_the_quick_exit_leaves_a_blank_terminal() -> None:
    with program() as terminal:
        terminal.wait_for_prompt()
        terminal.type("a secret\r")
        terminal.wait_for(lambda text: "You: a secret" in text)
        terminal.type("\x18")

        assert terminal.end(seconds=3) == 0
        assert not terminal.text().strip()
        assert terminal.raw.rstrip().endswith(b"\x1b[3J")
        assert b"\x1b]0;" not in terminal.raw
        assert b"\x1b]2;" not in terminal.raw


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_to_end_gives_the_terminal_back(name: str) -> None:
    with program() as terminal:
        terminal.wait_for_prompt()
        terminal.process.send_signal(getattr(signal, name))
        terminal.end()

        for given_back in (b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?1000l", b"\x1b[?2004l"):
            assert given_back in terminal.raw


def test_a_suggestion_is_picked_by_its_number() -> None:
    (wanted,) = reply_to("2").answers
    with program() as terminal:
        terminal.wait_for_prompt()
        terminal.type("2\r")
        terminal.wait_for(lambda text: "You: 2" in text and wanted.title in text)


def test_another_size_lays_everything_out_anew() -> None:
    with program() as terminal:
        terminal.wait_for_prompt()
        terminal.type("hello\r")
        terminal.wait_for(lambda text: "You: hello" in text)
        for columns, lines in ((40, 15), (120, 40), (80, 24)):
            terminal.resize(columns, lines)
            terminal.wait_for(lambda text: all(part in text for part in ("You: hello", PLACEHOLDER, "Leave now")))


def test_pasted_lines_are_kept_and_nothing_is_sent_before_enter() -> None:
    with program() as terminal:
        terminal.wait_for_prompt()
        terminal.paste("it happened again\r\nlast night\nwhy?")
        terminal.wait_for(lambda text: "it happened again last night why?" in text)
        assert "You: it" not in terminal.text()
        terminal.type("\r")
        terminal.wait_for(lambda text: "You: it happened again last night why?" in text)


@pytest.mark.parametrize(
    ("pasted", "shown"),
    [
        ("[/foo] [@click=app.quit]x[/] [red]y", "[/foo] [@click=app.quit]x[/] [red]y"),
        ("a\x9b31mb \x07c", "a31mb c"),
        ("abc\u202egnp.exe", "abcgnp.exe"),
        ("x" * 100_000, "x" * 60),
        ("a \U0001f469\u200d\U0001f467 b", "a "),
    ],
    ids=["markup", "control characters", "bidi override", "very long", "emoji"],
)
def test_hostile_text_is_shown_harmlessly(pasted: str, shown: str) -> None:
    with program() as terminal:
        terminal.wait_for_prompt()
        terminal.paste(pasted)
        terminal.type("\r")
        terminal.wait_for(lambda text: f"You: {shown}" in text)
        terminal.type("\x11")

        assert terminal.end() == 0
        assert "\u202e" not in terminal.raw.decode(errors="ignore")


def test_escape_sequences_in_what_is_pasted_never_reach_the_terminal() -> None:
    with program() as terminal:
        terminal.wait_for_prompt()
        terminal.paste("a \x1b]0;title\x07b \x1b[31mred \x1b[2Jc")
        terminal.type("\r")
        terminal.wait_for(lambda text: all(part in text for part in ("You: ", "title", "red", PLACEHOLDER)))
        for sequence in (b"\x1b]0;", b"\x1b[31mr", b"\x1b[2Jc"):
            assert sequence not in terminal.raw


def test_suspended_it_gives_the_terminal_back_and_resumed_it_is_there_again() -> None:
    with in_terminal(["bash", "--norc", "--noprofile", "-i"], PS1="shell> ") as terminal:
        terminal.wait_for(lambda text: "shell>" in text)
        terminal.type(f"{' '.join(PROGRAM)}\n")
        terminal.wait_for_prompt()
        terminal.type("a secret\r")
        terminal.wait_for(lambda text: "You: a secret" in text)
        terminal.type("\x1a")
        terminal.wait_for(lambda text: "Stopped" in text)
        assert b"\x1b[?1049l" in terminal.raw

        terminal.raw = b""
        terminal.screen.reset()
        terminal.type("fg\n")
        terminal.wait_for(lambda text: "You: a secret" in text and PLACEHOLDER in text)
        terminal.type("hello\r")
        terminal.wait_for(lambda text: "You: hello" in text)
        assert b"\x1b[?1049h" in terminal.raw


def test_stopped_by_the_system_it_goes_on_where_it_was() -> None:
    with program() as terminal:
        terminal.wait_for_prompt()
        terminal.type("hel")
        terminal.wait_for(lambda text: "hel" in text)
        terminal.process.send_signal(signal.SIGSTOP)
        terminal.type("lo\r")
        terminal.read_all(0.3)
        assert "You: hello" not in terminal.text()
        terminal.process.send_signal(signal.SIGCONT)
        terminal.wait_for(lambda text: "You: hello" in text)


def test_a_crash_is_reported_without_what_was_typed() -> None:
    with in_terminal([sys.executable, "-c", BREAKING]) as terminal:
        terminal.wait_for_prompt()
        terminal.type("a secret\r")
        terminal.end()

        assert "the chat stopped (RuntimeError in" in " ".join(terminal.text().split())
        after = terminal.raw[terminal.raw.rindex(b"\x1b[?1049l") :]
        assert b"secret" not in after


def test_nothing_is_written_anywhere(tmp_path: Path) -> None:
    places = {name: str(tmp_path) for name in ("HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME")}
    with program(**places) as terminal:
        terminal.wait_for_prompt()
        terminal.type("a secret\r")
        terminal.wait_for(lambda text: "You: a secret" in text)
        terminal.type("\x18")
        terminal.end()

    assert not os.listdir(tmp_path)
