"""What is typed as a command of the chat, and what is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cli import main
from bot.rendering.typed_commands import Command, typed_command
from tests.chats import chat, question_for

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("typed", "command"),
    [
        ("/quit", Command("quit")),
        ("quit", Command("quit")),
        ("EXIT", Command("quit")),
        (":q", Command("quit")),
        ("/save notes.md", Command("save", "notes.md")),
        ('/save "a b.md"', Command("save", "a b.md")),
        ("save 'a b.md'", Command("save", "a b.md")),
        ("save ~/notes", Command("save", "~/notes")),
        ("/save a b.md", Command("save", "a b.md")),
        ('/save "unclosed', Command("save", '"unclosed')),
        ("/save", Command("save")),
        ("/page it.md", Command("page", "it.md")),
        ("/source 2", Command("source", "2")),
        ("source 2", Command("source", "2")),
        ("/help", Command("help")),
    ],
)
def test_a_command_is_read_with_a_slash_or_without(typed: str, command: Command) -> None:
    assert typed_command(typed) == command


@pytest.mark.parametrize(
    "typed",
    ["save me", "save", "page", "quit smoking?", "help", "help me", "source", "sources", "/shrug", "why do I cry"],
)
def test_what_could_be_meant_for_the_bot_is_no_command(typed: str) -> None:
    assert typed_command(typed) is None


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    command = typed_command(text)
    assert command is None or command.argument in text.replace("'", "").replace('"', "") or command.argument in text


async def test_the_chat_takes_commands_too(tmp_path: Path) -> None:
    question, path = question_for("how_common"), tmp_path / "a b.md"
    async with chat() as seen:
        await seen.ask(question)
        await seen.ask(f'/save "{path}"')
        assert question in path.read_text("utf-8")
        await seen.ask(f"/save {path}")
        assert "exists already" in seen.text()
        page = tmp_path / "page.md"
        await seen.ask(f"/page {page}")
        assert page.read_text("utf-8").startswith("# For my appointment")
        await seen.ask("/source 1")
        assert "Source 1 of" in seen.text()


def test_the_environment_holds_where_no_option_is_given(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AFTERWORDS_COUNTRY", "uk")
    assert main(["ask", "who can I call"]) == 0
    assert "Samaritans" in capsys.readouterr().out
    assert main(["ask", "--country", "us", "who can I call"]) == 0
    assert "Samaritans" not in capsys.readouterr().out
    monkeypatch.setenv("AFTERWORDS_COUNTRY", "atlantis")
    assert main(["ask", "hello"]) == 2
    assert "AFTERWORDS_COUNTRY=atlantis" in capsys.readouterr().err
    monkeypatch.setenv("AFTERWORDS_COUNTRY", "")
    monkeypatch.setenv("AFTERWORDS_LIBRARY", "tests/no_such_folder")
    assert main(["ask", "hello"]) == 2
    assert "no_such_folder" in capsys.readouterr().err


async def test_the_theme_can_be_named_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFTERWORDS_THEME", "morning")
    async with chat() as seen:
        assert not seen.app.current_theme.dark
