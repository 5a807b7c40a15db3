"""The bot is a library, too: typed, and told of in the README."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest

import bot
from bot.errors import AfterwordsError

BANK = Path(__file__).parent / "bank"


@pytest.mark.parametrize("folder", [BANK, str(BANK)])
def test_another_library_is_loaded_by_its_folder(folder: Path | str) -> None:
    reply = bot.Conversation(bot.load(folder)).ask("someone stole my card")
    assert isinstance(reply, bot.Reply)
    assert reply.answers[0].text


def test_what_is_not_there_is_an_error_of_the_one_family(tmp_path: Path) -> None:
    with pytest.raises(AfterwordsError):
        bot.load(tmp_path / "missing")


def test_type_checkers_are_told_to_read_the_types() -> None:
    assert (Path(bot.__file__).parent / "py.typed").is_file()


@pytest.mark.parametrize("name", bot.__all__)
def test_what_is_offered_says_what_it_is_for(name: str) -> None:
    assert inspect.getdoc(getattr(bot, name))
