"""Prints what each entry of the lexicon is worth: `python -m tests.benchmarks.lexicon`.

Writers are left out in turn, as at training. Texts of theirs in which an entry is found are read with it and without,
and compared: by how much the right class is likelier with it (in natural logarithms, summed up), and how many more are
taken for the right class. What was learned stays as it is, so that an entry is worth less than is said here: learned
without it, more would be known of its words. What is worth nothing here earns no place.

Entries are printed that are found, the worst first, then each concept as a whole, and how many are found nowhere. Needs
the extra `train`, and takes a quarter of an hour on two cores.
"""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from joblib import Parallel, delayed
from scipy import sparse

from bot.knowledge.utterances import read_utterances
from bot.matching.learned import features_of
from bot.matching.matcher import make_analyzer, utterance_vocabulary
from bot.matching.tokens import stems
from bot.matching.training.regression import count_features, fit
from bot.matching.training.train import read_texts
from tests.bots import LIBRARY

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.knowledge.model import Library
    from bot.matching.training.regression import Counts, Fit
    from bot.matching.training.train import LabelledTexts

FEWEST: Final = 3
"""Texts in which an entry has to be found, to be told of."""
PROCESSES: Final = 2
MOST: Final = 300
"""Texts that are read again for an entry; the rest is taken to be like them."""
_NONE: Final = "fillers and negations"


class Entry(NamedTuple):
    """A word or phrase of the lexicon."""

    concept: str
    """The concept or the subject outside that it stands for; else that it is a filler or a negation."""
    phrase: str


class Worth(NamedTuple):
    """What it is worth to read texts with an entry, against without it."""

    texts: int
    likelihood: float
    """The logarithm by which the right class is likelier, over all texts."""
    right: int
    """How many more are taken for the right class."""


def entries(library: Library) -> Iterator[Entry]:
    """Yield the entries of the lexicon, and the words of subjects outside."""
    for concept, phrases in library.lexicon.concepts.items():
        yield from (Entry(concept, phrase) for phrase in phrases)
    for subject, topic in library.out_of_scope.items():
        yield from (Entry(f"outside:{subject}", phrase) for phrase in topic.words)
    for phrase in (*library.lexicon.fillers, *library.lexicon.negations):
        yield Entry(_NONE, phrase)


def without(library: Library, left_out: frozenset[Entry]) -> Library:
    """Return a library whose lexicon lacks some entries."""
    lexicon = library.lexicon
    concepts = {
        name: tuple(phrase for phrase in phrases if (name, phrase) not in left_out)
        for name, phrases in lexicon.concepts.items()
    }
    fillers, negations = (
        tuple(phrase for phrase in phrases if (_NONE, phrase) not in left_out)
        for phrases in (lexicon.fillers, lexicon.negations)
    )
    subjects = {
        name: topic._replace(words=tuple(word for word in topic.words if (f"outside:{name}", word) not in left_out))
        for name, topic in library.out_of_scope.items()
    }
    lexicon = lexicon._replace(concepts=concepts, fillers=fillers, negations=negations)
    return library._replace(lexicon=lexicon, out_of_scope=subjects)


class Measurement:
    """Reads texts of writers that were left out with less of the lexicon."""

    def __init__(self, library: Library) -> None:
        self._library = library
        utterances = read_utterances(library)
        self._known = utterance_vocabulary(utterances)
        self.read: LabelledTexts = read_texts(library, utterances)
        analyzer = make_analyzer(library, self._known)
        analyses = [analyzer.analyze(text.words) for text in self.read.texts]
        self._counts: Counts = count_features(map(features_of, analyses))
        self._column = {feature: number for number, feature in enumerate(self._counts.features)}
        folds, classes = self.read.folds, len(self.read.classes)
        self._parts = sorted(set(folds[folds >= 0].tolist()))
        kept = [folds != part for part in self._parts]
        self._fits: list[Fit] = Parallel(n_jobs=-1)(
            delayed(fit)(self._counts.of(each), self.read.labels[each], classes, self.read.importance[each])
            for each in kept
        )
        self.places: Mapping[str, list[int]] = defaultdict(list)
        """The texts that were left out in which a word or phrase was found, by its stems."""
        for place, analysis in enumerate(analyses):
            if folds[place] >= 0:
                for found in {token.stem for token in analysis.tokens}:
                    self.places[found].append(place)
        self._odds = self._log_odds(self._counts, np.arange(len(analyses)))

    def worths(self, groups: Sequence[frozenset[Entry]]) -> list[Worth]:
        """Return what several groups of entries are worth."""
        return list(map(self.worth, groups))

    def worth(self, left_out: frozenset[Entry]) -> Worth:
        """Return what it is worth to read the texts with some entries."""
        found = sorted({place for entry in left_out for place in self.places.get(key(entry), ())})
        if not found:
            return Worth(0, 0.0, 0)
        places = np.array(found[:: math.ceil(len(found) / MOST)])
        analyzer = make_analyzer(without(self._library, left_out), self._known)
        counts = count_features(features_of(analyzer.analyze(self.read.texts[place].words)) for place in places)
        odds = self._log_odds(self._on_known_columns(counts), places)
        before, after, labels = self._odds[places], odds, self.read.labels[places]
        likelier = _log_likelihood(before, labels) - _log_likelihood(after, labels)
        righter = (before.argmax(axis=1) == labels).astype(int) - (after.argmax(axis=1) == labels)
        return Worth(len(found), len(found) * float(np.mean(likelier)), round(len(found) * float(np.mean(righter))))

    def _on_known_columns(self, counts: Counts) -> Counts:
        """Return counts of the features that were learned of, in their order."""
        known = [number for number, feature in enumerate(counts.features) if feature in self._column]
        matrix = counts.matrix[:, known].tocoo()
        columns = np.array([self._column[counts.features[number]] for number in known], dtype=int)
        shape = (counts.matrix.shape[0], len(self._column))
        wide = sparse.csr_matrix((matrix.data, (matrix.row, columns[matrix.col])), shape=shape)
        return self._counts._replace(matrix=wide)

    def _log_odds(self, counts: Counts, places: np.ndarray) -> np.ndarray:
        """Return the log odds of some texts, learned without their writers."""
        odds = np.zeros((len(places), len(self.read.classes)))
        for part, learned in zip(self._parts, self._fits, strict=True):
            chosen = self.read.folds[places] == part
            if chosen.any():
                odds[chosen] = learned.log_odds(counts.of(chosen))
        return odds


def key(entry: Entry) -> str:
    """Return the stems of an entry, by which it is found."""
    return " ".join(stems(entry.phrase))


def _log_likelihood(odds: np.ndarray, labels: np.ndarray) -> np.ndarray:
    likelihood: np.ndarray = odds[np.arange(len(labels)), labels] - np.logaddexp.reduce(odds, axis=1)
    return likelihood


def main() -> None:
    """Print what each entry, and each concept, is worth."""
    every = list(dict.fromkeys(entries(LIBRARY)))
    concepts = list(dict.fromkeys(entry.concept for entry in every))
    groups = [frozenset([entry]) for entry in every]
    groups += [frozenset(entry for entry in every if entry.concept == concept) for concept in concepts]
    measured = Measurement(LIBRARY)
    parts = Parallel(n_jobs=PROCESSES)(delayed(measured.worths)(groups[n::PROCESSES]) for n in range(PROCESSES))
    told = {
        group: worth for n, part in enumerate(parts) for group, worth in zip(groups[n::PROCESSES], part, strict=True)
    }
    worths = {entry: told[frozenset([entry])] for entry in every}
    found = sorted((worth.likelihood, entry) for entry, worth in worths.items() if worth.texts >= FEWEST)
    for _, entry in found:
        print_row(f"{entry.concept}: {entry.phrase}", worths[entry])
    print()
    whole = [(told[group], concept) for group, concept in zip(groups[len(every) :], concepts, strict=True)]
    for worth, concept in sorted(whole, key=lambda pair: pair[0].likelihood):
        print_row(concept, worth)
    print(f"\n{len(every)} entries, {len(found)} found at least {FEWEST} times, of these no gain: ", end="")
    print(sum(worths[entry].likelihood <= 0 for _, entry in found))
    print("found nowhere:", sum(not worth.texts for worth in worths.values()))


def print_row(name: str, worth: Worth) -> None:
    """Print what something is worth."""
    print(f"{worth.texts:6d} texts  {worth.likelihood:+9.2f}  {worth.right:+5d} right  {name}")


if __name__ == "__main__":
    main()
