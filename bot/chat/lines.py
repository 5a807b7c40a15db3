"""The chat line by line, for screen readers, braille displays and terminals that can do no more.

Nothing is drawn and nothing is redrawn: each line starts with what it is, and is said once.
"""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING, Final

from bot import Conversation
from bot.chat.piece import marks
from bot.chat.sources import asked_number, card
from bot.chat.words import SUGGESTIONS, pieces, repeated
from bot.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import TextIO

    from bot.chat.piece import Piece, Role
    from bot.knowledge.library import Library, Source
    from bot.reply import Reply

LONGEST_LINE: Final = 100_000
"""Characters of a line that are kept."""
PROMPT: Final = "You: "
HOW_TO: Final = (
    "Type a question and press Enter, or the number of a suggestion. "
    "Type source 1 to hear about the source with that number. Type quit to leave."
)
GOODBYE: Final = "Goodbye. Nothing was kept."
QUIT_WORDS: Final = frozenset({"quit", "exit", ":q"})
NO_SOURCES: Final = "The last answer has no sources."
NO_SUCH_SOURCE: Final = "The last answer has no source {number}. It has {last}."

_LABELS: Final[dict[Role, str]] = {
    "title": "Answer: ",
    "helpline": "Helpline: ",
    "passage": "Source {number}: ",
    "document": "Document: ",
    "note": "Note: ",
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
    sources: Sequence[Source] = ()
    try:
        while (typed := _next_question(stdin, stdout)) is not None:
            if (number := asked_number(typed)) is not None:
                _say(stdout, spoken_source(sources, number))
                continue
            reply = conversation.ask(typed)
            sources = reply.sources
            _say(stdout, spoken(reply))
    except KeyboardInterrupt:
        _say(stdout, ("", GOODBYE))
        raise
    _say(stdout, (GOODBYE,))


def spoken(reply: Reply, *, whole: bool = False) -> Iterator[str]:
    """Yield the lines of a reply, each labelled with what it is; `whole`, with all there is to tell of its sources."""
    for place, piece in enumerate(pieces(reply, whole=whole)):
        yield _line(piece, label="Answer: " if place == 0 else "")
    if reply.suggestions:
        yield from filter(None, [SUGGESTIONS.get(reply.kind)])
        for number, suggestion in enumerate(reply.suggestions, start=1):
            yield f"Suggestion {number}: {suggestion.title}"


def spoken_source(sources: Sequence[Source], number: int) -> Iterator[str]:
    """Yield the lines of one source's card."""
    if not sources:
        yield NO_SOURCES
    elif not 1 <= number <= len(sources):
        yield NO_SUCH_SOURCE.format(number=number, last=len(sources))
    else:
        yield from map(_line, card(sources[number - 1], number, date.today()))


def _line(piece: Piece, label: str = "") -> str:
    """Return a piece behind its label: its role's own, or else this one."""
    if piece.role == "sources":
        return f"Source{'s' if len(piece.cites) > 1 else ''} {', '.join(map(str, piece.cites))}: {piece.text}"
    return f"{_LABELS.get(piece.role, label).format(number=piece.number)}{piece.text} {marks(piece.cites)}".rstrip()


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
