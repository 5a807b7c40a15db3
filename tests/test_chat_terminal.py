"""The real program in a real terminal."""

from __future__ import annotations

import signal

import pytest

from bot.chat.words import PLACEHOLDER
from tests.chats import question_for, reply_to
from tests.terminals import program


def test_the_real_program_answers_in_a_real_terminal_and_quits() -> None:
    question = question_for("partner_cried")
    title = reply_to(question).answers[0].title
    with program() as terminal:
        terminal.wait_for(lambda text: PLACEHOLDER in text)
        terminal.type(question)
        terminal.wait_for(lambda text: question in text)
        terminal.type("\r")
        terminal.wait_for(lambda text: f"You: {question}" in text and title in text and "[1]" in text)
        terminal.type("\x11")

        assert terminal.end() == 0
        assert b"\x1b[?1049l" in terminal.raw


def test_the_quick_exit_leaves_a_blank_terminal() -> None:
    with program() as terminal:
        terminal.wait_for(lambda text: PLACEHOLDER in text)
        terminal.type("a secret\r")
        terminal.wait_for(lambda text: "You: a secret" in text)
        terminal.type("\x18")

        assert terminal.end(seconds=3) == 0
        assert not terminal.text().strip()
        assert terminal.raw.rstrip().endswith(b"\x1b[3J")
        assert b"\x1b]0;" not in terminal.raw
        assert b"\x1b]2;" not in terminal.raw


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_a_signal_to_end_gives_the_terminal_back(name: str) -> None:
    with program() as terminal:
        terminal.wait_for(lambda text: PLACEHOLDER in text)
        terminal.process.send_signal(getattr(signal, name))
        terminal.end()

        assert b"\x1b[?1049l" in terminal.raw
