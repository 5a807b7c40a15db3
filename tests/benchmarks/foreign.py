"""Holds the matcher to FAQs that have nothing to do with ours, and to what one would use instead on the very same rows.

    python -m tests.benchmarks.foreign FOLDER [NAME...]

FOLDER holds banking77_train.jsonl.gz, hwu64_fold1_train.jsonl.gz and clinc150_oos_test.jsonl.gz, of {"text", "label"}
rows; the other FAQs are in tests/libraries/. Of each FAQ every third question is held out; the others are learned, with
no lexicon and no subjects outside. The peer is TF-IDF of words and groups of letters with logistic regression, given
the same questions, and the same everyday questions as a class of their own.

`likeliest` is the share of held-out questions whose likeliest intent is right; `right` and `wrong` are what is answered
as if sure; of the peer at the score from which as many are right. `near` are questions that people might ask there and
that are not answered, `unrelated` the out-of-scope questions of CLINC150: how many of them are answered. Needs the
extras `benchmarks` and `train`.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline, make_union

from bot.cli import main as afterwords
from bot.conversation.understanding.thresholds import decide
from bot.knowledge.folder import default_folder, everyday_file
from bot.knowledge.load import read_library
from bot.knowledge.utterances import read_lines
from bot.matching.matcher import Matcher, answerable
from bot.matching.tokens import stems
from tests.benchmarks.labelled import single_questions
from tests.benchmarks.public import rows, write_library

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from bot.matching.matcher import Ranking

LIBRARIES = Path(__file__).parent.parent / "libraries"
PUBLIC = ("banking77_train.jsonl.gz", "hwu64_fold1_train.jsonl.gz")
QUESTIONS = 15
"""Questions of each intent of a public FAQ, of which ten are learned."""
HELD_OUT = 3
EVERYDAY = ""


class Faq(NamedTuple):
    """Questions with the intent of each."""

    name: str
    learned: list[tuple[str, str]]
    held_out: list[tuple[str, str]]
    near: list[str]


def faqs(folder: Path) -> Iterator[Faq]:
    """Yield the FAQs, those of tests/libraries/ first."""
    for place in sorted(path for path in LIBRARIES.iterdir() if path.is_dir()):
        library = read_library(place, stems)
        asked = [(text, name) for name, intent in answerable(library).items() for text in intent.examples]
        labelled = place.with_suffix(".jsonl")
        others = single_questions(labelled, library) if labelled.exists() else []
        asked += [(row.text, row.accept[0]) for row in others if row.accept]
        yield split(place.name, asked, [row.text for row in others if not row.accept])
    for name in PUBLIC:
        yield split(name.split("_")[0], rows(folder / name), [], most=QUESTIONS)


def split(name: str, asked: list[tuple[str, str]], near: list[str], most: int = sys.maxsize) -> Faq:
    """Hold out every third question of each intent."""
    faq, seen = Faq(name, [], [], near), dict.fromkeys((label for _, label in asked), 0)
    for text, label in asked:
        if seen[label] < most:
            seen[label] += 1
            (faq.learned if seen[label] % HELD_OUT else faq.held_out).append((text, label))
    return faq


class Answers(NamedTuple):
    """What is said of some questions; each field has an entry for every one."""

    likeliest: list[str]
    score: np.ndarray
    """How sure that intent is."""
    answered: np.ndarray
    """Whether it is answered."""

    @classmethod
    def of_matcher(cls, matcher: Matcher, questions: list[str]) -> Answers:
        """Ask a matcher."""
        rankings: list[Ranking] = [matcher.rank(text) for text in questions]
        likeliest = [ranking.matches[0].intent.id if ranking.matches else EVERYDAY for ranking in rankings]
        score = np.array([ranking.matches[0].score if ranking.matches else 0.0 for ranking in rankings])
        return cls(likeliest, score, np.array([decide(ranking) == "answer" for ranking in rankings], dtype=bool))


class Peer:
    """TF-IDF of words and groups of letters, with logistic regression."""

    def __init__(self, learned: list[tuple[str, str]], everyday: list[str]) -> None:
        self.model = make_pipeline(
            make_union(
                TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
                TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 4), sublinear_tf=True),
            ),
            LogisticRegression(C=10, max_iter=1000),
        ).fit(
            [*(text for text, _ in learned), *everyday], [*(label for _, label in learned), *[EVERYDAY] * len(everyday)]
        )

    def answers(self, questions: list[str], bar: float = 1.0) -> Answers:
        """Ask it; it answers from `bar` on."""
        intents = [place for place, name in enumerate(self.model.classes_) if name != EVERYDAY]
        odds = self.model.predict_proba(questions)[:, intents] if questions else np.zeros((0, len(intents)))
        likeliest = [str(self.model.classes_[intents[best]]) for best in odds.argmax(axis=1)]
        return Answers(likeliest, odds.max(axis=1), odds.max(axis=1) >= bar)


def is_right(answers: Answers, labels: list[str]) -> np.ndarray:
    """Return for each question whether the likeliest intent is right."""
    return np.array([one == other for one, other in zip(answers.likeliest, labels, strict=True)], dtype=bool)


def bar_for(answers: Answers, right: np.ndarray, count: int) -> float:
    """Return the score from which at least so many are answered rightly; past the surest where that is none."""
    scores = sorted(answers.score[right], reverse=True)
    return float(scores[min(count, len(scores)) - 1]) if count and scores else 2.0


def measure(faq: Faq, unrelated: list[str], everyday: list[str]) -> None:
    """Print a row for the matcher before training, one after it, and one for the peer at as many right as after it."""
    questions, labels = [text for text, _ in faq.held_out], [label for _, label in faq.held_out]
    print(f"{faq.name}: {len(set(labels))} intents, {len(faq.learned)} learned, {len(questions)} held out")
    with tempfile.TemporaryDirectory() as folder:
        write_library(faq.learned, Path(folder))
        pooled = Matcher(read_library(Path(folder), stems))
        afterwords(["train", "--library", folder])
        trained = Matcher(read_library(Path(folder), stems))
        for name, matcher in (("pooled", pooled), ("trained", trained)):
            asked = [Answers.of_matcher(matcher, many) for many in (questions, faq.near, unrelated)]
            print_row(name, asked, labels)
    peer = Peer(faq.learned, everyday)
    count = int((asked[0].answered & is_right(asked[0], labels)).sum())
    alone = peer.answers(questions)
    bar = bar_for(alone, is_right(alone, labels), count)
    print_row("peer", [peer.answers(many, bar) for many in (questions, faq.near, unrelated)], labels)
    for share in (0.2, 0.3, 0.4, 0.5):
        told = []
        for answers in (asked[0], alone):
            right = is_right(answers, labels)
            least = bar_for(answers, right, round(share * len(labels)))
            told.append(f"{np.mean((answers.score >= least) & ~right):5.1%}" if right.mean() >= share else "    -")
        print(f"  {share:.0%} right: wrong {told[0]} trained, {told[1]} peer", flush=True)


def print_row(name: str, asked: list[Answers], labels: list[str]) -> None:
    """Print the figures of one way, asked what was held out, what is near, and what is unrelated."""
    held_out, near, unrelated = asked
    right = is_right(held_out, labels)
    figures = {
        "likeliest": right.mean(),
        "right": (held_out.answered & right).mean(),
        "wrong": (held_out.answered & ~right).mean(),
        "near": near.answered.mean() if near.likeliest else None,
        "unrelated": unrelated.answered.mean(),
    }
    told = (f"{what} {'-' if value is None else f'{value:.1%}':>6}" for what, value in figures.items())
    print(f"  {name:8}", *told, sep="  ", flush=True)


def main(folder: Path, names: Collection[str] = ()) -> None:
    """Print what comes of each FAQ, or of those that are named."""
    unrelated = [text for text, _ in rows(folder / "clinc150_oos_test.jsonl.gz")]
    everyday = [utterance.text for _, utterance in read_lines(everyday_file(default_folder()), [])]
    for faq in faqs(folder):
        if not names or faq.name in names:
            measure(faq, unrelated, everyday)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
