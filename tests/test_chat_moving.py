"""The ways around the chat: completion, topics, help, the menu, countries, slow breathing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.keys import CHAT_HELP
from bot.chat.overlays.exercise import ExerciseScreen, pace
from bot.chat.overlays.picker import NOTHING_FOUND, PickerScreen
from bot.chat.prompt import Prompt
from bot.chat.source_card import SourceCard
from tests.bots import LIBRARY
from tests.chats import Chat, chat, question_for, write_library

if TYPE_CHECKING:
    from pathlib import Path

BREATHING = LIBRARY.exercises["breathing"]


def typed(seen: Chat) -> str:
    return seen.app.screen.query_one(Prompt).value


async def test_a_known_question_is_proposed_and_taken_with_one_key() -> None:
    async with chat() as seen:
        await seen.press(*"Why do")
        assert typed(seen) == "Why do"
        begun = seen.lines()[-3].strip("│ ")
        await seen.press("right")
        assert typed(seen) == begun
        assert begun.startswith("Why do")
        assert len(begun) > len("Why do")


async def test_enter_sends_what_was_typed_and_not_what_was_proposed() -> None:
    async with chat() as seen:
        await seen.press(*"why is", "enter")
        assert seen.lines()[1].strip().removeprefix("▌ ") == "You: why is"


async def test_nothing_is_proposed_for_a_statement_or_of_what_is_met_first() -> None:
    async with chat() as seen:
        for begun in ("i was ", "i want to ", "he forced", "is it rap"):
            seen.app.screen.query_one(Prompt).value = ""
            await seen.press(*begun)
            assert seen.lines()[-3].strip("│ ") == begun.strip()


async def test_topics_lists_all_that_can_be_asked_by_subject() -> None:
    answering = [intent for intent in LIBRARY.intents.values() if intent.kind == "answer"]
    async with chat(size=(80, 90)) as seen:
        seen.app.screen.styles.height = 90
        await seen.press("ctrl+t")
        seen.app.screen.query_one("Vertical").styles.max_height = 90
        await seen.pilot.pause()
        for intent in answering:
            assert intent.title in seen.text()
            assert intent.topic in seen.text()


async def test_topics_are_found_by_title_first_and_by_the_ways_people_ask() -> None:
    async with chat() as seen:
        await seen.press("ctrl+t", *"tears")
        lines = [line.strip("│ ") for line in seen.lines()]
        answering = [intent for intent in LIBRARY.intents.values() if intent.kind == "answer"]
        asked = next(i for i in answering if "tears" not in i.title.lower() and "tears" in " ".join(i.examples))
        assert lines.index("Tears of joy") < lines.index("What the tears mean") < lines.index(asked.title)
        await seen.press(*" joy", "enter")
        assert "You: Tears of joy" in seen.text()
        assert not isinstance(seen.app.screen, PickerScreen)


async def test_topics_are_chosen_by_arrow_and_left_without_asking() -> None:
    async with chat() as seen:
        before = seen.lines()
        await seen.press("ctrl+t", "down", "escape")
        assert seen.lines() == before
        await seen.press("ctrl+t", *"zzzz", "enter")
        assert NOTHING_FOUND in seen.text()
        await seen.press(*["backspace"] * 4, *"pain", "down", "enter")
        assert "You: " in seen.text()
        assert seen.app.screen.query_one(Prompt).has_focus


async def test_a_long_title_goes_on_below_its_beginning() -> None:
    async with chat(size=(40, 15)) as seen:
        await seen.press("ctrl+p")
        first = seen.place("Find what fits by")
        assert seen.lines()[first + 1].index("(F7)") == seen.lines()[first].index("Find")


async def test_titles_of_topics_are_not_read_as_markup(tmp_path: Path) -> None:
    intents = 'topic: "[red]t[/]"\nintents:\n  a:\n    title: "[/foo] [@click=app.quit]x[/]"\n    examples: ["a b"]\n'
    of = write_library(tmp_path, intents + '    answer: [{text: "."}]\n')
    async with chat(of=of) as seen:
        await seen.press("ctrl+t")
        assert "[/foo] [@click=app.quit]x[/]" in seen.text()
        assert "[red]t[/]" in seen.text()


@pytest.mark.parametrize(
    ("keys", "shown"),
    [
        ((), "how your last question was understood"),
        (("ctrl+t",), "search the titles"),
        (("f6",), "save in the file"),
        (("f3",), "back to the chat"),
    ],
)
async def test_help_shows_the_keys_of_the_screen_and_leads_back_there(keys: tuple[str, ...], shown: str) -> None:
    async with chat() as seen:
        await seen.ask("hello")
        await seen.press(*keys)
        before = seen.lines()
        assert shown not in seen.text() or keys
        await seen.press("f1")
        assert shown in seen.text()
        assert "leave at once" in seen.text()
        if keys:
            assert CHAT_HELP[0][1] not in seen.text()
        await seen.press("escape")
        assert seen.lines() == before


@pytest.mark.parametrize("size", [(40, 15), (60, 20), (80, 24), (120, 40)])
async def test_no_key_at_the_foot_is_cut_off(size: tuple[int, int]) -> None:
    async with chat(size) as seen:
        for keys in ((), ("ctrl+t",), ("f1",)):
            await seen.press(*keys)
            foot = seen.lines()[-1].split("▏")[0].split()
            names = [word for word in foot if not word.startswith("^") and word not in ("F1", "F4", "F8", "Esc", "now")]
            assert (
                {"Leave", "Quit"}
                <= set(names)
                <= {"Leave", "Quit", "Help", "Get", "help", "Topics", "Clear", "Back", "Menu"}
            )


async def test_the_palette_lists_every_country_and_the_prompt_shows_which_was_chosen() -> None:
    async with chat() as seen:
        assert "Helplines:" not in seen.text()
        await seen.press("ctrl+p", *"united kingdom")
        await seen.press("enter")
        assert "Helplines: United Kingdom" in seen.text()
        await seen.ask("i want to die")
        assert "116 123" in seen.text()
        await seen.press("ctrl+l", "ctrl+l")
        assert "Helplines:" not in seen.text()


async def test_the_palette_does_what_it_says_also_with_the_conversation() -> None:
    async with chat() as seen:
        await seen.ask(question_for("partner_cried"))
        await seen.press("ctrl+p", *"sources of the answer", "enter")
        assert seen.app.screen.query_one(SourceCard).has_focus_within
        await seen.press("escape", "ctrl+p", *"afresh", "enter")
        assert "You: " not in seen.text()
        await seen.press("ctrl+p", *"sources of the answer")
        assert NOTHING_FOUND in seen.text()


async def test_a_theme_is_chosen_in_the_palette() -> None:
    async with chat() as seen:
        await seen.press("ctrl+p", *"themes", "enter", *"nord", "enter")
        assert seen.app.theme == "nord"
        assert seen.app.screen.query_one(Prompt).has_focus


async def test_the_menu_is_left_by_the_key_that_opens_it() -> None:
    async with chat() as seen:
        before = seen.lines()
        await seen.press("ctrl+p")
        assert seen.lines() != before
        await seen.press("ctrl+p")
        assert seen.lines() == before


async def test_where_slow_breaths_are_suggested_a_pacer_is_offered_and_any_key_stops_it() -> None:
    async with chat() as seen:
        await seen.ask(question_for("calm_down"))
        before = seen.app.screen
        await seen.click(BREATHING.title)
        assert isinstance(seen.app.screen, ExerciseScreen)
        assert "Breathe in" in seen.text()
        await seen.press("k")
        assert seen.app.screen is before
        assert typed(seen) == ""
        assert BREATHING.text in seen.text()


async def test_the_pacer_stands_still_where_nothing_may_move() -> None:
    async with chat() as seen:
        seen.app.animation_level = "none"
        await seen.ask("breathing")
        assert isinstance(seen.app.screen, ExerciseScreen)
        assert BREATHING.text in seen.text()
        assert "━" not in "".join(seen.lines())


@pytest.mark.parametrize("key", ["ctrl+q", "ctrl+x"])
@pytest.mark.parametrize("place", [("ctrl+t",), ("f6",), ("f4",)])
async def test_the_ways_out_work_from_there_too(key: str, place: tuple[str, ...]) -> None:
    async with chat() as seen:
        await seen.ask(question_for("calm_down"))
        await seen.press(*place)
        await seen.pilot.press(key)
        assert not seen.app.is_running


@given(st.floats(0, 1e6))
def test_a_breath_is_steady_and_longer_out_than_in(seconds: float) -> None:
    breath_in, breath_out = BREATHING.steps
    width, text = pace(BREATHING.steps, seconds)
    assert 0 <= width <= 1
    assert pace(BREATHING.steps, seconds + breath_in.seconds + breath_out.seconds)[0] == pytest.approx(width, abs=1e-5)
    assert text in (breath_in.text, breath_out.text)
    assert abs(pace(BREATHING.steps, seconds + 0.1)[0] - width) < 0.1
    assert breath_in.seconds < breath_out.seconds


def test_an_answer_offers_the_pacer_exactly_where_its_text_suggests_breaths() -> None:
    for intent in LIBRARY.intents.values():
        for entry in intent.answer if not intent.safety else ():
            text = getattr(entry, "text", "")
            suggested = getattr(entry, "exercise", "") == "breathing"
            assert suggested == bool(re.search(r"breaths|[Bb]reathe", text)), (intent.id, text)
