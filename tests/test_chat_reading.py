"""What a reader does with the answer that is on the screen, the latest or an earlier one."""

from __future__ import annotations

import re
from datetime import date

from bot.rendering import sources
from tests.chats import chat, question_for, reply_to


async def test_the_keys_lead_to_the_sources_of_the_answer_that_is_read() -> None:
    earlier, latest = question_for("is_it_normal"), question_for("partner_cried")
    of_earlier, of_latest = (
        sources.card_blocks(reply.sources[1], 2, date.today())[0].text
        for reply in (reply_to(earlier), reply_to(earlier, latest))
    )
    async with chat(size=(80, 40)) as seen:
        await seen.ask(earlier)
        await seen.ask(latest)
        await seen.press("alt+up", "f4", "right")
        assert of_earlier in seen.text("SourceCard")
        await seen.press("escape")
        await seen.ask("source 2")
        assert of_earlier in seen.text("SourceCard")
        await seen.press("escape", "alt+down", "f4", "right")
        assert of_latest in seen.text("SourceCard")


async def test_the_card_beside_the_answers_follows_the_reader() -> None:
    earlier, latest = question_for("is_it_normal"), question_for("partner_cried")
    numbers = [f"Source 1 of {len(reply_to(question).sources)}" for question in (earlier, latest)]
    assert numbers[0] != numbers[1]
    async with chat(size=(120, 40)) as seen:
        await seen.ask(earlier)
        await seen.ask(latest)
        assert numbers[1] in seen.text("SourceCard")
        await seen.press("alt+up")
        assert numbers[0] in seen.text("SourceCard")
        await seen.press("alt+down")
        assert numbers[1] in seen.text("SourceCard")


async def test_the_answer_that_is_read_is_copied() -> None:
    earlier, latest = question_for("is_it_normal"), question_for("partner_cried")
    async with chat(size=(80, 40)) as seen:
        await seen.ask(earlier)
        await seen.ask(latest)
        await seen.press("alt+up", "f5")
        assert reply_to(earlier).answers[0].statements[0].text in seen.app.clipboard
        await seen.press("alt+down", "f5")
        assert reply_to(earlier, latest).answers[0].statements[0].text in seen.app.clipboard


async def test_numbers_of_sources_can_be_hidden_and_are_shown_again() -> None:
    after_a_sentence = re.compile(r"[.?!]\[\d")
    async with chat(size=(80, 60)) as seen:
        await seen.ask(question_for("is_it_normal"))
        await seen.ask(question_for("partner_cried"))
        assert after_a_sentence.search(seen.text())
        await seen.ask("/marks")
        await seen.press("alt+up")
        assert not after_a_sentence.search(seen.text())
        assert "Lauvette" in seen.text()
        await seen.ask("/marks")  # What is read stays where it was.
        assert after_a_sentence.search(seen.text())
