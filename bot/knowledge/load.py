"""Reads a folder of YAML into a `Library`, or tells all that is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.errors import Fault, InputError, LibraryError
from bot.knowledge import folder as folders
from bot.knowledge.guide_reader import read_guide
from bot.knowledge.model import Library
from bot.knowledge.references import check_references
from bot.knowledge.resource_reader import read_helplines, read_lexicon, read_outside, read_sources
from bot.knowledge.topic_reader import read_topic
from bot.knowledge.yaml_file import YamlFile

if TYPE_CHECKING:
    from pathlib import Path

_RESOURCES = ("sources", "lexicon", "outside", "helplines", "guide")
"""Files with a form of their own; every other one holds a topic."""


def read_library(folder: Path | None = None) -> Library:
    """Read the library in `folder`, the shipped one unless told.

    Raises:
        InputError: there is no such folder.
        LibraryError: the library is not sound; the error holds all its faults.
    """
    folder = folder or folders.shipped()
    if not folder.is_dir():
        raise InputError(f"{folder} is not a folder; name one with a <topic>.yaml of intents")
    faults: list[Fault] = []
    paths = {path.stem: path for path in folders.yaml_files(folder)}
    for path in sorted(folder.glob("*.yml")):
        faults.append(Fault(path, 1, "is not read", "name it .yaml"))
    files = {stem: YamlFile(path, faults) for stem, path in paths.items()}

    sources = read_sources(files.get("sources"))
    lexicon = read_lexicon(files.get("lexicon"))
    outside = read_outside(files.get("outside"))
    helplines, countries = read_helplines(files.get("helplines"))
    topics = [read_topic(file, sources) for stem, file in files.items() if stem not in _RESOURCES]
    if not topics and not faults:
        faults.append(Fault(folder, 1, "holds no intents", "name a folder with a <topic>.yaml of intents"))
    check_references(topics, lexicon, helplines)
    intents = {intent.id: intent for topic in topics for intent in topic.intents}
    guide = read_guide(files.get("guide"), intents, lexicon)
    if faults:
        raise LibraryError(faults)
    return Library(
        folder=folder,
        intents=intents,
        sources=sources,
        lexicon=lexicon,
        outside=outside,
        helplines=helplines,
        countries=countries,
        welcome=next((topic.welcome for topic in topics if topic.welcome), None),
        guide=guide,
    )
