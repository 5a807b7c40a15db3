"""The full-screen chat as an application: its themes, its menus, and the ways to leave it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from textual import work
from textual.binding import Binding

from bot.chat.keys import CHAT_HELP, EXIT_BINDINGS, EXIT_HELP
from bot.chat.overlays import commands
from bot.chat.overlays.picker import PickerEntry, PickerScreen
from bot.chat.screen import ChatScreen
from bot.chat.textual_internals import PrivateApp
from bot.chat.theme import EVENING, MORNING
from bot.errors import AfterwordsError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.binding import BindingType

    from bot.conversation import Bot
    from bot.knowledge.model import Library
    from bot.matching.semantic.encoder import SentenceEncoder
    from bot.watch import LibraryWatcher, Reload

STYLES: Final = Path(__file__).with_name("chat.tcss")
LOOK_EVERY: Final = 0.5
"""Seconds between two looks at the files of a watched library."""
ENDING_SIGNALS: Final = ("SIGTERM", "SIGHUP", "SIGQUIT", "SIGALRM", "SIGUSR1", "SIGUSR2")
"""All that end a program which does not ask for them, but those that tell of its own faults."""
THEME_VARIABLE: Final = "AFTERWORDS_THEME"
CLEAR_TERMINAL: Final = "\x1b[H\x1b[2J\x1b[3J"
"""Clears the terminal and its scrollback."""


def run(bot: Bot, country: str | None = None, watcher: LibraryWatcher | None = None) -> None:
    """Run the chat until the reader leaves; what a watcher finds is taken up while it runs.

    Raises:
        AfterwordsError: The chat crashed; the terminal is back to normal.
    """
    app = ChatApp(bot, country, watcher)
    app.run()
    if app.failure:
        raise AfterwordsError(app.failure)


class ChatApp(PrivateApp, inherit_bindings=False):
    """The chat. Its result is True if the reader left by the quick exit."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (60, "-wide"), (118, "-roomy")]  # noqa: RUF012  As Textual declares it.
    VERTICAL_BREAKPOINTS = [(0, "-low"), (20, "-high")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        *EXIT_BINDINGS,
        Binding("ctrl+p", "command_palette", "Menu", key_display="^P", show=False, priority=True),
        Binding("ctrl+z", "suspend_process", show=False, priority=True),
        Binding("ctrl+c", "help_quit", show=False, system=True),
        Binding("f2", "toggle_light", show=False),
    ]

    def __init__(self, bot: Bot, country: str | None = None, watcher: LibraryWatcher | None = None) -> None:
        super().__init__()
        self._bot = bot
        self._country = country
        self._watcher = watcher
        self._reload: Reload | None = None
        """What was read, and waits for the conversation to be in sight."""
        for theme in (EVENING, MORNING):
            self.register_theme(theme)
        wanted = os.environ.get(THEME_VARIABLE, EVENING.name)
        if wanted not in self.available_themes:
            known = ", ".join(sorted(self.available_themes))
            raise AfterwordsError(f"{THEME_VARIABLE}={wanted}: there is no such theme; use one of: {known}")
        self.theme = wanted  # Once mounted, setting it would read every style again.

    def get_default_screen(self) -> ChatScreen:
        """Start with the conversation."""
        self.stylesheet.read(STYLES)  # Not CSS_PATH, which Textual parses twice.
        return ChatScreen(self._bot, self._country)

    def on_mount(self) -> None:
        """Handle being resumed and being terminated, and load what reads meaning while the welcome is read."""
        self.app_resume_signal.subscribe(self, lambda _: self.refresh(layout=True))
        if not self.is_headless:
            self._handle_signals()
        if self._watcher:
            self.set_interval(LOOK_EVERY, self.look)
        if self._bot.encoder:
            self._load(self._bot.encoder)

    @work(thread=True)
    def _load(self, encoder: SentenceEncoder) -> None:
        try:
            encoder.load()
        except AfterwordsError as error:
            self.failure = str(error)
            self.call_from_thread(self.exit)

    def look(self) -> None:
        """Look whether the watched library has changed, and take up what was read of it."""
        if self._watcher and self._watcher.has_changed():
            self._reload = None
            self._read(self._watcher)
        elif self._watcher and self._reload and isinstance(self.screen, ChatScreen):
            reload, self._reload = self._reload, None
            if reload.bot:
                self._watcher.use(reload)
                self._bot = reload.bot
                self.screen.use(reload.bot, reload.line)
            else:
                self.screen.warn(reload.line)

    @work(exclusive=True, group="watch")
    async def _read(self, watcher: LibraryWatcher) -> None:
        """Read the library in a thread of its own; if another is begun meanwhile, what comes of this one is dropped."""
        self._reload = await asyncio.to_thread(watcher.read, self._library)

    @property
    def _library(self) -> Library:
        return self._bot.library

    def _handle_signals(self) -> None:
        """Restore the terminal when the program is terminated, its window closed, or it is stopped and continued.

        The event loop calls the handlers between its tasks. As Textual sets its own for a stop, they run wherever the
        program is, and where it is just writing to the terminal they wait for ever for that to end.
        """
        handlers = dict.fromkeys(ENDING_SIGNALS, self.exit) | dict.fromkeys(("SIGTSTP", "SIGCONT"))
        for name, handler in handlers.items():
            with contextlib.suppress(AttributeError, NotImplementedError):  # Windows has none of them.
                number = getattr(signal, name)
                textual_handler = signal.getsignal(number)
                if handler is None and callable(textual_handler):
                    handler = partial(textual_handler, number, None)
                if handler is not None:
                    asyncio.get_running_loop().add_signal_handler(number, handler)

    def action_quick_exit(self) -> None:
        """Clear the terminal, restore it, and exit at once: there is nothing to save or to wait for."""
        if self.release_terminal(CLEAR_TERMINAL):
            os.write(sys.__stderr__.fileno() if sys.__stderr__ else 2, CLEAR_TERMINAL.encode())
            os._exit(0)
        self.exit(result=True)

    def action_help(self) -> None:
        """Show the keys of the current screen; in the chat, also what it is."""
        from bot.chat.overlays.help import HelpScreen

        keys = getattr(self.screen, "KEY_HELP", None)
        self.push_screen(HelpScreen((*keys, *EXIT_HELP)) if keys else HelpScreen(CHAT_HELP, self._library))

    def action_command_palette(self) -> None:
        """Open the menu of all that can be asked or done, or close it."""
        if isinstance(self.screen, PickerScreen):
            self.screen.dismiss()
        elif isinstance(self.screen, ChatScreen):
            listed = commands.of_the_chat(self._library)
            enabled = (entry for entry in listed if self.screen.check_action(entry.action, ()))
            topics, countries = commands.topics(self._library), commands.countries(self._library)
            self._pick(commands.SEARCH_ALL, (*enabled, *commands.EVERYWHERE, *topics, *countries))
        else:
            self._pick(commands.SEARCH_ALL, commands.EVERYWHERE)

    def action_topics(self) -> None:
        """Open the list of topics."""
        self._pick(commands.SEARCH_TOPICS, commands.topics(self._library))

    def search_themes(self) -> None:
        """Open the list of colour themes."""
        self._pick(commands.SEARCH_THEMES, commands.themes(self.available_themes))

    def action_use_theme(self, name: str) -> None:
        """Switch to a colour theme."""
        self.theme = name

    def _pick(self, placeholder: str, entries: Iterable[PickerEntry]) -> None:
        """Open a list, and run the action of the entry that is picked."""
        self.push_screen(PickerScreen(placeholder, entries), self._run_picked)

    async def _run_picked(self, action: str | None) -> None:
        if action is not None:
            await self.run_action(action, self.screen)

    def action_toggle_light(self) -> None:
        """Switch between the light and the dark theme."""
        self.theme = MORNING.name if self.current_theme.dark else EVENING.name
