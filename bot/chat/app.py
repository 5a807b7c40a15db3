"""The full-screen chat as a program: its looks, its ways out, and what it says when it breaks."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from textual.app import App
from textual.binding import Binding

from bot.chat.keys import WAYS_OUT, WAYS_OUT_HELP
from bot.chat.overlays import commands
from bot.chat.overlays.picker import PickerEntry, PickerScreen
from bot.chat.screen import ChatScreen
from bot.chat.theme import EVENING, MORNING
from bot.errors import AfterwordsError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.binding import BindingType

    from bot.conversation import Bot

STYLES: Final = Path(__file__).with_name("chat.tcss")
WIPE: Final = "\x1b[H\x1b[2J\x1b[3J"
"""Blanks the terminal and drops its scrollback."""


def run(bot: Bot, country: str | None = None) -> None:
    """Run the chat until the reader leaves it."""
    app = ChatApp(bot, country)
    app.run()
    if app.failure:
        raise AfterwordsError(app.failure)


class ChatApp(App[bool], inherit_bindings=False):
    """The chat. Its result is True when the reader left by the quick exit."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (60, "-wide"), (118, "-roomy")]  # noqa: RUF012  As Textual declares it.
    VERTICAL_BREAKPOINTS = [(0, "-low"), (20, "-high")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        *WAYS_OUT,
        Binding("ctrl+p", "command_palette", "Menu", key_display="^P", show=False, priority=True),
        Binding("ctrl+z", "suspend_process", show=False, priority=True),
        Binding("ctrl+c", "help_quit", show=False, system=True),
        Binding("f2", "toggle_light", show=False),
    ]

    def __init__(self, bot: Bot, country: str | None = None) -> None:
        super().__init__()
        self._bot = bot
        self._library = bot.library
        self._country = country
        self.failure = ""
        """What broke, when something did: told by `run` once the terminal is whole again."""
        for theme in (EVENING, MORNING):
            self.register_theme(theme)
        self.theme = EVENING.name  # Now, and not once mounted, for then every style would be read again.

    def get_default_screen(self) -> ChatScreen:
        """Start in the conversation."""
        self.stylesheet.read(STYLES)  # Only now: what is in CSS_PATH, Textual parses twice.
        return ChatScreen(self._bot, self._country)

    def on_mount(self) -> None:
        """Be ready to be put aside and taken up again, and to be told to end."""
        self.app_resume_signal.subscribe(self, lambda _: self.refresh(layout=True))
        if not self.is_headless:
            self._close_when_told_to()

    def _close_when_told_to(self) -> None:
        """Give the terminal back whole when the system ends the program or its window is closed."""
        for name in ("SIGTERM", "SIGHUP"):
            with contextlib.suppress(AttributeError, NotImplementedError):  # Windows has neither.
                asyncio.get_running_loop().add_signal_handler(getattr(signal, name), self.exit)

    def action_leave_at_once(self) -> None:
        """Blank the terminal, give it back, and be gone: there is nothing to save, and nobody to wait for."""
        if self._driver is not None and not self.is_headless:
            self._driver.write(WIPE)
            setattr(self._driver, "_key_thread", None)  # noqa: B010  It would be waited for, up to a tenth of a second.
            self._driver.stop_application_mode()
            self._driver.close()
            os.write(sys.__stderr__.fileno() if sys.__stderr__ else 2, WIPE.encode())
            os._exit(0)
        self.exit(result=True)

    def action_help(self) -> None:
        """Show what the keys do where the reader is; in the chat, what this is, too."""
        from bot.chat.overlays.help import KEYS, HelpScreen

        told = getattr(self.screen, "TOLD", None)
        self.push_screen(HelpScreen((*told, *WAYS_OUT_HELP)) if told else HelpScreen(KEYS, self._library))

    def action_command_palette(self) -> None:
        """Show everything that can be asked or done; hide it again."""
        if isinstance(self.screen, PickerScreen):
            self.screen.dismiss()
        elif isinstance(self.screen, ChatScreen):
            possible = (
                choice for choice in commands.in_the_chat(self._library) if self.screen.check_action(choice.action, ())
            )
            asked, countries = commands.topics(self._library), commands.countries(self._library)
            self._offer(commands.EVERYTHING, (*possible, *commands.EVERYWHERE, *asked, *countries))
        else:
            self._offer(commands.EVERYTHING, commands.EVERYWHERE)

    def action_topics(self) -> None:
        """Show all that can be asked."""
        self._offer(commands.TOPICS, commands.topics(self._library))

    def search_themes(self) -> None:
        """Show the colour themes."""
        self._offer(commands.THEMES, commands.themes(self.available_themes))

    def action_use_theme(self, name: str) -> None:
        """Change the colours."""
        self.theme = name

    def _offer(self, placeholder: str, choices: Iterable[PickerEntry]) -> None:
        """Show a list, and do what is chosen of it."""
        self.push_screen(PickerScreen(placeholder, choices), self._carry_out)

    async def _carry_out(self, action: str | None) -> None:
        if action is not None:
            await self.run_action(action, self.screen)

    def action_toggle_light(self) -> None:
        """Change between the light theme and the dark one."""
        self.theme = MORNING.name if self.current_theme.dark else EVENING.name

    def _fatal_error(self) -> None:
        """Say what broke and where, and no more: Textual's own report prints local variables, and so what was typed."""
        error = sys.exc_info()[1]
        frames = traceback.extract_tb(error.__traceback__) if error else []
        place = f" in {frames[-1].filename}:{frames[-1].lineno}" if frames else ""
        self.failure = f"the chat stopped ({type(error).__name__}{place}); please report this, the fault is ours"
        self._close_messages_no_wait()
