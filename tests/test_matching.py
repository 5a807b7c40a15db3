"""Words, slips, concepts and patterns: what texts are compared by."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import load
from bot.knowledge.model import Lexicon
from bot.matching.analysis import Analyzer
from bot.matching.matcher import Matcher
from bot.matching.pattern_set import PatternSet
from bot.matching.spelling import SpellingCorrector
from bot.matching.tokens import stem, words
from bot.text import clean
from tests.bots import BANK

MATCHER = Matcher(load().library)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("???", []),
        ("Why DON'T we?", ["why", "dont", "we"]),
        ("don’t", ["dont"]),
        ("café, naïve", ["cafe", "naive"]),
        ("post-sex", ["post", "sex"]),
        ("a_b", ["a", "b"]),
        ("😭 after", ["😭", "after"]),
        ("日本語", ["日本語"]),
    ],
)
def test_a_text_is_cut_into_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    "forms",
    [
        ("cry", "cries", "cried", "crying"),
        ("sob", "sobs", "sobbed", "sobbing"),
        ("hurt", "hurts", "hurting"),
        ("make", "makes", "making"),
        ("pain", "pains", "painful", "painfully"),
        ("happy", "happiness"),
        ("miss", "missed", "misses"),
    ],
)
def test_the_forms_of_a_word_have_one_stem(forms: tuple[str, ...]) -> None:
    assert len({stem(form) for form in forms}) == 1


@pytest.mark.parametrize("word", ["sex", "is", "this", "us", "bless", "virus"])
def test_a_word_that_only_looks_inflected_keeps_its_end(word: str) -> None:
    assert stem(word) == word


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("hapens", ("happens",)),
        ("hapepns", ("happens",)),
        ("pshysiotherpist", ("physiotherapist",)),
        ("tobe", ("to", "be")),
        ("haaaappeeens", ("happens",)),
        ("baaats", ("bats",)),
        ("happens", ("happens",)),
        ("cat", ("cat",)),
        ("bats", ("bats",)),
        ("zebra", ("zebra",)),
        ("happens2", ("happens2",)),
    ],
)
def test_a_slip_is_mended_and_a_known_or_short_word_never_changed(typed: str, read: tuple[str, ...]) -> None:
    speller = SpellingCorrector(["happens", "physiotherapist", "bat", "bats", "cats", *["to", "be"] * 3])
    assert speller.mend(typed) == read


def analyzer() -> Analyzer:
    lexicon = Lexicon(
        concepts={
            "me": ("i",),
            "friend": ("friend", "she"),
            "pain": ("hurt", "ache"),
            "tears": ("cry", "tear up"),
            "effort": ("work",),
        },
        fillers=("you know", "just"),
        negations=("not", "never", "doesnt"),
        persons=frozenset({"me", "friend"}),
        writer="me",
    )
    return Analyzer(lexicon, lexicon.concepts, [])


@pytest.mark.parametrize(
    ("text", "concepts"),
    [
        ("it aches", {"pain"}),
        ("she tears up", {"friend", "tears"}),
        ("it does not hurt", {"not:pain"}),
        ("it doesn't really ever hurt", {"not:pain"}),
        ("never hurts but aches", {"not:pain", "pain"}),
        ("not at all a thing that hurts", {"pain"}),
        ("you know, just nothing", set()),
    ],
)
def test_a_text_is_read_as_concepts_affirmed_or_denied(text: str, concepts: set[str]) -> None:
    assert analyzer().analyze(text).concepts == concepts


def test_who_does_what_is_told_apart() -> None:
    mine, hers = (analyzer().analyze(text).features for text in ("when i cry", "when she cries"))
    assert "me>tears" in mine
    assert "friend>tears" in hers
    assert "friend>tears" not in mine


@pytest.mark.parametrize(
    ("pattern", "found", "not_found"),
    [
        ("want|wish ... die", ["i want to die", "she wishes she could just die"], ["i want pie", "die, i want"]),
        ("cant|cannot go|carry on", ["I can't go on", "cannot carry on"], ["can I go on", "can't go home"]),
        ("wish ... be_here|exist", ["wish I didn't exist", "i wish not to be here"], ["wish he were here"]),
        ("im a? <10-17>", ["I'm 16", "im a 12 year old"], ["I'm 18", "i am 160"]),
        ("<10-17>f", ["15f here"], ["25f here", "15 f"]),
        ("^ <10-17> $", ["17", "16?"], ["17 years", "i am 17"]),
        ("{pain} everywhere", ["it aches everywhere", "hurting everywhere"], ["crying everywhere"]),
    ],
)
def test_a_pattern_finds_what_it_says_and_nothing_else(pattern: str, found: list[str], not_found: list[str]) -> None:
    patterns = PatternSet([pattern], {"pain": ["hurt", "ache"]})

    def holds(text: str) -> bool:
        return any(patterns.find([stem(word) for word in words(text)]))

    assert [text for text in found if not holds(text)] == []
    assert [text for text in not_found if holds(text)] == []


def test_a_hit_says_where_it_is() -> None:
    (hit,) = PatternSet(["want ... die"], {}).find(["so", "i", "want", "to", "die", "now"])
    assert (hit.start, hit.end) == (2, 5)


def test_an_example_matches_its_intent_entirely() -> None:
    best = Matcher(BANK.library).rank("i forgot my pin").matches[0]
    assert best.intent.id == "new_pin"
    assert best.similarity == pytest.approx(1)


def test_a_word_of_a_subject_outside_makes_every_intent_less_likely() -> None:
    inside, outside = (MATCHER.rank(text) for text in ("is it sore after sex?", "is it herpes after sex?"))
    assert outside.outside
    assert not inside.outside
    assert outside.matches[0].score < inside.matches[0].score


def test_the_same_text_is_always_ranked_the_same() -> None:
    again = Matcher(load().library)
    for text in ("why do i cry after sex", "my gf wont talk", "lube?", "weather in paris"):
        assert MATCHER.rank(text).matches == again.rank(text).matches


@given(st.text(max_size=300))
def test_any_text_is_ranked_with_scores_between_nothing_and_one(text: str) -> None:
    for match in MATCHER.rank(clean(text)).matches:
        assert 0 <= match.score <= 1
        assert 0 <= match.similarity <= 1 + 1e-9
