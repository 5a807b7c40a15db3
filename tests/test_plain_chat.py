"""The chat line by line: the same conversation and the same words, for screen readers and plain terminals."""

from __future__ import annotations

import io
import os
import re
import subprocess
from datetime import date

import pytest

from bot import Conversation, plain_chat
from bot.rendering import plain_text, reply_blocks
from bot.rendering.sources import card_blocks
from tests.bots import BOT
from tests.chats import plain_chat_lines, question_for, reply_to
from tests.conftest import CHECKOUT
from tests.terminals import PROGRAM, program


def test_it_welcomes_and_numbers_what_can_be_asked() -> None:
    welcome = Conversation(BOT).welcome()
    said = plain_chat_lines()

    assert all(paragraph in "\n".join(said) for paragraph in reply_blocks.split_paragraphs(welcome.message))
    for number, suggestion in enumerate(welcome.suggestions, start=1):
        assert f"Suggestion {number}: {suggestion.title}" in said


def test_an_answer_has_a_label_on_every_part() -> None:
    question = question_for("partner_cried")
    answer = reply_to(question).answers[0]
    said = plain_chat_lines(question)

    assert f"You: {question}" in said
    assert f"Answer: {answer.title}" in said
    assert "Sources 1, 2, 3: Lauvette, no date given" in said
    assert "Source 4: Flo Health, updated 26 November 2021" in said


@pytest.mark.parametrize("asked", ["source 1", "Source 1", "s1", "s 1"])
def test_a_source_can_be_asked_for(asked: str) -> None:
    question = question_for("how_common")
    source = reply_to(question).sources[0]
    said = plain_chat_lines(question, asked)[len(plain_chat_lines(question)) - 1 :]

    assert said[1] == f"Source 1: {source.publisher}, “{source.section}”, paragraph {source.paragraph}"
    assert [block.text for block in card_blocks(source, 1, date.today())][1:] == [
        line.removeprefix("Document: ").removeprefix("Note: ").removeprefix("Address: ") for line in said[2:-1]
    ]
    assert f"Address: {source.url}" in said
    assert any(line.startswith("Note: ") for line in said)


def test_small_talk_does_not_take_the_sources_away() -> None:
    question = question_for("how_common")
    assert plain_chat_lines(question, "hello", "s1")[-5:] == plain_chat_lines(question, "s1")[-5:]


@pytest.mark.parametrize(
    ("messages", "line"),
    [
        (["source 1"], plain_text.NO_SOURCES),
        ([question_for("how_common"), "source 4"], plain_text.NO_SUCH_SOURCE.format(number=4, last=2)),
        ([question_for("how_common"), "s0"], plain_text.NO_SUCH_SOURCE.format(number=0, last=2)),
        ([question_for("how_common"), "hello", "s3"], plain_text.NO_SUCH_SOURCE.format(number=3, last=2)),
    ],
)
def test_a_missing_source_is_reported(messages: list[str], line: str) -> None:
    assert plain_chat_lines(*messages)[-2] == line


@pytest.mark.parametrize("intent", ["partner_cried", "why_crying", "greeting", "crisis"])
def test_it_says_every_word_that_the_screen_shows(intent: str) -> None:
    question = question_for(intent)
    said = "\n".join(plain_chat_lines(question))

    for block in reply_blocks.reply_blocks(reply_to(question)):
        assert block.text in said


def test_nothing_is_drawn() -> None:
    said = "\n".join(plain_chat_lines(question_for("partner_cried"), "1", question_for("crisis")))

    assert not set(said) & set("\x1b\r\b│┃▌─━╭╰█·•")


def test_helplines_are_labelled() -> None:
    assert any(line.startswith("Helpline: ") for line in plain_chat_lines(question_for("crisis")))


def test_a_number_picks_a_suggestion() -> None:
    first = reply_to("1").answers[0]

    assert f"Answer: {first.title}" in plain_chat_lines("1")


@pytest.mark.parametrize("goodbye", ["quit", "QUIT", " exit "])
def test_quit_ends_it_politely(goodbye: str) -> None:
    said = plain_chat_lines(goodbye, "hello")

    assert said[-1] == plain_chat.GOODBYE
    assert "You: hello" not in said


def test_the_end_of_the_input_ends_it_politely() -> None:
    assert plain_chat_lines()[-1] == plain_chat.GOODBYE


def test_control_c_ends_it_politely(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> str:
        raise KeyboardInterrupt

    out = io.StringIO()
    stdin = io.StringIO()
    monkeypatch.setattr(stdin, "readline", interrupt)
    with pytest.raises(KeyboardInterrupt):  # The command line turns it into the exit status.
        plain_chat.run(BOT, None, stdin, out)

    assert out.getvalue().splitlines()[-1] == plain_chat.GOODBYE


def test_empty_lines_ask_nothing() -> None:
    assert plain_chat_lines("", "   ", "\t") == plain_chat_lines()


@pytest.mark.parametrize("text", ["[/foo]", "\x1b[31mred\x1b[0m", "a\x00b\u202ec", "为什么 😭", "why " * 25_000])
def test_hostile_text_is_repeated_clean_and_short(text: str) -> None:
    said = plain_chat_lines(text)
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


def test_the_real_program_talks_through_a_pipe() -> None:
    question = question_for("partner_cried")
    done = subprocess.run(
        [*PROGRAM, "--plain"],
        input=f"{question}\nquit\n",
        capture_output=True,
        encoding="utf-8",
        cwd=CHECKOUT,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        check=True,
    )

    assert done.stdout.splitlines() == plain_chat_lines(question, "quit")
    assert done.stderr == ""


def test_a_dumb_terminal_gets_a_prompt_and_each_word_once() -> None:
    with program(TERM="dumb") as terminal:
        terminal.type("hello\nquit\n")

        assert terminal.end() == 0
        assert plain_chat.PROMPT.encode() in terminal.raw
        assert b"\x1b" not in terminal.raw
        assert plain_chat.GOODBYE.encode() in terminal.raw


def test_numbers_of_sources_are_hidden_when_that_is_typed_and_shown_again() -> None:
    question = question_for("partner_cried")
    lines = plain_chat_lines(question, "/marks", question, "/marks", question)
    said = "\n".join(lines).split(f"You: {question}")[1:]
    assert [". [1" in each for each in said] == [True, False, True]
    assert [bool(re.search(r"Sources? \d", each)) for each in said] == [True, False, True]
    assert "Source: Flo Health" in said[1]
