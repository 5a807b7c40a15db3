"""A guide: short questions that lead to fitting intents."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.knowledge.pattern import Pattern

MOST_FITTING: Final = 7
"""Intents that a guide leads to at its end: the first ones are told, the others offered."""


class Option(NamedTuple):
    """One way of answering a question of the guide."""

    text: str
    fits: tuple[str, ...] = ()
    """Intents that it speaks for, the most fitting first."""
    worth_telling: str = ""
    """What would be worth telling a professional, as a part of a list ("how often it happens")."""
    next: str = ""
    """The question that comes next; empty at the end."""
    safety: str = ""
    """The safety intent that meets whoever picks this, in place of another question."""
    about_another: bool = False
    """Whether that is about someone else than the writer."""


class Question(NamedTuple):
    """A question of the guide."""

    text: str
    options: tuple[Option, ...]
    next: str = ""
    """The question that comes next when this one is skipped; empty at the end."""

    @property
    def leads_to(self) -> frozenset[str]:
        """The questions that can come next."""
        return frozenset(filter(None, (self.next, *(option.next for option in self.options))))


class Guide(NamedTuple):
    """Questions that follow one another, and what is said around them."""

    title: str
    text: str
    """What is said before the first question."""
    telling: str
    """What is said before the list of what would be worth telling a professional."""
    patterns: tuple[Pattern, ...]
    """Messages that ask for the guide."""
    questions: Mapping[str, Question]
    """By name; the first one is asked first."""

    @property
    def first(self) -> str:
        """The name of the question that is asked first."""
        return next(iter(self.questions))

    def most_from(self, name: str) -> int:
        """Return how many questions are asked at most, from this one to the end."""
        return 1 + max(map(self.most_from, self.questions[name].leads_to), default=0)


def fitting(picked: Iterable[Option]) -> Sequence[tuple[str, float]]:
    """Return the intents that fit the options picked, and how well, 0 to 1; of equal ones, those picked last first.

    Each option speaks for its intents by their reciprocal rank in it (1, 1/2, 1/3 …): an intent fits by the mean of it
    over the options that speak for any.
    """
    speaking = [option.fits for option in picked if option.fits]
    fit: defaultdict[str, float] = defaultdict(float)
    for fits in reversed(speaking):
        for rank, intent in enumerate(fits, start=1):
            fit[intent] += 1 / rank / len(speaking)
    return sorted(fit.items(), key=lambda item: -item[1])[:MOST_FITTING]
