"""The chat line by line, for screen readers, braille displays and terminals that can do no more.

Nothing is drawn and nothing is redrawn: each line starts with what it is, and is said once.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

from bot import Conversation
from bot.errors import InputError
from bot.rendering.markdown import as_markdown
from bot.rendering.plain_text import plain_source, plain_text
from bot.rendering.private_file import write_new
from bot.rendering.reply_blocks import NOTHING_TO_SAVE, SAVED, repeated
from bot.rendering.sources import asked_number
from bot.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TextIO

    from bot.conversation import Bot
    from bot.reply import Reply

LONGEST_LINE: Final = 100_000
"""Characters of a line that are kept."""
PROMPT: Final = "You: "
HOW_TO: Final = (
    "Type a question and press Enter, or the number of a suggestion. "
    "Type source 1 to hear about the source with that number. "
    "Type /save and a file name to save this conversation. Type quit to leave."
)
GOODBYE: Final = "Goodbye. Nothing was kept."
GOODBYE_SAVED: Final = "Goodbye. Nothing was kept but what you saved."
QUIT_WORDS: Final = frozenset({"quit", "exit", ":q"})
SAVE: Final = "/save"
"""It has a slash, so that nothing that somebody asks ("save me") is taken for it."""
SAVE_WHERE: Final = "Type a file name after it, for example: /save notes.md"


class PlainChat:
    """One conversation, and what was said in it: kept to be saved, if that is asked for, and gone with the program."""

    def __init__(self, bot: Bot, country: str | None) -> None:
        self._library = bot.library
        self._conversation = Conversation(bot, country=country)
        self._replies: list[Reply] = []
        self.goodbye = GOODBYE

    def welcome(self) -> Iterable[str]:
        """Return what is said first."""
        title = self._library.title
        return [*filter(None, [title]), *plain_text(self._conversation.welcome()), HOW_TO]

    def answer(self, typed: str) -> Iterable[str]:
        """Return what is said to a line that was typed."""
        command, _, name = typed.partition(" ")
        if command == SAVE:
            return [self._save(name)]
        number = asked_number(typed)
        if number is not None:
            return plain_source(self._replies[-1].sources if self._replies else (), number)
        self._replies.append(self._conversation.ask(typed))
        return plain_text(self._replies[-1])

    def _save(self, name: str) -> str:
        if not self._replies:
            return NOTHING_TO_SAVE
        if not name:
            return SAVE_WHERE
        try:
            path = write_new(name, as_markdown(self._library.title, self._replies))
        except InputError as error:
            return str(error)
        self.goodbye = GOODBYE_SAVED
        return SAVED.format(path=path)


def run(bot: Bot, country: str | None, stdin: TextIO, stdout: TextIO) -> None:
    """Hold one conversation, until the reader quits or the input ends.

    Raises:
        KeyboardInterrupt: the reader interrupted it, and has been told goodbye.
    """
    for stream in (stdin, stdout):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # A stray byte in, or a sign that the terminal lacks, ends no chat.
    talk = PlainChat(bot, country)
    _say(stdout, talk.welcome())
    try:
        while (typed := _next_line(stdin, stdout)) is not None:
            _say(stdout, talk.answer(typed))
    except KeyboardInterrupt:
        _say(stdout, ("", talk.goodbye))
        raise
    _say(stdout, (talk.goodbye,))


def _next_line(stdin: TextIO, stdout: TextIO) -> str | None:
    """Return what is typed next, or None when the reader is done. Empty lines ask nothing."""
    typed_here = stdin.isatty()
    while True:
        if typed_here:
            stdout.write(PROMPT)
            stdout.flush()
        line = _read_line(stdin)
        if not line:
            if typed_here:
                stdout.write("\n")
            return None
        question = clean(line)
        if question and not typed_here:
            _say(stdout, (f"{PROMPT}{repeated(question)}",))  # Otherwise a transcript of a pipe lacks the questions.
        if question.casefold() in QUIT_WORDS:
            return None
        if question:
            return question


def _read_line(stdin: TextIO) -> str:
    """Return the next line, only the beginning of one that is longer than anybody types; "" at the end."""
    line = rest = stdin.readline(LONGEST_LINE)
    while rest and not rest.endswith("\n"):
        rest = stdin.readline(LONGEST_LINE)
    return line


def _say(stdout: TextIO, lines: Iterable[str]) -> None:
    stdout.writelines(f"{line}\n" for line in lines)
    stdout.flush()
