"""A plain `source:` says where an answer without documents comes from, and is shown as a source."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from bot import Conversation, load
from bot.errors import LibraryError
from bot.rendering.markdown import as_markdown
from bot.rendering.plain_text import plain_text
from bot.rendering.sources import card_blocks

if TYPE_CHECKING:
    from pathlib import Path

    from bot.reply import Reply

ADDRESS = "https://www.shop.example/flat"
WHOLE = f"""
intents:
  flat:
    title: "How to mend a flat tyre"
    examples: ["my tyre is flat", "flat tyre"]
    answer:
      - text: "Take the wheel off."
      - text: "Patch the tube."
        source: "The mechanic's handbook, page 3"
    source: "{ADDRESS}"
"""
DOCUMENTS = """
documents:
  doc: {publisher: "A publisher", url: "https://example.org/", sections: {start: {paragraphs: ["0123456789abcdef"]}}}
"""


def reply_of(folder: Path, topic: str, **files: str) -> Reply:
    (folder / "repairs.yaml").write_text(topic, "utf-8")
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, "utf-8")
    return Conversation(load(folder)).ask("my tyre is flat")


def test_a_source_of_the_whole_answer_holds_for_statements_that_name_none(tmp_path: Path) -> None:
    first, second = reply_of(tmp_path, WHOLE).answers[0].statements
    assert [source.url for source in first.sources] == [ADDRESS]
    assert [source.publisher for source in second.sources] == ["The mechanic's handbook, page 3"]


def test_it_is_told_by_its_host_and_address_or_its_title_and_nothing_is_said_to_be_missing(tmp_path: Path) -> None:
    reply = reply_of(tmp_path, WHOLE)
    assert list(plain_text(reply))[1:] == [
        "Take the wheel off. [1]",
        "Patch the tube. [2]",
        "Source 1: shop.example",
        "Source 2: The mechanic's handbook, page 3",
    ]
    assert list(plain_text(reply, whole=True))[3:] == [
        "Source 1: shop.example",
        f"Address: {ADDRESS}",
        "Source 2: The mechanic's handbook, page 3",
    ]
    assert "handbook" in as_markdown("", [reply])
    first, second = (card_blocks(source, 1, date(2026, 1, 1)) for source in reply.sources)
    assert [block.role for block in first] == ["passage", "address"]
    assert [block.role for block in second] == ["passage"]


def test_the_result_row_has_it_among_the_sources(tmp_path: Path) -> None:
    first, second = reply_of(tmp_path, WHOLE).as_row()["answers"][0]["sources"]
    assert first == {
        "id": ADDRESS,
        "publisher": "shop.example",
        "title": None,
        "section": None,
        "paragraph": None,
        "url": ADDRESS,
    }
    assert (second["publisher"], second["url"]) == ("The mechanic's handbook, page 3", "")


def test_it_does_for_a_citation_where_the_library_has_documents(tmp_path: Path) -> None:
    reply = reply_of(tmp_path, WHOLE, sources=DOCUMENTS)
    assert len(reply.sources) == 2
    with pytest.raises(LibraryError, match="has no 'cite'"):
        reply_of(tmp_path, WHOLE.replace(f'    source: "{ADDRESS}"\n', ""), sources=DOCUMENTS)


@pytest.mark.parametrize(
    "address", ["https://[x", "http://", "https://www.", "javascript:alert(1)", "file:///etc/passwd"]
)
def test_what_only_looks_like_an_address_is_shown_and_ends_nothing(address: str, tmp_path: Path) -> None:
    (source,) = reply_of(tmp_path, WHOLE.replace(ADDRESS, address)).answers[0].statements[0].sources
    assert source.publisher
    assert not source.url.startswith(("javascript", "file"))


def test_an_empty_one_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(LibraryError, match=r"repairs.yaml:10:13: source is empty"):
        reply_of(tmp_path, WHOLE.replace(f'"{ADDRESS}"', '""'))


def test_an_answer_keeps_the_lines_of_a_block(tmp_path: Path) -> None:
    block = "|\n          Bring:\n\n\n          - a lamp\n            - and a spare\n          - a \x1b[31mlock\n"
    reply = reply_of(tmp_path, WHOLE.replace('"Take the wheel off."\n', block.replace("\x1b", "")))
    assert reply.answers[0].statements[0].text == "Bring:\n\n- a lamp\n  - and a spare\n- a [31mlock"


def test_metadata_is_kept_and_not_said(tmp_path: Path) -> None:
    told = WHOLE.replace("    examples:", '    metadata: {owner: "Ann"}\n    examples:')
    reply = reply_of(tmp_path, told)
    assert load(tmp_path).library.intents["flat"].metadata == {"owner": "Ann"}
    assert "Ann" not in str(reply.as_row())
    with pytest.raises(LibraryError, match="'owner' in metadata of intent 'flat' must be a text"):
        reply_of(tmp_path, told.replace('"Ann"', "[Ann]"))
