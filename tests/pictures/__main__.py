"""Draws the README's pictures again."""

import asyncio

from tests.pictures import FOLDER, THEMES, draw

for theme in THEMES:
    (FOLDER / f"{theme}.svg").write_text(asyncio.run(draw(theme)), "utf-8")
