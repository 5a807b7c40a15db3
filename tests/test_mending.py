"""An import mends what other programs broke where it is certain, and leaves alone what may have been meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.exchange.mending import mend, mend_mojibake
from bot.text import clean, clean_lines

WORDS = st.text(st.characters(codec="cp1252"), max_size=40)


@pytest.mark.parametrize(
    ("broken", "meant"),
    [
        ("cafÃ©", "café"),
        ("Weâ€™re open", "We’re open"),
        ("â€œYesâ€\x9d", "“Yes”"),
        ("Ã\x9cber uns – nein", "Ã\x9cber uns – nein"),  # The dash was never broken: the text does not go back whole.
        ("GrÃ¶ÃŸe", "Größe"),
        ("ðŸš² only", "🚲 only"),
        ("Â£5", "£5"),
        ("cafÃƒÂ©", "café"),  # read wrongly twice
        ("Ð²ÐµÐ»Ð¾", "вело"),
        ("ï»¿Question", "Question"),
        ("MENÜ” here", "MENÜ” here"),
        ("CANAPÉ… soon", "CANAPÉ… soon"),
        ("AMANHÃ…", "AMANHÃ…"),
        ("„SCHÖ“", "„SCHÖ“"),
        ("SCHÖ“", "SCHÖ“"),
        ("Ã", "Ã"),
        ("crème brûlée", "crème brûlée"),
        ("naïve £5 – “yes”", "naïve £5 – “yes”"),
        ("", ""),
    ],
)
def test_mojibake_is_mended_only_where_it_is_certain(broken: str, meant: str) -> None:
    assert mend_mojibake(broken) == meant


@given(WORDS)
def test_a_text_that_was_not_broken_is_not_shortened_beyond_doubt(text: str) -> None:
    """What is mended can be broken again into what it was: nothing is lost for good."""
    mended = mend_mojibake(text)
    if mended != text.removeprefix("ï»¿"):
        assert len(mended) < len(text)


@given(st.text(st.characters(exclude_categories=["C", "M"]), max_size=40))
def test_what_was_broken_once_comes_back_or_stays_as_it_is(text: str) -> None:
    try:
        broken = text.encode().decode("cp1252")
    except UnicodeDecodeError:
        return
    if mend_mojibake(text) == text:
        assert mend_mojibake(broken) in (text, broken)


@pytest.mark.parametrize(
    ("broken", "meant"),
    [
        (r"one\ntwo", "one\ntwo"),
        (r"one\r\ntwo\n\n\nthree", "one\ntwo\n\nthree"),
        (r"one\ttwo", "one two"),
        (r"in C:\new\things now", r"in C:\new\things now"),
        (r'in "C:\new" now', r'in "C:\new" now'),
        (r"on \\server\new now", r"on \\server\new now"),
        (r"Option B:\nGo home", "Option B:\nGo home"),
        (r"- one\n  - two", "- one\n  - two"),
        (r"half \ done", r"half \ done"),
    ],
)
def test_a_literal_line_break_is_one_unless_it_stands_in_a_path(broken: str, meant: str) -> None:
    text, notes = mend(broken)
    assert text == meant
    assert bool(notes) == (broken != meant)


def test_each_mending_is_told_with_what_it_was_and_became() -> None:
    assert mend("a cafÃ©, 5 Â£")[1] == ["mended 'a cafÃ©, 5 Â£' to 'a café, 5 £'"]
    assert mend("one\\ntwo", has_escapes=True) == ("one\ntwo", [])


@given(st.text())
def test_cleaned_lines_are_clean_and_stay_so(text: str) -> None:
    cleaned = clean_lines(text)
    assert clean_lines(cleaned) == cleaned
    assert "\n\n\n" not in cleaned
    assert all(line.strip(" ") == clean(line) for line in cleaned.split("\n"))
