"""Each number in an answer opens a card with the full details of the source."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from bot import Conversation
from bot.chat.source_card import HINT
from bot.chat.typesetting import typeset
from bot.chat.typesetting.paragraphs import wrap
from bot.rendering import sources
from bot.rendering.reply_blocks import reply_blocks
from tests.chats import chat, question_for, reply_to, shows, write_library

if TYPE_CHECKING:
    from pathlib import Path

    from bot.knowledge.model import Passage
    from tests.chats import Chat

QUESTION = question_for("is_it_normal")
SIZES = pytest.mark.parametrize("size", [(40, 15), (80, 24), (117, 30), (118, 30), (200, 60)], ids=str)
BESIDE = (120, 40)
"""Room for a card beside the conversation."""


def cited() -> tuple[Passage, ...]:
    return reply_to(QUESTION).sources


def shows_card(seen: Chat, number: int) -> bool:
    """Return whether the beginning of a source's card is on the screen."""
    first = sources.card_blocks(cited()[number - 1], number, date.today())[0].text
    return f"Source {number} of {len(cited())}" in seen.text() and first in seen.text("SourceCard")


@SIZES
async def test_one_key_opens_the_card_and_arrows_reach_every_source(size: tuple[int, int]) -> None:
    async with chat(size=size) as seen:
        await seen.ask(QUESTION)
        await seen.press("f4")
        for number in range(1, len(cited()) + 1):
            assert shows_card(seen, number)
            assert HINT in seen.text()
            await seen.press("right")

        assert shows_card(seen, 1)
        await seen.press("left")
        assert shows_card(seen, len(cited()))
        await seen.press("2")
        assert shows_card(seen, 2)


async def test_a_card_shows_publisher_title_section_reviewer_date_and_address() -> None:
    async with chat(size=(80, 30)) as seen:
        await seen.ask(QUESTION)
        number, source = next((n, each) for n, each in enumerate(cited(), 1) if each.reviewed_by)
        await seen.press("f4", str(number))

        assert f"{source.publisher}, “{source.section}”, paragraph {source.paragraph}" in seen.text()
        assert f"“{source.title}”" in seen.text()
        assert f"Reviewed by {source.reviewed_by}" in seen.text()
        assert "Updated 26 November 2021, " in seen.text()
        assert source.url in seen.text()


async def test_a_card_says_what_is_loose_and_where_the_articles_differ() -> None:
    async with chat(size=(80, 30)) as seen:
        await seen.ask(QUESTION)
        number, notes = next((n, each.notes) for n, each in enumerate(cited(), 1) if len(each.notes) > 1)
        await seen.press("f4", str(number))

        assert all(f"Note: {note}" in seen.text() for note in notes)


async def test_a_card_says_what_is_not_known_of_a_document() -> None:
    async with chat(size=(80, 30)) as seen:
        await seen.ask(QUESTION)
        number = next(n for n, each in enumerate(cited(), 1) if not each.title)
        await seen.press("f4", str(number))

        assert "No title given No reviewer given No date given" in seen.text()


async def test_the_card_stands_beside_the_answer_where_there_is_room_and_covers_none_of_it() -> None:
    async with chat(size=BESIDE) as seen:
        await seen.ask(QUESTION)

        assert shows(seen, reply_to(QUESTION))
        assert shows_card(seen, 1)
        assert HINT not in seen.text()
        answer = seen.place("You could ask next")
        await seen.press("f4")
        assert seen.place("You could ask next") == answer


async def test_no_card_is_left_beside_a_reply_without_sources() -> None:
    async with chat(size=BESIDE) as seen:
        assert "Source 1" not in seen.text()
        await seen.ask(QUESTION)
        await seen.ask("hello")

        assert "Source 1" not in seen.text()
        await seen.press("f4")
        assert seen.app.screen.focused is seen.app.screen.query_one("Prompt")


@SIZES
@pytest.mark.parametrize("key", ["escape", "f4"])
async def test_a_key_leads_back_from_the_card(size: tuple[int, int], key: str) -> None:
    async with chat(size=size) as seen:
        await seen.ask(QUESTION)
        before = seen.lines()
        await seen.press("f4", key)

        assert seen.lines() == before
        await seen.press("h")
        assert "h" in seen.text()


async def test_typing_goes_on_from_the_card() -> None:
    async with chat(size=(80, 24)) as seen:
        await seen.ask(QUESTION)
        await seen.press("f4", "o", "k")

        assert "Source 1 of" not in seen.text()
        assert seen.lines()[-3].strip("│ ") == "ok"


@pytest.mark.parametrize("size", [(40, 15), (80, 24), BESIDE], ids=str)
async def test_a_click_on_a_number_opens_its_card(size: tuple[int, int]) -> None:
    async with chat(size=size) as seen:
        await seen.ask(QUESTION)
        await seen.click("[1–2]")

        assert shows_card(seen, 1)


async def test_a_click_on_a_number_of_an_earlier_answer_opens_the_card_that_it_had() -> None:
    async with chat(size=(80, 24)) as seen:
        await seen.ask(QUESTION)
        await seen.ask(question_for("partner_cried"))
        await seen.press("pageup")
        await seen.click("[3]")

        assert shows_card(seen, 3)


@pytest.mark.parametrize("typed", ["source 2", "Source 2", "s2"])
async def test_the_name_of_a_source_can_be_typed(typed: str) -> None:
    async with chat(size=(80, 24)) as seen:
        await seen.ask(QUESTION)
        await seen.ask(typed)

        assert shows_card(seen, 2)


@pytest.mark.parametrize("way", [("tab", "enter"), ("click",)], ids=["key", "click"])
async def test_the_address_is_opened_only_when_that_is_asked(way: tuple[str, ...]) -> None:
    opened: list[str] = []
    async with chat(size=(80, 30)) as seen:
        seen.app.open_url = lambda url, **_: opened.append(url)  # type: ignore[method-assign]
        await seen.ask(QUESTION)
        await seen.press("f4", "right", "enter", "left")
        await seen.click(cited()[0].url)
        assert opened == []

        if way == ("click",):
            await seen.click("Open this page")
        else:
            await seen.press(*way)
        assert opened == [cited()[0].url]


async def test_a_source_may_hold_what_looks_like_markup(tmp_path: Path) -> None:
    (tmp_path / "sources.yaml").write_text(
        r"""
documents:
  "d'[/x]":
    publisher: "[/foo] \e[31mPublisher"
    title: "[@click=app.quit]title[/]"
    url: "https://example.org/[b]\u202e"
    reviewed_by: "[red]R"
    sections: {s: {heading: "[/]", paragraphs: ["0123456789abcdef"]}}
notes: [{cite: ["d'[/x]#s-1"], text: "[bold]loose 为什么 👩‍👩‍👧"}]
""",
        encoding="utf-8",
    )
    hostile = write_library(
        tmp_path,
        """
intents:
  one:
    title: "One"
    examples: ["how do I open it", "open it"]
    answer: [{text: "So.", cite: ["d'[/x]#s-1"]}]
""",
    )
    async with chat(size=(80, 24), of=hostile) as seen:
        await seen.ask("how do I open it")
        await seen.click("[1]")

        for shown in (
            "[/foo] Publisher, “[/]”, paragraph 1",
            "“[@click=app.quit]title[/]”",
            "Reviewed by [red]R",
            "Note: [bold]loose 为什么 👩‍👩‍👧",
            "https://example.org/[b]",
        ):
            assert shown in seen.text()
        await seen.click("[@click=app.quit]")
        assert seen.app.is_running


async def test_a_missing_source_is_reported_and_the_choices_stay() -> None:
    question = question_for("partner_cried")
    async with chat() as seen:
        await seen.ask(question)
        before = seen.lines("Transcript")
        await seen.ask("source 40")
        assert seen.lines("Transcript")[:5] == before[:5]
        assert "40" in " ".join(seen.lines()[-20:])
        assert "You: source 40" not in seen.text()


async def test_a_plain_source_has_a_card_and_a_page_only_where_it_is_an_address(tmp_path: Path) -> None:
    plain = write_library(
        tmp_path,
        """
intents:
  one:
    title: "One"
    examples: ["how do I open it", "open it"]
    answer:
      - text: |
          Take:

          - a key
          - a lamp
      - {text: "So.", source: "The handbook [/x], page 3"}
    source: "https://example.org/open"
""",
    )
    reply = Conversation(plain).ask("how do I open it")
    lines = [line.plain for line in wrap(typeset.reply(reply_blocks(reply), reply.sources, urgent=False), 40)]
    assert [line.strip() for line in lines if line.strip().startswith("- ")] == ["- a key", "- a lamp[1]"]
    async with chat(size=BESIDE, of=plain) as seen:
        await seen.ask("how do I open it")
        await seen.press("f4")
        assert "https://example.org/open" in seen.text("SourceCard")
        assert "Open this page" in seen.text("SourceCard")
        await seen.press("right")
        assert "The handbook [/x], page 3" in seen.text("SourceCard")
        assert "Open this page" not in seen.text("SourceCard")
