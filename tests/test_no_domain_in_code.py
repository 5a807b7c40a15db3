"""The program knows no domain: what it is asked about, and the words that people answer with, are data."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Final

import pytest

from bot.matching.tokens import words
from tests.bots import LIBRARY
from tests.conftest import CHECKOUT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ALSO_OF_PROGRAMS: Final = frozenset(
    words(
        "a and as came child count distance do does empty ex exercise finish freeze help if in it long me not "
        "others out people person persons pure raw stop strict them they this to u with you"
    )
)
"""Words of the domain, or that ask for exercises, that programs and their messages cannot do without."""


def domain_words() -> frozenset[str]:
    """Return the words for what the library is about, for the people in it, and that ask for its exercises."""
    lexicon = LIBRARY.lexicon
    concepts = frozenset[str]().union(*lexicon.scope) | lexicon.persons - {lexicon.writer}
    phrases = [phrase for concept in concepts for phrase in lexicon.concepts[concept]]
    found = {word for phrase in phrases for word in words(phrase) if len(words(phrase)) == 1}
    for exercise in LIBRARY.exercises.values():
        found.update(word for asked in exercise.asked_by for word in words(asked) if not word.isdigit())
    return frozenset(found) - ALSO_OF_PROGRAMS


def texts_of(path: Path) -> Iterator[str]:
    """Yield every text of a module but docstrings: these may give examples."""
    tree = ast.parse(path.read_text("utf-8"))
    expressions = (node.value for node in ast.walk(tree) if isinstance(node, ast.Expr))
    docstrings = {id(value) for value in expressions if isinstance(value, ast.Constant)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value


def names_of(path: Path) -> Iterator[str]:
    """Yield every name of a module, and its own."""
    yield path.stem
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        for attribute in ("id", "arg", "attr", "name"):
            name = getattr(node, attribute, None)
            if isinstance(name, str):
                yield re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)


MODULES: Final = sorted((CHECKOUT / "bot").rglob("*.py"))
DOMAIN: Final = domain_words()
ANSWERS: Final = frozenset(LIBRARY.short_answers.same_answers) | LIBRARY.short_answers.more


def test_there_are_words_to_look_for() -> None:
    assert {"cry", "tears", "sex", "partner", "girlfriend", "orgasm", "breathe", "breathing"} <= DOMAIN
    assert {"yeah", "nope", "tell me more"} <= ANSWERS


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(CHECKOUT)))
def test_no_word_of_the_domain_stands_in_the_code(path: Path) -> None:
    found = {word for text in (*texts_of(path), *names_of(path)) for word in words(text)}
    assert found & DOMAIN == frozenset()


@pytest.mark.parametrize("path", sorted((CHECKOUT / "bot/conversation").rglob("*.py")), ids=lambda path: str(path.name))
def test_no_answer_that_people_give_stands_in_the_conversation(path: Path) -> None:
    assert {text for text in texts_of(path) if text.casefold() in ANSWERS} == set()
