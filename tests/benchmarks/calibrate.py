"""Fits the constants of the score where nothing was learned, and shows how far it can be trusted and where to cut it.

    python -m tests.benchmarks.calibrate [FILE ...]

The files are labelled questions; the project's own unless told. Questions whose best intent is right are told from
the others by a logistic regression on three facts: the similarity, whether the text is in the library's scope, and the
share of the similarity in that and the nearest subject outside. All that is printed of the score is cross-validated.
Needs the extra `benchmarks`.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from bot import load
from bot.matching.matcher import Matcher
from bot.matching.pooled import OUT_OF_SCOPE_FLOOR
from tests.benchmarks.labelled import QUESTIONS, Question, single_questions

FILES = ("in_scope", "second_in_scope", "near_scope", "second_near_scope", "far_scope")
BINS = 10
FOLDS = 10


def facts(matcher: Matcher, row: Question) -> tuple[list[float], bool]:
    """Return the three facts about a question's best intent, and whether it is right."""
    ranking = matcher.rank(row.text)
    if not ranking.matches:
        return [0.0, 0.0, 0.0], False
    best = ranking.matches[0]
    share = best.similarity / (best.similarity + max(ranking.out_of_scope_similarity, OUT_OF_SCOPE_FLOOR))
    in_scope = ranking.in_scope and best.intent.kind == "answer"
    return [best.similarity, float(in_scope), share], best.intent.id in row.accept


def print_reliability(promised: np.ndarray, right: np.ndarray) -> None:
    """Print what the score promises beside what holds."""
    print("\nscore        questions  promised  right")
    error = 0.0
    for number in range(BINS):
        chosen = (promised * BINS).astype(int).clip(max=BINS - 1) == number
        if chosen.any():
            mean, holds = promised[chosen].mean(), right[chosen].mean()
            error += abs(mean - holds) * chosen.mean()
            print(f"{number / BINS:.1f} to {(number + 1) / BINS:.1f}  {chosen.sum():9d}  {mean:8.2f}  {holds:5.2f}")
    print(f"expected calibration error {error:.3f}")


def print_cuts(promised: np.ndarray, right: np.ndarray, answerable: np.ndarray) -> None:
    """Print what answering from a score on would give."""
    print("\nfrom  right  misled  refused rightly")
    for cut in np.arange(0.2, 0.75, 0.05):
        told = promised >= cut
        shares = [(told & right)[answerable], (told & ~right)[answerable], ~told[~answerable]]
        print(f"{cut:.2f}  " + "  ".join(f"{share.mean():5.1%}" for share in shares))


def main(paths: list[Path]) -> None:
    """Print the constants, the reliability of the score, and what each bar for answering gives."""
    library = load().library
    matcher = Matcher(library, use_learned=False)
    rows = [row for path in paths for row in single_questions(path, library)]
    measured = [facts(matcher, row) for row in rows]
    x = np.array([found for found, _ in measured])
    right = np.array([is_right for _, is_right in measured])
    model = LogisticRegression(C=10, max_iter=5000)
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=0)
    promised = cross_val_predict(model, x, right, cv=folds, method="predict_proba")[:, 1]
    model.fit(x, right)
    similarity, scope, inside = model.coef_[0]
    print(f"OFFSET {model.intercept_[0]:.1f}  SIMILARITY_SLOPE {similarity:.1f}  SCOPE_GAIN {scope:.1f}  ", end="")
    print(f"INSIDE_SLOPE {inside:.1f}  (on {len(rows)} questions)")
    print_reliability(promised, right)
    print_cuts(promised, right, np.array([bool(row.accept) for row in rows]))


if __name__ == "__main__":
    main([Path(argument) for argument in sys.argv[1:]] or [QUESTIONS / f"{name}.jsonl" for name in FILES])
