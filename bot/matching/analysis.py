"""Reads a text as tokens: words mended, stemmed, and told which concepts of the lexicon they stand for."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.matching.spelling import Speller
from bot.matching.words import stem, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.knowledge.library import Lexicon

NEGATION_REACH: Final = 3
"""Words after a negation within which a concept is read as denied."""
CONCEPT: Final = "="
"""Written before a concept where it is a feature."""
WHO: Final = ">"
"""Written between a person and what that person does or feels."""
PAIR: Final = "+"
"""Written between neighbours. No word, and no name of a concept, holds any of these signs."""
DENIED: Final = "not:"
"""Written before a concept that is denied."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a phrase of the lexicon."""

    stem: str
    """The stem, or the stems of a phrase joined by spaces."""
    concepts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Analysis:
    """What a text says, as far as matching can see."""

    stems: tuple[str, ...]
    """Of every word, in order, after mending."""
    tokens: tuple[Token, ...]
    concepts: frozenset[str]
    """Those affirmed, and those denied with `not:` before them."""
    features: tuple[str, ...]
    """What texts are compared by, each once: stems and phrases, concepts (`=cry`), who does what (`partner>cry`),
    neighbours (`why+do`). In order, so that a sum over them is the same on every run."""
    mended: tuple[tuple[str, str], ...]
    """Words that were mended, and what they were read as."""

    @property
    def who_does_what(self) -> frozenset[str]:
        """The features that say who does what."""
        return frozenset(feature for feature in self.features if WHO in feature)


class Analyzer:
    """Reads texts with a lexicon and a vocabulary; the same text is always read the same way."""

    def __init__(self, lexicon: Lexicon, concepts: Mapping[str, Sequence[str]], texts: Iterable[str]) -> None:
        self._persons = lexicon.persons
        self._fillers = {tuple(map(stem, words(phrase))) for phrase in lexicon.fillers}
        self._negations = {tuple(map(stem, words(phrase))) for phrase in lexicon.negations}
        meanings: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
        known = [word for text in texts for word in words(text)]
        for concept, phrases in concepts.items():
            for phrase in phrases:
                spelled = words(phrase)
                known += spelled
                key = tuple(map(stem, spelled))
                if concept not in meanings[key]:
                    meanings[key].append(concept)
        for phrase in (*lexicon.fillers, *lexicon.negations):
            known += words(phrase)
        self._meanings = {key: tuple(concepts) for key, concepts in meanings.items()}
        self._longest: dict[str, int] = {}
        for key in (*self._meanings, *self._fillers, *self._negations):
            if key:
                self._longest[key[0]] = max(self._longest.get(key[0], 0), len(key))
        self._speller = Speller(known)

    def analyze(self, text: str) -> Analysis:
        """Read a clean text."""
        mended: list[tuple[str, str]] = []
        stems: list[str] = []
        for word in words(text):
            read = self._speller.mend(word)
            if read != (word,):
                mended.append((word, " ".join(read)))
            stems += map(stem, read)
        tokens = self._tokens(stems) or [Token(stem) for stem in stems]
        concepts = frozenset(concept for token in tokens for concept in token.concepts) | self._within_phrases(tokens)
        return Analysis(tuple(stems), tuple(tokens), concepts, self._features(tokens), tuple(mended))

    def persons(self, stems: Sequence[str]) -> list[frozenset[str]]:
        """Return the persons named in a row of stems, in order; each with every concept its word stands for."""
        named = (self._persons.intersection(token.concepts) for token in self._tokens(stems))
        return [person for person in named if person]

    def _tokens(self, stems: Sequence[str]) -> list[Token]:
        tokens: list[Token] = []
        denied_until = -1
        at = 0
        while at < len(stems):
            length = self._phrase_length(stems, at)
            key = tuple(stems[at : at + length])
            if key in self._meanings:
                concepts = self._meanings[key]
                if at <= denied_until:
                    concepts = tuple(c if c in self._persons else DENIED + c for c in concepts)
                    if not self._persons.issuperset(self._meanings[key]):
                        denied_until = -1
                tokens.append(Token(" ".join(key), concepts))
            elif key in self._negations:
                denied_until = at + length - 1 + NEGATION_REACH
                tokens.append(Token(" ".join(key)))
            elif key not in self._fillers:
                tokens.append(Token(key[0]))
            at += length
        return tokens

    def _phrase_length(self, stems: Sequence[str], at: int) -> int:
        """Return how many words from `at` make the longest phrase of the lexicon, 1 if none does."""
        for length in range(min(self._longest.get(stems[at], 1), len(stems) - at), 1, -1):
            key = tuple(stems[at : at + length])
            if key in self._meanings or key in self._fillers or key in self._negations:
                return length
        return 1

    def _within_phrases(self, tokens: Sequence[Token]) -> set[str]:
        """Return the concepts of the single words in phrases: "stop crying" is one phrase, and speaks of crying."""
        return {
            concept
            for token in tokens
            if " " in token.stem
            for word in token.stem.split()
            for concept in self._meanings.get((word,), ())
        }

    def _features(self, tokens: Sequence[Token]) -> tuple[str, ...]:
        features: list[str] = []
        person = ""
        previous = "^"
        for token in tokens:
            name = token.concepts[0] if token.concepts else token.stem
            features += (token.stem, *token.stem.split(), f"{previous}{PAIR}{name}")
            previous = name
            for concept in token.concepts:
                features.append(CONCEPT + concept)
                if concept in self._persons:
                    person = concept
                elif person:
                    features.append(f"{person}{WHO}{concept}")
        features.append(f"{previous}{PAIR}$")
        return tuple(dict.fromkeys(features))
