"""Sources are rendered with dates as they are read aloud, and with the age of their documents."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from bot.rendering import sources
from bot.rendering.sources import plain_date
from tests.bots import LIBRARY

if TYPE_CHECKING:
    from bot.knowledge.model import Passage


def updated(iso: str) -> Passage:
    (source, *_) = [source for source in LIBRARY.sources.values() if source.updated]
    return source._replace(updated=iso)


@pytest.mark.parametrize(
    ("iso", "line"),
    [
        ("2021-11-26", "Updated 26 November 2021, 4 years ago"),
        ("2021-11-23", "Updated 23 November 2021, 5 years ago"),
        ("2025-11-23", "Updated 23 November 2025, 1 year ago"),
        ("2026-09-30", "Updated 30 September 2026, 1 month ago"),
        ("2026-10-24", "Updated 24 October 2026, less than a month ago"),
        ("2026-11-24", "Updated 24 November 2026"),
        ("2019", "Updated 2019"),
    ],
)
def test_a_card_says_how_old_a_document_is(iso: str, line: str) -> None:
    assert line in {block.text for block in sources.card_blocks(updated(iso), 1, date(2026, 11, 23))}


@pytest.mark.parametrize(
    ("iso", "written"),
    [("2021-11-26", "26 November 2021"), ("2020-02-01", "1 February 2020"), ("2019", "2019"), ("", "")],
)
def test_dates_are_written_as_they_are_read_aloud(iso: str, written: str) -> None:
    assert plain_date(iso) == written
