"""What a classifier says of a text: how likely it is that the library answers it, and with which intent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.knowledge.model import Intent, OutOfScopeTopic
    from bot.matching.analysis import Analysis
    from bot.matching.features import Feature

MOST_RANKED: Final = 6
"""Intents that a ranking holds."""
MOST_OFFERED: Final = 4
"""Intents that are offered when it is not clear which of them is meant."""


class Thresholds(NamedTuple):
    """From where on a library answers and offers."""

    answer: float = 0.4
    """The probability from which it answers. For pooled examples measured: see bot/README.md, "How it was measured".

    That the next intent is close does not hold an answer back there, it is offered below it. Asking first whenever the
    best one led by less than 5 % was measured too: it lost 8 right answers in 100 and spared none of the wrong ones.
    """
    offer: float = 0.15
    """The probability from which its nearest intents are offered."""
    near: float = 0.15
    """The score from which an intent is near enough to be offered."""
    follow_up: float = 0.0
    """The probability below which a text is about something else, whatever was said before."""
    share: float = 0.0
    """The part of the likeliest intent in the probability from which it is answered, and not offered beside others."""


class Match(NamedTuple):
    """An intent that a text could mean."""

    intent: Intent
    score: float
    """Between 0 and 1: how likely an answer with this intent is right. Comparable from text to text."""
    similarity: float
    """Between 0 and 1. Pooled: the cosine of the angle between the text's features and the intent's. Learned: the part
    of the intent in the probability of all. 1 where the text is an example of the intent."""


class Scores(NamedTuple):
    """What a text could mean, best first."""

    matches: tuple[Match, ...]
    probability: float
    """How likely it is that the library answers the text, 0 to 1."""
    out_of_scope: OutOfScopeTopic | None
    """The subject outside that the text is likelier about, if one is; everyday questions have none."""
    out_of_scope_similarity: float
    """How near the nearest subject outside is, as a match's similarity says it."""


NOTHING: Final = Scores((), 0.0, None, 0.0)
"""What is said of a text in which no word is known."""


class Classifier(Protocol):
    """Tells what a text means."""

    thresholds: Thresholds

    def knows(self, intent: str) -> bool:
        """Return whether it can tell an intent, named by its id, from the others."""

    def classify(
        self, analysis: Analysis, context: Sequence[Feature] | None, in_scope: bool, known_as: str | None
    ) -> Scores:
        """Return what a text could mean.

        Args:
            analysis: Of the text.
            context: What it takes over from what was said before; None for a text that stands alone.
            in_scope: Whether it has a concept out of each set of the lexicon's scope, or follows up on a text that has.
            known_as: The intent or subject whose example it is, word for word.
        """

    def evidence(self, analysis: Analysis, intent: Intent, against: Intent | None) -> list[tuple[Feature, float]]:
        """Return what speaks for an intent (and not as much for another), each feature with its part, most first."""
