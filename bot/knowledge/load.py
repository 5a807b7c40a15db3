"""Reads a folder of YAML into a `Library`, or tells all that is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.errors import Fault, Faults, InputError, LibraryError
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
from bot.knowledge.readers.yaml_nodes import Budget

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from bot.knowledge.model import Exercise, Intent, Lexicon, OutOfScopeTopic
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

MOST_INTENTS: Final = 1_000
"""Intents and subjects outside, each of which is compared with a message: ten times those of the shipped library."""
MOST_EXAMPLES: Final = 8_000
"""Examples and titles, which take a second to learn: more than three times those of the shipped library."""
MOST_WORDS: Final = 20_000
"""Words and phrases of the lexicon and of the subjects outside: five times those of the shipped library."""
MOST_CHARACTERS: Final = 300_000
"""In all these texts: twice those of the shipped library."""


def read_library(folder: Path, stems: Stems) -> Library:
    """Read the library in `folder`; `stems` cuts a text into stems, as messages will be cut.

    Raises:
        InputError: there is no such folder.
        LibraryError: the library is not sound; the error holds all its faults.
    """
    if not folder.is_dir():
        raise InputError(f"{folder} is not a folder; name one with a <topic>.yaml of intents")
    folders.check_size(folder)
    faults = Faults()
    paths = {path.stem: path for path in folders.yaml_files(folder)}
    for path in folders.misnamed_files(folder):
        faults.append(Fault(path, 1, "is not read", "name it .yaml"))
    budget = Budget()
    files = {name: YamlFile(path, faults, budget) for name, path in paths.items()}

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
    _check_amount(folder, intents, out_of_scope, lexicon, faults)
    check_references(topics, lexicon, helplines.lines, alarms)
    follow_ups = read_follow_ups(AnswerReader(files["follow_ups"], sources, exercises), alarms)
    guide = read_guide(files.get("guide"), intents, patterns)
    openings = read_openings(files.get("openings"), lexicon, patterns)
    words_to_say = read_words_to_say(files.get("words_to_say"), intents, sources, lexicon, patterns)
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


def _check_amount(
    folder: Path,
    intents: Mapping[str, Intent],
    out_of_scope: Mapping[str, OutOfScopeTopic],
    lexicon: Lexicon,
    faults: list[Fault],
) -> None:
    """Stop where it would take too long to make a library ready to answer.

    Raises:
        LibraryError: there are too many intents, examples or words, or they are too long.
    """
    subjects = out_of_scope.values()
    examples = [text for intent in intents.values() for text in (*intent.examples, intent.title)]
    examples += [text for subject in subjects for text in subject.examples]
    words = [word for many in lexicon.concepts.values() for word in many]
    words += [*lexicon.fillers, *lexicon.negations, *lexicon.passives]
    words += [word for subject in subjects for word in subject.words]
    for what, number, most in (
        ("intents", len(intents) + len(subjects), MOST_INTENTS),
        ("examples", len(examples), MOST_EXAMPLES),
        ("words in its lexicon", len(words), MOST_WORDS),
        ("characters in its examples and words", sum(map(len, examples + words)), MOST_CHARACTERS),
    ):
        if number > most:
            faults.append(Fault(folder, 1, f"has more than {most:,} {what}", "leave out some"))
            raise LibraryError(faults)


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
