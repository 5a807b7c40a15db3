"""The full-screen chat takes up a library that is saved while it is open."""

from __future__ import annotations

import threading
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

import pytest
from textual.worker import WorkerCancelled

from bot.chat import app
from bot.chat.prompt import Prompt
from bot.chat.screen import ChatScreen
from bot.watch import LibraryWatcher
from tests.chats import Chat, chat
from tests.terminals import program
from tests.watched import BROKEN, HELPLINES, LARGER, LATER, SHOP, SMALLER, open_shop, write

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from bot.knowledge.model import Library
    from bot.watch import Reload

HOURS = "when do you open?"
RETURNS = "can I send it back?"


@pytest.fixture(autouse=True)
def _looks_only_when_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "LOOK_EVERY", 3600.0)


@asynccontextmanager
async def watched(folder: Path, text: str = SHOP) -> AsyncIterator[Chat]:
    watcher, bot = open_shop(folder, text)
    async with chat(of=bot, watcher=watcher) as seen:
        yield seen


def conversation(seen: Chat) -> ChatScreen:
    """Return the screen of the conversation, whatever lies over it."""
    screen = seen.app.screen_stack[0]
    assert isinstance(screen, ChatScreen)
    return screen


async def look(seen: Chat) -> None:
    """Look often enough for a change to be noticed, read and taken up."""
    seen.app.look()
    seen.app.look()
    for worker in list(seen.app.workers):
        with suppress(WorkerCancelled):
            await worker.wait()
    seen.app.look()
    await seen.pilot.pause()


async def test_the_last_question_is_asked_again_under_what_has_changed(tmp_path: Path) -> None:
    async with watched(tmp_path) as seen:
        await seen.ask(HOURS)
        write(tmp_path, LATER)
        await look(seen)
        text = seen.text("Transcript")
        assert "at half past ten" in text
        assert text.index("Reloaded: 1 intent changed.") < text.rindex(f"You: {HOURS}")
        assert "at nine" not in text[text.index("Reloaded") :]
        assert "You asked that before" not in text


async def test_a_new_intent_answers_and_stands_among_the_topics(tmp_path: Path) -> None:
    async with watched(tmp_path) as seen:
        await seen.ask("where can I park my car?")
        assert "Behind the shop." not in seen.text()
        write(tmp_path, LARGER)
        await look(seen)
        assert "Behind the shop." in seen.text("Transcript")
        await seen.press("ctrl+t")
        assert "Where to park" in seen.text()
        await seen.press("escape")
        await seen.paste("is there a gar")
        assert "is there a garage near you" in seen.text()


async def test_where_nothing_was_asked_the_welcome_is_said_anew(tmp_path: Path) -> None:
    async with watched(tmp_path) as seen:
        write(tmp_path, LARGER)
        await look(seen)
        assert "3 Where to park" in seen.text("Transcript")
        assert "Reloaded: 1 intent new." in seen.text()
        await seen.press("3", "enter")
        assert "Behind the shop." in seen.text("Transcript")


async def test_what_was_picked_is_picked_again_though_its_title_and_its_number_changed(tmp_path: Path) -> None:
    async with watched(tmp_path) as seen:
        await seen.ask(HOURS)
        await seen.click("1  How to return something")
        assert "Within two weeks" in seen.text("Transcript")
        changed = LARGER.replace("How to return something", "Returns").replace("two weeks", "a month")
        write(tmp_path, changed.replace("[returns]", "[parking, returns]"))
        await look(seen)
        assert "Within a month" in seen.text("Transcript")


async def test_the_chat_goes_on_where_what_was_picked_and_offered_is_gone(tmp_path: Path) -> None:
    async with watched(tmp_path) as seen:
        await seen.ask(HOURS)
        await seen.click("1  How to return something")
        write(tmp_path, SMALLER)
        await look(seen)
        assert "Reloaded: 1 intent changed, 1 gone." in seen.text()
        conversation(seen).action_pick("returns")
        conversation(seen).action_exercise("gone")
        await seen.ask("1")
        assert "at nine" in seen.text("Transcript")
        await seen.press("f3")
        await seen.press("escape")
        await seen.press("ctrl+l", "ctrl+l")
        assert "1 Opening hours" in seen.text("Transcript")


async def test_a_country_that_is_gone_is_no_longer_chosen(tmp_path: Path) -> None:
    helplines = write(tmp_path, HELPLINES, "helplines.yaml")
    async with watched(tmp_path) as seen:
        conversation(seen).action_choose_country("zz")
        await seen.pilot.pause()
        assert "Helplines: Zedland" in seen.text()
        helplines.unlink()
        await look(seen)
        assert "Helplines: Zedland" not in seen.text()
        conversation(seen).action_choose_country("zz")
        await seen.ask(HOURS)
        assert "at nine" in seen.text("Transcript")


async def test_a_broken_library_is_told_of_and_the_last_sound_one_answers_until_it_is_mended(tmp_path: Path) -> None:
    async with watched(tmp_path) as seen:
        await seen.ask(HOURS)
        write(tmp_path, BROKEN)
        await look(seen)
        told = "".join(seen.text().split())
        assert "shop.yaml:9:5:intent'returns'hasno'answer';" in told
        assert "And1more." in told
        prompt = conversation(seen).query_one(Prompt).region
        assert not any(toast.region.overlaps(prompt) for toast in conversation(seen).query("Toast"))
        await seen.ask(RETURNS)
        assert "Within two weeks" in seen.text("Transcript")
        write(tmp_path, LATER)
        await look(seen)
        assert "Reloaded: 1 intent changed." in seen.text()


async def test_what_lies_over_the_chat_is_closed_before_a_change_is_taken_up(tmp_path: Path) -> None:
    async with watched(tmp_path) as seen:
        await seen.ask(HOURS)
        await seen.press("ctrl+t")
        write(tmp_path, SMALLER)
        await look(seen)
        assert "How to return something" in seen.text()
        await seen.press("escape")
        seen.app.look()
        await seen.pilot.pause()
        assert "Reloaded: 1 intent changed, 1 gone." in seen.text()


async def test_what_was_read_is_dropped_where_something_newer_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, is_overtaken = LibraryWatcher.read, threading.Event()
    came: list[Reload | None] = []

    def read_until_overtaken(self: LibraryWatcher, before: Library) -> Reload | None:
        is_first = not came
        came.append(read(self, before))
        if is_first:
            assert is_overtaken.wait(60)
        else:
            is_overtaken.set()
        return came[0 if is_first else -1]

    monkeypatch.setattr(LibraryWatcher, "read", read_until_overtaken)
    async with watched(tmp_path) as seen:
        await seen.ask(HOURS)
        write(tmp_path, LARGER)
        seen.app.look()
        seen.app.look()
        while not came:
            await seen.pilot.pause(0.01)
        write(tmp_path, LATER)
        await look(seen)
        assert [one and one.line for one in came] == ["Reloaded: 1 intent new.", "Reloaded: 1 intent changed."]
        assert "Reloaded: 1 intent changed." in seen.text()
        assert "1 intent new" not in seen.text()


async def test_a_citation_of_an_earlier_turn_opens_though_its_source_is_gone(tmp_path: Path) -> None:
    sourced = SHOP.replace('text: "We open at nine."', 'text: "We open at nine.", source: "The sign at the door"')
    async with watched(tmp_path, sourced) as seen:
        await seen.ask(HOURS)
        write(tmp_path, SHOP)
        await look(seen)
        await seen.press("alt+up")
        await seen.click("[1]")
        assert "The sign at the door" in seen.text("SourceCard")


async def test_hostile_names_are_shown_as_text(tmp_path: Path) -> None:
    async with watched(tmp_path) as seen:
        write(tmp_path, "[/foo]: [@click=app.quit]x[/]", "[red]\x1b]0;t\x07[@click=app.quit].yaml")
        await look(seen)
        assert "[red][@click=app.quit].yaml" in "".join(seen.text().split())


async def test_the_chat_is_usable_while_the_library_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read, is_answered = LibraryWatcher.read, threading.Event()

    def read_slowly(self: LibraryWatcher, before: Library) -> Reload | None:
        assert is_answered.wait(60)
        return read(self, before)

    monkeypatch.setattr(LibraryWatcher, "read", read_slowly)
    async with watched(tmp_path) as seen:
        write(tmp_path, LATER)
        seen.app.look()
        seen.app.look()
        await seen.ask(RETURNS)
        assert "Within two weeks" in seen.text("Transcript")
        is_answered.set()
        await look(seen)
        assert "Reloaded: 1 intent changed." in seen.text("Transcript")


def test_the_real_program_looks_by_itself_and_leaves_while_it_reads(tmp_path: Path) -> None:
    write(tmp_path, SHOP)
    with program("--watch", "--library", str(tmp_path)) as terminal:
        terminal.wait_for_prompt()
        terminal.type(f"{HOURS}\r")
        terminal.wait_for(lambda text: "at nine" in text)
        write(tmp_path, LATER)
        terminal.wait_for(lambda text: "at half past ten" in text)
        write(tmp_path, LARGER)
        terminal.type("\x11")
        assert terminal.end() == 0


def test_the_real_program_looks_at_each_line_in_plain_mode(tmp_path: Path) -> None:
    write(tmp_path, SHOP)
    with program("--plain", "--watch", "--library", str(tmp_path)) as terminal:
        terminal.type(f"{HOURS}\n")
        terminal.wait_for(lambda text: "at nine" in text)
        write(tmp_path, LATER)
        terminal.type("\n")
        terminal.wait_for(lambda text: "at half past ten" in text)
        terminal.type("quit\n")
        assert terminal.end() == 0
