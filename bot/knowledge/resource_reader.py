"""Reads the files that are not intents: sources, lexicon, subjects outside, helplines; and lists of patterns."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import yaml

from bot.knowledge.model import WORLD, Helpline, Lexicon, OutOfScopeTopic, Passage
from bot.knowledge.pattern import PatternError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.knowledge.pattern import Pattern, PatternReader
    from bot.knowledge.yaml_file import YamlFile

_FINGERPRINT = re.compile(r"[0-9a-f]{16}")
_NAME = re.compile(r"\w+")
_DATE = re.compile(r"\d{4}(-\d\d){0,2}")


def read_sources(file: YamlFile | None) -> dict[str, Passage]:
    """Return every passage of every document, by citation (`flo#causes-3`)."""
    if file is None:
        return {}
    top = file.mapping(file.root(), "sources.yaml", required=["documents"], optional=["notes"])
    sources: dict[str, Passage] = {}
    for name, _, node in file.entries(top.get("documents"), "documents"):
        for source in _document(file, name, node):
            sources[source.id] = source
    for node in file.items(top.get("notes"), "notes"):
        values = file.mapping(node, "a note", required=["cite", "text"])
        text = file.text(values.get("text"), "text")
        for citation in read_citations(file, values["cite"], sources) if "cite" in values else ():
            sources[citation] = sources[citation]._replace(notes=(*sources[citation].notes, text))
    return sources


def read_citations(file: YamlFile, node: yaml.Node, sources: Mapping[str, Passage]) -> tuple[str, ...]:
    """Return the passages that are cited, by their citations; what is no passage is a fault."""
    cited = file.texts(node, "cite")
    for citation in cited:
        if citation not in sources:
            file.fault(node, f"'{citation}' is no passage of sources.yaml", "cite one that stands there")
    return tuple(citation for citation in cited if citation in sources)


def read_patterns(file: YamlFile, node: yaml.Node | None, what: str, reader: PatternReader) -> tuple[Pattern, ...]:
    """Return a list of patterns, each a text, or a mapping with an example in which it has to be found."""
    patterns: list[Pattern] = []
    for item in file.items(node, what):
        written: yaml.Node | None = item
        example = ""
        if isinstance(item, yaml.MappingNode):
            values = file.mapping(item, f"an item of {what}", required=["pattern", "example"])
            written, example = values.get("pattern"), file.text(values.get("example"), "example")
        if text := file.text(written, f"an item of {what}"):
            try:
                patterns.append(reader.read(text, example))
            except PatternError as error:
                for problem in error.problems:
                    remedy = "write it as the other patterns are"
                    file.fault(item, f"the pattern '{text}' cannot be used: {problem}", remedy)
    return tuple(patterns)


def _document(file: YamlFile, name: str, node: yaml.Node) -> list[Passage]:
    values = file.mapping(
        node,
        f"document '{name}'",
        required=["publisher", "url", "sections"],
        optional=["title", "reviewed_by", "published", "updated"],
    )
    publisher = file.text(values.get("publisher"), "publisher")
    url = file.text(values.get("url"), "url")
    title, reviewed_by = (file.text(values[key], key) if key in values else None for key in ("title", "reviewed_by"))
    published, updated = (_date(file, values[key], key) if key in values else None for key in ("published", "updated"))
    passages: list[Passage] = []
    for section, _, section_node in file.entries(values.get("sections"), "sections"):
        parts = file.mapping(section_node, f"section '{section}'", required=["paragraphs"], optional=["heading"])
        heading = file.text(parts["heading"], "heading") if "heading" in parts else None
        for number, item in enumerate(file.items(parts.get("paragraphs"), "paragraphs"), 1):
            fingerprint = file.text(item, "a fingerprint")
            if fingerprint and not _FINGERPRINT.fullmatch(fingerprint):
                file.fault(item, f"'{fingerprint}' is no fingerprint", "give the first 16 hex digits of the SHA-256")
            passages.append(
                Passage(
                    id=f"{name}#{section}-{number}",
                    publisher=publisher,
                    title=title,
                    section=heading,
                    paragraph=number,
                    url=url,
                    reviewed_by=reviewed_by,
                    published=published,
                    updated=updated,
                    fingerprint=fingerprint,
                )
            )
    return passages


def _date(file: YamlFile, node: yaml.Node, what: str) -> str:
    """Return an ISO 8601 date; YAML may read it as a date or as a text, and both are meant."""
    value = str(node.value)
    if not _DATE.fullmatch(value):
        file.fault(node, f"{what} is no date", "write it as 2020-02-17")
    return value


def read_lexicon(file: YamlFile | None) -> Lexicon:
    """Return the words of the domain."""
    if file is None:
        return Lexicon()
    top = file.mapping(
        file.root(),
        "lexicon.yaml",
        optional=["concepts", "fillers", "negations", "persons", "writer", "asks", "open_asks", "scope"],
    )
    concepts: dict[str, tuple[str, ...]] = {}
    for name, _, node in file.entries(top.get("concepts"), "concepts"):
        if not _NAME.fullmatch(name):
            file.fault(node, f"'{name}' is no name for a concept", "use letters, digits and '_'")
        concepts[name] = file.texts(node, f"concept '{name}'")

    def known(node: yaml.Node, what: str) -> frozenset[str]:
        names = file.texts(node, what)
        for name in names:
            if name not in concepts:
                file.fault(node, f"'{name}' in {what} is no concept", "use a name that stands under 'concepts'")
        return frozenset(names)

    persons = known(top["persons"], "persons") if "persons" in top else frozenset()
    writer = file.text(top["writer"], "writer") if "writer" in top else ""
    if writer and writer not in persons:
        file.fault(top["writer"], f"the writer '{writer}' is none of the persons", "name one of them")
    return Lexicon(
        concepts=concepts,
        fillers=file.texts(top.get("fillers"), "fillers"),
        negations=file.texts(top.get("negations"), "negations"),
        persons=persons,
        writer=writer,
        asks=known(top["asks"], "asks") if "asks" in top else frozenset(),
        open_asks=known(top["open_asks"], "open_asks") if "open_asks" in top else frozenset(),
        scope=tuple(known(node, "scope") for node in file.items(top.get("scope"), "scope")),
    )


def read_outside(file: YamlFile | None) -> dict[str, OutOfScopeTopic]:
    """Return the subjects near the library's own that its documents do not answer."""
    if file is None:
        return {}
    top = file.mapping(file.root(), "outside.yaml", required=["outside"])
    subjects: dict[str, OutOfScopeTopic] = {}
    for name, _, node in file.entries(top.get("outside"), "outside"):
        values = file.mapping(node, f"subject '{name}'", required=["title", "words", "examples", "referral"])
        subjects[name] = OutOfScopeTopic(
            title=file.text(values.get("title"), "title"),
            words=file.texts(values.get("words"), "words"),
            examples=file.texts(values.get("examples"), "examples"),
            referral=file.text(values.get("referral"), "referral"),
        )
    return subjects


def read_helplines(file: YamlFile | None) -> tuple[tuple[Helpline, ...], dict[str, str]]:
    """Return the helplines, and the name of each country that has some by its code."""
    if file is None:
        return (), {}
    top = file.mapping(file.root(), "helplines.yaml", required=["countries", "helplines"])
    countries = {
        code: file.text(node, "a country") for code, _, node in file.entries(top.get("countries"), "countries")
    }
    helplines: list[Helpline] = []
    for node in file.items(top.get("helplines"), "helplines"):
        values = file.mapping(node, "a helpline", required=["country", "need", "text", "source", "checked"])
        helpline = Helpline(**{key: file.text(values.get(key), key) for key in Helpline._fields})
        if helpline.country not in countries and helpline.country != WORLD:
            file.fault(node, f"country '{helpline.country}' is not listed", f"add it to 'countries', or use '{WORLD}'")
        helplines.append(helpline)
    return tuple(helplines), countries
