"""The data of what a library says around its answers: openings, words to say, other languages, an appointment page."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from bot.knowledge.model import Statement
    from bot.knowledge.pattern import Pattern


class Opening(NamedTuple):
    """A first sentence that takes up what somebody told."""

    name: str
    text: str
    needs: tuple[frozenset[str], ...]
    """What has to be told: out of each set a concept, or who does what (`partner>cry`)."""
    patterns: tuple[Pattern, ...]
    """One of them has to be found, if there are any."""
    unless: frozenset[str]
    """Concepts, or who does what, beside which it is not said."""


class WordsToSay(NamedTuple):
    """A few sentences that the reader can send or say to somebody else."""

    name: str
    title: str
    """What they are offered by."""
    intents: tuple[str, ...]
    """The intents under whose answers they are offered. Who asks for words is answered with the first."""
    patterns: tuple[Pattern, ...]
    """Messages that ask for them."""
    unless: frozenset[str]
    """Concepts, or who does what, beside which they are not what is asked for: "what can I tell my patient?"."""
    lead_in: str
    """What is said before them."""
    ways: tuple[tuple[Statement, ...], ...]
    """The words, and other words for those who ask again."""


class Language(NamedTuple):
    """A language in which people write that the library is not written in."""

    name: str
    words: frozenset[str]
    """Words that are frequent in it, as they are read: in lower case and without accents."""
    text: str
    """What is said, in that language."""


class AppointmentPage(NamedTuple):
    """The frame of a page to take to a doctor or a therapist."""

    title: str
    introduction: str
    own_words: str
    """The heading above what was told, in the reader's own words; the next two are headings as well."""
    questions: str
    worth_telling: str
    items: tuple[str, ...]
    """What else is worth telling, to fill in by hand."""
