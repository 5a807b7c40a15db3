"""A broken library is refused: every fault at once, each with its place and what to do."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from bot import Conversation, load
from bot.check import check
from bot.check.report import tell
from bot.errors import Fault, InputError, LibraryError
from bot.knowledge.model import Statement
from tests.conftest import TESTS

if TYPE_CHECKING:
    from pathlib import Path

CASES = yaml.safe_load((TESTS / "broken_libraries.yaml").read_text("utf-8"))

TODAY = date(2026, 11, 27)

SOUND = {
    "topic.yaml": """
intents:
  one:
    title: "One"
    examples: ["what is one?"]
    answer: [{text: "It is one.", cite: ["doc#start-1"]}]
""",
    "sources.yaml": """
documents:
  doc:
    publisher: "A publisher"
    url: "https://example.org/"
    published: 2020-02-17
    sections:
      start: {heading: "Start", paragraphs: ["0123456789abcdef"]}
""",
    "lexicon.yaml": """
concepts:
  number: ["one", "two"]
""",
}

OWN_SAFETY = """
kind: safety
intents:
  danger: {title: "Danger", examples: ["i am in danger"], patterns: ["in danger"], answer: [{text: "Go."}]}
"""


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, content in files.items():
        (folder / name).write_text(content, "utf-8")
    return folder


def faults_of(folder: Path) -> list[str]:
    with pytest.raises(LibraryError) as refused:
        load(folder)
    return [line.removeprefix(f"{folder}/") for line in str(refused.value).splitlines()]


def test_a_sound_library_is_loaded(tmp_path: Path) -> None:
    intents = load(write(tmp_path, SOUND)).library.intents
    assert [intent.id for intent in intents.values() if not intent.safety] == ["one"]


def test_every_library_has_the_safety_intents_of_the_pack_unless_it_says_otherwise(tmp_path: Path) -> None:
    library = load(write(tmp_path, SOUND)).library
    assert {"crisis", "medical_emergency", "sexual_violence", "under_age"} <= set(library.intents)
    assert any(line.country == "uk" for line in library.helplines)
    none = load(write(tmp_path, {"topic.yaml": "safety: none" + SOUND["topic.yaml"]}))
    assert not any(intent.safety for intent in none.library.intents.values())


def test_what_is_learned_about_another_has_to_have_words_for_it(tmp_path: Path) -> None:
    write(tmp_path, SOUND | {"own.yaml": OWN_SAFETY})
    folder = tmp_path / "utterances" / "about_another"
    folder.mkdir(parents=True)
    (folder / "danger.txt").write_text("she is in danger\n", "utf-8")
    with pytest.raises(LibraryError, match=r"danger\.txt:1: intent 'danger' has no words about another"):
        check(tmp_path, TODAY)


def test_a_library_puts_its_own_words_in_place_of_the_packs_and_keeps_its_rules(tmp_path: Path) -> None:
    own = """
kind: safety
intents:
  crisis:
    title: "A crisis"
    examples: ["i want to die"]
    patterns: ["xyzzy"]
    answer: [{text: "Our own words."}]
"""
    bot = load(write(tmp_path, SOUND | {"own.yaml": own}))
    for text in ("i want to kill myself", "xyzzy"):
        assert Conversation(bot).ask(text).answers[0].text.startswith("Our own words."), text


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_each_fault_is_told_with_its_line_and_what_to_do(case: dict[str, Any], tmp_path: Path) -> None:
    assert faults_of(write(tmp_path, SOUND | case["files"])) == case["faults"]


@pytest.mark.parametrize("name", ["more.yml", "more.YAML", "more.yaml.txt", "more.Yml"])
def test_a_file_whose_name_ends_otherwise_is_told(name: str, tmp_path: Path) -> None:
    assert faults_of(write(tmp_path, SOUND | {name: "intents:"})) == [f"{name}:1: is not read; name it .yaml"]


def test_a_name_that_begins_with_a_dot_is_no_file_of_the_library(tmp_path: Path) -> None:
    hidden = dict.fromkeys([".topic.yaml", "._topic.yaml", ".more.yml"], "[")
    assert "one" in load(write(tmp_path, SOUND | hidden)).library.intents


LOST = {
    "what is one #3?": "the text is cut at ' #', where a comment begins",
    "“what is one?”": "curly quotes stand round the text, and become part of it",
    'what is one?"': "a quote ends the text, and none begins it",
    "‘what is one?’": "curly quotes stand round the text, and become part of it",
}
KEPT = [
    'a wheel of 26"',
    'say "one"',
    "what is one#3?",
    "me & you?",
    "it's “one”?",
    '"what is one #3?"',
    '"“what is one?”"',
]


@pytest.mark.parametrize("example", LOST)
def test_text_that_yaml_cuts_or_takes_for_its_own_is_a_fault(example: str, tmp_path: Path) -> None:
    topic = SOUND["topic.yaml"].replace('["what is one?"]', f"\n      - {example}")
    write(tmp_path, SOUND | {"topic.yaml": topic})
    with pytest.raises(LibraryError) as refused:
        check(tmp_path, TODAY)
    assert str(refused.value) == f"{tmp_path}/topic.yaml:6:9: {LOST[example]}; put straight quotes round the text"


@pytest.mark.parametrize("example", KEPT)
def test_text_that_yaml_keeps_is_none(example: str, tmp_path: Path) -> None:
    topic = SOUND["topic.yaml"].replace('["what is one?"]', f"\n      - {example}")
    assert "sound" in check(write(tmp_path, SOUND | {"topic.yaml": topic}), TODAY).summary[0]


def test_lost_text_is_told_together_with_other_faults(tmp_path: Path) -> None:
    topic = SOUND["topic.yaml"].replace('"One"', "One of these #3").replace("examples:", "exmaples:")
    with pytest.raises(LibraryError) as refused:
        check(write(tmp_path, SOUND | {"topic.yaml": topic}), TODAY)
    assert [fault.line for fault in refused.value.faults] == [4, 4, 5]


def test_a_fault_is_shown_with_its_line_and_a_caret_below_its_column(tmp_path: Path) -> None:
    broken = SOUND["topic.yaml"].replace("title:", "titel:").replace('"One"', '"\x1b[31mOne\u202e"')
    write(tmp_path, {"topic.yaml": broken})
    _, line, caret = tell([Fault(tmp_path / "topic.yaml", 4, "is wrong", "mend it", 12)])
    assert line.endswith('    titel: "One"')
    assert caret.index("^") == line.index('"One"')


def test_a_long_line_is_cut_around_the_caret(tmp_path: Path) -> None:
    write(tmp_path, {"topic.yaml": "x" * 5_000 + "?" + "x" * 5_000})
    _, line, caret = tell([Fault(tmp_path / "topic.yaml", 1, "is wrong", "mend it", 5_001)])
    assert len(line) < 120
    assert caret.index("^") == line.index("?")


def test_a_place_that_is_not_in_the_file_has_no_caret(tmp_path: Path) -> None:
    write(tmp_path, {"topic.yaml": "one\n"})
    faults = [Fault(tmp_path / name, line, "is wrong", "mend it", 9) for name, line in (("topic.yaml", 7), ("no", 1))]
    assert list(tell(faults)) == [str(fault) for fault in faults]


def test_the_first_fifty_faults_are_told_and_that_there_may_be_more(tmp_path: Path) -> None:
    examples = "".join(f"\n      - what is {number} #{number}" for number in range(60))
    topic = SOUND["topic.yaml"].replace('["what is one?"]', examples)
    for broken in (topic, SOUND["topic.yaml"] + "".join(f"key{number}: x\n" for number in range(60))):
        with pytest.raises(LibraryError) as refused:
            check(write(tmp_path, SOUND | {"topic.yaml": broken}), TODAY)
        told = [line for line in tell(refused.value.faults) if not line.startswith("    ")]
        assert len(told) == 51
        assert told[-1] == "these are the first 50; mend them and check again for more"


def test_the_faults_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    broken = write(tmp_path, SOUND | {"other.yaml": "intents: []", "third.yaml": "- one"})
    assert {fault.split(":")[0] for fault in faults_of(broken)} == {"other.yaml", "third.yaml"}


def test_one_topic_with_titles_examples_and_answers_is_a_library(tmp_path: Path) -> None:
    topic = SOUND["topic.yaml"].replace(', cite: ["doc#start-1"]', "")
    assert load(write(tmp_path, {"topic.yaml": topic})).library.intents["one"].topic == "Topic"


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    write(tmp_path, SOUND)
    (tmp_path / "topic.yaml").write_bytes(b'intents:\n  one:\n    title: "caf\xe9"\n')
    assert faults_of(tmp_path) == ["topic.yaml:3: is not UTF-8; save the file in the encoding UTF-8"]


def test_a_folder_that_is_missing_or_holds_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is not a folder; name one with"):
        load(tmp_path / "nowhere")
    with pytest.raises(LibraryError, match="holds no intents; name a folder with"):
        load(tmp_path)


def test_hostile_text_in_a_library_is_made_harmless(tmp_path: Path) -> None:
    hostile = SOUND["topic.yaml"].replace('"It is one."', '"\\e[31mIt\\x07 is \\u202Eone."')
    answer = load(write(tmp_path, SOUND | {"topic.yaml": hostile})).library.intents["one"].answer
    assert [entry.text for entry in answer if isinstance(entry, Statement)] == ["It is one."]


NESTED = {
    "lists": "[" * 100_000,
    "maps": "{a: " * 100_000,
    "dashes": "\n" + "- " * 100_000,
    "wide dashes": "\n" + "-  " * 100_000,
    "question marks": "\n" + "? " * 100_000,
    "dashes and question marks": "\n" + "- ? -  ? " * 15,
    "a level a line": "\n" + "".join(f"{' ' * depth}a:\n" for depth in range(1, 100)),
    "brackets below dashes": "\n" + "- " * 30 + "[" * 30,
}


@pytest.mark.parametrize("nested", NESTED.values(), ids=NESTED)
def test_a_file_that_is_nested_too_deep_is_refused(nested: str, tmp_path: Path) -> None:
    faults = faults_of(write(tmp_path, {"topic.yaml": "intents: " + nested}))
    assert len(faults) == 1
    assert faults[0].endswith("is nested too deep; keep to 50 levels")


def test_what_a_parser_meets_below_that_is_a_fault_like_any_other(tmp_path: Path) -> None:
    """Brackets at the beginning of lines are no indentation: here the parser's own limit holds."""
    (fault,) = faults_of(write(tmp_path, {"topic.yaml": "[\n" * 100_000}))
    assert fault.startswith("topic.yaml:")


def test_a_wide_file_is_not_a_deep_one(tmp_path: Path) -> None:
    text = "It is one. " + ":[ " * 60
    examples = "".join(f'      - "is it {number} :["\n' for number in range(100))
    wide = f'intents:\n  one:\n    title: "One"\n    examples:\n{examples}    answer: [{{text: "{text}"}}]\n'
    assert load(write(tmp_path, {"topic.yaml": wide})).library.intents["one"]


def test_an_anchor_is_refused_whatever_refers_to_it(tmp_path: Path) -> None:
    looped = SOUND | {"topic.yaml": "intents: &loop\n  one: *loop\n"}
    assert any("topic.yaml:1: has an anchor, '&loop'" in fault for fault in faults_of(write(tmp_path, looped)))
