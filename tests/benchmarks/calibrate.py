"""Fits the constants of the matcher's score, and shows how far it can be trusted.

    python -m tests.benchmarks.calibrate [FILE ...]

The files are labelled questions; the project's own unless told. Questions whose best intent is right are told from
the others by a logistic regression on three facts: the similarity, whether the text is in the library's scope, and the
share of the similarity in that and the nearest subject outside. Needs the extra `benchmarks`.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from bot import load
from bot.matching.matcher import OUTSIDE_FLOOR, Matcher
from tests.benchmarks.labelled import QUESTIONS, Labelled, single_questions

FILES = ("in_scope.jsonl", "near_scope.jsonl", "far_scope.jsonl")
BINS = 10
FOLDS = 10


def facts(matcher: Matcher, row: Labelled) -> tuple[list[float], bool]:
    """Return the three facts about a question's best intent, and whether it is right."""
    ranking = matcher.rank(row.question)
    if not ranking.matches:
        return [0.0, 0.0, 0.0], False
    best = ranking.matches[0]
    share = best.similarity / (best.similarity + max(ranking.outside_similarity, OUTSIDE_FLOOR))
    in_scope = ranking.in_scope and best.intent.kind == "answer"
    return [best.similarity, float(in_scope), share], best.intent.id in row.accept


def main(paths: list[Path]) -> None:
    """Print the constants, and a table of what the score promises and what holds."""
    matcher = Matcher(load())
    measured = [facts(matcher, row) for path in paths for row in single_questions(path)]
    x = np.array([found for found, _ in measured])
    y = np.array([right for _, right in measured])
    model = LogisticRegression(C=10, max_iter=5000)
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=0)
    promised = cross_val_predict(model, x, y, cv=folds, method="predict_proba")[:, 1]
    model.fit(x, y)
    similarity, scope, inside = model.coef_[0]
    print(f"OFFSET {model.intercept_[0]:.1f}  SIMILARITY_SLOPE {similarity:.1f}  SCOPE_GAIN {scope:.1f}  ", end="")
    print(f"INSIDE_SLOPE {inside:.1f}  (on {len(y)} questions)")
    print("score        questions  promised  right    (cross-validated)")
    for low in np.linspace(0, 1, BINS, endpoint=False):
        inside_bin = (promised >= low) & (promised < low + 1 / BINS)
        if inside_bin.any():
            means = f"{promised[inside_bin].mean():8.2f}  {y[inside_bin].mean():5.2f}"
            print(f"{low:.1f} to {low + 1 / BINS:.1f}  {inside_bin.sum():9d}  {means}")
    expected_error = sum(
        abs(promised[chosen].mean() - y[chosen].mean()) * chosen.mean()
        for low in np.linspace(0, 1, BINS, endpoint=False)
        if (chosen := (promised >= low) & (promised < low + 1 / BINS)).any()
    )
    print(f"expected calibration error {expected_error:.3f}")


if __name__ == "__main__":
    main([Path(argument) for argument in sys.argv[1:]] or [QUESTIONS / name for name in FILES])
