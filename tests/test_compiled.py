"""A library is compiled once, and read from there as long as nothing has changed."""

from __future__ import annotations

import json
import os
import pickle
import stat
import subprocess
import sys
import zlib
from typing import TYPE_CHECKING, Any

import pytest

from bot import Bot, Conversation, library_cache
from bot.knowledge.folder import ALARMS_FILE, MODEL_FILE, default_folder
from bot.knowledge.load import read_library
from bot.matching.model_file import map_table
from bot.matching.tokens import stems
from tests.conftest import CHECKOUT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.knowledge.model import Library
    from bot.matching.model_file import LearnedTable

TOPIC = 'intents: {hours: {title: "Hours", examples: ["when do you open?"], answer: [{text: "We open at nine."}]}}'


@pytest.fixture(autouse=True)
def _writes_bytecode(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the environment of the tests says."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "library"
    folder.mkdir()
    (folder / "hours.yaml").write_text(TOPIC, encoding="utf-8")
    return folder


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the library is compiled to; nothing is there yet."""
    place = tmp_path / "__pycache__" / "library-test"
    monkeypatch.setattr(library_cache, "_cache_path", lambda _: place)
    return place


def _answer(folder: Path, question: str = "when do you open?") -> str:
    return Conversation(library_cache.load(folder)).ask(question).answers[0].text


@pytest.mark.usefixtures("place")
def test_what_was_compiled_is_read_instead_of_the_yaml(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = _answer(folder)
    monkeypatch.setattr("bot.knowledge.load.read_library", None)
    assert _answer(folder) == first == "We open at nine."


@pytest.mark.usefixtures("place")
def test_each_table_is_mapped_once_whatever_refers_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    library_cache.load()
    mapped: list[Path] = []

    def count(path: Path, *shape: Any) -> LearnedTable:
        mapped.append(path)
        return map_table(path, *shape)

    monkeypatch.setattr(library_cache, "map_table", count)
    assert library_cache.load().engine
    assert sorted(path.name for path in mapped) == [ALARMS_FILE, MODEL_FILE]


def test_where_python_writes_no_bytecode_nothing_is_kept(
    folder: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert _answer(folder) == "We open at nine."
    assert not place.exists()


@pytest.mark.usefixtures("place")
def test_what_was_saved_while_it_was_compiled_is_not_kept_for_what_was_there_before(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def save_first(*arguments: Any) -> Library:
        (folder / "hours.yaml").write_text(TOPIC.replace("nine", "ten"), encoding="utf-8")
        return read_library(*arguments)

    with monkeypatch.context() as saving:
        saving.setattr("bot.knowledge.load.read_library", save_first)
        assert _answer(folder) == "We open at ten."
    (folder / "hours.yaml").write_text(TOPIC, encoding="utf-8")
    assert _answer(folder) == "We open at nine."


@pytest.mark.usefixtures("place")
def test_a_change_of_a_file_is_noticed(folder: Path) -> None:
    _answer(folder)
    (folder / "hours.yaml").write_text(TOPIC.replace("nine", "ten!"), encoding="utf-8")
    assert _answer(folder) == "We open at ten!."


@pytest.mark.usefixtures("place")
def test_a_new_file_is_noticed(folder: Path) -> None:
    _answer(folder)
    (folder / "more.yaml").write_text(TOPIC.replace("hours", "where").replace("when do", "where can"), encoding="utf-8")
    intents = library_cache.load(folder).library.intents
    assert sum(intent.safety is None for intent in intents.values()) == 2


@pytest.mark.parametrize(
    "damage", [lambda content: content[:-1], lambda content: content[:-9] + b"\0" * 9, lambda _: b""]
)
def test_a_damaged_one_is_made_again(folder: Path, place: Path, damage: Callable[[bytes], bytes]) -> None:
    _answer(folder)
    sound = place.read_bytes()
    place.write_bytes(damage(sound))
    assert _answer(folder) == "We open at nine."
    assert place.read_bytes() == sound


def test_where_nothing_can_be_written_it_is_read_from_yaml(folder: Path, place: Path) -> None:
    place.parent.write_text("a file where the folder would be", encoding="utf-8")
    assert _answer(folder) == "We open at nine."


def test_nothing_that_was_asked_is_in_it(folder: Path, place: Path) -> None:
    _answer(folder)
    before = place.read_bytes()
    _answer(folder, "when do you open, zyxxon?")
    place.unlink()
    _answer(folder)
    assert place.read_bytes() == before
    assert b"zyxxon" not in before


def test_only_the_latest_are_kept(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(library_cache.MOST_KEPT + 2):
        monkeypatch.setattr(
            library_cache, "_cache_path", lambda _, number=number: tmp_path / "cache" / f"library-{number}"
        )
        _answer(folder)
        os.utime(tmp_path / "cache" / f"library-{number}", (number, number))
    assert len(list((tmp_path / "cache").iterdir())) == library_cache.MOST_KEPT


def test_the_replies_are_the_same_as_from_yaml() -> None:
    questions = [
        json.loads(line)["q"]
        for line in (CHECKOUT / "tests/questions/in_scope.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    library_cache.load()
    from_compiled, from_yaml = library_cache.load(), Bot(read_library(default_folder(), stems))
    assert questions
    for question in questions:
        assert Conversation(from_compiled).ask(question) == Conversation(from_yaml).ask(question)


def test_a_second_start_reads_no_yaml_and_needs_no_rapidfuzz(tmp_path: Path) -> None:
    program = (
        "import sys; from bot import Bot, Conversation, load;"
        "print(Conversation(load()).ask('is it normal to cry after sex?').kind, 'yaml' in sys.modules,"
        "'rapidfuzz' in sys.modules, 'textual' in sys.modules)"
    )
    environment = os.environ | {"PYTHONPYCACHEPREFIX": str(tmp_path)}
    said = [
        subprocess.run(
            [sys.executable, "-c", program], cwd=CHECKOUT, env=environment, capture_output=True, text=True, check=True
        ).stdout.split()
        for _ in range(2)
    ]
    assert said[1] == ["answer", "False", "False", "False"]


class Harm:
    """Leaves a trace where it is unpickled."""

    def __init__(self, trace: Path) -> None:
        self.trace = trace

    def __reduce__(self) -> tuple[object, ...]:
        return (os.mkdir, (str(self.trace),))


def _with_harm(content: bytes, key: bytes, trace: Path) -> bytes:
    """Return a compiled library that is sound to the last bit, but that it runs code."""
    kept = key + pickle.dumps(Harm(trace))
    assert content[4:].startswith(key)
    return zlib.crc32(kept).to_bytes(4, "big") + kept


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="the owner and mode of a file are told otherwise")
@pytest.mark.parametrize("mode", [0o666, 0o664, 0o646])
def test_what_others_could_have_written_is_not_read(folder: Path, place: Path, tmp_path: Path, mode: int) -> None:
    _answer(folder)
    place.write_bytes(_with_harm(place.read_bytes(), library_cache._cache_key(folder), tmp_path / "trace"))
    place.chmod(mode)
    assert _answer(folder) == "We open at nine."
    assert not (tmp_path / "trace").exists()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives files away")
def test_what_belongs_to_a_stranger_is_not_read(folder: Path, place: Path, tmp_path: Path) -> None:
    _answer(folder)
    place.write_bytes(_with_harm(place.read_bytes(), library_cache._cache_key(folder), tmp_path / "trace"))
    os.chown(place, 54_321, 54_321)
    assert _answer(folder) == "We open at nine."
    assert not (tmp_path / "trace").exists()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with a name")
def test_a_pipe_in_its_place_keeps_nobody_waiting(folder: Path, place: Path) -> None:
    place.parent.mkdir()
    os.mkfifo(place)
    assert _answer(folder) == "We open at nine."


@pytest.mark.parametrize(
    "parts", [b"", b"\x80\x05.", pickle.dumps(7) + b"junk", b"cbot.nowhere\nNothing\n.", pickle.dumps([])[:-1]]
)
@pytest.mark.parametrize("sound_parts", [0, 1])
def test_what_was_compiled_otherwise_is_compiled_again(
    folder: Path, place: Path, parts: bytes, sound_parts: int
) -> None:
    bot = library_cache.load(folder)
    key = library_cache._cache_key(folder)
    kept = key + (pickle.dumps(bot.library) if sound_parts else b"") + parts
    place.write_bytes(zlib.crc32(kept).to_bytes(4, "big") + kept)
    assert _answer(folder) == "We open at nine."


@pytest.mark.skipif(os.name != "posix", reason="who may read a file is told otherwise")
def test_whoever_may_not_read_a_library_may_not_read_what_was_compiled_of_it(folder: Path, place: Path) -> None:
    before = os.umask(0)
    try:
        _answer(folder)
        assert stat.S_IMODE(place.stat().st_mode) == 0o644
        (folder / "hours.yaml").chmod(0o600)
        place.unlink()
        _answer(folder)
        assert stat.S_IMODE(place.stat().st_mode) == 0o600
    finally:
        os.umask(before)


@pytest.mark.skipif(os.name != "posix", reason="not everybody may make links")
def test_no_link_is_followed_where_it_is_written(folder: Path, place: Path, tmp_path: Path) -> None:
    place.parent.mkdir()
    victim = tmp_path / "victim"
    victim.write_text("mine", encoding="utf-8")
    place.with_name(f"{place.name}.{os.getpid()}").symlink_to(victim)
    assert _answer(folder) == "We open at nine."
    assert victim.read_text(encoding="utf-8") == "mine"
