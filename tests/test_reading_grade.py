"""How hard a text is to read is counted by rule, about as people count syllables."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from bot.check.reading_grade import EASIEST, grade, sentences, syllables

SYLLABLES = {
    1: "a one are owe she the made called hours stopped things friend eight is 7 PIN 数",
    2: "maybe being going people table couples settled anxious wanted ages someone safety hopeful prism",
    3: "easier happier theory articles reliance",
    4: "everyone anxiety dysphoria emergency everything",
    5: "sexuality vocabulary university",
}
"""Words, by how many syllables they are counted with."""


def test_syllables_are_counted_as_people_do() -> None:
    wrong = {
        word: syllables(word)
        for count, words in SYLLABLES.items()
        for word in words.split()
        if syllables(word) != count
    }
    assert wrong == {}


def test_sentences_end_where_a_reader_sees_an_end() -> None:
    text = "Is it? “It is.” (Yes!) See [this page](https://example.org/a.b?c):\n\n- one\n- two, 3.5 of it\n\n..."
    assert sentences(text) == ["Is it?", "“It is.”", "(Yes!)", "See this page:", "- one", "- two, 3.5 of it"]


def test_the_grade_is_that_of_flesch_and_kincaid() -> None:
    assert round(grade("The cat sat on the mat."), 2) == -1.45
    assert round(grade("The cat sat on the mat. The cat sat on the mat."), 2) == -1.45
    assert round(grade("It is very important."), 2) == round(0.39 * 4 + 11.8 * 7 / 4 - 15.59, 2)


@example("https://example.org/")
@example("[](x)")
@example("?!\n.")
@given(st.text())
def test_any_text_has_a_grade(text: str) -> None:
    assert grade(text) >= EASIEST - 1e-9
