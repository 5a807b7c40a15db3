"""The data model of a library that has been read and found sound. Nothing changes it afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from bot.knowledge.dialogue import AppointmentPage, Language, Opening, WordsToSay
    from bot.knowledge.guide import Guide
    from bot.knowledge.safety import FollowUp, Safety

_NOTHING: Final[Mapping[str, Any]] = {}
WORLD: Final = "world"
"""The country code of a helpline that holds everywhere."""

IntentKind = Literal["answer", "chat", "safety"]
Urgency = Literal["now", "this_week", "when_you_like"]
DialogueTurn = Literal["simpler", "short", "long", "not_helpful", "repeat", "leave"]


class Passage(NamedTuple):
    """What statements rest on: one paragraph of a document, as a reader would look it up, or a plain source."""

    id: str
    """As a citation writes it: `flo#causes-3`; of a plain source, the source as it is written."""
    publisher: str
    """Of a plain source, its title, or the host of its address."""
    title: str | None
    section: str | None
    paragraph: int | None
    """Counted from 1 within the section; None for a plain source."""
    url: str
    """Empty for a plain source that is a title."""
    reviewed_by: str | None
    published: str | None
    """ISO 8601 date, like `updated`."""
    updated: str | None
    fingerprint: str
    """The first 16 hex digits of the SHA-256 of the paragraph (NFC, white space single, ends trimmed)."""
    notes: tuple[str, ...] = ()
    """What a reader should know of it: where it claims more than it shows, or where the documents differ."""

    @property
    def is_plain(self) -> bool:
        """Whether it is a plain source, of which nothing else is known."""
        return self.paragraph is None


class Statement(NamedTuple):
    """A sentence or two of an answer, and the passages they rest on."""

    text: str
    sources: tuple[Passage, ...] = ()
    is_helpline: bool = False
    """Whether it says whom to call, and is to be kept in sight."""
    is_advice: bool = False
    """Whether it says whom to see, and when: it stands on a line of its own."""
    exercise: str = ""
    """The name of the exercise that it suggests: help with that is offered."""
    is_markdown: bool = False
    """Whether its text may hold paragraphs, lists, bold or links; no helpline and no name does."""


class Helpline(NamedTuple):
    """Somebody to call, in one country, for one need."""

    country: str
    """The code a reader chooses it by (`us`); `world` for what holds everywhere."""
    need: str
    name: str
    """What it is called."""
    text: str
    """How to reach it, as it is told to the reader."""
    source: str
    checked: str


class Country(NamedTuple):
    """A country that has helplines."""

    name: str
    other_names: tuple[str, ...] = ()
    """What else people say who are there: short names, its people, parts and cities; in lower case."""


class HelplineSlot(NamedTuple):
    """A placeholder in an answer for the reader's helplines for these needs."""

    needs: tuple[str, ...]
    lead_in: str = ""
    """What is said before them."""


Entries: TypeAlias = "tuple[Statement | HelplineSlot, ...]"
"""What is said, in order."""


class Version(NamedTuple):
    """The answer of an intent, for those who mean it the other way round: who cries, who is angry, who is silent."""

    needs: tuple[frozenset[str], ...]
    """As those of an intent: what a question cannot do without to mean this."""
    title: str
    answer: Entries
    related: tuple[str, ...] = ()
    words: str = ""
    """The name of the words to say that are offered under it, where those of the intent do not fit."""


class Intent(NamedTuple):
    """One thing that people ask, and its answer."""

    id: str
    topic: str
    kind: IntentKind
    title: str
    examples: tuple[str, ...]
    answer: Entries
    when: str = ""
    """What tells it from its neighbours, where it is offered beside them: "If it hurt"."""
    related: tuple[str, ...] = ()
    needs: tuple[frozenset[str], ...] = ()
    """What a question cannot do without to mean this: out of each set a concept, or who does what (`partner>cry`)."""
    unless: frozenset[str] = frozenset()
    """Concepts, or who does what, that rule the intent out."""
    safety: Safety | None = None
    support: str = ""
    """The safety intent whose line of support stands under the answer."""
    more: Entries = ()
    """What is told to those who want to know more."""
    short: Entries = ()
    """The answer in a sentence or two, in the plainest words."""
    versions: tuple[Version, ...] = ()
    """What is answered instead to those who mean it the other way round; the first that fits."""
    turn: DialogueTurn | None = None
    """What a message of this intent does with the last answer, where it does something with it."""
    see: tuple[tuple[Urgency, Statement], ...] = ()
    """Whom to see, the most urgent first."""
    words: str = ""
    """The name of the words to say that are offered under it, in place of those that say so themselves."""
    again: tuple[Entries, ...] = ()
    """What is said when it comes up again, each time in other words."""
    metadata: Mapping[str, str] = _NOTHING
    """What its writers note of it; it is kept for them, and exported."""


class OutOfScopeTopic(NamedTuple):
    """A subject near the library's own that its documents do not answer."""

    title: str
    words: tuple[str, ...]
    examples: tuple[str, ...]
    referral: str
    """Who could help instead, as a sentence."""


class Step(NamedTuple):
    """A part of an exercise."""

    text: str
    seconds: float
    is_full: bool
    """Whether a line that grows and shrinks with it is full at its end, or empty."""


class Exercise(NamedTuple):
    """Something to do in the moment, one step after another, again and again."""

    name: str
    title: str
    """What is offered below an answer that suggests it."""
    menu: str
    """What a list of all that can be done calls it."""
    asked_by: frozenset[str]
    """Messages that ask for it, in lower case."""
    text: str
    """The whole exercise in words."""
    steps: tuple[Step, ...]


class ShortAnswers(NamedTuple):
    """The words with which people answer, pick and go on, whatever it is about. All are in lower case."""

    ordinals: tuple[str, ...] = ()
    """What points at the first thing that was offered, at the second, and so on."""
    last: frozenset[str] = frozenset()
    """What points at the last."""
    around_pick: frozenset[str] = frozenset()
    """Words around a number or an ordinal."""
    same_answers: Mapping[str, str] = _NOTHING
    """Other words for an answer, and the answer, without the words around it."""
    around_answer: frozenset[str] = frozenset()
    """Words around an answer: "no i am not"."""
    more: frozenset[str] = frozenset()
    """Messages that ask for more of the same."""
    around_country: frozenset[str] = frozenset()
    """Words around the name of a country."""
    before_country: frozenset[str] = frozenset()
    """Words before the name of a country that somebody is in, whatever else is said."""
    not_country: frozenset[str] = frozenset()
    """Words that say that somebody is not there."""


class Lexicon(NamedTuple):
    """The words of the domain: which mean the same, and which decide what is asked."""

    concepts: Mapping[str, tuple[str, ...]] = _NOTHING
    """The words and phrases for each concept."""
    fillers: tuple[str, ...] = ()
    """Words and phrases that say nothing here."""
    negations: tuple[str, ...] = ()
    persons: frozenset[str] = frozenset()
    """Concepts that say who: what follows one is read as what that person does or feels."""
    passives: tuple[str, ...] = ()
    """Words before what is done to somebody ("was", "got")."""
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
    """All that the bot knows."""

    folder: Path
    intents: Mapping[str, Intent]
    """By id, in the order of the files' names and of the intents in them."""
    sources: Mapping[str, Passage] = _NOTHING
    """By citation."""
    lexicon: Lexicon = Lexicon()
    out_of_scope: Mapping[str, OutOfScopeTopic] = _NOTHING
    helplines: tuple[Helpline, ...] = ()
    countries: Mapping[str, Country] = _NOTHING
    """The countries that have helplines, by their codes."""
    elsewhere: tuple[str, ...] = ()
    """What people call countries that have none."""
    follow_ups: Mapping[str, FollowUp] = _NOTHING
    """What people say after an alarm, by name."""
    welcome: Welcome | None = None
    guide: Guide | None = None
    short_answers: ShortAnswers = ShortAnswers()
    exercises: Mapping[str, Exercise] = _NOTHING
    """By name."""
    openings: tuple[Opening, ...] = ()
    """The first that fits is said."""
    words_to_say: Mapping[str, WordsToSay] = _NOTHING
    """By name."""
    languages: tuple[Language, ...] = ()
    appointment: AppointmentPage | None = None

    @property
    def title(self) -> str:
        """What the library calls itself; empty, if it has no welcome."""
        return self.welcome.title if self.welcome else ""
