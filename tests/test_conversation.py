"""Conversations: what each turn is answered with, in the light of those before it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import Conversation, load
from bot.conversation.explain import explain
from bot.conversation.state import LONGEST_READ
from bot.conversation.understanding.segments import is_question, split
from bot.knowledge.model import HelplineSlot
from bot.rendering.reply_blocks import numbered_choices
from tests.bots import BANK, BOT, LIBRARY
from tests.conftest import CHECKOUT, DIALOGUES, TESTS

if TYPE_CHECKING:
    from pathlib import Path

    from bot.reply import Reply


PAIRS = yaml.safe_load((TESTS / "pairs.yaml").read_text("utf-8"))


def first_intent(question: str) -> str:
    """Return the intent that is answered or offered first."""
    reply = Conversation(BOT).ask(question)
    return [*(answer.intent for answer in reply.answers), *(offered.intent for offered in reply.suggestions)][0]


def said(reply: Reply) -> str:
    return " ".join([reply.message, *(answer.text for answer in reply.answers), reply.closing])


@pytest.mark.parametrize("dialogue", DIALOGUES, ids=[dialogue["name"] for dialogue in DIALOGUES])
def test_dialogue(dialogue: dict[str, Any]) -> None:
    assert len(dialogue["turns"][-1]) > 1, "the last turn expects nothing"
    conversation = Conversation(BOT, dialogue.get("country"))
    for turn in dialogue["turns"]:
        reply = conversation.ask(turn["ask"])
        if "kind" in turn:
            assert reply.kind in turn["kind"].split("|"), turn
        if "intents" in turn:
            assert [answer.intent for answer in reply.answers] == turn["intents"], turn
        if "says" in turn:
            assert re.search(turn["says"], said(reply), re.DOTALL), turn
        if "lacks" in turn:
            assert turn["lacks"] not in said(reply), turn
        if "offers" in turn:
            assert turn["offers"] in [suggestion.intent for suggestion in reply.suggestions], turn
        if "choice" in turn:
            assert turn["choice"] in reply.options, turn


@pytest.mark.parametrize("pair", PAIRS["part"], ids=" / ".join)
def test_different_questions_part(pair: list[str]) -> None:
    assert len(set(map(first_intent, pair))) == len(pair)


@pytest.mark.parametrize("same", PAIRS["agree"], ids=lambda same: str(same[0]))
def test_the_same_question_agrees_however_it_is_put(same: list[str]) -> None:
    assert len(set(map(first_intent, same))) == 1


def test_what_is_withheld_is_not_told() -> None:
    conversation = Conversation(BOT)
    withheld = {"lauvette#shame-4", "lauvette#pain-2"}
    conversation.ask("im 16")
    for intent in LIBRARY.intents.values():
        told = conversation.pick(intent.id).answers
        assert withheld.isdisjoint(source.id for answer in told for source in answer.sources), intent.id


@pytest.mark.parametrize(
    ("question", "then"),
    [
        ("what else can we do when sex hurts, other ways to be close?", "shorter"),
        ("sex hurts and i cry", "what do i say to him"),
        ("sex hurts and i cry", "shorter"),
    ],
)
def test_what_is_withheld_is_not_told_in_other_words_either(question: str, then: str) -> None:
    conversation = Conversation(BOT)
    conversation.ask("im 16")
    replies = [conversation.ask(question), conversation.ask(then)]
    cited = {source.id for reply in replies for source in reply.sources}
    assert cited
    assert cited.isdisjoint({"lauvette#shame-4", "lauvette#pain-2"})
    assert "do something else" not in replies[-1].words_to_say


@pytest.mark.parametrize("intent", LIBRARY.intents)
def test_whatever_is_offered_can_be_picked(intent: str) -> None:
    conversation = Conversation(BOT)
    offered = conversation.pick(intent).suggestions
    for number, suggestion in enumerate(offered, 1):
        conversation.pick(intent)
        assert conversation.ask(str(number)).answers[0].intent == suggestion.intent


def test_a_conversation_knows_nothing_of_another() -> None:
    first, second = Conversation(BOT), Conversation(BOT)
    alone = second.ask("is that common?")
    first.ask("my partner cried, what do I do?")
    assert Conversation(BOT).ask("is that common?") == alone
    assert second.ask("1") != first.ask("1")


def test_a_very_long_message_is_read_in_part_and_says_so() -> None:
    reply = Conversation(BOT).ask("why do i cry after sex " + "and then we talked " * 6000)
    assert f"first {LONGEST_READ:d} characters" in reply.message
    assert len(reply.question) == LONGEST_READ


def test_safety_is_looked_for_in_all_of_a_long_message() -> None:
    assert Conversation(BOT).ask("and then we talked " * 500 + "i want to kill myself").kind == "safety"


@pytest.mark.parametrize(
    "hidden", ["i want to di\u200de", "she said \u00e2\u0080\u009cno\u00e2\u0080\u009d and i want to die"]
)
def test_safety_is_seen_through_what_cannot_be_seen(hidden: str) -> None:
    assert Conversation(BOT).ask(hidden).kind == "safety"


def test_a_library_without_a_welcome_offers_its_first_questions() -> None:
    own = [intent.id for intent in BANK.library.intents.values() if intent.kind == "answer"]
    assert [suggestion.intent for suggestion in Conversation(BANK).welcome().suggestions] == own


def test_every_need_has_a_line_in_every_country() -> None:
    for country in (None, *LIBRARY.countries):
        for intent in LIBRARY.intents.values():
            needs = [need for entry in intent.answer if isinstance(entry, HelplineSlot) for need in entry.needs]
            told = Conversation(BOT, country).pick(intent.id).answers[0].statements
            assert sum(statement.is_helpline for statement in told) >= len(needs), (country, intent.id)


@pytest.mark.parametrize(
    ("message", "found"),
    [
        ("why do i cry", ["why do i cry"]),
        ("Why? Is it normal?", ["Why?", "Is it normal?"]),
        ("is it normal and how do i tell him", ["is it normal", "how do i tell him"]),
        ("he cried, should i worry", ["he cried", "should i worry"]),
        ("i cried and he left", ["i cried and he left"]),
        ("...", []),
    ],
)
def test_a_message_is_cut_where_a_new_question_begins(message: str, found: list[str]) -> None:
    assert split(message) == found


@pytest.mark.parametrize(
    ("segment", "expected"),
    [("why", True), ("and what about him", True), ("he cried", False), ("he cried?", True), ("Hi! is it ok", True)],
)
def test_a_question_is_told_by_its_form(segment: str, expected: bool) -> None:
    assert is_question(segment) == expected


@settings(max_examples=60)
@given(st.lists(st.text(max_size=120), max_size=6))
def test_any_turns_are_answered_the_same_way_each_time(turns: list[str]) -> None:
    first, again = Conversation(BOT, "uk"), Conversation(BOT, "uk")
    for turn in turns:
        reply = first.ask(turn)
        assert reply == again.ask(turn)
        assert reply.kind in {"answer", "choices", "chat", "safety", "unknown"}
        assert bool(reply.answers) or reply.kind in {"choices", "chat", "unknown"}
        assert not reply.answers or reply.kind in {"answer", "chat", "safety"}
        assert len(reply.answers) <= 3


def test_the_same_question_gets_the_same_bytes_on_every_run() -> None:
    """Python orders its sets anew each run; no reply may hang on that."""
    script = (
        "import json; from bot import Conversation, load; library = load();"
        "rows = [json.loads(line) for line in open('tests/questions/in_scope.jsonl', encoding='utf-8')];"
        "print([json.dumps(Conversation(library).ask(row['q']).as_row()) for row in rows[:60]])"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", script], env=os.environ | {"PYTHONHASHSEED": seed},
            cwd=CHECKOUT, capture_output=True, check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }  # fmt: skip
    assert len(said) == 1
    assert b'"kind": "answer"' in said.pop()


def test_why_tells_what_counted_what_was_corrected_and_what_came_next() -> None:
    told = "\n".join(explain("my partnr cried, what do i do?", BOT))
    for words in (
        "corrected: partnr to partner",
        "partner>cry",
        "about what the library is about: no",
        "verdict: answer",
        "partner_cried: score",
        "for it, rather than",
        "nearest utterance: ",
        "utterances/<intent>.txt",
    ):
        assert words in told, words


def test_why_tells_which_pattern_raised_an_alarm() -> None:
    told = "\n".join(explain("i want to kill myself", BOT))
    assert "safety: alarm, crisis (writer), " in told
    assert "by the rule: " in told


def test_an_alarm_ends_with_a_new_question_also_in_a_library_without_a_scope(tmp_path: Path) -> None:
    shutil.copy(TESTS / "bank" / "cards.yaml", tmp_path)
    (tmp_path / "safety.yaml").write_text(
        """
kind: safety
intents:
  danger:
    title: "Danger"
    examples: ["i am in danger"]
    patterns: ["in danger"]
    answer: [{text: "Go now."}]
""",
        "utf-8",
    )
    conversation = Conversation(load(tmp_path))
    kinds = [conversation.ask(text).kind for text in ("i am in danger", "hm hm", "i forgot my pin", "hm hm")]
    assert kinds == ["safety", "safety", "answer", "unknown"]


def test_what_is_near_is_offered_by_what_tells_it_apart() -> None:
    reply = Conversation(BOT).ask("pain")
    assert reply.kind == "choices"
    assert len(reply.suggestions) >= 2
    assert all(offered.when == BOT.library.intents[offered.intent].when != "" for offered in reply.suggestions)
    assert numbered_choices(reply)[0] == reply.suggestions[0].when
    assert reply.as_row()["suggestions"][0]["when"] == reply.suggestions[0].when


def test_what_is_related_is_offered_by_its_title() -> None:
    reply = Conversation(BOT).ask("is it hereditary")
    related = next(offered for offered in reply.suggestions if not offered.when)
    assert related.text == BOT.library.intents[related.intent].title
    assert "when" not in reply.as_row()["suggestions"][reply.suggestions.index(related)]
