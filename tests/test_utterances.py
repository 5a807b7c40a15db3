"""Utterances stand in plain text files, one a line: what is wrong with them is said, and the rest learned from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import Conversation, load
from bot.errors import LibraryError
from bot.knowledge.load import read_library
from bot.knowledge.utterances import EVERYDAY, Utterance, read_utterances
from bot.matching.tokens import stems
from bot.text import clean
from tests.bots import LIBRARY

if TYPE_CHECKING:
    from pathlib import Path

    from bot.knowledge.model import Library

TOPIC = """
intents:
  hours: {title: "Hours", examples: ["when do you open?"], answer: [{text: "At nine."}]}
  place: {title: "Place", examples: ["where are you?"], answer: [{text: "In the park."}]}
"""
OUTSIDE = """
outside:
  parking: {title: "parking", words: ["car park"], examples: ["where can I park?"], referral: "Ask the town."}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "shop.yaml").write_text(TOPIC, "utf-8")
    (tmp_path / "outside.yaml").write_text(OUTSIDE, "utf-8")
    (tmp_path / "utterances" / "outside").mkdir(parents=True)
    return tmp_path


def faults_of(folder: Path) -> list[str]:
    with pytest.raises(LibraryError) as refused:
        load(folder).engine  # noqa: B018 (the engine is what reads them)
    return [line.removeprefix(f"{folder}/utterances/") for line in str(refused.value).splitlines()]


def test_each_line_is_an_utterance_of_the_writer_named_above_it(folder: Path) -> None:
    hours = "# Ann\nopen yet\n\n  closed  today? \n#Bob\nbusiness hours\n"
    (folder / "utterances" / "hours.txt").write_text(hours, "utf-8")
    (folder / "utterances" / "outside" / "parking.txt").write_text("a space for my car", "utf-8")
    found = read_utterances(read_library(folder, stems))
    assert found["hours"] == (
        Utterance("open yet", "Ann"),
        Utterance("closed today?", "Ann"),
        Utterance("business hours", "Bob"),
    )
    assert found["parking"] == (Utterance("a space for my car", ""),)
    assert len(found[EVERYDAY]) > 400


def test_what_is_wrong_is_said_all_at_once_with_its_place(folder: Path) -> None:
    utterances = folder / "utterances"
    (utterances / "hours.txt").write_text("open yet\nclosing time\n", "utf-8")
    (utterances / "place.txt").write_text("# Ann\nthe address\nOpen yet\n", "utf-8")
    (utterances / "prices.txt").write_text("how much\n", "utf-8")
    (utterances / "outside" / "trains.txt").write_text("when is the train\n", "utf-8")
    (utterances / "outside" / "parking.txt").write_bytes(b"a space\nfor my \xff\n")
    assert faults_of(folder) == [
        "outside/parking.txt:2: is not UTF-8; save the file in the encoding UTF-8",
        "outside/trains.txt:1: 'trains' is no subject of outside.yaml; name the file after one, or remove it",
        "place.txt:3: says the same as hours.txt:1; keep it where it fits better",
        "prices.txt:1: 'prices' is no intent; name the file after one, or remove it",
    ]


def test_they_count_like_examples_where_nothing_was_learned(folder: Path) -> None:
    assert Conversation(load(folder)).ask("closing time").kind != "answer"
    (folder / "utterances" / "hours.txt").write_text("closing time\nwhat is your closing time\n", "utf-8")
    assert Conversation(load(folder)).ask("closing time").answers[0].intent == "hours"


def test_a_library_may_have_everyday_questions_of_its_own(folder: Path) -> None:
    (folder / "everyday.txt").write_text("is it raining\n", "utf-8")
    assert read_utterances(read_library(folder, stems))[EVERYDAY] == (Utterance("is it raining", ""),)


@pytest.mark.parametrize("path", ["everyday.txt", "utterances/hours.txt"])
def test_a_file_without_an_utterance_is_told(folder: Path, path: str) -> None:
    (folder / path).parent.mkdir(exist_ok=True)
    (folder / path).write_text("# nobody wrote any\n", "utf-8")
    with pytest.raises(LibraryError, match=r"holds no utterances; write one a line, or remove the file"):
        read_utterances(read_library(folder, stems))


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """Return a library with an everyday question of its own, instead of thousands that are read each time."""
    folder = tmp_path_factory.mktemp("any")
    (folder / "shop.yaml").write_text(TOPIC, "utf-8")
    (folder / "everyday.txt").write_text("is it raining\n", "utf-8")
    (folder / "utterances").mkdir()
    return read_library(folder, stems)


@given(st.text())
def test_any_text_in_a_file_is_read_clean_or_refused(shop: Library, content: str) -> None:
    (shop.folder / "utterances" / "hours.txt").write_text(content, "utf-8", errors="replace")
    try:
        found = read_utterances(shop).get("hours", ())
    except LibraryError:
        return
    assert all(each.text == clean(each.text) and each.text and each.text[0] != "#" for each in found)


def test_the_shipped_utterances_are_sound_and_many() -> None:
    found = read_utterances(LIBRARY)
    answering = [intent.id for intent in LIBRARY.intents.values() if intent.kind == "answer"]
    assert all(len(found[name]) >= 150 for name in answering)
    assert all(len(found[name]) >= 60 for name in LIBRARY.out_of_scope)
