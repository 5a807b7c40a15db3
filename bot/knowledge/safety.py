"""What is said when a message raises an alarm: by whose safety it is, and by what is said after it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from bot.knowledge.model import HelplineSlot

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.knowledge.model import Entries
    from bot.knowledge.pattern import Pattern

Role: TypeAlias = Literal["writer", "another", "unclear"]
"""Whose safety it is: the one's who writes, somebody else's, or that cannot be told."""

EMERGENCY = "emergency"
"""The need for which a helpline stands in every alarm, and is not what its line of support names."""


class CheckIn(NamedTuple):
    """A short question at the end of a safety answer, and the reply to each of its options."""

    question: str
    options: Mapping[str, Entries]


class SafetyTexts(NamedTuple):
    """What a safety intent says to one role."""

    answer: Entries
    more: Entries = ()
    """What else there is to say, when it is asked for."""
    again: tuple[Entries, ...] = ()
    """What is said when the same comes up again, each time in other words; the last one from then on."""
    check_in: CheckIn | None = None
    retraction: Entries = ()
    """The reply to "ignore that, I'm fine"."""
    line: str = ""
    """A sentence of support, for under an ordinary answer."""

    def entries(self) -> Iterator[Entries]:
        """Yield all that is said."""
        yield from (self.answer, self.more, *self.again, self.retraction)
        if self.check_in:
            yield from self.check_in.options.values()


class Safety(NamedTuple):
    """How a safety intent is detected for sure, and what it says."""

    patterns: tuple[Pattern, ...]
    unless: tuple[Pattern, ...]
    """What raises no alarm, although a pattern is found in it."""
    hints: tuple[Pattern, ...]
    """What calls for a line of support and for no alarm, where it is all that a message says."""
    texts: Mapping[Role, SafetyTexts]
    """For every role."""
    withhold: frozenset[str] = frozenset()
    """Citations that are left out for the rest of the conversation."""
    is_plain: bool = False
    """Whether its rules are enough in a message of any length, whatever was learned."""
    instead_of: frozenset[str] = frozenset()
    """Safety intents that tell the same from the other side: where this one is likely, their rules do not count."""

    @property
    def is_for_writer_only(self) -> bool:
        """Whether it has nothing of its own to say to somebody who worries about another."""
        return self.texts["another"] == self.texts["writer"]

    @property
    def needs(self) -> tuple[str, ...]:
        """The needs whose helplines its line of support names."""
        slots = [entry for entry in self.texts["writer"].answer if isinstance(entry, HelplineSlot)]
        named = [need for slot in slots for need in slot.needs]
        return tuple(need for need in dict.fromkeys(named) if need != EMERGENCY)[:1] or (EMERGENCY,)


class FollowUp(NamedTuple):
    """Something that people say after an alarm, and the reply to it."""

    name: str
    title: str
    after: frozenset[str]
    """The safety intents that it follows; none where it follows any."""
    examples: tuple[str, ...]
    answer: Entries
    """Where it has none, the retraction of the alarm is said."""
    about_another: Entries = ()
    """The answer when the alarm was about somebody else, where it reads differently."""
    clears: bool = False
    """Whether it takes the alarm back."""
    is_about_writer: bool = False
    """Whether it says that the alarm was about the writer all along."""
