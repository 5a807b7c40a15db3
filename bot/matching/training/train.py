"""Learns from a library's utterances how to tell its intents apart, by logistic regression.

Each intent and each subject outside is a class, and so are everyday questions. How likely a class is depends on the
words, concepts, pairs and letters of a text. Features are weighted by how few texts have them, and each text has length
1. What the probabilities are worth, and from where on to answer, is found on texts of writers that were left out.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from joblib import Parallel, delayed
from sklearn.linear_model import LogisticRegression

from bot.knowledge.utterances import EVERYDAY, read_utterances
from bot.matching.learned import features_of
from bot.matching.matcher import answerable, make_analyzer, utterance_vocabulary
from bot.matching.model_file import Learned, to_bytes
from bot.matching.scores import MOST_OFFERED
from bot.matching.tokens import words
from bot.matching.training.regression import count_features, fit, to_whole_numbers
from bot.matching.training.texts import EXAMPLES, fingerprint, texts_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bot.knowledge.model import Library
    from bot.knowledge.utterances import Utterance
    from bot.matching.semantic.file import SemanticHeader
    from bot.matching.training.texts import Text

FOLDS: Final = 3
"""Parts that are left out in turn, the texts of a writer all in the same. Examples are never left out where there are
utterances: they say what an intent is about."""
FOLDS_OF_FEW: Final = 10
"""Parts that are left out in turn where there are too few writers to leave out."""
MOST_OUTSIDE_ANSWERED: Final = 0.03
"""The part of the texts out of scope that may be answered."""
MOST_WRONG: Final = 0.1
"""The part of the answers to texts in scope that may be another intent's; where more would be, the bot asks back."""

FEWEST_ANSWERED: Final = 0.1
"""The part of the texts in scope that are answered rightly below which a writer is told what to do."""


class HeldOut(NamedTuple):
    """What was said of texts whose writers had been left out; each field has an entry for every text."""

    texts: Sequence[Text]
    in_scope: np.ndarray
    """Whether it is in scope."""
    log_odds: np.ndarray
    """Of all intents together against everything else."""
    share: np.ndarray
    """The part of the likeliest intent in all intents."""
    likeliest: np.ndarray
    """The number of that intent among all intents."""
    right: np.ndarray
    """Whether it is the right one."""
    offered: np.ndarray
    """Whether the right intent is among the likeliest few."""

    def probability(self, slope: float, offset: float) -> np.ndarray:
        """Return how likely each text is in scope."""
        probability: np.ndarray = 1 / (1 + np.exp(-(slope * self.log_odds + offset)))
        return probability

    def summary(self, bars: Learned | SemanticHeader) -> list[str]:
        """Return what came of the texts from these bars on, a line for each figure."""
        is_answered = self.probability(bars.slope, bars.offset) >= bars.answer
        is_answered &= self.share >= bars.share
        inside, outside = self.in_scope, ~self.in_scope
        figures = {
            "in scope, first answer right": (is_answered & self.right)[inside],
            "in scope, right one first or among those offered": (self.offered | (is_answered & self.right))[inside],
            "in scope, another answered": (is_answered & ~self.right)[inside],
            "out of scope, not answered": ~is_answered[outside],
        }
        told = [f"{100 * np.mean(part):5.1f} %  {name} ({len(part)} texts)" for name, part in figures.items()]
        if np.mean((is_answered & self.right)[inside]) < FEWEST_ANSWERED:
            told.append(
                f"the intents cannot be told apart well enough to keep to {MOST_WRONG:.0%} wrong answers: it asks back "
                "nearly always; write more ways of asking, and train again"
            )
        return told


class LabelledTexts(NamedTuple):
    """What is learned from; each field but the classes has an entry for every text."""

    texts: list[Text]
    labels: np.ndarray
    """The number of its class."""
    importance: np.ndarray
    folds: np.ndarray
    """The part in which it is left out."""
    intents: list[str]
    """The classes that are answered; those that are not come after them."""
    subjects: list[str]

    @property
    def classes(self) -> list[str]:
        """All classes, in the order of their numbers."""
        return [*self.intents, *self.subjects]


class Outcome(NamedTuple):
    """What came of the training."""

    read: LabelledTexts
    left_out: np.ndarray
    """The places of the texts that were left out in turn."""
    odds: np.ndarray
    """The log odds of each class for every text, learned without its writer; 0 for those that never were left out."""

    learned: Learned
    content: bytes
    """Of the file that keeps it."""
    held_out: HeldOut


def train(library: Library, report: Callable[[str], object] = lambda _: None) -> Outcome:
    """Learn from a library's examples and utterances.

    Args:
        library: What to learn.
        report: Called with a line on each step.

    Raises:
        LibraryError: the utterances are not sound.
    """
    utterances = read_utterances(library)
    read = read_texts(library, utterances)
    folds, classes = read.folds, read.classes
    vocabulary = utterance_vocabulary(utterances)
    analyzer = make_analyzer(library, vocabulary)
    counts = count_features(features_of(analyzer.analyze(text.words)) for text in read.texts)
    parts = np.unique(folds[folds != _NEVER_LEFT_OUT])
    report(
        f"{len(read.texts)} texts, {len(read.intents)} intents, {len(read.subjects)} subjects; "
        f"{len(parts)} parts left out in turn"
    )
    whole, *partial = Parallel(n_jobs=-1)(
        delayed(fit)(counts.of(kept), read.labels[kept], len(classes), read.importance[kept])
        for kept in (folds != part for part in (_NOTHING, *parts))  # What takes longest begins first.
    )
    left_out = np.flatnonzero(folds != _NEVER_LEFT_OUT)
    odds = np.zeros((len(read.texts), len(classes)))
    for part, learned_without in zip(parts, partial, strict=True):
        odds[folds == part] = learned_without.log_odds(counts.of(folds == part))
    held_out = judge(read, odds, left_out)
    slope, offset = calibrate(held_out)
    answer, share = thresholds(held_out, slope, offset)
    one, rows = to_whole_numbers(whole, counts.features)
    learned = Learned(
        fingerprint=fingerprint(library, utterances),
        intents=read.intents,
        subjects=read.subjects,
        intercepts=whole.intercepts.round(4).tolist(),
        one=one,
        slope=slope,
        offset=offset,
        answer=answer,
        share=share,
        features=len(rows),
        vocabulary=vocabulary,
        persons={},
    )
    return Outcome(read, left_out, odds, learned, to_bytes(learned, rows), held_out)


def read_texts(library: Library, utterances: Mapping[str, tuple[Utterance, ...]]) -> LabelledTexts:
    """Read what a library is learned from."""
    texts = texts_of(library, utterances)
    intents, subjects = list(answerable(library)), [*library.out_of_scope, EVERYDAY]
    numbers = {name: number for number, name in enumerate([*intents, *subjects])}
    labels = np.array([numbers[text.label] for text in texts])
    everyday = labels == numbers[EVERYDAY]
    importance = np.where(everyday, min(1.0, np.sum(~everyday) / np.sum(everyday)), 1.0)
    return LabelledTexts(texts, labels, importance, split_by_writer(texts), intents, subjects)


def split_by_writer(texts: Sequence[Text]) -> np.ndarray:
    """Return the part in which each text is left out: all texts of a writer in one, the parts about equally large.

    A library whose own utterances have too few writers has its texts left out one by one.
    """
    sizes = Counter(text.writer for text in texts if text.writer != EXAMPLES)
    if len({text.writer for text in texts if text.label != EVERYDAY} - {EXAMPLES}) < FOLDS:
        # A title may be an example, too: a text that is learned from must not be the one that it is measured by.
        distinct = {text: number for number, text in enumerate(dict.fromkeys(map(_as_read, texts)))}
        return np.array([distinct[_as_read(text)] % FOLDS_OF_FEW for text in texts])
    part_of = {EXAMPLES: _NEVER_LEFT_OUT}
    filled = [0] * FOLDS
    for writer, size in sorted(sizes.items(), key=lambda item: (-item[1], item[0])):
        part_of[writer] = filled.index(min(filled))
        filled[part_of[writer]] += size
    return np.array([part_of[text.writer] for text in texts])


def _as_read(text: Text) -> tuple[str, tuple[str, ...] | str]:
    """Return what is the same for texts that only signs and capitals tell apart; signs alone stand for themselves."""
    return text.label, tuple(words(text.words)) or text.words


def judge(read: LabelledTexts, odds: np.ndarray, left_out: np.ndarray) -> HeldOut:
    """Compare the log odds of each class with the right classes, for the texts that were left out."""
    texts, odds, labels, intents = (
        [read.texts[n] for n in left_out],
        odds[left_out],
        read.labels[left_out],
        len(read.intents),
    )
    best_first = np.argsort(-odds[:, :intents], axis=1)
    inside, outside = (np.logaddexp.reduce(part, axis=1) for part in (odds[:, :intents], odds[:, intents:]))
    return HeldOut(
        texts,
        in_scope=labels < intents,
        log_odds=inside - outside,
        share=np.exp(odds[:, :intents].max(axis=1) - inside),
        likeliest=best_first[:, 0],
        right=best_first[:, 0] == labels,
        offered=(best_first[:, :MOST_OFFERED] == labels[:, None]).any(axis=1),
    )


def calibrate(held_out: HeldOut) -> tuple[float, float]:
    """Return what the log odds are to be multiplied by, and what is to be added, so that they come true."""
    regression = LogisticRegression(C=np.inf).fit(held_out.log_odds[:, None], held_out.in_scope)
    return round(float(regression.coef_[0, 0]), 4), round(float(regression.intercept_[0]), 4)


def thresholds(
    held_out: HeldOut, slope: float, offset: float, most_outside: float = MOST_OUTSIDE_ANSWERED
) -> tuple[float, float]:
    """Return the lowest probability, and then the smallest share, from which not too much is answered wrongly."""
    probability = held_out.probability(slope, offset)
    outside = probability[~held_out.in_scope]
    answer = float(np.quantile(outside, 1 - most_outside))
    answered = held_out.in_scope & (probability >= answer)
    clearest_first = np.argsort(-held_out.share[answered], kind="stable")
    wrong = np.cumsum(~held_out.right[answered][clearest_first]) / np.arange(1, answered.sum() + 1)
    allowed = np.flatnonzero(wrong <= MOST_WRONG)
    share = held_out.share[answered][clearest_first][allowed[-1]] if len(allowed) else _NEARLY_ALL
    return round(answer, 4), round(float(share), 4)


_NEARLY_ALL: Final = 0.99
_NEVER_LEFT_OUT: Final = -1
_NOTHING: Final = -2
