"""What a library holds once it has been read and found sound: frozen, and the same for everybody who asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from bot.knowledge.guide import Guide

_NOTHING: Final[Mapping[str, Any]] = {}

IntentKind = Literal["answer", "chat", "safety"]


class Passage(NamedTuple):
    """A passage that statements rest on: one paragraph of a document, as a reader would look it up."""

    id: str
    """As a citation writes it: `flo#causes-3`."""
    publisher: str
    title: str | None
    section: str | None
    paragraph: int
    """Counted from 1 within the section."""
    url: str
    reviewed_by: str | None
    published: str | None
    """ISO 8601 date, like `updated`."""
    updated: str | None
    fingerprint: str
    """The first 16 hex digits of the SHA-256 of the paragraph (NFC, white space single, ends trimmed)."""
    notes: tuple[str, ...] = ()
    """What a reader should know of it: where it claims more than it shows, or where the documents differ."""


class Statement(NamedTuple):
    """A sentence or two of an answer, and the passages they rest on."""

    text: str
    sources: tuple[Passage, ...] = ()
    tells_helpline: bool = False
    """Whether it says whom to call: to be kept in sight."""
    breathing: bool = False
    """Whether it suggests slow breathing: help with that is offered."""


class Helpline(NamedTuple):
    """Somebody to call, in one country, for one need."""

    country: str
    """The code a reader chooses it by (`us`); `world` for what holds everywhere."""
    need: str
    text: str
    """How to reach it, as it is told to the reader."""
    source: str
    checked: str


class HelplineSlot(NamedTuple):
    """The place in an answer where the reader's helplines for these needs are told."""

    needs: tuple[str, ...]


class CheckIn(NamedTuple):
    """A short question at the end of a safety answer, and what is said to each way of answering it."""

    question: str
    options: Mapping[str, tuple[Statement | HelplineSlot, ...]]


class Retraction(NamedTuple):
    """How somebody takes back what raised an alarm ("ignore that, I'm fine"), and what is said to it."""

    patterns: tuple[str, ...]
    answer: tuple[Statement | HelplineSlot, ...]


class Safety(NamedTuple):
    """How a safety intent is recognised, and what it says besides its answer."""

    patterns: tuple[str, ...]
    unless: tuple[str, ...] = ()
    about_another: tuple[Statement | HelplineSlot, ...] = ()
    """The answer when the message is about someone else ("my girlfriend says she wants to die")."""
    again: tuple[Statement | HelplineSlot, ...] = ()
    """The answer when this has been said before: shorter, and in other words."""
    check_in: CheckIn | None = None
    retraction: Retraction | None = None
    withhold: frozenset[str] = frozenset()
    """Citations that are not told any more in this conversation."""
    holds: bool = False
    """Whether turns that follow are met here too, until something else is clearly asked."""
    allowed_intents: frozenset[str] = frozenset()
    """Intents that are answered all the same while it holds."""


class Intent(NamedTuple):
    """One thing that people ask, and its answer."""

    id: str
    topic: str
    kind: IntentKind
    title: str
    examples: tuple[str, ...]
    answer: tuple[Statement | HelplineSlot, ...]
    related: tuple[str, ...] = ()
    needs: tuple[frozenset[str], ...] = ()
    """What a question cannot do without to mean this: out of each set a concept, or who does what (`partner>cry`)."""
    unless: frozenset[str] = frozenset()
    """Concepts, or who does what, that speak against the intent."""
    safety: Safety | None = None


class OutOfScopeTopic(NamedTuple):
    """A subject near the library's own that its documents do not answer."""

    title: str
    words: tuple[str, ...]
    examples: tuple[str, ...]
    referral: str
    """Who could help instead, as a sentence."""


class Lexicon(NamedTuple):
    """The words of the domain: which mean the same, and which decide what is asked."""

    concepts: Mapping[str, tuple[str, ...]] = _NOTHING
    """The words and phrases for each concept."""
    fillers: tuple[str, ...] = ()
    """Words and phrases that say nothing here."""
    negations: tuple[str, ...] = ()
    persons: frozenset[str] = frozenset()
    """Concepts that say who: what follows one is read as what that person does or feels."""
    writer: str = ""
    """The one of `persons` that stands for whoever writes."""
    asks: frozenset[str] = frozenset()
    """Concepts that say which question is asked, whatever it is about."""
    open_asks: frozenset[str] = frozenset()
    """Those of `asks` that say nothing without what they are about ("what do I do?")."""
    scope: tuple[frozenset[str], ...] = ()
    """What the whole library is about: a question of its domain has a concept out of each set."""


class Welcome(NamedTuple):
    """What is said before the first question."""

    title: str
    text: tuple[str, ...]
    ask: tuple[str, ...]
    """Intents offered as first questions."""


class Library(NamedTuple):
    """All that the bot knows. It is itself, whatever it holds: two that hold the same are not equal."""

    folder: Path
    intents: Mapping[str, Intent]
    """By id, in the order of the files' names and of the intents in them."""
    sources: Mapping[str, Passage] = _NOTHING
    """By citation."""
    lexicon: Lexicon = Lexicon()
    outside: Mapping[str, OutOfScopeTopic] = _NOTHING
    helplines: tuple[Helpline, ...] = ()
    countries: Mapping[str, str] = _NOTHING
    """The name of each country that has helplines, by its code."""
    welcome: Welcome | None = None
    guide: Guide | None = None

    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return id(self)

    @property
    def title(self) -> str:
        """What the library calls itself; empty, if it has no welcome."""
        return self.welcome.title if self.welcome else ""
