"""Reads a text as tokens: words corrected, stemmed, and linked to the concepts of the lexicon they stand for."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import starmap
from typing import TYPE_CHECKING, Final, NamedTuple

from bot.matching import features as make
from bot.matching.cache import BoundedCache
from bot.matching.spelling import SpellingCorrector
from bot.matching.tokens import stem, stems, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bot.knowledge.model import Lexicon
    from bot.matching.features import Feature

NEGATION_WINDOW: Final = 3
"""Words after a negation within which a concept is read as denied."""
_NO_FEATURES: Final[frozenset[Feature]] = frozenset()
_NO_NAMES: Final[frozenset[str]] = frozenset()
_CACHED: Final = 65_536
"""Words, and phrases, whose reading is cached."""


class Token(NamedTuple):
    """A word or a phrase of the lexicon."""

    stem: str
    """The stem, or the stems of a phrase joined by spaces."""
    meanings: tuple[Feature, ...]
    """The concepts and subjects that it stands for, or denies."""
    touched: frozenset[Feature]
    """Its meanings, and those of the single words in a phrase: "stop crying" is one phrase, and speaks of crying."""
    features: tuple[Feature, ...]
    """What it counts as wherever it stands: its stem and meanings, and the stems of a phrase."""
    keys: tuple[int, ...]
    """Those of its features."""
    name: str
    """What its neighbours know it by: the label of its first meaning, or its stem."""
    concepts: frozenset[str]
    """The names of the concepts that it touches and does not deny."""
    roles: tuple[tuple[str, str], ...]
    """For each meaning the name of the person that it is, or else the label of what that person does or feels."""
    is_negation: bool = False
    """Whether it denies what follows."""
    is_filler: bool = False
    """Whether it says nothing here."""


class Analysis(NamedTuple):
    """What a text says, as far as matching can see."""

    text: str
    """As it was written."""
    stems: tuple[str, ...]
    """Of every word, in order, after correction."""
    tokens: tuple[Token, ...]
    meanings: frozenset[Feature]
    """The concepts and subjects that it mentions, or denies."""
    concepts: frozenset[str]
    """The names of the concepts among them that are not denied."""
    deeds: tuple[tuple[str, str], ...]
    """Who does or feels what, in order."""
    relations: frozenset[str]
    """The same as `needs` in the library writes it (`partner>cry`)."""
    words: tuple[str, ...]
    """As they were typed, each once."""
    corrections: tuple[tuple[str, str], ...]
    """Words that were taken for typos, and what they were read as."""

    @property
    def features(self) -> tuple[Feature, ...]:
        """What texts are compared by, each once, in order of first appearance; without groups of letters."""
        features: list[Feature] = []
        before = make.START
        for token in self.tokens:
            features += (*token.features, make.pair(before, token.name))
            before = token.name
        features.append(make.pair(before, make.END))
        return tuple(dict.fromkeys([*features, *starmap(make.relation, self.deeds)]))

    @property
    def keys(self) -> set[int]:
        """The keys of its features: what was learned of a feature is found by its key, sooner than by the feature."""
        keys = set(make.pair_keys([make.START, *[token.name for token in self.tokens], make.END]))
        keys.update(*[token.keys for token in self.tokens], starmap(make.relation_key, self.deeds))
        return keys


class Analyzer:
    """Reads texts with a lexicon and a vocabulary; the same text is always read the same way."""

    def __init__(
        self, lexicon: Lexicon, subjects: Mapping[str, tuple[str, ...]], vocabulary: Mapping[str, int]
    ) -> None:
        """Learn the words.

        Args:
            lexicon: The words of the domain.
            subjects: The words and phrases for each subject outside the library.
            vocabulary: Words that are known, and not taken for typos, and how often they are used.
        """
        self._persons = lexicon.persons
        known = Counter(vocabulary)
        meanings: defaultdict[str, dict[Feature, None]] = defaultdict(dict)
        phrases_of = [(make.concept(name), phrases) for name, phrases in lexicon.concepts.items()]
        phrases_of += [(make.subject(name), phrases) for name, phrases in subjects.items()]
        for meaning, phrases in phrases_of:
            for phrase in phrases:
                known.update(words(phrase))
                meanings[_key(phrase)][meaning] = None
        for phrase in (*lexicon.fillers, *lexicon.negations):
            known.update(words(phrase))
        self._meanings = {key: tuple(found) for key, found in meanings.items() if key}
        self._negations = set(map(_key, lexicon.negations)).difference(self._meanings)
        self._fillers = set(map(_key, lexicon.fillers)).difference(self._meanings, self._negations)
        self._phrases = {key for key in (*self._meanings, *self._negations, *self._fillers) if " " in key}
        self._longest: dict[str, dict[str, int]] = {}
        """How many words the longest phrase has that begins with two stems."""
        for phrase in self._phrases:
            first, second, *_ = phrase.split()
            begun = self._longest.setdefault(first, {})
            begun[second] = max(begun.get(second, 2), phrase.count(" ") + 1)
        self._corrector = SpellingCorrector(known)
        self._readings: BoundedCache[str, tuple[tuple[str, ...], str]] = BoundedCache(self._read, _CACHED)
        self._tokens: BoundedCache[str, Token] = BoundedCache(self._token, _CACHED)
        self._denied_tokens: BoundedCache[str, Token] = BoundedCache(self._denied_token, _CACHED)

    @property
    def stem_counts(self) -> Mapping[str, int]:
        """How often the library uses each stem."""
        return self._corrector.stem_counts

    def analyze(self, text: str) -> Analysis:
        """Read a clean text."""
        corrections: list[tuple[str, str]] = []
        found: list[str] = []
        typed = words(text)
        for word in typed:
            read, corrected = self._readings[word]
            found += read
            if corrected:
                corrections.append((word, corrected))
        tokens = self._tokenize(found) or [_plain_token(each) for each in found]
        meanings = _NO_FEATURES.union(*[token.touched for token in tokens])
        concepts = _NO_NAMES.union(*[token.concepts for token in tokens])
        deeds = tuple(_deeds(tokens))
        return Analysis(
            text=text,
            stems=tuple(found),
            tokens=tuple(tokens),
            meanings=meanings,
            concepts=concepts,
            deeds=deeds,
            relations=frozenset([make.relation(*each).value for each in deeds]),
            words=tuple(dict.fromkeys(typed)),
            corrections=tuple(corrections),
        )

    def persons(self, stems: Sequence[str]) -> list[frozenset[str]]:
        """Return the persons mentioned in a row of stems, in order; each with every concept its word stands for."""
        mentioned = (
            self._persons.intersection(meaning.value for meaning in token.meanings if meaning.kind == "concept")
            for token in self._tokenize(stems)
        )
        return [person for person in mentioned if person]

    def _read(self, word: str) -> tuple[tuple[str, ...], str]:
        """Return the stems that a word is read as, and what it is corrected to, if it is."""
        read = self._corrector.correct(word)
        return tuple(map(stem, read)), "" if read == (word,) else " ".join(read)

    def _tokenize(self, stems: Sequence[str]) -> list[Token]:
        tokens: list[Token] = []
        denied_until = -1
        at = 0
        while at < len(stems):
            key = stems[at]
            length = 1
            begun = self._longest.get(key)
            if begun and at + 1 < len(stems) and stems[at + 1] in begun:
                key, length = self._longest_phrase(stems, at)
            token = self._tokens[key]
            if token.meanings:
                if at <= denied_until:
                    token = self._denied_tokens[key]
                    if not all(map(self._is_person, token.meanings)):
                        denied_until = -1
                tokens.append(token)
            elif token.is_negation:
                denied_until = at + length - 1 + NEGATION_WINDOW
                tokens.append(token)
            elif not token.is_filler:
                tokens.append(token)
            at += length
        return tokens

    def _longest_phrase(self, stems: Sequence[str], at: int) -> tuple[str, int]:
        """Return the longest phrase of the lexicon from `at` on, where the first two stems begin one, and its length.

        Where there is none, return the one word.
        """
        longest = self._longest[stems[at]][stems[at + 1]]
        for length in range(min(longest, len(stems) - at), 1, -1):
            key = " ".join(stems[at : at + length])
            if key in self._phrases:
                return key, length
        return stems[at], 1

    def _denied_token(self, key: str) -> Token:
        """Return the token of what is denied. A person is there whether or not what they do is denied."""
        meanings = self._meanings.get(key, ())
        return self._make_token(key, tuple(each if self._is_person(each) else make.deny(each) for each in meanings))

    def _token(self, key: str) -> Token:
        """Return the token of a stem or a phrase."""
        return self._make_token(key, self._meanings.get(key, ()))

    def _make_token(self, key: str, meanings: tuple[Feature, ...]) -> Token:
        parts = key.split() if " " in key else []
        touched = frozenset(meanings).union(*(self._meanings.get(part, ()) for part in parts))
        features = (make.word(key), *map(make.word, parts), *meanings)
        return Token(
            stem=key,
            meanings=meanings,
            touched=touched,
            features=features,
            keys=tuple(map(make.key_of, features)),
            name=make.label(meanings[0]) if meanings else key,
            concepts=frozenset(meaning.value for meaning in touched if meaning.kind == "concept"),
            roles=tuple((each.value, "") if self._is_person(each) else ("", make.label(each)) for each in meanings),
            is_negation=key in self._negations,
            is_filler=key in self._fillers,
        )

    def _is_person(self, meaning: Feature) -> bool:
        return meaning.kind == "concept" and meaning.value in self._persons


def _deeds(tokens: Iterable[Token]) -> Iterator[tuple[str, str]]:
    """Yield each person with each thing that this person does or feels: what is told after the person is named."""
    person = ""
    for token in tokens:
        for named, deed in token.roles:
            if named:
                person = named
            elif person:
                yield person, deed


def _plain_token(stem: str) -> Token:
    """Return a token that means nothing but its word."""
    return Token(stem, (), _NO_FEATURES, (make.word(stem),), (make.key_of(make.word(stem)),), stem, _NO_NAMES, ())


def _key(phrase: str) -> str:
    """Return what a phrase is found by, whatever the endings of its words."""
    return " ".join(stems(phrase))
