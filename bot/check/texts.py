"""Looks at what a library says: what is unfinished or broken, hard to read, said twice, cited by nothing."""

from __future__ import annotations

import re
from math import ceil
from typing import TYPE_CHECKING, Final

from bot.check.reading_grade import grade, sentences
from bot.check.written import Text, excerpt
from bot.errors import Fault
from bot.exchange.mending import mend_mojibake
from bot.knowledge.files import read_bytes
from bot.matching.tokens import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

HARDEST_SENTENCE: Final = 9
"""The school grade of the hardest sentence; a whole answer is easier, as its sentences differ."""
SHORTEST_HARD: Final = 8
"""Words of a sentence that can be hard: of fewer the formula says only that one of them is long."""
_TODO: Final = re.compile(r"\bTODO\b")
_REMARK_OR_START: Final = re.compile(r"\s*(?:#.*)?")
"""What may stand before it in a file of utterances: people, too, speak of their to-do lists."""
_WORD: Final = re.compile(r"[^ \t\r\"]+")
"""A word, also with a blank in it that is not to be broken: half of a broken letter may look like that."""
_STARS: Final = re.compile(r"(?<!\w)\*\*|\*\*(?!\w)")
"""What begins or ends something bold; in 2**3 nothing is."""
_NO_ADDRESS: Final = re.compile(r"(?<!!)\[[^\[\]]+\]\((?!https?://|mailto:)[^()\s]*\)", re.IGNORECASE)
_LOST: Final = "\ufffd"
_NOT_READ_OUT: Final = ("helplines", "languages")
"""Files whose texts are numbers to call, or in other languages."""


def find_equal_titles(texts: Iterable[Text]) -> Iterator[Fault]:
    """Yield a warning for each title of an intent that another one has: nobody could choose between them."""
    seen: dict[tuple[str, ...], Text] = {}
    for text in texts:
        if not text.is_key and text.keys[0] in ("intents", "outside") and text.keys[2:] == ("title",):
            first = seen.setdefault(tuple(words(text.value)) or (text.value,), text)
            if first is not text:
                problem = f"'{text.keys[1]}' has the title of '{first.keys[1]}', '{excerpt(text.value)}'"
                yield text.fault(problem, "say in it what tells them apart")


def find_marks(files: Iterable[Path]) -> Iterator[Fault]:
    """Yield a warning for each place that is marked as unfinished, or where another program broke the text."""
    for path in files:
        for number, line in enumerate(read_bytes(path).decode("utf-8-sig").split("\n"), 1):
            found = _TODO.search(line)
            if found and (path.suffix == ".yaml" or _REMARK_OR_START.fullmatch(line, 0, found.start())):
                yield Fault(path, number, "TODO stands here", "do it, and remove the mark", found.start() + 1)
            for word in () if line.isascii() else _WORD.finditer(line):
                if problem := _broken(word[0]):
                    yield Fault(path, number, problem, "type it anew", word.start() + 1)


def _broken(word: str) -> str:
    """Return what another program made of a word; empty, if it is whole."""
    mended = "" if word.isascii() else mend_mojibake(word)
    if not mended or (mended == word and _LOST not in word):
        return ""
    return f"'{excerpt(word)}' was broken on its way" + (f", and was '{excerpt(mended)}'" if mended != word else "")


def said(texts: Iterable[Text]) -> Iterator[Text]:
    """Yield what is said to readers in whole sentences."""
    for text in texts:
        if not text.is_key and text.keys[-1] == "text" and text.keys[0] not in _NOT_READ_OUT:
            yield text


def find_hard_sentences(texts: Iterable[Text]) -> Iterator[Fault]:
    """Yield a warning for each sentence of what is said that is hard to read."""
    for text in said(texts):
        for sentence in sentences(text.value):
            if len(sentence.split()) >= SHORTEST_HARD and (found := grade(sentence)) > HARDEST_SENTENCE:
                problem = f"'{excerpt(sentence)}' takes school grade {ceil(10 * found) / 10} to read"
                yield text.fault(problem, f"keep to {HARDEST_SENTENCE}: make two sentences of it, with shorter words")


def find_unfinished_markdown(texts: Iterable[Text]) -> Iterator[Fault]:
    """Yield a warning for what was meant as bold or as a link, and is shown as it is written."""
    for text in said(texts):
        if len(_STARS.findall(text.value)) % 2:
            yield text.fault(
                "a '**' stands alone, and is shown as it is", "write one before and one behind what is bold"
            )
        for link in _NO_ADDRESS.finditer(text.value):
            problem = f"'{excerpt(link[0])}' leads nowhere, and is shown as it is"
            yield text.fault(problem, "write an address that begins with https://, http:// or mailto:")


def find_uncited(texts: Iterable[Text]) -> Iterator[Fault]:
    """Yield a warning for each passage that nothing cites."""
    values = [text for text in texts if not text.is_key]
    cited = {text.value for text in values if text.keys[-2:-1] == ("cite",) and text.keys[0] != "notes"}
    for text in values:
        if text.keys[0] == "documents" and text.keys[-2:-1] == ("paragraphs",):
            passage = f"{text.keys[1]}#{text.keys[3]}-{int(text.keys[-1]) + 1}"
            if passage not in cited:
                yield text.fault(f"nothing cites '{passage}'", "cite it where an answer rests on it, or leave it")


def find_no_safety(texts: Iterable[Text]) -> Iterator[Fault]:
    """Yield a warning where the library does without the shipped safety intents."""
    for text in texts:
        if text.keys == ("safety",) and not text.is_key:
            problem = (
                "'safety: none' leaves the safety pack out: who is in danger is met by the library's own, or by nobody"
            )
            yield text.fault(problem, "remove it, unless nobody in danger can write here")
