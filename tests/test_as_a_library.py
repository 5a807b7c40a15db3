"""The bot can be used as a library, with types and docstrings."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest

import bot
from bot.errors import AfterwordsError
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
