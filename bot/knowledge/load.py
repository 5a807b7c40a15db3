"""Reads a folder of YAML into a `Library`, or tells all that is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.errors import Fault, InputError, LibraryError
from bot.knowledge import folder as folders
from bot.knowledge.model import Library
from bot.knowledge.pattern import PatternReader
from bot.knowledge.readers.answers import AnswerReader
from bot.knowledge.readers.appointment import read_appointment
from bot.knowledge.readers.dialogue import read_languages, read_openings, read_words_to_say
from bot.knowledge.readers.guide import read_guide
from bot.knowledge.readers.references import check_references
from bot.knowledge.readers.resources import (
    Helplines,
    read_exercises,
    read_helplines,
    read_lexicon,
    read_out_of_scope,
    read_short_answers,
)
from bot.knowledge.readers.safety import read_follow_ups
from bot.knowledge.readers.sources import read_sources
from bot.knowledge.readers.topics import TopicReader
from bot.knowledge.readers.yaml_file import YamlFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from bot.knowledge.model import Exercise, Intent
    from bot.knowledge.pattern import Stems

RESOURCES: Final = (
    "sources",
    "lexicon",
    "outside",
    "helplines",
    "guide",
    "short_answers",
    "exercises",
    "follow_ups",
    "openings",
    "words_to_say",
    "languages",
    "appointment",
)
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
    for path in folders.misnamed_files(folder):
        faults.append(Fault(path, 1, "is not read", "name it .yaml"))
    files = {name: YamlFile(path, faults) for name, path in paths.items()}

    sources = read_sources(files.get("sources"))
    lexicon = read_lexicon(files.get("lexicon"))
    out_of_scope = read_out_of_scope(files.get("outside"))
    helplines = _read_helplines(files, faults)
    short_answers = read_short_answers(files["short_answers"])
    exercises: dict[str, Exercise] = {}
    for file in _with_shipped(files, "exercises", faults):
        exercises |= read_exercises(file)
    patterns = PatternReader(lexicon.concepts, stems)
    topics = [
        TopicReader(file, sources, patterns, exercises).read() for name, file in files.items() if name not in RESOURCES
    ]
    if not topics and not faults:
        faults.append(Fault(folder, 1, "holds no intents", "name a folder with a <topic>.yaml of intents"))
    intents = {intent.id: intent for topic in topics for intent in topic.intents}
    if not any(topic.has_no_safety for topic in topics):
        pack = TopicReader(YamlFile(folders.safety_pack(), faults), {}, patterns, exercises).read()
        intents = add_safety(intents, pack.intents)
    alarms = [intent.id for intent in intents.values() if intent.safety]
    check_references(topics, lexicon, helplines.lines, alarms)
    follow_ups = read_follow_ups(AnswerReader(files["follow_ups"], sources, exercises), alarms)
    guide = read_guide(files.get("guide"), intents, patterns)
    openings = read_openings(files.get("openings"), lexicon, patterns)
    words_to_say = read_words_to_say(files.get("words_to_say"), intents, sources, patterns)
    languages = read_languages(files.get("languages"))
    appointment = read_appointment(files.get("appointment"))
    if faults:
        raise LibraryError(faults)
    return Library(
        folder=folder,
        intents=intents,
        sources=sources,
        lexicon=lexicon,
        out_of_scope=out_of_scope,
        helplines=helplines.lines,
        countries=helplines.countries,
        elsewhere=helplines.elsewhere,
        welcome=next((topic.welcome for topic in topics if topic.welcome), None),
        guide=guide,
        short_answers=short_answers,
        exercises=exercises,
        follow_ups=follow_ups,
        openings=openings,
        words_to_say=words_to_say,
        languages=languages,
        appointment=appointment,
    )


def add_safety(intents: Mapping[str, Intent], pack: Iterable[Intent]) -> dict[str, Intent]:
    """Return the intents of a library with those of the safety pack.

    Where the library has a safety intent of the pack's name, its own words are said, and it is recognised by both.
    """
    added: dict[str, Intent] = {}
    for intent in pack:
        own = intents.get(intent.id, intent)
        if own.safety and intent.safety and own is not intent:
            patterns = (*intent.safety.patterns, *own.safety.patterns)
            unless = (*intent.safety.unless, *own.safety.unless)
            hints = (*intent.safety.hints, *own.safety.hints)
            own = own._replace(
                safety=own.safety._replace(
                    patterns=patterns,
                    unless=unless,
                    hints=hints,
                    is_plain=own.safety.is_plain or intent.safety.is_plain,
                )
            )
        added[intent.id] = own
    return {**intents, **added}


def _with_shipped(files: Mapping[str, YamlFile], name: str, faults: list[Fault]) -> list[YamlFile]:
    """Return the shipped file of a name, and the library's own behind it, if it has one."""
    shipped = folders.default_folder() / f"{name}.yaml"
    own = files[name]
    return [own] if own.path == shipped else [YamlFile(shipped, faults), own]


def _read_helplines(files: Mapping[str, YamlFile], faults: list[Fault]) -> Helplines:
    """Return the library's helplines, and the shipped ones for needs that it has none for."""
    *shipped, own = [read_helplines(file) for file in _with_shipped(files, "helplines", faults)]
    for each in shipped:
        needs = {line.need for line in own.lines}
        lines = (*own.lines, *(line for line in each.lines if line.need not in needs))
        own = Helplines(lines, each.countries | own.countries, (*each.elsewhere, *own.elsewhere))
    return own
