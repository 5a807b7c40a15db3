"""Reads the files with one form for a whole library: lexicon, subjects outside, helplines, short answers, exercises."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import yaml

from bot.knowledge.model import WORLD, Country, Exercise, Helpline, Lexicon, OutOfScopeTopic, ShortAnswers, Step

if TYPE_CHECKING:
    from bot.knowledge.readers.yaml_file import YamlFile

_NAME = re.compile(r"\w+")


def read_lexicon(file: YamlFile | None) -> Lexicon:
    """Return the words of the domain."""
    if file is None:
        return Lexicon()
    top = file.mapping(
        file.root(),
        "lexicon.yaml",
        optional=["concepts", "fillers", "negations", "persons", "passives", "writer", "asks", "open_asks", "scope"],
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
        passives=file.texts(top.get("passives"), "passives"),
        writer=writer,
        asks=known(top["asks"], "asks") if "asks" in top else frozenset(),
        open_asks=known(top["open_asks"], "open_asks") if "open_asks" in top else frozenset(),
        scope=tuple(known(node, "scope") for node in file.items(top.get("scope"), "scope")),
    )


def read_out_of_scope(file: YamlFile | None) -> dict[str, OutOfScopeTopic]:
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


class Helplines(NamedTuple):
    """What `helplines.yaml` holds."""

    lines: tuple[Helpline, ...]
    countries: dict[str, Country]
    """Each country that has some, by its code."""
    elsewhere: tuple[str, ...]
    """What people call countries that have none."""


def read_helplines(file: YamlFile) -> Helplines:
    """Return the helplines, and the countries that have some."""
    keys = ["countries", "helplines"]
    top = file.mapping(file.root(), "helplines.yaml", required=keys, optional=["elsewhere"])
    countries = {code: _country(file, node) for code, _, node in file.entries(top.get("countries"), "countries")}
    helplines: list[Helpline] = []
    for node in file.items(top.get("helplines"), "helplines"):
        values = file.mapping(node, "a helpline", required=Helpline._fields)
        helpline = Helpline(**{key: file.text(values.get(key), key) for key in Helpline._fields})
        if helpline.country not in countries and helpline.country != WORLD:
            file.fault(node, f"country '{helpline.country}' is not listed", f"add it to 'countries', or use '{WORLD}'")
        helplines.append(helpline)
    elsewhere = file.texts(top["elsewhere"], "elsewhere") if "elsewhere" in top else ()
    return Helplines(tuple(helplines), countries, elsewhere)


def _country(file: YamlFile, node: yaml.Node) -> Country:
    """Return a country: its name alone, or a mapping that says what else people call it."""
    if not isinstance(node, yaml.MappingNode):
        return Country(file.text(node, "a country"))
    values = file.mapping(node, "a country", required=["name", "names"])
    return Country(file.text(values.get("name"), "name"), file.texts(values.get("names"), "names"))


def read_short_answers(file: YamlFile) -> ShortAnswers:
    """Return the words with which people answer, pick and go on."""
    keys = ["pick", "answers", "more", "country"]
    top = file.mapping(file.root(), file.path.name, required=keys)
    pick = file.mapping(top.get("pick"), "pick", required=["ordinals", "last", "around"])
    answers = file.mapping(top.get("answers"), "answers", required=["same_as", "around"])
    country = file.mapping(top.get("country"), "country", required=["around", "before", "not"])
    around_answer = frozenset(file.texts(answers.get("around"), "around"))
    return ShortAnswers(
        ordinals=file.texts(pick.get("ordinals"), "ordinals"),
        last=frozenset(file.texts(pick.get("last"), "last")),
        around_pick=frozenset(file.texts(pick.get("around"), "around")),
        same_answers={
            other: _without(answer, around_answer)
            for answer, _, node in file.entries(answers.get("same_as"), "same_as")
            for written in file.texts(node, f"same_as of '{answer}'")
            for other in (written, _without(written, around_answer))
            if other
        },
        around_answer=around_answer,
        more=frozenset(file.texts(top.get("more"), "more")),
        around_country=frozenset(file.texts(country.get("around"), "around")),
        before_country=frozenset(file.texts(country.get("before"), "before")),
        not_country=frozenset(file.texts(country.get("not"), "not")),
    )


def _without(answer: str, around: frozenset[str]) -> str:
    """Return an answer without the words around it, as the answers of people are read."""
    return " ".join(word for word in answer.split() if word not in around)


def read_exercises(file: YamlFile) -> dict[str, Exercise]:
    """Return the exercises by name."""
    top = file.mapping(file.root(), file.path.name, required=["exercises"])
    return {name: _exercise(file, name, node) for name, _, node in file.entries(top.get("exercises"), "exercises")}


def _exercise(file: YamlFile, name: str, node: yaml.Node) -> Exercise:
    what = f"exercise '{name}'"
    values = file.mapping(node, what, required=["title", "menu", "asked_by", "text", "steps"])
    return Exercise(
        name=name,
        title=file.text(values.get("title"), f"title of {what}"),
        menu=file.text(values.get("menu"), f"menu of {what}"),
        asked_by=frozenset(file.texts(values.get("asked_by"), f"asked_by of {what}")),
        text=file.text(values.get("text"), f"text of {what}"),
        steps=tuple(_step(file, step, what) for step in file.items(values.get("steps"), f"steps of {what}")),
    )


def _step(file: YamlFile, node: yaml.Node, what: str) -> Step:
    values = file.mapping(node, f"a step of {what}", required=["text", "seconds", "full"])
    return Step(
        text=file.text(values.get("text"), "text"),
        seconds=file.number(values.get("seconds"), "seconds"),
        is_full="full" in values and file.truth(values["full"], "full"),
    )
