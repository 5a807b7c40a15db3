"""Reads what a library says around its answers: `openings.yaml`, `words_to_say.yaml` and `languages.yaml`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.knowledge.dialogue import Language, Opening, WordsToSay
from bot.knowledge.model import Statement
from bot.knowledge.readers.answers import AnswerReader
from bot.knowledge.readers.patterns import read_patterns

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    import yaml

    from bot.knowledge.model import Entries, Lexicon, Passage
    from bot.knowledge.pattern import PatternReader
    from bot.knowledge.readers.yaml_file import YamlFile


def read_openings(file: YamlFile | None, lexicon: Lexicon, patterns: PatternReader) -> tuple[Opening, ...]:
    """Return the openings, those that need most first, and else in the order of the file."""
    if file is None:
        return ()
    top = file.mapping(file.root(), "openings.yaml", required=["openings"], optional=["unless"])
    never_beside = _concepts(file, top, "unless", "openings.yaml", lexicon)
    openings: list[Opening] = []
    for name, _, node in file.entries(top.get("openings"), "openings"):
        what = f"opening '{name}'"
        values = file.mapping(node, what, required=["say"], optional=["needs", "said", "unless"])
        if not {"needs", "said"} & values.keys():
            file.fault(node, f"{what} says nothing of when it is said", "give it 'needs', 'said', or both")
        needs = tuple(
            frozenset(part.strip() for part in text.split("|"))
            for text in (file.texts(values["needs"], f"needs of {what}") if "needs" in values else ())
        )
        for one_of in needs:
            _check_concepts(file, values["needs"], one_of, lexicon)
        openings.append(
            Opening(
                name=name,
                text=file.text(values.get("say"), f"say of {what}"),
                needs=needs,
                patterns=read_patterns(file, values["said"], f"said of {what}", patterns) if "said" in values else (),
                unless=never_beside | _concepts(file, values, "unless", what, lexicon),
            )
        )
    return tuple(sorted(openings, key=lambda opening: -len(opening.needs) - bool(opening.patterns)))


def read_words_to_say(
    file: YamlFile | None,
    intents: Collection[str],
    sources: Mapping[str, Passage],
    lexicon: Lexicon,
    patterns: PatternReader,
) -> dict[str, WordsToSay]:
    """Return the words to say to somebody else, by name."""
    if file is None:
        return {}
    answers = AnswerReader(file, sources, exercises=())
    top = file.mapping(file.root(), "words_to_say.yaml", required=["words_to_say"], optional=["unless"])
    unless = _concepts(file, top, "unless", "words_to_say.yaml", lexicon)
    found: dict[str, WordsToSay] = {}
    for name, _, node in file.entries(top.get("words_to_say"), "words_to_say"):
        what = f"words to say '{name}'"
        required = ["title", "under", "asked_by", "lead_in", "ways"]
        values = file.mapping(node, what, required=required, optional=["unless"])
        under = file.texts(values.get("under"), f"under of {what}")
        for intent in under:
            if intent not in intents:
                file.fault(values["under"], f"'{intent}' in {what} is no intent", "name an intent that exists")
        found[name] = WordsToSay(
            name=name,
            title=file.text(values.get("title"), f"title of {what}"),
            intents=under,
            patterns=read_patterns(file, values.get("asked_by"), f"asked_by of {what}", patterns),
            unless=unless | _concepts(file, values, "unless", what, lexicon),
            lead_in=file.text(values.get("lead_in"), f"lead_in of {what}"),
            ways=tuple(
                _statements(answers.read(way, what, must_cite=bool(sources)))
                for way in file.items(values.get("ways"), f"ways of {what}")
            ),
        )
    return found


def read_languages(file: YamlFile | None) -> tuple[Language, ...]:
    """Return the languages in which something is said to those who write in them."""
    if file is None:
        return ()
    top = file.mapping(file.root(), "languages.yaml", required=["languages"])
    languages: list[Language] = []
    for name, _, node in file.entries(top.get("languages"), "languages"):
        values = file.mapping(node, f"language '{name}'", required=["words", "say"])
        words = frozenset(file.texts(values.get("words"), f"words of language '{name}'"))
        languages.append(Language(name, words, file.text(values.get("say"), f"say of language '{name}'")))
    return tuple(languages)


def _statements(entries: Entries) -> tuple[Statement, ...]:
    return tuple(entry for entry in entries if isinstance(entry, Statement))


def _concepts(file: YamlFile, values: Mapping[str, yaml.Node], key: str, what: str, lexicon: Lexicon) -> frozenset[str]:
    """Return the concepts under a key that may be missing."""
    if key not in values:
        return frozenset()
    names = frozenset(file.texts(values[key], f"{key} of {what}"))
    _check_concepts(file, values[key], names, lexicon)
    return names


def _check_concepts(file: YamlFile, node: yaml.Node, names: Collection[str], lexicon: Lexicon) -> None:
    for concept in sorted({part for name in names for part in name.split(">")}.difference(lexicon.concepts)):
        file.fault(node, f"'{concept}' is no concept of lexicon.yaml", "use a name that stands there")
