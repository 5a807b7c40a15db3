"""Reads a text as tokens: words mended, stemmed, and told which concepts of the lexicon they stand for."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple

from bot.matching.cache import BoundedCache
from bot.matching.spelling import SpellingCorrector
from bot.matching.tokens import stem, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.knowledge.model import Lexicon

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
_REMEMBERED: Final = 65_536
"""Words, and phrases, whose reading is remembered."""


class Token(NamedTuple):
    """A word or a phrase of the lexicon."""

    stem: str
    """The stem, or the stems of a phrase joined by spaces."""
    concepts: tuple[str, ...]
    touches: frozenset[str]
    """Its concepts, and those of the single words in a phrase: "stop crying" is one phrase, and speaks of crying."""
    features: tuple[str, ...]
    """What it counts as wherever it stands: its stem and concepts, and the stems of a phrase."""
    negates: bool = False
    """Whether it denies what follows."""
    fills: bool = False
    """Whether it says nothing here."""


class Analysis(NamedTuple):
    """What a text says, as far as matching can see."""

    stems: tuple[str, ...]
    """Of every word, in order, after mending."""
    tokens: tuple[Token, ...]
    concepts: frozenset[str]
    """Those affirmed, and those denied with `not:` before them."""
    relations: frozenset[str]
    """The features that say who does what (`partner>cry`)."""
    features: tuple[str, ...]
    """What texts are compared by, each once: stems and phrases, concepts (`=cry`), who does what, and neighbours
    (`why+do`). In order, so that a sum over them is the same on every run."""
    mended: tuple[tuple[str, str], ...]
    """Words that were mended, and what they were read as."""


class Analyzer:
    """Reads texts with a lexicon and a vocabulary; the same text is always read the same way."""

    def __init__(self, lexicon: Lexicon, concepts: Mapping[str, Sequence[str]], texts: Iterable[str]) -> None:
        self._persons = lexicon.persons
        known = [word for text in texts for word in words(text)]
        meanings: defaultdict[str, dict[str, None]] = defaultdict(dict)
        for concept, phrases in concepts.items():
            for phrase in phrases:
                known += words(phrase)
                meanings[_stems(phrase)][concept] = None
        for phrase in (*lexicon.fillers, *lexicon.negations):
            known += words(phrase)
        self._meanings = {key: tuple(concepts) for key, concepts in meanings.items() if key}
        self._negations = set(map(_stems, lexicon.negations)).difference(self._meanings)
        self._fillers = set(map(_stems, lexicon.fillers)).difference(self._meanings, self._negations)
        self._phrases = {key for key in (*self._meanings, *self._negations, *self._fillers) if " " in key}
        self._longest: dict[str, dict[str, int]] = {}
        """How many words the longest phrase has that begins with two stems."""
        for phrase in self._phrases:
            first, second, *_ = phrase.split()
            begun = self._longest.setdefault(first, {})
            begun[second] = max(begun.get(second, 2), phrase.count(" ") + 1)
        self._speller = SpellingCorrector(known)
        self._readings: BoundedCache[str, tuple[tuple[str, ...], str]] = BoundedCache(_REMEMBERED)
        self._known_tokens: BoundedCache[str, Token] = BoundedCache(_REMEMBERED)

    @property
    def uses(self) -> Mapping[str, int]:
        """How often the library uses each stem."""
        return self._speller.stems

    def analyze(self, text: str) -> Analysis:
        """Read a clean text."""
        mended: list[tuple[str, str]] = []
        stems: list[str] = []
        for word in words(text):
            read, meant = self._readings.get(word) or self._reading(word)
            stems += read
            if meant:
                mended.append((word, meant))
        tokens = self._tokens(stems) or [Token(stem, (), frozenset(), (stem,)) for stem in stems]
        concepts = frozenset[str]().union(*[token.touches for token in tokens])
        who, features = self._features(tokens)
        return Analysis(tuple(stems), tuple(tokens), concepts, who, features, tuple(mended))

    def persons(self, stems: Sequence[str]) -> list[frozenset[str]]:
        """Return the persons named in a row of stems, in order; each with every concept its word stands for."""
        named = (self._persons.intersection(token.concepts) for token in self._tokens(stems))
        return [person for person in named if person]

    def _reading(self, word: str) -> tuple[tuple[str, ...], str]:
        """Return the stems that a word is read as, and what it is mended to, if it is."""
        read = self._speller.mend(word)
        self._readings[word] = tuple(map(stem, read)), "" if read == (word,) else " ".join(read)
        return self._readings[word]

    def _tokens(self, stems: Sequence[str]) -> list[Token]:
        tokens: list[Token] = []
        denied_until = -1
        at = 0
        while at < len(stems):
            key = stems[at]
            length = 1
            if key in self._longest:
                key, length = self._longest_phrase(stems, at)
            token = self._known_tokens.get(key) or self._token(key)
            if token.concepts:
                if at <= denied_until:
                    token = self._token(key, denied=True)
                    if not self._persons.issuperset(token.concepts):
                        denied_until = -1
                tokens.append(token)
            elif token.negates:
                denied_until = at + length - 1 + NEGATION_REACH
                tokens.append(token)
            elif not token.fills:
                tokens.append(token)
            at += length
        return tokens

    def _longest_phrase(self, stems: Sequence[str], at: int) -> tuple[str, int]:
        """Return the longest phrase of the lexicon from `at` on, or else the one word, and its length in words."""
        two = stems[at : at + 2]
        longest = self._longest[two[0]].get(two[-1], 1) if len(two) == 2 else 1
        for length in range(min(longest, len(stems) - at), 1, -1):
            key = " ".join(stems[at : at + length])
            if key in self._phrases:
                return key, length
        return two[0], 1

    def _token(self, key: str, *, denied: bool = False) -> Token:
        """Return the token of a stem or a phrase. What is denied is so whoever it is said of: persons stay."""
        remembered = DENIED + key if denied else key
        token = self._known_tokens.get(remembered)
        if token is None:
            parts = key.split() if " " in key else []
            concepts = self._meanings.get(key, ())
            if denied:
                concepts = tuple(c if c in self._persons else DENIED + c for c in concepts)
            touches = frozenset(concepts).union(*(self._meanings.get(part, ()) for part in parts))
            features = (key, *parts, *(CONCEPT + concept for concept in concepts))
            token = Token(key, concepts, touches, features, key in self._negations, key in self._fillers)
            self._known_tokens[remembered] = token
        return token

    def _features(self, tokens: Sequence[Token]) -> tuple[frozenset[str], tuple[str, ...]]:
        """Return who does what, and all features."""
        features: list[str] = []
        who: list[str] = []
        person = ""
        previous = "^"
        for token in tokens:
            concepts = token.concepts
            name = concepts[0] if concepts else token.stem
            features += token.features
            features.append(f"{previous}{PAIR}{name}")
            previous = name
            for concept in concepts:
                if concept in self._persons:
                    person = concept
                elif person:
                    who.append(f"{person}{WHO}{concept}")
        features.append(f"{previous}{PAIR}$")
        return frozenset(who), tuple(dict.fromkeys(features + who))


def _stems(phrase: str) -> str:
    return " ".join(map(stem, words(phrase)))
