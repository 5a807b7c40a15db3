"""Patterns find what they say and nothing else, and one that can never be found is refused."""

from __future__ import annotations

import pytest

from bot.knowledge.pattern import PatternError, PatternReader
from bot.matching.pattern_set import PatternSet
from bot.matching.tokens import stems

READER = PatternReader({"pain": ["hurt", "ache"], "empty": []}, stems)


def pattern_set(*patterns: str) -> PatternSet:
    return PatternSet([READER.read(pattern) for pattern in patterns], {})


@pytest.mark.parametrize(
    ("pattern", "found", "not_found"),
    [
        ("want|wish ... die", ["i want to die", "she wishes she could just die"], ["i want pie", "die, i want"]),
        ("cant|cannot go|carry on", ["I can't go on", "cannot carry on"], ["can I go on", "can't go home"]),
        ("wish ... be_here|exist", ["wish I didn't exist", "i wish not to be here"], ["wish he were here"]),
        ("im a? <10-17>", ["I'm 16", "im a 12 year old"], ["I'm 18", "i am 160"]),
        ("<10-17>f", ["15f here"], ["25f here", "15 f"]),
        ("<10-17>yrs", ["15yrs old"], ["25yrs old"]),
        ("<4-40>_weeks", ["30 weeks along", "a 12 week scan"], ["30 long weeks"]),
        ("^ <10-17> $", ["17", "16?"], ["17 years", "i am 17"]),
        ("{pain} everywhere", ["it aches everywhere", "hurting everywhere"], ["crying everywhere"]),
    ],
)
def test_a_pattern_finds_what_it_says_and_nothing_else(pattern: str, found: list[str], not_found: list[str]) -> None:
    patterns = pattern_set(pattern)

    def holds(text: str) -> bool:
        return any(patterns.find(stems(text)))

    assert [text for text in found if not holds(text)] == []
    assert [text for text in not_found if holds(text)] == []


def test_a_hit_says_where_it_is() -> None:
    (hit,) = pattern_set("want ... die").find(["so", "i", "want", "to", "die", "now"])
    assert (hit.start, hit.end) == (2, 5)


@pytest.mark.parametrize(
    ("pattern", "problem"),
    [
        ("a? b?", "it needs no word at all"),
        ("^ $", "it needs no word at all"),
        ("want | die", "'|' has an alternative without a word"),
        ("want|! die", "'want|!' has an alternative without a word"),
        ("{nowhere} hurts", "'{nowhere}' is no concept of lexicon.yaml"),
        ("{empty} hurts", "'{empty}' is no concept of lexicon.yaml"),
        ("{pain hurts", "'{pain' is no concept of lexicon.yaml"),
        ("pain} hurts", "'pain}' is no concept of lexicon.yaml"),
        ("{pain|ache} hurts", "'{pain' is no concept of lexicon.yaml"),
        ("im <17-10>", "'<17-10>' is no range such as <10-17>"),
        ("im <1-1000>", "'<1-1000>' is no range such as <10-17>"),
        ("im <10-17", "'<10-17' is no range such as <10-17>"),
        ("i ^ want", "'^' stands where no message starts"),
        ("want $ this", "'$' stands where no message ends"),
    ],
)
def test_a_pattern_that_can_never_be_found_is_refused(pattern: str, problem: str) -> None:
    with pytest.raises(PatternError) as refused:
        READER.read(pattern)
    assert problem in refused.value.problems


def test_a_pattern_has_to_be_found_in_its_own_example() -> None:
    assert READER.read("want ... die", "i just want to die").text == "want ... die"
    with pytest.raises(PatternError, match="is not found in its example, 'i am dying to see it'"):
        READER.read("want ... die", "i am dying to see it")
