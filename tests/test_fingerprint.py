"""`fingerprint` prints what `sources.yaml` wants for a document, and no more of its text than a writer needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.cli import main
from bot.knowledge.document import fingerprint, paragraphs
from bot.knowledge.readers.sources import read_sources
from bot.knowledge.readers.yaml_file import YamlFile
from tests.bots import LIBRARY
from tests.conftest import SHARED, needs_documents

if TYPE_CHECKING:
    from pathlib import Path

    from bot.errors import Fault

DOCUMENT = """\
An introduction.

# If you lose your card #
Freeze a lost card in the app, or call us at any hour.
  We   send\ta new one within five days to the address that we know.\x20

## Something else
And this.

## If you lose your card
Again.
# Empty
# 123
"""


def printed(document: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> str:
    path = folder / "Our terms.txt"
    path.write_text(document, "utf-8")
    assert main(["fingerprint", str(path)]) == 0
    return capsys.readouterr().out


def test_it_is_an_entry_of_sources_yaml_that_the_loader_takes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = printed(DOCUMENT, tmp_path, capsys)
    (tmp_path / "sources.yaml").write_text(text, "utf-8")
    faults: list[Fault] = []
    passages = read_sources(YamlFile(tmp_path / "sources.yaml", faults))
    assert faults == []
    assert list(passages) == [
        "our_terms#start-1",
        "our_terms#if_you_lose_your_card-1",
        "our_terms#if_you_lose_your_card-2",
        "our_terms#something_else-1",
        "our_terms#if_you_lose_your_card_2-1",
    ]
    assert passages["our_terms#if_you_lose_your_card-1"].section == "If you lose your card"
    assert passages["our_terms#if_you_lose_your_card-1"].fingerprint == "3bf57a35f05e1ff5"
    assert '- "3bf57a35f05e1ff5"  # line 4: Freeze a lost card in …' in text
    assert "the address that we know" not in text


def test_white_space_and_the_way_of_writing_accents_make_no_difference() -> None:
    assert fingerprint(" a\u00e9  b\t\n") == fingerprint("ae\u0301 b")
    assert fingerprint("a") != fingerprint("b")


@given(st.text())
def test_every_line_that_holds_something_is_a_paragraph_or_a_heading(document: str) -> None:
    found = list(paragraphs(document))
    lines = [" ".join(line.split()) for line in document.split("\n")]
    assert [lines[each.line - 1] for each in found] == [each.text for each in found]
    left_out = {*range(1, len(lines) + 1)} - {each.line for each in found}
    assert all(not lines[number - 1].strip("# ") or lines[number - 1].startswith("#") for number in left_out)


@pytest.mark.parametrize(("content", "problem"), [(b"\n \n", "holds no paragraph"), (b"caf\xe9", "is not UTF-8")])
def test_what_is_no_document_is_told(
    content: bytes, problem: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "doc.txt").write_bytes(content)
    assert main(["fingerprint", str(tmp_path / "doc.txt")]) == 2
    assert problem in capsys.readouterr().err


def test_a_document_drives_no_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = printed("# \x1b[31mred\nred \x1b]0;t\x07 text\n", tmp_path, capsys)
    assert "\x1b" not in text
    assert yaml.safe_load(text)["documents"]["our_terms"]["sections"]["red"]["heading"] == "red"


@needs_documents
def test_the_shipped_fingerprints_are_those_of_the_documents() -> None:
    known = {
        fingerprint(each.text)
        for path in (SHARED / "documents").glob("*.txt")
        for each in paragraphs(path.read_text("utf-8"))
    }
    assert {passage.fingerprint for passage in LIBRARY.sources.values()} <= known
