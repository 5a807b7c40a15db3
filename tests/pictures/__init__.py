"""The README's pictures, drawn by the running program.

    python -m tests.pictures

draws them again; a test fails when they no longer show what the program shows.
"""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Final

from bot.chat.app import ChatApp
from tests.bots import BOT

SIZE: Final = (100, 30)
QUESTION: Final = "i cried after sex and i don't know why"
THEMES: Final = ("morning", "evening")
FOLDER: Final = Path(__file__).parent


async def draw(theme: str) -> str:
    """Return the picture of an answered question, as SVG."""
    app = ChatApp(BOT)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        app.theme = theme
        await pilot.press(*("space" if key == " " else key for key in QUESTION), "enter")
        await pilot.pause()
        return app.export_screenshot(title="afterwords")


def shown(svg: str) -> str:
    """Return the words of a picture."""
    return " ".join(html.unescape(" ".join(re.findall(r"<text[^>]*>([^<]*)</text>", svg))).split())
