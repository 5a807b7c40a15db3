"""What hides a word from a filter does not hide it here, and costs no time."""

from __future__ import annotations

import subprocess
import sys
from itertools import product
from string import ascii_lowercase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import Conversation
from bot.matching import spelling, tokens
from bot.text import clean
from tests.bots import BOT
from tests.conftest import CHECKOUT

HIDDEN = [
    "i want to kill m\u0443s\u0435lf",
    "sui\u0441id\u0435",
    "\u041a\u0406LL M\u0423\u0405\u0415LF",
    "i want to \u1d0b\u026a\u029f\u029f \u1d0d\u028f\ua731\u1d07\u029f\ua730",
    "\U0001d42c\U0001d42e\U0001d422\U0001d41c\U0001d422\U0001d41d\U0001d41e",
    "su\u034fici\u034fde",
    "su\u3164ici\u115fde",
    "su\ufe00ici\U000e0101de",
    "su\u200bici\u2060de",
    "s u i c i d e",
    "i want to k i l l myself",
    "i want to s-u-i-c-i-d-e",
    "k.m.s",
    "k m s",
]


@pytest.mark.parametrize("text", HIDDEN, ids=ascii)
def test_a_hidden_alarm_is_found(text: str) -> None:
    assert Conversation(BOT).ask(text).kind == "safety"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("r u a person", ["r", "u", "a", "person"]),
        ("\u043e\u043d \u043f\u043b\u0430\u0447\u0435\u0442", ["\u043e\u043d", "\u043f\u043b\u0430\u0447\u0435\u0442"]),
        ("\u0441\u043e\u0440", ["\u0441\u043e\u0440"]),
        ("plan a b", ["plan", "a", "b"]),
        ("can i k i s s you", ["can", "i", "kiss", "you"]),
        ("the U.S.A.", ["the", "usa"]),
        ("e.g. this", ["e", "g", "this"]),
        ("1.2.3 or 4-5-6", ["1", "2", "3", "or", "4", "5", "6"]),
    ],
    ids=ascii,
)
def test_what_is_not_hidden_is_read_as_it_is(text: str, words: list[str]) -> None:
    assert tokens.words(text) == words


@given(st.text(st.sampled_from("ab .-\u0430\u034f\u3164i")))
def test_what_was_read_in_latin_is_read_so_again(text: str) -> None:
    read = tokens.words(clean(text))
    assert all(tokens.words(word) == [word] for word in read)


def test_a_long_word_is_not_held_against_others(monkeypatch: pytest.MonkeyPatch) -> None:
    speller = spelling.SpellingCorrector({"known": 5})
    monkeypatch.setattr(speller, "_nearest", None)
    long = "xy" * spelling.LONGEST_CORRECTED
    assert speller.correct(long) == (long,)


@pytest.mark.skipif(sys.platform == "win32", reason="of POSIX shells")
def test_a_message_of_masked_words_is_answered_before_the_processor_is_taken_away() -> None:
    """It takes a second, and took twelve while each was held against every word that is known."""
    masked = " ".join(f"{first}*{second}{third}" for first, second, third in product(ascii_lowercase, repeat=3))
    done = subprocess.run(
        ["sh", "-c", 'ulimit -t 6; exec "$0" run_bot.py ask --json -', sys.executable],
        cwd=CHECKOUT, input=masked, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0
