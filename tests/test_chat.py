"""The full-screen chat shows what the conversation says, and lets the reader move, hide and leave."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import sys
import termios
import time
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pyte
import pytest
from textual import events

from bot import Conversation, load
from bot.chat.app import ChatApp
from bot.chat.help import KEYS
from bot.chat.transcript import Transcript
from bot.chat.turn import Choice
from bot.chat.words import PLACEHOLDER, pieces

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from textual.pilot import Pilot

    from bot import Library
    from bot.reply import Reply

ROOT = Path(__file__).resolve().parent.parent
TALL = (100, 70)
"""Room for a whole answer with its sources."""

HOSTILE = {
    "closing tag": "[/foo]",
    "link": "[@click=app.quit]x[/]",
    "style": "a [b]c[/b] [red]d",
    "open bracket": "[",
    "escape sequence": "\x1b]0;title\x07\x1b[31mred\x1b[2J",
    "control characters": "a\x00b\x07c\x08d",
    "bidi override": "abc\u202egnp.exe",
    "wide": "为什么我会哭 なぜ泣くの",
    "emoji": "crying 😭 👩‍👩‍👧 🏳️‍🌈 ❤️",
    "combining": "e\u0301\u0323 Z̵̛͎a̸͝l̷g̵o",
}


@cache
def library() -> Library:
    return load(None)


def reply_to(*messages: str) -> Reply:
    """Return what the conversation replies to the last of these messages."""
    conversation = Conversation(library())
    conversation.welcome()
    return [conversation.ask(message) for message in messages][-1]


def question_for(intent: str) -> str:
    return library().intents[intent].examples[0]


@dataclass
class Chat:
    """A running chat, as a person sees and handles it."""

    app: ChatApp
    pilot: Pilot[bool]

    def lines(self) -> list[str]:
        """Return the lines that are on the screen."""
        return [strip.text.rstrip() for strip in self.app.screen._compositor.render_strips()]

    def text(self) -> str:
        """Return the words that are on the screen, wherever their lines are broken."""
        return " ".join(" ".join(self.lines()).replace("┃", " ").replace("▌", " ").split())

    def place(self, words: str) -> int:
        """Return the line on which these words stand."""
        return next(number for number, line in enumerate(self.lines()) if words in line)

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def paste(self, text: str) -> None:
        self.app.screen.post_message(events.Paste(text))
        await self.pilot.pause()

    async def ask(self, question: str) -> None:
        await self.paste(question)
        await self.press("enter")

    async def click(self, words: str) -> None:
        line = self.place(words)
        await self.pilot.click(offset=(self.lines()[line].index(words) + 1, line))
        await self.pilot.pause()


@asynccontextmanager
async def chat(size: tuple[int, int] = TALL, of: Library | None = None) -> AsyncIterator[Chat]:
    app = ChatApp(of or library())
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.pause()
        yield Chat(app, pilot)


def shows(chat: Chat, reply: Reply) -> bool:
    """Tell whether every word of a reply, and every number of a source, is on the screen."""
    text = chat.text()
    said = pieces(reply)
    numbers = {f"[{piece.number}]" for piece in said if piece.number}
    return all(piece.text in text for piece in said) and all(number in text for number in numbers)


def write_library(folder: Path, intents: str) -> Library:
    (folder / "faq.yaml").write_text(intents, encoding="utf-8")
    return load(folder)


# The first screen


async def test_the_first_screen_says_what_it_is_and_offers_six_numbered_things_to_ask() -> None:
    welcome = Conversation(library()).welcome()
    async with chat(size=(80, 24)) as seen:
        assert shows(seen, welcome)
        assert len(welcome.suggestions) == 6
        for number, suggestion in enumerate(welcome.suggestions, start=1):
            assert f"{number}  {suggestion.title}" in "\n".join(seen.lines())
        assert PLACEHOLDER in seen.text()


async def test_the_ways_out_are_on_the_screen_all_the_time_even_on_a_small_one() -> None:
    async with chat(size=(40, 15)) as seen:
        await seen.ask(question_for("why_crying"))

        assert "^X Leave now ^Q Quit F1 Help ^L Clear" in seen.lines()[-1]


# Asking


async def test_an_answer_shows_its_title_its_sentences_and_every_source_in_full() -> None:
    question = question_for("partner_cried")
    reply = reply_to(question)
    async with chat() as seen:
        await seen.ask(question)

        assert reply.kind == "answer"
        assert shows(seen, reply)
        sources = reply.answers[0].sources
        assert {source.publisher for source in sources} == {"Flo Health", "Lauvette"}
        for number, source in enumerate(sources, start=1):
            passage = f"[{number}] {source.publisher}, “{source.section}”, paragraph {source.paragraph}"
            assert passage in seen.text()
            assert source.url in seen.text()
        assert "updated 26 November 2021, reviewed by Tanya Tantry, MD, Obstetrician & Gynecologist" in seen.text()
        assert "no title, no reviewer, no date given" in seen.text()


async def test_each_sentence_is_followed_by_the_numbers_of_its_sources() -> None:
    question = question_for("partner_cried")
    answer = reply_to(question).answers[0]
    async with chat() as seen:
        await seen.ask(question)

        for statement in answer.statements:
            numbers = "".join(f"[{answer.sources.index(source) + 1}]" for source in statement.sources)
            assert f"{statement.text}{numbers}" in seen.text()


async def test_the_question_stands_at_the_top_and_the_answer_starts_at_its_first_line() -> None:
    async with chat(size=(80, 24)) as seen:
        for question in (question_for("partner_cried"), "hello", question_for("why_crying")):
            await seen.ask(question)

            assert seen.place(f"You: {question}"[:60]) == 1


async def test_question_and_answer_are_told_apart_without_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    question = question_for("partner_cried")
    async with chat() as seen:
        await seen.ask(question)

        assert f"▌ You: {question}" in "\n".join(seen.lines())
        assert seen.place("Sources") > seen.place(reply_to(question).answers[0].title)


async def test_enter_on_an_empty_line_does_nothing() -> None:
    async with chat() as seen:
        before = seen.lines()
        await seen.press("enter")
        await seen.press("space", "space", "enter")

        assert seen.lines() == before


async def test_up_and_down_walk_what_was_asked_and_come_back_to_what_was_being_typed() -> None:
    async with chat() as seen:
        await seen.ask("first question")
        await seen.ask("second question")
        await seen.paste("half a thought")
        shown = []
        for key in ("up", "up", "up", "down", "down", "down"):
            await seen.press(key)
            shown.append(seen.lines()[-3].strip("│ "))

        first, second, half = "first question", "second question", "half a thought"
        assert shown == [second, first, first, second, half, half]


async def test_pasted_lines_are_all_kept_as_one() -> None:
    async with chat() as seen:
        await seen.paste("it happened again\r\nlast night\n\nwhy?")

        assert "it happened again last night why?" in seen.text()


async def test_an_unknown_question_is_said_to_be_unknown() -> None:
    question = "what will the weather be in Lisbon tomorrow?"
    reply = reply_to(question)
    async with chat() as seen:
        await seen.ask(question)

        assert reply.kind == "unknown"
        assert shows(seen, reply)
        assert not reply.answers


# Suggestions


async def test_a_number_picks_a_suggestion() -> None:
    async with chat() as seen:
        await seen.press("2", "enter")

        assert shows(seen, reply_to("2"))
        assert reply_to("2").answers


async def test_a_click_picks_a_suggestion() -> None:
    wanted = Conversation(library()).welcome().suggestions[3]
    async with chat() as seen:
        await seen.click(wanted.title)

        assert f"▌ You: {wanted.title}" in "\n".join(seen.lines())
        assert shows(seen, Conversation(library()).pick(wanted.intent))


async def test_the_keyboard_reaches_suggestions_and_finds_back_to_typing() -> None:
    wanted = Conversation(library()).welcome().suggestions[1]
    async with chat() as seen:
        await seen.press("tab", "down", "enter")
        assert f"▌ You: {wanted.title}" in "\n".join(seen.lines())

        await seen.press("tab", "h", "i")
        assert seen.lines()[-3].strip("│ ") == "hi"


async def test_the_suggestion_that_has_the_focus_can_be_seen() -> None:
    async with chat() as seen:
        await seen.press("tab")
        focused, other = list(seen.app.screen.query(Choice))[:2]

        assert focused.has_focus
        assert focused.styles.background != other.styles.background


async def test_suggestions_of_earlier_turns_lose_their_numbers_and_can_still_be_clicked() -> None:
    wanted = Conversation(library()).welcome().suggestions[5]
    async with chat() as seen:
        await seen.ask("hello")
        await seen.press(*["pageup"] * 3)

        assert f" ·  {wanted.title}" in "\n".join(seen.lines())
        await seen.click(wanted.title)
        assert f"▌ You: {wanted.title}" in seen.lines()[1]


async def test_the_palette_finds_everything_that_can_be_asked() -> None:
    intent = library().intents["lasting_pain"]
    async with chat() as seen:
        await seen.press("ctrl+p")
        await seen.press(*intent.title.split()[0].lower())
        await seen.app.workers.wait_for_complete()
        await seen.pilot.pause()

        assert intent.title in seen.text()


# Safety


def safety_question() -> str:
    asked = library().intents["crisis"].examples[0]
    assert reply_to(asked).kind == "safety"
    return asked


async def test_helplines_stay_in_sight_until_the_conversation_is_cleared() -> None:
    question = safety_question()
    helplines = [piece.text for piece in pieces(reply_to(question)) if piece.role == "helpline"]
    async with chat() as seen:
        await seen.ask(question)
        assert helplines
        assert shows(seen, reply_to(question))

        await seen.ask(question_for("why_crying"))
        await seen.ask("hello")
        assert all(helpline in seen.text() for helpline in helplines)

        await seen.press("ctrl+l")
        assert not any(helpline in seen.text() for helpline in helplines)


async def test_the_first_helpline_can_be_read_whole_on_the_smallest_screen() -> None:
    question = safety_question()
    first = next(piece.text for piece in pieces(reply_to(question)) if piece.role == "helpline")
    async with chat(size=(40, 15)) as seen:
        await seen.ask(question)

        assert first in seen.text()


async def test_what_a_safety_reply_asks_is_in_sight_on_a_small_screen() -> None:
    question = safety_question()
    async with chat(size=(80, 24)) as seen:
        await seen.ask(question)
        assert reply_to(question).message
        assert reply_to(question).message in " ".join(seen.lines())

        await seen.ask("no")
        assert PLACEHOLDER in seen.text()


# Other keys


async def test_help_names_every_key_and_leads_back() -> None:
    async with chat() as seen:
        before = seen.lines()
        await seen.press("f1")
        assert all(f"{key}" in seen.text() and does in seen.text() for key, does in KEYS)

        await seen.press("escape")
        assert seen.lines() == before


async def test_clear_leaves_nothing_of_the_conversation() -> None:
    async with chat() as seen:
        before = seen.lines()
        await seen.ask("something very private")
        await seen.press("ctrl+l")
        assert seen.lines() == before

        await seen.press("up", *["pageup"] * 3)
        assert seen.lines() == before


async def test_one_key_changes_between_dark_and_light() -> None:
    async with chat() as seen:
        dark = seen.app.screen.styles.background.brightness
        await seen.press("f2")

        assert dark < 0.5 < seen.app.screen.styles.background.brightness


async def test_every_theme_of_the_palette_shows_the_chat() -> None:
    async with chat(size=(80, 24)) as seen:
        await seen.ask("hello")
        before = seen.lines()
        for theme in seen.app.available_themes:
            seen.app.theme = theme
            await seen.pilot.pause()
            assert seen.lines() == before


@pytest.mark.parametrize("key", ["ctrl+q", "ctrl+x"])
@pytest.mark.parametrize("place", [(), ("f1",), ("ctrl+p",), ("tab",)], ids=["typing", "help", "palette", "suggestion"])
async def test_the_ways_out_work_from_everywhere(key: str, place: tuple[str, ...]) -> None:
    async with chat() as seen:
        await seen.press(*place)
        await seen.pilot.press(key)

        assert seen.app.return_value is (True if key == "ctrl+x" else None)
        assert not seen.app.is_running


# Sizes


@pytest.mark.parametrize("size", [(40, 15), (60, 20), (80, 24), (120, 40), (200, 60)], ids=str)
async def test_the_text_keeps_to_a_readable_column_at_every_size(size: tuple[int, int]) -> None:
    async with chat(size=size) as seen:
        await seen.ask(question_for("partner_cried"))
        said = [line for line in seen.lines()[:-4] if line.strip(" ▁▂▃▄▅▆▇█▔▌▐")]
        left = min(len(line) - len(line.lstrip()) for line in said)
        right = max(len(line.rstrip(" ▁▂▃▄▅▆▇█▔▐")) for line in said)

        assert right - left <= 72
        assert abs(left - (size[0] - right)) <= 14


async def test_the_question_stays_at_the_top_when_the_window_shrinks_and_grows() -> None:
    question = question_for("partner_cried")
    async with chat(size=(120, 40)) as seen:
        await seen.ask("hello")
        await seen.ask(question)
        for width, height in ((40, 15), (200, 60), (80, 24)):
            await seen.pilot.resize_terminal(width, height)
            await seen.pilot.pause()

            assert seen.place(f"You: {question}"[:30]) == 1
            assert PLACEHOLDER in seen.text()


async def test_a_long_conversation_keeps_every_turn_and_few_widgets() -> None:
    async with chat(size=(80, 24)) as seen:
        for number in range(45):
            await seen.ask(f"hello {number}")
        widgets = len(seen.app.screen.query("*"))
        seen.app.screen.query_one(Transcript).scroll_home(animate=False)
        await seen.pilot.pause()

        welcome = library().welcome
        assert welcome is not None
        assert welcome.title in seen.lines()[1]
        assert widgets < 60


# Text that is no text


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
async def test_hostile_text_is_shown_as_it_is_and_does_nothing(text: str) -> None:
    shown = reply_to(text).question
    async with chat(size=(80, 24)) as seen:
        await seen.ask(text)

        assert f"You: {shown}" in seen.text()
        assert not any(character in seen.text() for character in "\x1b\x00\x07\u202e")
        assert seen.app.is_running


@pytest.mark.parametrize("text", ["[/foo]", "[@click=app.quit]x[/]", "为什么 😭"])
async def test_hostile_text_can_be_typed_key_by_key(text: str) -> None:
    async with chat(size=(80, 24)) as seen:
        for character in text:
            await seen.pilot._wait_for_screen()
            seen.app.screen.post_message(events.Key(character, character))
        await seen.press("enter")

        assert f"You: {text}" in seen.text()


async def test_a_hundred_thousand_characters_are_taken_and_do_not_hide_the_reply() -> None:
    async with chat(size=(80, 24)) as seen:
        await seen.ask("why oh why " * 9_100)

        assert seen.place("You: why oh why") == 1
        assert "That was long" in seen.text()


async def test_a_library_may_hold_what_looks_like_markup(tmp_path: Path) -> None:
    hostile = write_library(
        tmp_path,
        """
intents:
  one:
    title: "[/foo] [@click=app.quit]title[/]"
    examples: ["how do I open it", "open it"]
    answer: [{text: "Say [b]open[/b], \\e[31mthen \\u202ewait[/]. 开门 👩‍👩‍👧"}]
    related: [two]
  two:
    title: "[bold"
    examples: ["how do I close it", "close it"]
    answer: [{text: "[/]"}]
""",
    )
    async with chat(of=hostile) as seen:
        assert "1  [/foo] [@click=app.quit]title[/]" in "\n".join(seen.lines())
        await seen.click("[/foo]")
        assert "You: [/foo] [@click=app.quit]title[/]" in seen.text()
        assert "Say [b]open[/b], then wait[/]. 开门 👩‍👩‍👧" in seen.text()

        await seen.click("[bold")
        assert "[/]" in seen.text()
        await seen.press("ctrl+p")
        await seen.press("f", "o", "o")
        await seen.app.workers.wait_for_complete()
        await seen.pilot.pause()
        assert "[/foo] [@click=app.quit]title[/]" in seen.text()
        await seen.press("enter")
        await seen.press("f1")
        assert seen.app.is_running


async def test_a_crash_tells_where_and_nothing_of_what_was_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down(_: Conversation, text: str) -> Reply:
        raise RuntimeError(text)

    monkeypatch.setattr(Conversation, "ask", break_down)
    app = ChatApp(library())
    with pytest.raises(RuntimeError):
        async with app.run_test() as pilot:
            await Chat(app, pilot).ask("my secret")

    assert "RuntimeError" in app.failure
    assert "secret" not in app.failure
    assert not app._exit_renderables


# The program itself


@dataclass
class Terminal:
    """The real program in a real terminal, and what stands on it."""

    process: subprocess.Popen[bytes]
    master: int
    screen: pyte.Screen = field(default_factory=lambda: pyte.Screen(80, 24))
    raw: bytes = b""

    def __post_init__(self) -> None:
        self._stream = pyte.ByteStream(self.screen)

    def text(self) -> str:
        return "\n".join(line.rstrip() for line in self.screen.display)

    def type(self, keys: str) -> None:
        os.write(self.master, keys.encode())

    def wait_for(self, condition: Callable[[str], bool], seconds: float = 20) -> None:
        end = time.monotonic() + seconds
        while not condition(self.text()):
            assert time.monotonic() < end, self.text()
            self.read(0.05)

    def read(self, seconds: float) -> bool:
        """Take what the program has drawn; False when there is nothing."""
        if not select.select([self.master], [], [], seconds)[0]:
            return False
        try:
            data = os.read(self.master, 65536)
        except OSError:  # So Linux tells that nobody is at the other end.
            return False
        self.raw += data
        self._stream.feed(data)
        return bool(data)

    def end(self, seconds: float = 10) -> int:
        """Wait until the program has gone, and return its exit status."""
        end = time.monotonic() + seconds
        while self.process.poll() is None:
            assert time.monotonic() < end, "the program goes on"
            self.read(0.01)
        while self.read(0.1):
            pass
        return self.process.returncode


@contextmanager
def program(*arguments: str, **environment: str) -> Iterator[Terminal]:
    master, slave = pty.openpty()
    termios.tcsetwinsize(slave, (24, 80)) if hasattr(termios, "tcsetwinsize") else _set_size(slave)
    variables = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "80", "LINES": "24", **environment}
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "run_bot.py"), *arguments],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        env=variables,
        cwd=ROOT,
        start_new_session=True,
    )
    os.close(slave)
    try:
        yield Terminal(process, master)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        os.close(master)


def _set_size(terminal: int) -> None:
    """Python 3.10 has no `termios.tcsetwinsize`."""
    import fcntl
    import struct

    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))


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


async def test_a_key_shows_how_the_last_question_was_understood() -> None:
    async with chat() as seen:
        await seen.press("f3")
        assert "read as:" not in seen.text()
        await seen.ask("my partnr cried [/foo]")
        await seen.press("f3")
        assert "mended: partnr to partner" in seen.text()
        assert "partner_cried: score" in seen.text()
        await seen.press("escape")
        assert "read as:" not in seen.text()
