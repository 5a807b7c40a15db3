"""Tells which intents steal examples from one another when an example is left out of what the matcher learns from.

    python -m tests.benchmarks.overmatch

Cross-validation over the examples of `intents/`: each tenth is asked of a library without it. Printed are the share of
examples that another intent wins, and every pair of robbed and winner, with an example.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from bot import load
from bot.matching.matcher import Matcher

if TYPE_CHECKING:
    from bot.knowledge import Library

FOLDS = 10

Theft = tuple[str, str, str]
"""The intent robbed, the intent that won, and the example."""


def thefts(library: Library) -> tuple[int, list[Theft]]:
    """Return how many examples were asked, and those that another intent won."""
    asked = 0
    stolen: list[Theft] = []
    for fold in range(FOLDS):
        intents = {
            intent.id: intent._replace(examples=tuple(e for n, e in enumerate(intent.examples) if n % FOLDS != fold))
            for intent in library.intents.values()
        }
        matcher = Matcher(library._replace(intents=intents))
        for intent in library.intents.values():
            if intent.kind == "safety":
                continue
            for example in intent.examples[fold::FOLDS]:
                asked += 1
                matches = matcher.rank(example).matches
                winner = matches[0].intent.id if matches else "(none)"
                if winner != intent.id:
                    stolen.append((intent.id, winner, example))
    return asked, stolen


def main() -> None:
    """Print the share of thefts, and every pair of intents with its number of them."""
    asked, stolen = thefts(load().library)
    print(f"{len(stolen)} of {asked} examples ({len(stolen) / asked:.1%}) are won by another intent when left out")
    pairs = Counter((robbed, winner) for robbed, winner, _ in stolen)
    for (robbed, winner), count in pairs.most_common():
        example = next(text for one, other, text in stolen if (one, other) == (robbed, winner))
        print(f"{count:4}  {robbed} -> {winner}: {example}")


if __name__ == "__main__":
    main()
