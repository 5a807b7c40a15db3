"""Compares the matcher with what one would use instead, on the very same utterances and questions, in one run.

    python -m tests.benchmarks.peers [FOLDER]

FOLDER holds in_scope.jsonl and near_scope.jsonl, labelled as for `evaluate`; the project's own unless told. Each way is
given the examples and utterances of `intents/`, subjects outside and everyday questions as classes of their own; the
score is the probability of all intents. `right` is the share of in-scope questions whose likeliest intent is right;
`AUROC` tells in scope from near scope; `right, refusing 95 %` is the share right at the score below which 95 % of the
near-scope questions fall. The three small FAQs of `tests/libraries/`, as they are, untrained, are compared after that.
Needs the extra `benchmarks`; with the extra `semantic` and a model (`afterwords model get`), embeddings are compared,
and this matcher with what it learned from them.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from rapidfuzz import fuzz, process
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import make_pipeline, make_union

from bot import load
from bot.knowledge.utterances import read_utterances
from bot.matching.matcher import Matcher, answerable
from bot.matching.training.texts import texts_of
from tests.benchmarks.foreign import LIBRARIES
from tests.benchmarks.labelled import QUESTIONS, single_questions
from tests.conftest import MODEL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.knowledge import Library
    from tests.benchmarks.labelled import Question

    Choice = Callable[[list[str]], list[tuple[str, float]]]

REFUSED = 0.95
RATIOS = (fuzz.ratio, fuzz.token_sort_ratio, fuzz.token_set_ratio, fuzz.partial_ratio, fuzz.WRatio, fuzz.QRatio)


def ways(library: Library) -> Iterator[tuple[str, Choice]]:
    """Yield each way by name; it returns (intent, score) for each question."""
    yield "this matcher", matched(Matcher(library))
    if MODEL:
        yield "this matcher, with meaning", matched(load(library.folder, MODEL).matcher)
    texts = texts_of(library, read_utterances(library))
    words, labels = [text.words for text in texts], [text.label for text in texts]
    intents = set(answerable(library))
    model = make_pipeline(
        make_union(
            TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, min_df=2),
            TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 4), sublinear_tf=True, min_df=2),
        ),
        LogisticRegression(C=10, max_iter=300),
    ).fit(words, labels)
    yield "TF-IDF, logistic regression", lambda questions: chosen(model.predict_proba(questions), model, intents)
    if MODEL:
        from bot.matching.training.semantic import read_meaning

        folder = MODEL
        embedded = LogisticRegression(C=10, max_iter=1000).fit(read_meaning(folder, words), labels)
        yield (
            "MiniLM, logistic regression",
            lambda questions: chosen(embedded.predict_proba(read_meaning(folder, questions)), embedded, intents),
        )
    lowered = [text.lower() for text in words]
    for ratio in RATIOS:

        def nearest(questions: list[str], ratio: Callable[..., float] = ratio) -> list[tuple[str, float]]:
            found = (process.extractOne(question.lower(), lowered, scorer=ratio) for question in questions)
            return [(labels[place], score if labels[place] in intents else -score) for _, score, place in found]

        yield f"rapidfuzz {ratio.__name__}", nearest


def matched(matcher: Matcher) -> Choice:
    """Return the way of a matcher."""

    def ours(questions: list[str]) -> list[tuple[str, float]]:
        rankings = map(matcher.rank, questions)
        return [(one.matches[0].intent.id, one.probability) if one.matches else ("", 0.0) for one in rankings]

    return ours


def chosen(probabilities: np.ndarray, model: Any, intents: set[str]) -> list[tuple[str, float]]:
    """Return the likeliest intent for each row, and the probability of all intents together."""
    places = [place for place, name in enumerate(model.classes_) if name in intents]
    inside = probabilities[:, places]
    return [
        (str(model.classes_[places[best]]), float(total))
        for best, total in zip(inside.argmax(axis=1), inside.sum(axis=1), strict=True)
    ]


def main(folder: Path) -> None:
    """Compare on the questions in a folder, and on those of other libraries."""
    library = load().library
    compare(library, *(single_questions(folder / f"{name}.jsonl", library) for name in ("in_scope", "near_scope")))
    for labelled in sorted(LIBRARIES.glob("*.jsonl")):
        library = load(labelled.with_suffix("")).library
        questions = single_questions(labelled, library)
        print(f"\n{labelled.stem}:")
        compare(library, [each for each in questions if each.accept], [each for each in questions if not each.accept])


def compare(library: Library, inside: list[Question], near: list[Question]) -> None:
    """Print a row for each way."""
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
