"""Runs the chat as a person sees and uses it, on the screen and in plain lines."""

from __future__ import annotations

import io
import re
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import events

from bot import Bot, Conversation, load, plain_chat
from bot.chat.app import ChatApp
from bot.rendering.blocks import citation_marks
from bot.rendering.reply_blocks import reply_blocks
from tests.bots import BOT, LIBRARY

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from rich.color import Color
    from textual.pilot import Pilot

    from bot.reply import Reply
    from bot.watch import LibraryWatcher


TALL = (100, 70)
"""Room for a whole answer with its sources."""

DRAWN = re.compile("[\u2500-\u259f]")
"""Bars, boxes and the ends of a scrollbar (box drawing and block elements)."""

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


def reply_to(*messages: str) -> Reply:
    """Return the reply to the last of these messages."""
    conversation = Conversation(BOT)
    conversation.welcome()
    return [conversation.ask(message) for message in messages][-1]


def question_for(intent: str) -> str:
    return LIBRARY.intents[intent].examples[0]


def plain_chat_lines(*messages: str, of: Bot | None = None) -> list[str]:
    """Return the output of a plain chat in which these messages are piped in."""
    out = io.StringIO()
    plain_chat.run(of or BOT, None, io.StringIO("".join(f"{message}\n" for message in messages)), out)
    return out.getvalue().splitlines()


@dataclass
class Chat:
    """A running chat, as a person sees and uses it."""

    app: ChatApp
    pilot: Pilot[bool]

    def lines(self, part: str = "") -> list[str]:
        """Return the lines of the screen, or of a part of it."""
        screen = self.app.screen
        region = screen.query_one(part).region if part else screen.region
        strips = screen._compositor.render_strips()[region.y : region.bottom]
        return [strip.crop(region.x, region.right).text.rstrip() for strip in strips]

    def text(self, part: str = "") -> str:
        """Return the words on the screen, or in a part of it, without line breaks and borders."""
        return " ".join(DRAWN.sub(" ", " ".join(self.lines(part))).split())

    def place(self, words: str) -> int:
        """Return the line on which these words are."""
        return next(number for number, line in enumerate(self.lines()) if words in line)

    def background(self, words: str) -> Color | None:
        """Return the background colour of these words."""
        line = self.place(words)
        style = self.app.screen.get_style_at(self.lines()[line].index(words), line)
        return style.bgcolor

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def press_at_once(self, *keys: str) -> None:
        """Press keys faster than the screen is updated."""
        for key in keys:
            self.app.post_message(events.Key(key, key if len(key) == 1 else None))
        await self.pilot.pause(0.2)

    async def paste(self, text: str) -> None:
        self.app.screen.post_message(events.Paste(text))
        await self.pilot.pause()

    async def ask(self, question: str) -> None:
        await self.paste(question)
        await self.press("enter")

    async def drag(self, *places: tuple[int, int]) -> None:
        """Move the mouse from place to place (column, line), its button held down."""
        await self.pilot.mouse_down(offset=places[0])
        for place in places[1:]:
            await self.pilot.hover(offset=place)
        await self.pilot.mouse_up(offset=places[-1])
        await self.pilot.pause()

    async def click(self, words: str) -> None:
        """Click on the first of these words, none of which is wide."""
        line = self.place(words)
        await self.pilot.click(offset=(self.lines()[line].index(words) + 1, line))
        await self.pilot.pause()


@asynccontextmanager
async def chat(
    size: tuple[int, int] = TALL, of: Bot | None = None, watcher: LibraryWatcher | None = None
) -> AsyncIterator[Chat]:
    app = ChatApp(of or BOT, watcher=watcher)
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.pause()
        yield Chat(app, pilot)


def shows(chat: Chat, reply: Reply) -> bool:
    """Return whether every word of a reply, and every number of a source, is in the conversation on the screen."""
    text = chat.text("Transcript")
    said = reply_blocks(reply)
    return all(block.text in text for block in said) and all(citation_marks(block.cites) in text for block in said)


def write_library(folder: Path, intents: str) -> Bot:
    (folder / "faq.yaml").write_text(intents, encoding="utf-8")
    return load(folder)
