"""Behind the gate, text is one line of visible characters, and says what it said before."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.text import LONGEST_MARKDOWN, characters, clean, clean_lines, joined, may_be_markdown, printable

JOINERS = set("\u200d\ufe0e\ufe0f")

hostile = st.text(
    st.characters()
    | st.sampled_from("\x00\x07\x08\x1b\x7f\x85\x90\x9b\x9c\x9d\u00ad\u200b\u200d\u202e\u2066\ufeff\ufe0f")
    | st.sampled_from("\ud800\udfff\ue000\u0300\u0301\u212b\u1e9b\u2028\u00a0\u3000 \t\r\n[];?0mAe")
)


@given(hostile)
def test_nothing_passes_that_is_not_to_be_seen(text: str) -> None:
    cleaned = clean(text)

    assert not {
        character
        for character in cleaned
        if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") and character not in JOINERS
    }


@example("\ufe0f\ufe0f")
@given(hostile)
def test_the_gate_lets_through_what_has_passed_it(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(hostile)
def test_white_space_is_single_spaces_between_words(text: str) -> None:
    cleaned = clean(text)

    assert cleaned == " ".join(cleaned.split())


@given(hostile)
def test_text_is_composed(text: str) -> None:
    assert unicodedata.is_normalized("NFC", clean(text))


@given(st.text(st.characters(categories=["L", "N", "P", "S"])))
def test_what_can_be_seen_is_kept(text: str) -> None:
    assert clean(text) == unicodedata.normalize("NFC", text)


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126)))
def test_plain_text_is_treated_like_any_other(text: str) -> None:
    """Printable ASCII takes a shorter way through the gate, and comes out the same."""
    assert clean(f"{text} é") == f"{clean(text)} é".lstrip()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("  a \t b\r\n", "a b"),
        ("a\u00a0b\u3000c\u2028d", "a b c d"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x9b31mred", "31mred"),
        ("she said \u00e2\u0080\u009dno\u00e2\u0080\u009c and left", "she said \u00e2no\u00e2 and left"),
        ("\x1b]0;never ended, and then words", "0;never ended, and then words"),
        ("di\u200de", "die"),
        ("\U0001f469\u200d\u2764\ufe0f\u200d\U0001f469", "\U0001f469\u200d\u2764\ufe0f\u200d\U0001f469"),
        ("\x1b[2J\x1b[Hgone", "gone"),
        ("\x1b]0;a title\x07text", "text"),
        ("\x1b]52;c;aGk=\x1b\\text", "text"),
        ("\x1b]8;;https://example.org\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x1bPq#0\x1b\\text", "text"),
        ("\x1b(Btext", "text"),
        ("text\x1b", "text"),
        ("text\x1b[", "text"),
        ("a\x00b\x07c\x7f", "abc"),
        ("\u202eabc\u202c", "abc"),
        ("pass\u200bword", "password"),
        ("\ufeffa", "a"),
        ("a\ud800b", "ab"),
        ("e\u0301", "é"),
        ("👩\u200d👧 ❤\ufe0f", "👩\u200d👧 ❤\ufe0f"),
        ("[b]bold[/b]", "[b]bold[/b]"),
        ("naïve 100 % Ünïcödé 日本語", "naïve 100 % Ünïcödé 日本語"),
        ("a\nb\x1cc", "a b c"),
        ("a\u034fb\u3164c\ufe00d\ufe0de\U000e0100f\U000e01efg", "abcdefg"),
        ("\ufdff \ufe10 \U000e00ff \U000e01f0", "\ufdff \ufe10 \U000e00ff \U000e01f0"),
        ("a\ufdd0b\ufdefc\ufffed\uffffe\U0001fffef", "abcdef"),
        ("\ufdcf \ufdf0 \ufffd \ufefe", "\ufdcf \ufdf0 \ufffd \ufefe"),
    ],
)
def test_the_gate(text: str, expected: str) -> None:
    assert clean(text) == expected


@pytest.mark.parametrize("character", ["a", "e\u0301", "😭", "👩‍👩‍👧", "🏳️‍🌈", "❤️", "👍🏽", "🇩🇪"])
def test_a_character_is_what_a_reader_sees_as_one(character: str) -> None:
    assert characters(f"a{character}b") == ["a", character, "b"]


@pytest.mark.parametrize("text", ["WXYZ", "🇩a", "🇩🈀", "👍🏺", "👍🐀"])
def test_what_a_reader_sees_apart_is_apart(text: str) -> None:
    assert characters(text) == list(text)


@pytest.mark.parametrize("character", ["👍🏻", "👍🏿", "🇦🇿"])
def test_the_first_and_the_last_of_a_block_belong_to_what_they_follow(character: str) -> None:
    assert characters(character) == [character]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("a  b \n\n\n\nc", "a b\n\nc"),
        ("- a\n  - b\n\t- c", "- a\n  - b\n    - c"),
        ("a\n \x1b[31m \nb", "a\n\nb"),
        ("\n\n a\n", "a"),
        ("a\n  Xb", "a\n  Xb"),
    ],
)
def test_lines_are_cleaned_one_by_one(text: str, expected: str) -> None:
    assert clean_lines(text) == expected
    assert clean_lines(expected) == expected


@pytest.mark.parametrize(
    ("texts", "expected"), [(["a", "b"], "a b"), (["a\nb", "c"], "a\nb\n\nc"), (["a"], "a"), ([], "")]
)
def test_texts_are_joined_as_paragraphs_where_one_has_lines(texts: list[str], expected: str) -> None:
    assert joined(iter(texts)) == expected


@pytest.mark.parametrize(
    ("text", "may_be"),
    [
        ("a", False), ("a - b", False), ("-b", False), ("a\nb", True), ("**a", True), ("[a](b", True), ("- a", True),
        ("+ a", True), ("12) a", True), ("1. a", True), ("a 1. b", False), ("1234567890. a", False),
        ("**" + "a" * (LONGEST_MARKDOWN - 2), True), ("**" + "a" * (LONGEST_MARKDOWN - 1), False),
    ],
)  # fmt: skip
def test_only_what_may_be_markdown_is_parsed(text: str, *, may_be: bool) -> None:
    assert may_be_markdown(text) is may_be


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a  b\n\n c ", "a  b\n\n c "),
        ("\x1b[2Ja\n\x1b]0;t\x07 b\x00", "a\n b"),
        ("é\u202e\ta", "é a"),
        ("a\tb", "a b"),
    ],
)
def test_what_is_printed_keeps_its_lines_and_spaces(text: str, expected: str) -> None:
    assert printable(text) == expected


@given(st.text())
def test_no_character_is_lost(text: str) -> None:
    assert "".join(characters(text)) == text
