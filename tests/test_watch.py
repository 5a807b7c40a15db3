"""A library that is saved while the chat is open is read again, and what has changed of it is told in a line."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from bot import load, watch
from bot.plain_chat import PlainChat
from bot.watch import NOT_RELOADED, LibraryWatcher, Reload
from tests.bots import LIBRARY
from tests.conftest import CHECKOUT
from tests.terminals import PROGRAM
from tests.watched import BROKEN, HELPLINES, LARGER, LATER, SHOP, SMALLER, open_shop, write

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from bot import Bot
    from bot.knowledge.model import Library

HOURS = "when do you open?"


def reload(watcher: LibraryWatcher, before: Library) -> Reload:
    """Return what comes of a change, once two looks agree."""
    assert not watcher.has_changed()
    assert watcher.has_changed()
    read = watcher.read(before)
    assert read is not None
    return read


def test_nothing_is_told_of_files_that_are_as_they_were(tmp_path: Path) -> None:
    watcher, _ = open_shop(tmp_path)
    assert not any(watcher.has_changed() for _ in range(3))


def test_a_change_counts_once_and_when_two_looks_agree(tmp_path: Path) -> None:
    watcher, _ = open_shop(tmp_path)
    write(tmp_path, "")
    assert not watcher.has_changed()
    write(tmp_path, LATER)
    assert [watcher.has_changed() for _ in range(4)] == [False, True, False, False]


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        (SHOP, LATER, "Reloaded: 1 intent changed."),
        (SHOP, LARGER, "Reloaded: 1 intent new."),
        (LARGER, SHOP, "Reloaded: 1 intent gone."),
        (LARGER, SMALLER, "Reloaded: 1 intent changed, 2 gone."),
        (SHOP, LARGER.replace("at nine", "at ten").replace("two", "three"), "Reloaded: 2 intents changed, 1 new."),
        (SHOP, f"# A remark\n{SHOP}", "Reloaded: nothing has changed."),
        (SHOP, f'{SHOP}welcome: {{title: "Shop", text: ["Hello."], ask: [hours]}}\n', "Reloaded: changed: welcome."),
    ],
)
def test_what_has_changed_is_told_by_comparing_what_was_read(
    tmp_path: Path, before: str, after: str, line: str
) -> None:
    watcher, bot = open_shop(tmp_path, before)
    write(tmp_path, after)
    assert reload(watcher, bot.library).line == line


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("utterances/hours.txt", "are you there at night", "1 intent changed"),
        ("lexicon.yaml", 'concepts: {shoe: ["shoe", "boot"]}\n', "changed: lexicon"),
        (
            "outside.yaml",
            'outside: {weather: {title: "weather", words: ["rain"], examples: ["rain today"], referral: "Look out."}}',
            "changed: out of scope",
        ),
        ("everyday.txt", "what time is it\n", "changed: everyday questions"),
    ],
)
def test_files_that_come_and_go_are_noticed(tmp_path: Path, name: str, text: str, line: str) -> None:
    watcher, bot = open_shop(tmp_path)
    path = write(tmp_path, text, name)
    added = reload(watcher, bot.library)
    assert added.bot is not None
    assert added.line == f"Reloaded: {line}."
    watcher.use(added)
    path.unlink()
    assert reload(watcher, added.bot.library).line == f"Reloaded: {line}."


def test_of_a_broken_library_all_faults_are_told_with_their_lines_until_it_is_mended(tmp_path: Path) -> None:
    watcher, bot = open_shop(tmp_path)
    path = write(tmp_path, BROKEN)
    broken = reload(watcher, bot.library)
    assert broken.bot is None
    assert broken.lines[0] == NOT_RELOADED
    assert broken.lines[1].startswith(f"{path}:9:")
    assert f"{path}:9:" in broken.line
    assert "And 1 more." in broken.line
    assert sum(line.startswith(str(path)) for line in broken.lines) == 2
    write(tmp_path, LATER)
    assert reload(watcher, bot.library).line == "Reloaded: 1 intent changed."


def test_what_is_only_misnamed_is_told_until_it_is_renamed(tmp_path: Path) -> None:
    watcher, bot = open_shop(tmp_path)
    misnamed = write(tmp_path, "", "cards.yml")
    assert "name it .yaml" in reload(watcher, bot.library).line
    misnamed.unlink()
    assert reload(watcher, bot.library).bot


def test_a_folder_that_is_gone_is_told_until_it_is_back(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    watcher, bot = open_shop(folder)
    folder.rename(tmp_path / "elsewhere")
    assert f"{folder} is not a folder" in reload(watcher, bot.library).line
    (tmp_path / "elsewhere").rename(folder)
    assert reload(watcher, bot.library).line == "Reloaded: nothing has changed."


def test_what_is_read_while_a_file_vanishes_is_dropped_and_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    watcher, bot = open_shop(tmp_path)
    path, away = write(tmp_path, LATER), tmp_path / "away"

    def vanish(*_: object) -> None:
        monkeypatch.undo()
        path.rename(away)
        load(tmp_path)

    monkeypatch.setattr(watch, "load", vanish)
    assert [watcher.has_changed() for _ in range(2)] == [False, True]
    assert watcher.read(bot.library) is None
    away.rename(path)
    assert watcher.has_changed()
    read = watcher.read(bot.library)
    assert read is not None
    assert read.line == "Reloaded: 1 intent changed."


def test_hostile_names_and_texts_reach_no_terminal(tmp_path: Path) -> None:
    watcher, bot = open_shop(tmp_path)
    write(tmp_path, "[/foo]: \x1b]0;title\x07 \u202e", "\x1b[31m[red]\n.yaml")
    told = reload(watcher, bot.library)
    assert told.bot is None
    assert not set("".join([told.line, *told.lines])) & set("\x1b\x07\u202e\n")


def test_training_that_is_due_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "shipped"
    for path in sorted(LIBRARY.folder.rglob("*")):
        if path.is_file() and path.suffix in (".yaml", ".txt", ".bin"):
            (folder / path.relative_to(LIBRARY.folder)).parent.mkdir(parents=True, exist_ok=True)
            os.link(path, folder / path.relative_to(LIBRARY.folder))
    watcher = LibraryWatcher(folder)
    everyday = folder / "everyday.txt"
    text = everyday.read_text("utf-8")
    everyday.unlink()
    write(folder, f"{text}where did I put my seventh umbrella\n", "everyday.txt")
    told = reload(watcher, load(folder).library).line
    due = f"examples, utterances or words have changed since; run 'afterwords train --library {folder}'."
    assert told == f"Reloaded: changed: everyday questions. Training is due: {due}"


def test_plain_lines_tell_what_changed_and_ask_the_last_question_again(tmp_path: Path) -> None:
    watcher, bot = open_shop(tmp_path)
    chat = PlainChat(bot, None, watcher)
    first = list(chat.answer(HOURS))
    write(tmp_path, LATER)
    assert list(chat.answer("")) == [
        "Reloaded: 1 intent changed.",
        f"You: {HOURS}",
        *(line.replace("at nine", "at half past ten") for line in first),
    ]
    assert list(chat.answer("")) == []


def test_plain_lines_answer_a_question_once_that_is_typed_again_after_a_change(tmp_path: Path) -> None:
    watcher, bot = open_shop(tmp_path)
    chat = PlainChat(bot, None, watcher)
    chat.answer(HOURS)
    write(tmp_path, LATER)
    assert sum("at half past ten" in line for line in chat.answer(HOURS)) == 1


def test_plain_lines_tell_the_faults_and_go_on_with_the_last_sound_library(tmp_path: Path) -> None:
    watcher, bot = open_shop(tmp_path)
    chat = PlainChat(bot, None, watcher)
    before = list(chat.answer(HOURS))
    path = write(tmp_path, BROKEN)
    told = list(chat.answer(HOURS))
    assert told[0] == NOT_RELOADED
    assert any(line.startswith(f"{path}:9:") for line in told)
    assert before[0] in told
    write(tmp_path, LATER)
    assert any("at half past ten" in line for line in chat.answer(HOURS))


def test_plain_lines_begin_anew_where_nothing_was_asked(tmp_path: Path) -> None:
    watcher, bot = open_shop(tmp_path)
    chat = PlainChat(bot, None, watcher)
    write(tmp_path, LARGER)
    told = list(chat.answer(""))
    assert told[0] == "Reloaded: 1 intent new."
    assert "Suggestion 3: Where to park" in told


def test_plain_lines_go_on_where_what_was_offered_is_gone(tmp_path: Path) -> None:
    watcher, bot = open_shop(tmp_path)
    chat = PlainChat(bot, None, watcher)
    chat.answer(HOURS)
    assert any("two weeks" in line for line in chat.answer("1"))
    write(tmp_path, SMALLER)
    assert not any("two weeks" in line for line in chat.answer("more"))
    assert any("at nine" in line for line in chat.answer(HOURS))


def test_an_alarm_is_met_again_as_it_was_the_first_time(tmp_path: Path) -> None:
    watcher, bot = open_shop(tmp_path)
    chat = PlainChat(bot, None, watcher)
    chat.answer(HOURS)
    first = list(chat.answer("i want to kill myself"))
    write(tmp_path, LATER)
    assert list(chat.answer(""))[2:] == first
    assert list(chat.answer("yes")) == list(_after(bot, HOURS, "i want to kill myself", "yes"))


def _after(bot: Bot, *messages: str) -> Iterable[str]:
    chat = PlainChat(bot, None)
    return [list(chat.answer(message)) for message in messages][-1]


def test_plain_lines_go_on_where_the_country_is_gone(tmp_path: Path) -> None:
    helplines = write(tmp_path, HELPLINES, "helplines.yaml")
    watcher, bot = open_shop(tmp_path)
    chat = PlainChat(bot, "zz", watcher)
    helplines.unlink()
    assert any("countries" in line for line in chat.answer(""))
    assert any("at nine" in line for line in chat.answer(HOURS))


def test_who_does_not_watch_loads_nothing_for_it() -> None:
    run = "import sys; from bot.cli import main; main(['--plain']); print('watches:', 'bot.watch' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", run], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True, cwd=CHECKOUT
    )
    assert done.stdout.splitlines()[-1] == "watches: False"


@pytest.mark.parametrize("command", [["ask", "hello"], ["check"], ["batch", "x.txt"]])
def test_watching_goes_with_the_chat_only(command: list[str]) -> None:
    for arguments in (["--watch", *command], [*command, "--watch"]):
        done = subprocess.run([*PROGRAM, *arguments], capture_output=True, text=True, check=False)
        assert done.returncode == 2
        assert "--watch" in done.stderr
