"""Answers are copied and conversations saved when the reader asks for it, and not otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.chat.export import COPIED, NOTHING_TO_COPY
from bot.rendering.markdown import as_markdown
from bot.rendering.plain_text import plain_answer
from bot.rendering.private_file import NOTHING_TO_SAVE, SAVED
from tests.bots import LIBRARY
from tests.chats import chat, plain_chat_lines, question_for, reply_to

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

QUESTION = question_for("how_common")


async def test_a_key_copies_the_last_answer_with_its_sources_and_says_so() -> None:
    async with chat() as seen:
        await seen.press("f5")
        assert NOTHING_TO_COPY in seen.text()
        await seen.ask(QUESTION)
        await seen.ask("qxv wzzk plorth")
        assert seen.app.clipboard == ""
        await seen.press("f5")

        copied = seen.app.clipboard
        assert copied.splitlines() == list(plain_answer(reply_to(QUESTION), whole=True))
        assert all(source.url in copied for source in reply_to(QUESTION).sources)
        assert QUESTION not in copied
        assert COPIED in seen.text()


async def test_the_mouse_selects_and_a_key_copies_what_is_selected() -> None:
    async with chat(size=(80, 24)) as seen:
        await seen.ask(QUESTION)
        line = seen.place("It is not rare")
        left = seen.lines()[line].index("It is")
        await seen.drag((left, line), (left + 9, line))
        await seen.press("ctrl+c")

        assert seen.app.clipboard.startswith("It is not")
        assert len(seen.app.clipboard) <= 10


async def test_a_key_saves_the_conversation_where_the_reader_says(tmp_path: Path) -> None:
    path = tmp_path / "[b]x[.md"
    async with chat() as seen:
        await seen.press("f6")
        assert NOTHING_TO_SAVE in seen.text()
        await seen.ask(QUESTION)
        await seen.press("2", "enter", "f6")
        await seen.paste(str(path))
        await seen.press("enter")
        await seen.pilot.pause()

        assert "Saved in" in seen.text()
        assert path.name in seen.text()
        assert path.read_text("utf-8") == as_markdown("Afterwords", [reply_to(QUESTION), reply_to(QUESTION, "2")])
        assert path.stat().st_mode & 0o077 == 0


async def test_turns_that_have_scrolled_away_are_saved(tmp_path: Path) -> None:
    async with chat(size=(80, 24)) as seen:
        for number in range(120):
            await seen.ask(f"hello {number}")
        await seen.press("f6")
        await seen.paste(str(tmp_path / "notes.md"))
        await seen.press("enter")

    assert (tmp_path / "notes.md").read_text("utf-8").count("**You:** hello") == 120


async def test_a_file_that_exists_is_kept_and_another_name_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "notes.md"
    path.write_text("mine", "utf-8")
    async with chat(size=(40, 15)) as seen:
        await seen.ask(QUESTION)
        await seen.press("f6", "enter")
        await seen.paste(str(path))
        await seen.press("enter")
        assert "exists already; choose another name" in seen.text().replace("│ ", "")
        assert path.read_text("utf-8") == "mine"

        await seen.press("2", "enter")
        assert (tmp_path / "notes.md2").exists()


async def test_saving_can_be_left_and_proposes_no_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    async with chat(size=(80, 24)) as seen:
        await seen.ask(QUESTION)
        before = seen.lines()
        await seen.press("f6")
        assert "~/notes.md" in seen.text()
        await seen.press("enter", "escape")

        assert seen.lines() == before
    assert list(tmp_path.iterdir()) == []


async def test_what_was_cleared_is_not_saved(tmp_path: Path) -> None:
    async with chat() as seen:
        await seen.ask("something very private")
        await seen.press("ctrl+l", "ctrl+l", "f6")
        assert NOTHING_TO_SAVE in seen.text()
        await seen.ask(QUESTION)
        await seen.press("f6")
        await seen.paste(str(tmp_path / "notes.md"))
        await seen.press("enter")

    assert "private" not in (tmp_path / "notes.md").read_text("utf-8")


def test_the_lines_save_when_that_is_typed(tmp_path: Path) -> None:
    path = tmp_path / "notes.md"
    said = plain_chat_lines(QUESTION, f"/save {path}", f"/save {path}", "/save")

    assert SAVED.format(path=path) in said
    assert f"{path} exists already; choose another name" in said
    assert "Type a file name after it, for example: /save notes.md" in said
    assert said[-1] == "Goodbye. Nothing was kept but what you saved."
    assert path.read_text("utf-8") == as_markdown(LIBRARY.title, [reply_to(QUESTION)])


def test_the_lines_save_nothing_when_nothing_was_said(tmp_path: Path) -> None:
    said = plain_chat_lines(f"/save {tmp_path / 'notes.md'}")

    assert said[-2:] == [NOTHING_TO_SAVE, "Goodbye. Nothing was kept."]
    assert list(tmp_path.iterdir()) == []


def test_no_question_is_taken_for_the_command_that_saves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    plain_chat_lines("save me", "please save my relationship", "save us")

    assert list(tmp_path.iterdir()) == []
