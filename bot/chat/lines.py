"""The chat line by line, for screen readers, braille displays and terminals that can do no more.

Nothing is drawn and nothing is redrawn: each line starts with what it is, and is said once.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

from bot import Conversation
from bot.chat.words import SUGGESTIONS, marks, pieces, repeated
from bot.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import TextIO

    from bot.chat.words import Role
    from bot.knowledge.library import Library
    from bot.reply import Reply

LONGEST_LINE: Final = 100_000
"""Characters of a line that are kept."""
PROMPT: Final = "You: "
HOW_TO: Final = "Type a question and press Enter, or the number of a suggestion. Type quit to leave."
GOODBYE: Final = "Goodbye. Nothing was kept."
QUIT_WORDS: Final = frozenset({"quit", "exit", ":q"})

_LABELS: Final[dict[Role, str]] = {
    "title": "Answer: ",
    "helpline": "Helpline: ",
    "source": "Source {number}: ",
    "document": "Document: ",
    "address": "Address: ",
}


def run(library: Library, country: str | None, stdin: TextIO, stdout: TextIO) -> None:
    """Hold one conversation, until the reader quits or the input ends.

    Raises:
        KeyboardInterrupt: the reader interrupted it, and has been told goodbye.
    """
    for stream in (stdin, stdout):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # A stray byte in, or a sign that the terminal lacks, ends no chat.
    conversation = Conversation(library, country=country)
    title = library.welcome.title if library.welcome else None
    _say(stdout, filter(None, (title, *spoken(conversation.welcome()), HOW_TO)))
    try:
        while (question := _next_question(stdin, stdout)) is not None:
            _say(stdout, spoken(conversation.ask(question)))
    except KeyboardInterrupt:
        _say(stdout, ("", GOODBYE))
        raise
    _say(stdout, (GOODBYE,))


def spoken(reply: Reply) -> Iterator[str]:
    """Yield the lines of a reply, each labelled with what it is."""
    said = [piece for piece in pieces(reply) if piece.role != "sources"]  # Each source has a label of its own.
    for place, piece in enumerate(said):
        label = _LABELS.get(piece.role, "Answer: " if place == 0 else "").format(number=piece.number)
        yield f"{label}{piece.text} {marks(piece.cites)}".rstrip()
    if reply.suggestions:
        yield from filter(None, [SUGGESTIONS.get(reply.kind)])
        for number, suggestion in enumerate(reply.suggestions, start=1):
            yield f"Suggestion {number}: {suggestion.title}"


def _next_question(stdin: TextIO, stdout: TextIO) -> str | None:
    """Return what is asked next, or None when the reader is done. Empty lines ask nothing."""
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
