"""The mouse in a real terminal: clicks choose, drags and double clicks select."""

from __future__ import annotations

from base64 import b64encode

from bot import Conversation
from tests.bots import BOT
from tests.terminals import program


def test_the_mouse_chooses_with_a_click_and_not_by_selecting_text() -> None:
    chosen = Conversation(BOT).welcome().suggestions[0].title
    with program() as terminal:
        terminal.wait_for_prompt()
        row = 1 + next(row for row, line in enumerate(terminal.screen.display) if chosen in line)
        for mouse in (f"<0;9;2M <32;9;{row}M <32;20;{row}M <0;20;{row}m", f"<0;25;{row}M <0;25;{row}m"):
            assert "You: " not in terminal.text()
            for event in mouse.split():
                terminal.type(f"\x1b[{event}")
            terminal.read_all(0.3)
        terminal.wait_for(lambda text: f"You: {chosen}" in text)


def test_a_drag_that_ends_on_an_earlier_suggestion_asks_nothing() -> None:
    earlier = Conversation(BOT).welcome().suggestions[1].title
    with program() as terminal:
        terminal.wait_for_prompt()
        terminal.type("hello\r")
        terminal.wait_for(lambda text: "You: hello" in text)
        terminal.type("\x1b[5~")
        terminal.wait_for(lambda text: f" ·  {earlier}" in text)
        row = 1 + next(row for row, line in enumerate(terminal.screen.display) if earlier in line)
        for event in f"<0;12;{row - 1}M <32;14;{row}M <32;20;{row}M <0;20;{row}m".split():
            terminal.type(f"\x1b[{event}")
        terminal.read_all(0.3)
        assert f"You: {earlier}" not in terminal.text()


def test_a_double_click_selects_a_word_and_chooses_nothing_twice() -> None:
    chosen = Conversation(BOT).welcome().suggestions[1]
    with program() as terminal:
        terminal.wait_for_prompt()
        row = 1 + next(row for row, line in enumerate(terminal.screen.display) if chosen.title in line)
        terminal.type("\x1b[<0;9;2M\x1b[<0;9;2m" * 2 + "\x03")
        terminal.read_all(0.3)
        assert b"\x1b]52;c;" + b64encode(b"Afterwords") in terminal.raw
        terminal.type(f"\x1b[<0;20;{row}M\x1b[<0;20;{row}m" * 2)
        terminal.read_all(0.3)
        assert f"You: {chosen.title}" in terminal.screen.display[1]
        assert terminal.text().count("You: ") == 1
