"""The bot can be used as a library, with types and docstrings."""

from __future__ import annotations

import inspect
import pickle
from pathlib import Path

import pytest

import bot
from bot.errors import AfterwordsError, LibraryError
from tests.conftest import TESTS

BANK = TESTS / "bank"


@pytest.mark.parametrize("folder", [BANK, str(BANK)])
def test_another_library_is_loaded_by_its_folder(folder: Path | str) -> None:
    reply = bot.Conversation(bot.load(folder)).ask("someone stole my card")
    assert isinstance(reply, bot.Reply)
    assert reply.answers[0].text


def test_a_missing_library_raises_an_error_of_the_family(tmp_path: Path) -> None:
    with pytest.raises(AfterwordsError):
        bot.load(tmp_path / "missing")


def test_type_checkers_find_the_types() -> None:
    assert (Path(bot.__file__).parent / "py.typed").is_file()


@pytest.mark.parametrize("name", bot.__all__)
def test_what_is_exported_is_documented(name: str) -> None:
    assert inspect.getdoc(getattr(bot, name))


def test_an_error_is_the_same_after_it_was_pickled(tmp_path: Path) -> None:
    (tmp_path / "topic.yaml").write_text("intents: []\n- one", "utf-8")
    with pytest.raises(LibraryError) as refused:
        bot.load(tmp_path)
    again = pickle.loads(pickle.dumps(refused.value))
    assert str(again) == str(refused.value)
    assert again.faults == refused.value.faults


def test_what_was_not_offered_cannot_be_chosen() -> None:
    conversation = bot.Conversation(bot.load())
    conversation.welcome()
    for number in (0, -1, 99):
        with pytest.raises(IndexError):
            conversation.choose(number)


def test_a_country_without_helplines_is_refused() -> None:
    with pytest.raises(KeyError):
        bot.Conversation(bot.load(), "atlantis")
