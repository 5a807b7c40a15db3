"""What holds of the shipped library."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from bot import Conversation
from bot.check.reading_grade import grade
from bot.knowledge.model import HelplineSlot, Statement
from bot.matching.matcher import Matcher
from tests.bots import BOT, LIBRARY
from tests.conftest import SHARED, needs_documents

if TYPE_CHECKING:
    from bot.knowledge.model import Entries, Intent

ANSWERING = [intent for intent in LIBRARY.intents.values() if intent.kind == "answer"]
GROUPS = {
    "understanding": 12,
    "reasons": 19,
    "pain": 5,
    "when_i_cry": 4,
    "partner": 8,
    "help": 4,
    "chat": 14,
    "safety": 6,
}
HARDEST_GRADE = 8
HARDEST_GRADE_IN_DANGER = 6
MOST_SENTENCES = 6
FEWEST_EXAMPLES = 20
COPIED_RUN = 8

each_answering = pytest.mark.parametrize("intent", ANSWERING, ids=lambda intent: str(intent.id))


def told(intent: Intent) -> list[Statement]:
    return [entry for entry in (*intent.answer, *intent.more) if isinstance(entry, Statement)]


def text_of(intent: Intent) -> str:
    return " ".join(statement.text for statement in told(intent))


def plain_words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower().replace("’", "").replace("'", ""))


def runs(text: str) -> set[tuple[str, ...]]:
    found = plain_words(text)
    return {tuple(found[at : at + COPIED_RUN]) for at in range(len(found) - COPIED_RUN + 1)}


SMALL_TALK = {"who_made_this", "say_it_again", "keep_it_short", "tell_it_whole"}
"""Intents beside those of the catalogue: readers asked for them, and they rest on no document."""


def catalogue() -> dict[str, dict[str, dict[str, Any]]]:
    """Return the groups of the catalogue, and what was added to them later and is in the library."""
    found: dict[str, dict[str, dict[str, Any]]] = yaml.safe_load((SHARED / "catalogue.yaml").read_text("utf-8"))
    for group, intents in yaml.safe_load((SHARED / "catalogue_more.yaml").read_text("utf-8")).items():
        found[group] |= {name: intent for name, intent in intents.items() if name in LIBRARY.intents}
    return found


def test_every_group_of_the_catalogue_is_a_file_with_all_its_intents() -> None:
    for group, size in GROUPS.items():
        top = yaml.safe_load((LIBRARY.folder / f"{group}.yaml").read_text("utf-8"))
        assert len(top["intents"]) == size, group
    assert len(LIBRARY.intents) == sum(GROUPS.values())


@needs_documents
def test_the_intents_are_those_of_the_catalogue_in_its_groups() -> None:
    for group, intents in catalogue().items():
        top = yaml.safe_load((LIBRARY.folder / f"{group}.yaml").read_text("utf-8"))
        assert set(top["intents"]) - SMALL_TALK == set(intents)


@needs_documents
def test_each_answer_cites_every_passage_the_catalogue_rests_it_on() -> None:
    for intents in catalogue().values():
        for intent_id, row in intents.items():
            cited = {source.id for statement in told(LIBRARY.intents[intent_id]) for source in statement.sources}
            assert set(row.get("passages", [])) <= cited, intent_id


@needs_documents
def test_every_fingerprint_is_that_of_the_paragraph_in_the_document() -> None:
    for name in ("flo", "lauvette"):
        lines = (SHARED / "documents" / f"{name}.txt").read_text("utf-8").split("\n")
        paragraphs = {" ".join(unicodedata.normalize("NFC", line).split()) for line in lines}
        known = {hashlib.sha256(paragraph.encode()).hexdigest()[:16] for paragraph in paragraphs}
        fingerprints = {source.fingerprint for source in LIBRARY.sources.values() if source.id.startswith(f"{name}#")}
        assert fingerprints, name
        assert fingerprints <= known, name


@needs_documents
def test_no_labelled_question_is_an_example() -> None:
    questions = "\n".join(path.read_text("utf-8") for path in (SHARED / "questions").glob("*.jsonl"))
    asked = {tuple(plain_words(text)) for text in re.findall(r'"q": "((?:[^"\\]|\\.)*)"', questions)}
    intents = LIBRARY.intents.values()
    examples = [example for intent in intents for example in intent.examples if len(plain_words(example)) > 3]
    examples += [example for subject in LIBRARY.out_of_scope.values() for example in subject.examples]
    assert [example for example in examples if tuple(plain_words(example)) in asked] == []


@pytest.mark.parametrize("intent", [each for each in LIBRARY.intents.values() if each.safety], ids=lambda each: each.id)
def test_what_is_said_in_danger_is_short_and_can_be_read_in_sixth_grade(intent: Intent) -> None:
    assert intent.safety
    for texts in intent.safety.texts.values():
        first = words_of(texts.answer)
        assert grade(first) <= HARDEST_GRADE_IN_DANGER
        assert len(re.findall(r"[.!?](?=[\"\s]|$)", first)) <= MOST_SENTENCES
        assert grade(" ".join(map(words_of, texts.entries()))) <= HARDEST_GRADE_IN_DANGER


def test_what_is_said_after_an_alarm_can_be_read_in_sixth_grade() -> None:
    answers = [words_of(follow_up.answer) for follow_up in LIBRARY.follow_ups.values() if follow_up.answer]
    assert [answer for answer in answers if grade(answer) > HARDEST_GRADE_IN_DANGER + 0.5] == []


def words_of(entries: Entries) -> str:
    return " ".join(entry.text for entry in entries if isinstance(entry, Statement))


def notes() -> set[str]:
    return {note for source in LIBRARY.sources.values() for note in source.notes}


def test_a_note_on_a_passage_can_be_read_in_eighth_grade() -> None:
    assert notes()
    assert [note for note in notes() if grade(note) > HARDEST_GRADE] == []


@needs_documents
def test_no_note_copies_the_documents() -> None:
    copied = {run for path in (SHARED / "documents").glob("*.txt") for run in runs(path.read_text("utf-8"))}
    assert [note for note in notes() if runs(note) & copied] == []


@each_answering
def test_an_intent_has_at_least_twenty_examples(intent: Intent) -> None:
    assert len(intent.examples) >= FEWEST_EXAMPLES


@each_answering
def test_an_intent_leads_to_others(intent: Intent) -> None:
    assert 2 <= len(intent.related) <= 4


def test_every_example_finds_its_own_intent() -> None:
    matcher = Matcher(LIBRARY)
    lost = [
        (intent.id, example)
        for intent in LIBRARY.intents.values()
        if intent.kind != "safety"
        for example in intent.examples
        if matcher.rank(example).matches[0].intent.id != intent.id
    ]
    assert lost == []


@pytest.mark.parametrize("intent_id", ["is_it_normal", "how_common"])
def test_where_the_articles_differ_both_are_named(intent_id: str) -> None:
    intent = LIBRARY.intents[intent_id]
    assert "Flo Health" in text_of(intent)
    assert "Lauvette" in text_of(intent)
    assert {source.publisher for statement in told(intent) for source in statement.sources} == {
        "Flo Health",
        "Lauvette",
    }


def test_safety_answers_say_that_they_do_not_come_from_the_articles() -> None:
    for intent in LIBRARY.intents.values():
        if intent.safety:
            more = " ".join(entry.text for entry in intent.safety.texts["writer"].more if isinstance(entry, Statement))
            assert re.search(r"not .*from the two articles", more), intent.id


def test_no_helpline_is_told_without_its_country() -> None:
    for country in (None, *LIBRARY.countries):
        for intent in LIBRARY.intents.values():
            if intent.kind != "safety":
                continue
            slots = [entry for entry in intent.answer if isinstance(entry, HelplineSlot)]
            answer = Conversation(BOT, country).pick(intent.id).answers[0]
            numbered = [statement.text for statement in answer.statements if re.search(r"\d{3}", statement.text)]
            for text in numbered:
                if "Checked" in text and re.search(r"\d", text.split("(Checked")[0]):
                    assert country is not None
                    assert text.startswith(LIBRARY.countries[country].name), text
            assert slots, intent.id


@pytest.mark.parametrize(
    "banned", ["0808 802 9999", "64673", "1300 766 491", "199 284 284", "1-800-273-8255", "988 press 3", "Hopeline"]
)
def test_no_unverified_number_is_told(banned: str) -> None:
    assert not any(banned in helpline.text for helpline in LIBRARY.helplines)


def test_the_welcome_says_what_it_is_how_private_it_is_and_six_things_to_ask() -> None:
    reply = Conversation(BOT).welcome()
    for word in ("program", "doctor", "articles", "nothing is saved"):
        assert word in reply.message
    assert len(reply.suggestions) == 6
