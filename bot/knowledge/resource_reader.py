"""Reads the lexicon, the subjects outside, and the helplines."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.knowledge.model import WORLD, Helpline, Lexicon, OutOfScopeTopic

if TYPE_CHECKING:
    import yaml

    from bot.knowledge.yaml_file import YamlFile

_NAME = re.compile(r"\w+")


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
