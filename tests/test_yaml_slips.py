"""A slip of a writer's hand is named in a writer's words, where it began."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from bot.errors import LibraryError
from bot.knowledge.load import read_library
from bot.knowledge.readers.yaml_slips import explain
from bot.matching.tokens import stems
from tests.conftest import TESTS

if TYPE_CHECKING:
    from pathlib import Path

CASES: Final = yaml.safe_load((TESTS / "broken_yaml.yaml").read_text("utf-8"))
SOUND: Final = """intents:
  one:
    title: "One"
    examples: ["what is one?"]
    answer:
      - text: "It is one."
        cite: ["doc#start-1"]
"""
SOURCES: Final = """documents:
  doc:
    publisher: "A publisher"
    url: "https://example.org/"
    published: 2020-02-17
    sections:
      start: {heading: "Start", paragraphs: ["0123456789abcdef"]}
"""


def faults_of(folder: Path, topic: str) -> list[str]:
    (folder / "topic.yaml").write_text(topic, "utf-8")
    (folder / "sources.yaml").write_text(SOURCES, "utf-8")
    with pytest.raises(LibraryError) as refused:
        read_library(folder, stems)
    return [line.removeprefix(f"{folder}/topic.yaml:") for line in str(refused.value).splitlines()]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_each_slip_is_named_where_it_began(case: dict[str, str], tmp_path: Path) -> None:
    assert case["replace"] in SOUND
    assert faults_of(tmp_path, SOUND.replace(case["replace"], case["by"])) == [case["fault"]]


def test_what_stands_before_or_behind_the_library_is_named(tmp_path: Path) -> None:
    second = ["8:1: a second document begins here ('---'); remove the line: a file holds one"]
    assert faults_of(tmp_path, f"{SOUND}---\n{SOUND}") == second
    behind = ["9:1: something stands behind the end; remove it, or the closing sign before it"]
    assert faults_of(tmp_path, f"{SOUND}...\nmore\n") == behind
    assert faults_of(tmp_path, f"```yaml\n{SOUND}```\n") == ["1:1: '```' is no part of YAML; remove the line"]


@example(SOUND.index('["doc'), "[,", 99)
@given(
    st.integers(0, len(SOUND)), st.text("\t\n '\"-:#&*!|>%@`[]{},?\\a\x07", min_size=1, max_size=4), st.integers(0, 9)
)
def test_whatever_is_typed_somewhere_the_place_named_is_in_the_file(at: int, typed: str, removed: int) -> None:
    content = SOUND[:at] + typed + SOUND[at + removed :]
    try:
        yaml.compose(content, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        slip = explain(content, error, yaml.CSafeLoader)
        lines = [*content.split("\n"), ""]
        assert 1 <= slip.column <= len(lines[slip.line - 1]) + 1
        assert slip.problem
        assert slip.remedy
