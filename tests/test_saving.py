"""A conversation is saved as Markdown that shows what was said, in a new file that only its owner can read."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.errors import InputError
from bot.rendering.markdown import as_markdown, escaped
from bot.rendering.private_file import write_private_file
from bot.reply import Reply
from bot.text import clean
from tests.chats import HOSTILE, question_for, reply_to

MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])
MEANING = st.text(st.sampled_from("\\`*_{}[]()<>#|~&$^!+-=.:1 ax\"'\n\t/;é😭"), max_size=40)


def shown(markdown: str) -> list[str]:
    """Return the kinds of all parts of a Markdown text that are more than plain text in a paragraph."""
    parts = [part for token in MARKDOWN.parse(markdown) for part in [token, *(token.children or [])]]
    return [part.type for part in parts if part.type not in {"paragraph_open", "paragraph_close", "inline", "text"}]


def text_of(markdown: str) -> str:
    tokens = MARKDOWN.parse(markdown)
    return "".join(part.content for token in tokens for part in token.children or [])


@given(st.one_of(MEANING, st.text()).map(clean))
def test_nothing_in_a_text_is_read_as_markdown(text: str) -> None:
    assert text_of(escaped(text)) == text
    assert set(shown(escaped(text))) <= {"text_special"}


@given(st.one_of(MEANING, st.text()).map(clean))
def test_a_question_is_one_paragraph_of_the_saved_text(question: str) -> None:
    saved = as_markdown("", [Reply(question, "unknown", "I did not understand that.")])

    assert set(shown(saved)) <= {"text_special", "strong_open", "strong_close"}
    assert text_of(saved) == f"You: {question}".rstrip() + "I did not understand that."


def test_a_saved_conversation_holds_every_question_and_answer_and_all_of_its_sources() -> None:
    questions = [question_for("how_common"), question_for("partner_cried"), "[/foo] what?"]
    replies = [reply_to(question) for question in questions]
    saved = text_of(as_markdown("Afterwords", replies))

    for reply in replies:
        assert f"You: {reply.question}" in saved
        for answer in reply.answers:
            assert all(statement.text in saved for statement in answer.statements)
            assert all(source.url in saved for source in answer.sources)
            assert all(note in saved for source in answer.sources for note in source.notes)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_is_saved_harmlessly(text: str) -> None:
    reply = reply_to(text)

    assert text_of(as_markdown("", [reply])).startswith(f"You: {reply.question}")


def test_the_file_is_new_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        path = write_private_file(str(tmp_path / "notes.md"), "why 为什么 😭\n")
    finally:
        os.umask(before)

    assert path.read_text("utf-8") == "why 为什么 😭\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_tilde_is_the_readers_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))

    assert write_private_file("~/notes.md", "text") == tmp_path / "notes.md"


def test_what_is_there_is_never_written_over(tmp_path: Path) -> None:
    there = tmp_path / "notes.md"
    there.write_text("mine", "utf-8")
    (tmp_path / "link.md").symlink_to(tmp_path / "nowhere.md")
    for name in ("notes.md", "link.md"):
        with pytest.raises(InputError, match="exists already; choose another name"):
            write_private_file(str(tmp_path / name), "text")

    assert there.read_text("utf-8") == "mine"
    assert not (tmp_path / "nowhere.md").exists()


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        (".", "is a folder; add a file name to it"),
        ("no/such/folder/notes.md", "cannot be written"),
        ("n" * 300, "cannot be written"),
        ("~nobody-here/notes.md", "nobody here has that home; write the folder out"),
    ],
)
def test_a_place_where_nothing_can_be_saved_is_said_to_be_one(
    name: str, problem: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match=problem):
        write_private_file(name, "text")

    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_no_half_of_a_file_is_left_where_the_disk_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = os.open

    def open_full(path: Path, flags: int, mode: int) -> int:
        os.close(opened(path, flags, mode))
        return opened("/dev/full", os.O_WRONLY)

    monkeypatch.setattr(os, "open", open_full)
    with pytest.raises(InputError, match="cannot be written"):
        write_private_file(str(tmp_path / "notes.md"), "text")

    assert list(tmp_path.iterdir()) == []
