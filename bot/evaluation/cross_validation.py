"""Measures a library without labelled questions: by its own texts, asked of what was learned without their writers."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bot.conversation.suggestions import SCORE_DIGITS
from bot.evaluation.outcomes import NO_INTENT, Outcome

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.evaluation.outcomes import Result
    from bot.knowledge import Library


class CrossValidation(NamedTuple):
    """What came of it."""

    outcomes: list[Outcome]
    threshold: float
    """The probability from which the library would answer."""


def cross_validate(library: Library, report: Callable[[str], object] = lambda _: None) -> CrossValidation:
    """Learn from a library's texts with parts left out in turn, and return what comes of the parts.

    Args:
        library: What to measure; nothing is written.
        report: Called with a line on each step.

    Raises:
        LibraryError: the utterances are not sound.
    """
    from bot.matching.training.train import train  # Needs scikit-learn, which is an extra.

    trained = train(library, report)
    learned, held = trained.learned, trained.held_out
    probabilities = held.probability(learned.slope, learned.offset)
    outcomes: list[Outcome] = []
    for place, text in enumerate(held.texts):
        probability, share = float(probabilities[place]), float(held.share[place])
        likeliest = learned.intents[held.likeliest[place]]
        is_answered = probability >= learned.answer and share >= learned.share
        is_inside, is_right = bool(held.in_scope[place]), bool(held.right[place])
        outcomes.append(
            Outcome(
                text.words,
                expected=text.label if is_inside else NO_INTENT,
                got=likeliest if is_answered else NO_INTENT,
                result=_result(is_inside, is_answered, is_right, is_offered=bool(held.offered[place])),
                found=bool(held.offered[place]) if is_inside else not is_answered,
                score=round(probability * share, SCORE_DIGITS) if is_answered else 0.0,
                probability=probability,
                likeliest=likeliest,
                is_likeliest_right=is_inside and is_right,
            )
        )
    return CrossValidation(outcomes, learned.answer)


def _result(is_inside: bool, is_answered: bool, is_right: bool, *, is_offered: bool) -> Result:
    if not is_inside:
        return "wrong" if is_answered else "right"
    if is_answered:
        return "right" if is_right else "wrong"
    return "offered" if is_offered else "refused"
