"""The README's pictures show what the program shows."""

from __future__ import annotations

import pytest

from tests.pictures import FOLDER, THEMES, draw, shown


@pytest.mark.parametrize("theme", THEMES)
async def test_a_picture_shows_what_the_program_shows(theme: str) -> None:
    """If not, draw it again: python -m tests.pictures."""
    drawn = shown((FOLDER / f"{theme}.svg").read_text("utf-8"))
    assert "You:" in drawn
    assert drawn == shown(await draw(theme))
