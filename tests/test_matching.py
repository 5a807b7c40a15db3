"""Words, typos, concepts and similarity: what texts are compared by."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import load
from bot.knowledge.model import Lexicon
from bot.matching.analysis import Analyzer
from bot.matching.features import key_of, label, relation, word
from bot.matching.matcher import Matcher
from bot.matching.model import dot_products, evidence, unpack
from bot.matching.pooling import PackedRows, PooledTable
from bot.matching.spelling import SpellingCorrector
from bot.matching.tokens import stem, words
from bot.text import clean
from tests.bots import BANK, TOLD

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
        ("*bold* s*x", ["bold", "s*x"]),
        ("SA'd, SA’d, he'd", ["sa", "sa", "hed"]),
        ("sa'd, od'd, we'd, it'd", ["sa", "od", "wed", "itd"]),
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
        ("b4ts", ("bats",)),
        ("17", ("17",)),
        ("t0", ("t0",)),
        ("b*ts", ("bats",)),
        ("x*z", ("x", "z")),
        ("hte", ("the",)),
        ("teh", ("the",)),
        ("ibats", ("i", "bats")),
    ],
)
def test_a_typo_is_corrected_and_a_known_or_short_word_never_changed(typed: str, read: tuple[str, ...]) -> None:
    once = dict.fromkeys(["happens", "physiotherapist", "bat", "cats"], 1)
    often = dict.fromkeys(["to", "be", "the", "i", "bats"], 3)
    corrector = SpellingCorrector(once | often)
    assert corrector.correct(typed) == read


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
    return Analyzer(lexicon, {"weather": ("rain",)}, {})


@pytest.mark.parametrize(
    ("text", "concepts"),
    [
        ("it aches", {"pain"}),
        ("she tears up", {"friend", "tears"}),
        ("it does not hurt", {"not:pain"}),
        ("it doesn't really ever hurt", {"not:pain"}),
        ("never hurts but aches", {"not:pain", "pain"}),
        ("it rains", {"outside:weather"}),
        ("no, never rain", {"not:outside:weather"}),
        ("not at all a thing that hurts", {"pain"}),
        ("you know, just nothing", set()),
    ],
)
def test_a_text_is_read_as_concepts_affirmed_or_denied(text: str, concepts: set[str]) -> None:
    analysis = analyzer().analyze(text)
    assert set(map(label, analysis.meanings)) == concepts
    assert analysis.concepts == {name for name in concepts if ":" not in name}


def test_who_does_what_is_told_apart() -> None:
    mine, hers = (analyzer().analyze(text).features for text in ("when i cry", "when she cries"))
    assert relation("me", "tears") in mine
    assert relation("friend", "tears") in hers
    assert relation("friend", "tears") not in mine


class PlainRows:
    """What `PackedRows` is, without any packing."""

    def __init__(self, width: int) -> None:
        self.rows: list[list[int]] = []
        self.width = width

    def append(self, cells: list[tuple[int, int]]) -> None:
        self.rows.append([dict(cells).get(column, 0) for column in range(self.width)])

    def total(self, rows: list[int]) -> list[int]:
        return [sum(self.rows[row][column] for row in rows) for column in range(self.width)]


CELLS = st.dictionaries(st.integers(0, 99), st.integers(1, 2**24)).map(lambda row: list(row.items()))


@given(st.lists(CELLS, min_size=1, max_size=20), st.data())
def test_packed_rows_add_up_as_plain_ones(rows: list[list[tuple[int, int]]], data: st.DataObject) -> None:
    packed, plain = PackedRows(100), PlainRows(100)
    for row in rows:
        packed.append(row)
        plain.append(row)
    chosen = data.draw(st.lists(st.integers(0, len(rows) - 1), max_size=50))
    expected = tuple(plain.total(chosen)), sum(chosen)
    assert unpack(sum(packed.pack(row, square=row) for row in chosen), 100) == expected
    assert [list(packed.cells(row)) for row in range(len(rows))] == rows


def test_a_text_is_most_similar_to_the_class_that_uses_its_features() -> None:
    classes = [[[word("a"), word("b")]], [[word("b"), word("c")]], [[word("d")]]]
    table = PooledTable(classes, {"word": 1.0})
    total = table.total([word("a"), word("b")])
    products, scale = dot_products(total, table)
    assert products[0] > products[1] > products[2] == 0
    assert products[0] / scale == pytest.approx(1, abs=1e-6)
    found = evidence([word("a"), word("b"), word("d")], total, table, 0)
    assert [feature for feature, _ in found] == [word("a"), word("b")]


def test_an_example_matches_its_intent_entirely() -> None:
    best = Matcher(BANK.library).rank("i forgot my pin").matches[0]
    assert best.intent.id == "new_pin"
    assert best.similarity == pytest.approx(1)


def test_a_word_of_a_subject_outside_makes_every_intent_less_likely() -> None:
    inside, outside = (MATCHER.rank(text) for text in ("is it sore after sex?", "is it herpes after sex?"))
    assert outside.out_of_scope
    assert not inside.out_of_scope
    assert outside.matches[0].score < inside.matches[0].score


def test_the_same_text_is_always_ranked_the_same() -> None:
    again = Matcher(load().library)
    for text in ("why do i cry after sex", "my gf wont talk", "lube?", "weather in paris"):
        assert MATCHER.rank(text).matches == again.rank(text).matches


@given(TOLD)
def test_what_was_learned_is_found_by_the_keys_of_all_features(text: str) -> None:
    analysis = MATCHER.analyzer.analyze(text)
    assert analysis.keys == set(map(key_of, analysis.features))


@given(st.text(max_size=300))
def test_any_text_is_ranked_with_scores_between_nothing_and_one(text: str) -> None:
    for match in MATCHER.rank(clean(text)).matches:
        assert 0 <= match.score <= 1
        assert 0 <= match.similarity <= 1 + 1e-9
