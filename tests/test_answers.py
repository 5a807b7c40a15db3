"""How the answers are written: short, plain, kind, attributed once, and resting on what they cite."""

from __future__ import annotations

import re
import statistics
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

import pytest

from bot.check.reading_grade import grade, sentences
from bot.check.texts import HARDEST_SENTENCE
from bot.knowledge.model import HelplineSlot, Statement
from tests.bots import LIBRARY
from tests.conftest import SHARED, needs_documents
from tests.test_library import ANSWERING, each_answering, plain_words

if TYPE_CHECKING:
    from bot.knowledge.model import Entries, Intent

HARDEST_GRADE = 8
MEDIAN_GRADE = 6
MOST_WORDS = 90
MOST_CITED = 4
COPIED_RUN = 8

ATTRIBUTION = re.compile(r"Flo Health|Lauvette|[Bb]oth articles|the other article", re.IGNORECASE)
NAMED_TWICE = {
    "is_it_normal": "the articles differ, so that both are named",
    "pcd_or_pct": "the articles use the two names in different ways",
}
PHRASES = {
    "valid": {"embarrassed"},
    "weighs on": set[str](),
    "stop and say so": {"crying_from_pain"},
    "don't hesitate": set[str](),
}
"""Phrases that were everywhere, and the answers that may have them."""


def statements(entries: Entries) -> list[Statement]:
    return [entry for entry in entries if isinstance(entry, Statement)]


def text_of(entries: Entries) -> str:
    return " ".join(statement.text for statement in statements(entries))


def parts_of(intent: Intent) -> dict[str, Entries]:
    """Return all that is told on an intent, by what it is."""
    versions = {f"version {version.title}": version.answer for version in intent.versions}
    return {"answer": intent.answer, "more": intent.more, "short": intent.short} | versions


def runs(text: str) -> set[tuple[str, ...]]:
    found = plain_words(text)
    return {tuple(found[at : at + COPIED_RUN]) for at in range(len(found) - COPIED_RUN + 1)}


@each_answering
def test_an_answer_has_at_most_ninety_words_and_two_to_six_sentences(intent: Intent) -> None:
    for name, entries in parts_of(intent).items():
        assert len(text_of(entries).split()) <= MOST_WORDS, name
    assert 2 <= len(re.findall(r"[.!?](?=[”\")]?(?:\s|$))", text_of(intent.answer))) <= 7


@each_answering
def test_every_statement_is_sourced(intent: Intent) -> None:
    for name, entries in parts_of(intent).items():
        assert all(statement.sources for statement in statements(entries)), name


@each_answering
def test_a_statement_cites_at_most_four_passages_and_an_answer_few(intent: Intent) -> None:
    assert all(len(statement.sources) <= MOST_CITED for statement in statements(intent.answer))
    cited = [len({source.publisher for source in statement.sources}) for statement in statements(intent.answer)]
    assert sum(cited) <= 2 * MOST_CITED


@each_answering
def test_an_answer_can_be_read_in_eighth_grade_and_each_sentence_in_ninth(intent: Intent) -> None:
    for name, entries in parts_of(intent).items():
        if entries:
            assert grade(text_of(entries)) <= HARDEST_GRADE, name
    texts = [*map(text_of, parts_of(intent).values()), *(statement.text for _, statement in intent.see)]
    assert [each for text in texts for each in sentences(text) if grade(each) > HARDEST_SENTENCE] == []


def test_the_median_answer_can_be_read_in_sixth_grade() -> None:
    assert statistics.median(grade(text_of(intent.answer)) for intent in ANSWERING) <= MEDIAN_GRADE


@each_answering
def test_an_answer_says_once_who_says_so(intent: Intent) -> None:
    for name, entries in parts_of(intent).items():
        named = len(ATTRIBUTION.findall(text_of(entries)))
        assert named <= (2 if intent.id in NAMED_TWICE else 1), name


def test_what_is_loose_is_attributed_in_the_first_sentence() -> None:
    """See facts.md: figures, genes, the two names, illnesses, causes of PCD, and what rests on one article alone."""
    loose = "how_common what_is_pct pcd_or_pct pcd_causes genetics medical_causes after_childbirth relationship_trouble"
    loose += " stress_and_anxiety body_and_brain couples_therapy depression_or_anxiety"
    for name in loose.split():
        assert ATTRIBUTION.search(statements(LIBRARY.intents[name].answer)[0].text), name


def test_no_two_answers_share_a_sentence() -> None:
    said: defaultdict[str, list[str]] = defaultdict(list)
    for intent in ANSWERING:
        for name, entries in parts_of(intent).items():
            for sentence in sentences(text_of(entries)):
                said[" ".join(plain_words(sentence))].append(f"{intent.id}: {name}")
    assert {sentence: where for sentence, where in said.items() if len(where) > 1} == {}


@pytest.mark.parametrize("phrase", PHRASES)
def test_a_worn_phrase_stands_where_it_belongs_and_nowhere_else(phrase: str) -> None:
    found = {
        intent.id for intent in ANSWERING for entries in parts_of(intent).values() if phrase in text_of(entries).lower()
    }
    assert found == PHRASES[phrase]


@each_answering
def test_helplines_have_a_lead_in(intent: Intent) -> None:
    slots = [entry for entries in parts_of(intent).values() for entry in entries if isinstance(entry, HelplineSlot)]
    assert all(slot.lead_in for slot in slots)


@each_answering
def test_every_answer_can_be_told_shorter(intent: Intent) -> None:
    assert 0 < len(text_of(intent.short).split()) < len(text_of(intent.answer).split()) / 2


def test_whom_to_see_is_told_where_pain_bleeding_mood_or_fear_come_in() -> None:
    urgent = ["mood_after_sex", "after_childbirth", "past_trauma", "grief", "depression_or_anxiety", "when_to_get_help"]
    urgent += ["crying_from_pain", "dryness", "lasting_pain", "medical_causes"]
    assert [intent.id for intent in ANSWERING if intent.see] == [
        intent.id for intent in ANSWERING if intent.id in urgent
    ]


def test_every_passage_is_cited_by_some_answer() -> None:
    cited = Counter(
        source.id
        for intent in LIBRARY.intents.values()
        for entries in (*parts_of(intent).values(), tuple(statement for _, statement in intent.see))
        for statement in statements(entries)
        for source in statement.sources
    )
    assert set(LIBRARY.sources) - NOT_ANSWERED_WITH <= cited.keys()


NOT_ANSWERED_WITH = {
    # Lead-ins and what says nothing to answer with.
    *("lauvette#dysphoria-2", "lauvette#partner-1", "flo#about-3", "flo#about-5", "flo#about-6", "flo#about-7"),
}


@needs_documents
def test_no_text_shares_a_run_of_eight_words_with_an_article() -> None:
    articles = set[tuple[str, ...]]()
    for path in (SHARED / "documents").glob("*.txt"):
        articles |= runs(path.read_text("utf-8"))
    texts = {
        f"{intent.id}: {name}": text_of(entries)
        for intent in LIBRARY.intents.values()
        for name, entries in parts_of(intent).items()
    }
    texts |= {name: " ".join(map(text_of, words.ways)) for name, words in LIBRARY.words_to_say.items()}
    assert {name: found for name, text in texts.items() if (found := runs(text) & articles)} == {}


def test_the_surveys_are_told_as_what_flo_health_says_of_feelings() -> None:
    """Its 20 to 40 percent count low feelings, not tears, and merge studies: see what the sentence claims."""
    for intent in ANSWERING:
        for statement in statements(intent.answer):
            if "40 percent" in statement.text:
                assert "Flo Health" in statement.text
                assert not re.search(r"40 percent[^.]*\bcr(y|ies|ied)\b", statement.text)
