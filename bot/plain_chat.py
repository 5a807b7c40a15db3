"""The chat line by line, for screen readers, braille displays and simple terminals.

Nothing is drawn or redrawn: each line starts with a label, and is printed once.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

from bot.conversation import Conversation
from bot.conversation.conversation import replay
from bot.errors import InputError
from bot.rendering.appointment_page import appointment_page
from bot.rendering.markdown import as_markdown
from bot.rendering.plain_text import plain_source, plain_text
from bot.rendering.private_file import NOTHING_TO_SAVE, SAVED, write_private_file
from bot.rendering.reply_blocks import shortened
from bot.rendering.sources import source_number
from bot.rendering.typed_commands import MARKS_HIDDEN, MARKS_SHOWN, typed_command
from bot.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TextIO

    from bot.conversation import Bot
    from bot.conversation.conversation import Step
    from bot.rendering.typed_commands import Command
    from bot.reply import Reply
    from bot.watch import LibraryWatcher, Reload

MAX_LINE: Final = 100_000
"""Characters of a line that are read; the rest is dropped."""
PROMPT: Final = "You: "
INSTRUCTIONS: Final = (
    "Type a question and press Enter, or the number of a suggestion. Type help for what else you can type, "
    "and quit to leave."
)
COMMANDS: Final = (
    "more, shorter, simpler or repeat: hear the last answer so.",
    "source 1: hear about the source with that number.",
    "/marks: hide the numbers of sources after each sentence, or show them again.",
    "/save and a file name: save this conversation there.",
    "/page and a file name: save a page there to take to a doctor or therapist.",
    "help me: whom you can talk to.",
    "quit: leave.",
)
"""What is said at "help" besides what the bot answers."""
GOODBYE: Final = "Goodbye. Nothing was kept."
GOODBYE_SAVED: Final = "Goodbye. Nothing was kept but what you saved."
SAVE_USAGE: Final = "Type a file name after it, for example: /{command} notes.md"
HELP: Final = "help"


class PlainChat:
    """A conversation in plain lines. Its replies are kept in memory, so that the reader can save them."""

    def __init__(self, bot: Bot, country: str | None, watcher: LibraryWatcher | None = None) -> None:
        self._library = bot.library
        self._country = country
        self._watcher = watcher
        self._conversation = Conversation(bot, country=country)
        self._asked: list[str] = []
        self._replies: list[Reply] = []
        self._has_marks = True
        self.goodbye = GOODBYE

    def welcome(self) -> Iterable[str]:
        """Return the lines that open the chat."""
        return [*self._welcome(self._conversation.welcome()), INSTRUCTIONS]

    def answer(self, typed: str) -> Iterable[str]:
        """Return the lines that answer a line the reader typed; before them, what has changed in a watched library."""
        reload = self._watcher.read(self._library) if self._watcher and self._watcher.has_changed_by_now() else None
        told = self._tell(reload) if reload else ()
        is_answered = bool(reload and reload.bot) and self._asked[-1:] == [typed]
        return told if is_answered or not typed else [*told, *self._answer(typed)]

    def _welcome(self, reply: Reply) -> Iterable[str]:
        return [*filter(None, [self._library.title]), *plain_text(reply)]

    def _tell(self, reload: Reload) -> Iterable[str]:
        """Return what has changed, and the last question, asked again; of a library that is not sound, its faults."""
        if reload.bot is None or self._watcher is None:
            return reload.lines
        self._watcher.use(reload)
        self._library = reload.bot.library
        self._conversation, reply = replay(reload.bot, self._country, map(_asking, self._asked))
        if not self._asked:
            return [reload.line, *self._welcome(reply)]
        self._replies.append(reply)
        return [reload.line, _repeated(self._asked[-1]), *plain_text(reply, marks=self._has_marks)]

    def _answer(self, typed: str) -> Iterable[str]:
        command = typed_command(typed)
        if command:
            return self._run(command)
        number = source_number(typed)
        if number is not None:
            return self._source(number)
        self._asked.append(typed)
        self._replies.append(self._conversation.ask(typed))
        commands = COMMANDS if typed.casefold() == HELP else ()
        return [*plain_text(self._replies[-1], marks=self._has_marks), *commands]

    def _run(self, command: Command) -> Iterable[str]:
        page = self._library.appointment
        if command.name == "save":
            return [self._save(command, as_markdown(self._library.title, self._replies))]
        if command.name == "page" and page:
            return [self._save(command, appointment_page(page, self._replies))]
        if command.name == "source":
            return self._source(int(command.argument) if command.argument.isdecimal() else 0)
        if command.name == "marks":
            self._has_marks = not self._has_marks
            return [MARKS_SHOWN if self._has_marks else MARKS_HIDDEN]
        return COMMANDS

    def _source(self, number: int) -> Iterable[str]:
        with_sources = (reply.sources for reply in reversed(self._replies) if reply.sources)
        return plain_source(next(with_sources, ()), number)

    def _save(self, command: Command, text: str) -> str:
        if not self._replies:
            return NOTHING_TO_SAVE
        if not command.argument:
            return SAVE_USAGE.format(command=command.name)
        try:
            path = write_private_file(command.argument, text)
        except InputError as error:
            return str(error)
        self.goodbye = GOODBYE_SAVED
        return SAVED.format(path=path)


def _asking(text: str) -> Step:
    return lambda conversation: conversation.ask(text)


def _repeated(question: str) -> str:
    return f"{PROMPT}{shortened(question)}"


def run(bot: Bot, country: str | None, stdin: TextIO, stdout: TextIO, watcher: LibraryWatcher | None = None) -> None:
    """Hold a conversation until the reader quits or the input ends; what a watcher finds is told before each answer.

    Raises:
        KeyboardInterrupt: The reader interrupted the chat; the goodbye has been printed.
    """
    for stream in (stdin, stdout):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # A byte or character that cannot be shown must not end the chat.
    chat = PlainChat(bot, country, watcher)
    _print(stdout, chat.welcome())
    try:
        while (typed := _next_line(stdin, stdout)) is not None:
            _print(stdout, chat.answer(typed))
    except KeyboardInterrupt:
        _print(stdout, ("", chat.goodbye))
        raise
    _print(stdout, (chat.goodbye,))


def _next_line(stdin: TextIO, stdout: TextIO) -> str | None:
    """Return the next line, or None when the reader is done."""
    is_terminal = stdin.isatty()
    if is_terminal:
        stdout.write(PROMPT)
        stdout.flush()
    line = _read_line(stdin)
    if not line:
        if is_terminal:
            stdout.write("\n")
        return None
    question = clean(line)
    if question and not is_terminal:
        _print(stdout, (_repeated(question),))  # Otherwise a piped transcript lacks the questions.
    command = typed_command(question)
    return None if command and command.name == "quit" else question


def _read_line(stdin: TextIO) -> str:
    """Return the next line, cut at `MAX_LINE` characters; an empty string at the end of the input."""
    line = rest = stdin.readline(MAX_LINE)
    while rest and not rest.endswith("\n"):
        rest = stdin.readline(MAX_LINE)
    return line


def _print(stdout: TextIO, lines: Iterable[str]) -> None:
    stdout.writelines(f"{line}\n" for line in lines)
    stdout.flush()
