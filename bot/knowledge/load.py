"""Reads a folder of YAML into a `Library`, or tells all that is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.errors import Fault, InputError, LibraryError
from bot.knowledge import folder as folders
from bot.knowledge.guide_reader import read_guide
from bot.knowledge.model import Library
from bot.knowledge.pattern import PatternReader
from bot.knowledge.references import check_references
from bot.knowledge.resource_reader import (
    read_exercises,
    read_helplines,
    read_lexicon,
    read_out_of_scope,
    read_short_answers,
)
from bot.knowledge.source_reader import read_sources
from bot.knowledge.topic_reader import TopicReader
from bot.knowledge.yaml_file import YamlFile

if TYPE_CHECKING:
    from pathlib import Path

    from bot.knowledge.pattern import Stems

_RESOURCES: Final = ("sources", "lexicon", "outside", "helplines", "guide", "short_answers", "exercises")
"""Files with a form of their own; every other one holds a topic."""


def read_library(folder: Path, stems: Stems) -> Library:
    """Read the library in `folder`; `stems` cuts a text into stems, as messages will be cut.

    Raises:
        InputError: there is no such folder.
        LibraryError: the library is not sound; the error holds all its faults.
    """
    if not folder.is_dir():
        raise InputError(f"{folder} is not a folder; name one with a <topic>.yaml of intents")
    faults: list[Fault] = []
    paths = {path.stem: path for path in folders.yaml_files(folder)}
    for path in sorted(folder.glob("*.yml")):
        faults.append(Fault(path, 1, "is not read", "name it .yaml"))
    files = {name: YamlFile(path, faults) for name, path in paths.items()}

    sources = read_sources(files.get("sources"))
    lexicon = read_lexicon(files.get("lexicon"))
    out_of_scope = read_out_of_scope(files.get("outside"))
    helplines, countries = read_helplines(files.get("helplines"))
    short_answers = read_short_answers(files["short_answers"])
    exercises = read_exercises(files["exercises"])
    patterns = PatternReader(lexicon.concepts, stems)
    topics = [
        TopicReader(file, sources, patterns, exercises).read() for name, file in files.items() if name not in _RESOURCES
    ]
    if not topics and not faults:
        faults.append(Fault(folder, 1, "holds no intents", "name a folder with a <topic>.yaml of intents"))
    check_references(topics, lexicon, helplines)
    intents = {intent.id: intent for topic in topics for intent in topic.intents}
    guide = read_guide(files.get("guide"), intents, patterns)
    if faults:
        raise LibraryError(faults)
    return Library(
        folder=folder,
        intents=intents,
        sources=sources,
        lexicon=lexicon,
        out_of_scope=out_of_scope,
        helplines=helplines,
        countries=countries,
        welcome=next((topic.welcome for topic in topics if topic.welcome), None),
        guide=guide,
        short_answers=short_answers,
        exercises=exercises,
    )
