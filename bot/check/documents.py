"""Compares a library with its documents, where they are at hand: what has changed in them, and what was copied."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from bot.check.texts import said
from bot.check.written import Text, excerpt
from bot.exchange.files import list_files, read_text
from bot.knowledge.document import Paragraph, fingerprint, paragraphs
from bot.matching.tokens import words
from bot.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from bot.errors import Fault

ENDINGS: Final = (".txt", ".md")
"""Of the files that documents are read from."""
COPIED: Final = 8
"""Words in a row that an answer has from a document only if they were copied."""
SHORTEST: Final = 8
"""Words of a paragraph that says something; headings and links of a page are shorter."""


class Document(NamedTuple):
    """A file with a document."""

    path: Path
    paragraphs: tuple[Paragraph, ...]
    prints: tuple[str, ...]
    """The fingerprint of each paragraph."""


class _Passage(NamedTuple):
    """A passage of `sources.yaml`."""

    id: str
    text: Text
    """Its fingerprint, as it is written there."""


def read_documents(folder: Path) -> list[Document]:
    """Return the documents in a folder.

    Raises:
        InputError: it holds none, or one cannot be read.
    """
    documents: list[Document] = []
    for path in list_files(folder, ENDINGS):
        found = tuple(paragraphs(read_text(path)))
        documents.append(Document(path, found, tuple(fingerprint(each.text) for each in found)))
    return documents


def find_changes(texts: Sequence[Text], documents: Sequence[Document]) -> Iterator[Fault]:
    """Yield a warning for each passage that its document has no more, each sentence that rests on it, and what is new.

    A document is known by the fingerprints in it, whatever its file is called.
    """
    resting = _resting(texts)
    for name, passages in _passages(texts).items():
        known = {passage.text.value for passage in passages}
        document = max(documents, key=lambda each: len(known.intersection(each.prints)))
        if known.isdisjoint(document.prints):
            yield passages[0].text.fault(
                f"no file holds a paragraph of '{name}'", "add it to the folder, as plain text"
            )
            continue
        new = _new(document, known, _headings(texts, name))
        for passage, became in _missing(passages, document, new):
            what = f"has changed ({document.path.name}:{became.line})" if became else "has vanished"
            remedy = "make its fingerprint anew" if became else "take it out"
            yield passage.text.fault(f"'{passage.id}' {what}", f"{remedy}, once all that rests on it is right")
            for text in resting.get(passage.id, ()):
                problem = f"'{excerpt(text.value)}' rests on '{passage.id}', which {what}"
                yield text.fault(problem, "read the document, and say what it says now")
            new = [each for each in new if each is not became]
        for each in new:
            problem = f"'{name}' has a new paragraph ({document.path.name}:{each.line}), '{excerpt(each.text)}'"
            yield passages[0].text.fault(problem, "add its fingerprint, if an answer is to rest on it")


def _passages(texts: Iterable[Text]) -> dict[str, list[_Passage]]:
    """Return the passages of each document, in order."""
    found: dict[str, list[_Passage]] = {}
    for text in texts:
        if text.keys[0] == "documents" and text.keys[-2:-1] == ("paragraphs",) and not text.is_key:
            passage = _Passage(f"{text.keys[1]}#{text.keys[3]}-{int(text.keys[-1]) + 1}", text)
            found.setdefault(text.keys[1], []).append(passage)
    return found


def _headings(texts: Iterable[Text], name: str) -> set[tuple[str, ...]]:
    """Return the words of a document's title, and of each heading in it."""
    return {
        tuple(words(text.value))
        for text in texts
        if text.keys[:2] == ("documents", name) and text.keys[-1] in ("title", "heading") and not text.is_key
    }


def _resting(texts: Sequence[Text]) -> dict[str, list[Text]]:
    """Return what is said that rests on each passage."""
    beside = {(text.file, text.keys[:-1]): text for text in texts if text.keys[-1] == "text" and not text.is_key}
    found: dict[str, list[Text]] = {}
    for text in texts:
        if text.keys[-2:-1] == ("cite",) and (resting := beside.get((text.file, text.keys[:-2]))):
            found.setdefault(text.value, []).append(resting)
    return found


def _new(document: Document, known: set[str], headings: set[tuple[str, ...]]) -> list[Paragraph]:
    """Return the paragraphs that say something, and are no passage or heading of the document."""
    return [
        each
        for each, found in zip(document.paragraphs, document.prints, strict=True)
        if found not in known
        and len(each.text.split()) >= SHORTEST
        and each.text.rstrip("”\"')")[-1:] in (".", "!", "?")
        and tuple(words(each.text.lstrip("0123456789."))) not in headings
    ]


def _missing(
    passages: Sequence[_Passage], document: Document, new: Iterable[Paragraph]
) -> Iterator[tuple[_Passage, Paragraph | None]]:
    """Yield the passages that the document has no more, each with the new paragraph beside what stood beside it."""
    lines = {found: each.line for found, each in zip(document.prints, document.paragraphs, strict=True)}
    still = [lines.get(passage.text.value, 0) for passage in passages]
    """On which line each passage stands; 0 for those that are missing."""
    free = list(new)
    for at, passage in enumerate(passages):
        if still[at]:
            continue
        above = next(filter(None, reversed(still[:at])), 0)
        below = next(filter(None, still[at:]), 0)
        became = next((each for each in free if above and above == max(_before(each.line, still))), None)
        became = became or next((each for each in free if below and below == min(_behind(each.line, still))), None)
        if became:
            free.remove(became)
        yield passage, became


def _before(line: int, still: Iterable[int]) -> list[int]:
    return [each for each in still if each < line]


def _behind(line: int, still: Iterable[int]) -> list[int]:
    return [each for each in still if each > line] or [0]


def find_copied(texts: Iterable[Text], documents: Iterable[Document]) -> Iterator[Fault]:
    """Yield a warning for each text that has many words in a row from a document: they are other people's."""
    places: dict[tuple[str, ...], str] = {}
    for document in documents:
        for paragraph in document.paragraphs:
            for run in _runs(words(clean(paragraph.text))):
                places.setdefault(run, f"{document.path.name}:{paragraph.line}")
    for text in said(texts):
        copied = (run for run in _runs(words(text.value)) if run in places)
        for run in islice(copied, 1):
            problem = f"'{' '.join(run)}' is copied from {places[run]}"
            yield text.fault(problem, "say it in other words")


def _runs(found: Sequence[str]) -> Iterator[tuple[str, ...]]:
    for at in range(len(found) - COPIED + 1):
        yield tuple(found[at : at + COPIED])
