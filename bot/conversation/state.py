"""The state of a dialogue, as plain data, and what a handler takes and returns."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, Protocol, TypeAlias

from bot.text import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bot.conversation.engine import Engine
    from bot.conversation.understanding.safety import Alarm, Screening
    from bot.knowledge.dialogue import WordsToSay
    from bot.knowledge.guide import Option
    from bot.knowledge.model import Entries, Exercise, Library
    from bot.knowledge.safety import Role
    from bot.matching.features import Feature
    from bot.matching.matcher import Ranking
    from bot.reply import Reply, Suggestion

LONGEST_READ: Final = 2_000
"""Characters of a message that are read."""
LONGEST_SCREENED: Final = 100_000
"""Characters of a message in which safety patterns are looked for."""


class GuidePosition(NamedTuple):
    """A position in the library's guide."""

    question: str
    """The name of the question that is asked now; empty at the end."""
    picked: tuple[Option, ...] = ()
    before: GuidePosition | None = None
    """The position of the question before this one."""
    number: int = 1
    """Which question this is."""


WayThroughGuide: TypeAlias = "GuidePosition | Option | Literal['stop']"
"""What an answer in the guide leads to: another position, an alarm that the option raises, or out of the guide."""


class AfterAlarm(NamedTuple):
    """What is said when somebody answers a check-in, or asks for more, after an alarm."""

    alarm: Alarm
    entries: Entries


class CountryCode(NamedTuple):
    """A country whose helplines are given when it is picked."""

    code: str


class Choice(NamedTuple):
    """Something that can be picked and is no intent."""

    text: str
    leads_to: WayThroughGuide | Exercise | WordsToSay | AfterAlarm | CountryCode


class DialogueState(NamedTuple):
    """What a conversation remembers between messages. It can be printed, compared and pickled."""

    country: str | None = None
    """The code of the country whose helplines are given."""
    offered: tuple[Suggestion, ...] = ()
    """What can be picked by number: these first, then the choices."""
    choices: tuple[Choice, ...] = ()
    guide: GuidePosition | None = None
    """The position in the guide whose question awaits an answer."""
    last_intent: str = ""
    """The id of the intent that was answered last, an alarm's included."""
    answered: frozenset[str] = frozenset()
    """The intents that were answered."""
    told: frozenset[tuple[str, str]] = frozenset()
    """What was told of intents besides their answers: the id of an intent and the name of the part."""
    prefers_short: bool = False
    """Whether answers are given in short: it was asked for, and "more" tells the whole of one."""
    last_unknown: str = ""
    """How the last reply said that something is not known, if it did."""
    openings: frozenset[str] = frozenset()
    """The openings that were said."""
    context: frozenset[Feature] = frozenset()
    """The meanings that a follow-up may take over."""
    relations: frozenset[str] = frozenset()
    """Who does or feels what, as it was told last (`partner>cry`)."""
    alarm: Alarm | None = None
    """The active alarm, if any."""
    other_alarms: tuple[Alarm, ...] = ()
    """What was raised together with it."""
    last_follow_up: str = ""
    """What was said after the alarm at last, by the name of the follow-up."""
    retracted: Alarm | None = None
    """The alarm that was taken back in the last turn: a line of support stays under the next reply."""
    taken_back: frozenset[str] = frozenset()
    """The safety intents whose alarm was taken back: after that, only a rule raises them again."""
    met: tuple[tuple[str, Role], ...] = ()
    """Every safety intent that was met so far, and for whom, each as often as it was."""
    was_asked_for_country: bool = False
    """Whether the countries were listed since helplines were first given, or asked for."""
    lasting_alarms: tuple[Alarm, ...] = ()
    """Alarms that withhold passages for the rest of the conversation, as the age of a minor does."""
    supported: str = ""
    """The safety intent whose line of support stood under the last reply."""
    postponed: tuple[Suggestion, ...] = ()
    """What was asked beside the alarm, offered when it is over."""


class AnsweringBot(Protocol):
    """A bot, as far as handlers need it."""

    @property
    def library(self) -> Library:
        """What it answers from."""

    @property
    def engine(self) -> Engine:
        """What reads messages."""


class Message:
    """A message, with its ranking and analysis, which are computed on first use."""

    def __init__(self, bot: AnsweringBot, written: str) -> None:
        """Clean what was typed, which may be anything."""
        cleaned = clean(written)
        self.bot = bot
        self.text = cleaned[:LONGEST_READ]
        self.is_cut = len(cleaned) > LONGEST_READ
        """Whether more was written than is read."""
        self._screened = cleaned[:LONGEST_SCREENED]

    @property
    def library(self) -> Library:
        """The library of the bot."""
        return self.bot.library

    @property
    def engine(self) -> Engine:
        """The engine of the bot."""
        return self.bot.engine

    @cached_property
    def ranking(self) -> Ranking:
        """The ranking of the message by itself."""
        return self.engine.matcher.rank(self.text)

    @cached_property
    def screening(self) -> Screening:
        """What the whole message calls for, however long it is."""
        is_cut = self.is_cut
        return self.engine.safety.screen(
            self.engine.matcher.analyzer.analyze(self._screened) if is_cut else self.ranking.analysis
        )


Turn: TypeAlias = "tuple[Reply, DialogueState]"
"""A reply, and the state after it."""
Handler: TypeAlias = "Callable[[Message, DialogueState], Turn | None]"
"""Returns a turn, or None to pass the message on."""


def names_in_context(state: DialogueState) -> frozenset[str]:
    """Return the concepts that a follow-up may take over, and who does or feels what (`partner>cry`)."""
    named = (feature.value for feature in state.context if feature.kind in ("concept", "relation"))
    return state.relations.union(named)


def update_relations(known: Iterable[str], told: frozenset[str]) -> frozenset[str]:
    """Return who does or feels what once more was told: somebody new who does a thing takes the place of who did it."""
    deeds = {relation.partition(">")[2] for relation in told}
    return told.union(relation for relation in known if relation.partition(">")[2] not in deeds)


def guide_entry(library: Library) -> tuple[Choice, ...]:
    """Return the way into the library's guide, if it has one."""
    return (Choice(library.guide.title, GuidePosition(library.guide.first)),) if library.guide else ()
