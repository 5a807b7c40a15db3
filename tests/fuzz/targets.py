"""What is fuzzed: each target takes any bytes, and raises where something is lost, hangs, or breaks off."""

from __future__ import annotations

import atexit
import csv
import gzip
import io
import json
import os
import shutil
import tempfile
from contextlib import suppress
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from unittest.mock import patch

import yaml

from bot.conversation import Bot, Conversation
from bot.errors import AfterwordsError, LibraryError
from bot.knowledge import folder as folders
from bot.knowledge.load import RESOURCES, read_library
from bot.matching.tokens import stems
from bot.rendering.markdown import as_markdown
from bot.rendering.plain_text import plain_text
from bot.text import characters, clean, clean_lines, printable
from tests.batches import answer, read
from tests.strict_json import strict

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.errors import Fault
    from bot.reply import Reply

FORMATS: Final = ("txt", "jsonl", "csv", "tsv")
LIBRARY_FILES: Final = ("cards", *RESOURCES)
_SHIPPED: Final = folders.default_folder()
BANK: Final = Path(__file__).parent.parent / "bank"


def gate(data: bytes) -> None:
    """Clean a text in every way."""
    text = data.decode(errors="surrogateescape")
    line, lines, shown = clean(text), clean_lines(text), printable(text)
    assert clean(line) == line
    assert clean_lines(lines) == lines
    assert printable(shown) == shown
    assert shown.count("\n") == text.count("\n")
    assert "".join(characters(text)) == text
    for passed in (line, lines, shown):
        assert not {"\x1b", "\x9b", "\u202e"} & set(passed)
        passed.encode()


def readers(data: bytes) -> None:
    """Answer a file of questions; its first byte says what it is, and what is written."""
    kind, content = data[:1] or b"\0", data[1:]
    choice = kind[0] % (2 * len(FORMATS) ** 2)
    is_packed = choice >= len(FORMATS) ** 2
    source_format, target_format = (FORMATS[choice // len(FORMATS) % len(FORMATS)], FORMATS[choice % len(FORMATS)])
    with tempfile.TemporaryDirectory(dir=_fast_folder()) as place:
        source = Path(place) / f"in.{source_format}{'.gz' if is_packed else ''}"
        target = Path(place) / f"out.{target_format}"
        source.write_bytes(content)
        rows = None
        with suppress(AfterwordsError):
            rows = answer(source, target).rows
        if rows is None:
            assert os.listdir(place) == [source.name]
            return
        assert rows == _records(target.read_bytes(), target_format)
    if is_packed:
        content = _unpacked(content)
    found = [row.line for row in read(content, source_format)]
    assert len(found) == rows
    assert found == sorted(set(found))
    if source_format in ("txt", "jsonl") and not content.startswith((b"\xff\xfe", b"\xfe\xff")) and b"\n" in content:
        assert rows == content.count(b"\n") + (not content.endswith(b"\n"))


def _unpacked(content: bytes) -> bytes:
    with gzip.GzipFile(fileobj=io.BytesIO(content)) as file:
        return file.read()


def _records(content: bytes, target_format: str) -> int:
    """Return the number of results, each of which a strict reader takes."""
    text = content.decode()
    if target_format == "txt":
        return text.count("\n")
    if target_format == "jsonl":
        lines = text.split("\n")
        assert lines.pop() == ""
        return len([strict(line) for line in lines])
    records = list(csv.reader(io.StringIO(text, newline=""), delimiter=",\t"[target_format == "tsv"], strict=True))
    assert len({len(record) for record in records}) == 1
    return len(records) - 1


def loader(data: bytes) -> None:
    """Load a library that has files of its own besides the bank's, and ask it something."""
    bot = _bot_from(data)
    if bot is not None:
        talk = Conversation(bot)
        for reply in (talk.welcome(), talk.ask("how do I get a new PIN?"), talk.ask("1")):
            _check(reply)


def _bot_from(data: bytes) -> Bot | None:
    """Return the bot of a library, None if that has faults.

    Each part of the data that a NUL begins is a file, and its first byte says which.
    """
    with tempfile.TemporaryDirectory(dir=_fast_folder()) as place:
        folder = Path(shutil.copytree(BANK, Path(place) / "library"))
        for part in data.split(b"\0"):
            if part:
                name = LIBRARY_FILES[part[0] % len(LIBRARY_FILES)]
                (folder / f"{name}.yaml").write_bytes(part[1:])
        faults: tuple[Fault, ...] = ()
        with patch.object(folders, "default_folder", _default_folder):
            try:
                return Bot(read_library(folder, stems))
            except LibraryError as error:
                faults = error.faults
        assert faults
        assert all(fault.line > 0 and fault.problem and fault.remedy for fault in faults)
        return None


@cache
def _default_folder() -> Path:
    """Return a folder in place of the shipped one, with the beginning of what libraries borrow: it is read often."""
    shipped, small = _SHIPPED, Path(tempfile.mkdtemp(dir=_fast_folder()))
    atexit.register(shutil.rmtree, small)
    for path in (*(shipped / name for name in folders.DEFAULT_FILES), shipped / folders.SAFETY_PACK / "safety.yaml"):
        content = yaml.safe_load(path.read_text("utf-8"))
        for key in content.keys() & {"intents", "follow_ups", "countries"}:
            content[key] = dict(islice(content[key].items(), 2))
        if "countries" in content:
            known = ("world", *content["countries"])
            content["helplines"] = [line for line in content["helplines"] if line["country"] in known]
        copy = small / path.relative_to(shipped)
        copy.parent.mkdir(exist_ok=True)
        copy.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    return small


def conversation(data: bytes) -> None:
    """Hold a conversation: each line is a turn, and its first byte says of what kind."""
    talk = Conversation(_shipped())
    replies = [talk.welcome()]
    for line in data.split(b"\n"):
        with suppress(LookupError):  # Nothing was offered under that number or name.
            replies.append(_turn(talk, line))
            _check(replies[-1])
    assert as_markdown("", replies)
    assert Conversation(talk.bot).welcome() == replies[0]


def _turn(talk: Conversation, line: bytes) -> Reply:
    text = line[1:].decode(errors="surrogateescape")
    number = line[1] if len(line) > 1 else 0
    match line[:1]:
        case b"\x01":
            return talk.choose(number)
        case b"\x02":
            intents = list(talk.bot.library.intents)
            return talk.pick(intents[number % len(intents)])
        case b"\x03":
            return talk.choose_country(text)
        case b"\x04":
            return talk.get_help()
        case b"\x05":
            return talk.guide()
        case _:
            return talk.ask(line.decode(errors="surrogateescape"))


def _check(reply: Reply) -> None:
    """Look whether a reply can be written and shown."""
    assert reply.kind in ("answer", "choices", "chat", "safety", "unknown", "error")
    strict(json.dumps(reply.as_row(), ensure_ascii=False, allow_nan=False))
    for line in plain_text(reply, whole=True):
        assert printable(line) == line


@cache
def _shipped() -> Bot:
    from bot import load

    return load()


def _fast_folder() -> str | None:
    """Return a folder in memory, where there is one."""
    return "/dev/shm" if os.path.isdir("/dev/shm") else None


TARGETS: Final[dict[str, Callable[[bytes], Any]]] = {
    "gate": gate,
    "readers": readers,
    "loader": loader,
    "conversation": conversation,
}
