"""The schemas that editors check a library's files by say what the loader says."""

from __future__ import annotations

import copy
import json
import re
from typing import TYPE_CHECKING, Any, Final

import jsonschema
import pytest
import yaml

from bot.knowledge.folder import default_folder, safety_pack
from bot.knowledge.load import RESOURCES
from bot.knowledge.model import Lexicon
from bot.knowledge.pattern import PatternReader
from bot.knowledge.readers.answers import AnswerReader
from bot.knowledge.readers.appointment import read_appointment
from bot.knowledge.readers.dialogue import read_languages, read_openings, read_words_to_say
from bot.knowledge.readers.guide import read_guide
from bot.knowledge.readers.resources import (
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
from bot.matching.tokens import stems
from tests.conftest import CHECKOUT, TESTS
from tests.pages import FOR_WRITERS, TEXTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from bot.errors import Fault

SCHEMAS: Final = {
    path.stem: json.loads(path.read_text("utf-8")) for path in sorted((default_folder() / "schema").glob("*.json"))
}
VALIDATORS: Final = {kind: jsonschema.Draft7Validator(schema) for kind, schema in SCHEMAS.items()}
HEAD: Final = "# yaml-language-server: $schema="
SHIPPED: Final = [*sorted(default_folder().glob("*.yaml")), safety_pack()]
OTHERS: Final = [*TESTS.glob("bank/*.yaml"), *TESTS.glob("libraries/*/*.yaml")]
PATTERNS: Final = PatternReader({}, stems)
READERS: Final[dict[str, Callable[[YamlFile], object]]] = {
    "topic": lambda file: TopicReader(file, {}, PATTERNS, ()).read(),
    "sources": read_sources,
    "lexicon": read_lexicon,
    "outside": read_out_of_scope,
    "helplines": read_helplines,
    "guide": lambda file: read_guide(file, {}, PATTERNS),
    "short_answers": read_short_answers,
    "exercises": read_exercises,
    "follow_ups": lambda file: read_follow_ups(AnswerReader(file, {}, ()), ()),
    "openings": lambda file: read_openings(file, Lexicon(), PATTERNS),
    "words_to_say": lambda file: read_words_to_say(file, (), {}, Lexicon(), PATTERNS),
    "languages": read_languages,
    "appointment": read_appointment,
}
ABOUT_OTHER_THINGS: Final = re.compile(
    r"is no (exercise|passage|concept|helpline|intent)|there is no concept|is not a (question|safety)|comes round"
    r"|is never asked|may be the only"
    r"|answers nothing|no way leads|stands in|none of the persons|is not listed|is about another, and|one too many"
)
"""Faults that lie between two places: no schema knows of them."""


class Loader(yaml.SafeLoader):
    """Reads dates as text, as YAML 1.2 does, and editors with it."""


Loader.yaml_implicit_resolvers = {
    sign: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
    for sign, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def kind_of(path: Path) -> str:
    return path.stem if path.stem in RESOURCES else "topic"


def is_valid(kind: str, content: Any) -> bool:
    return VALIDATORS[kind].is_valid(content)


def faults_of(kind: str, content: Any, folder: Path) -> list[str]:
    path = folder / f"{kind}.yaml"
    path.write_text(json.dumps(content), "utf-8")
    faults: list[Fault] = []
    READERS[kind](YamlFile(path, faults))
    return [fault.problem for fault in faults if not ABOUT_OTHER_THINGS.search(fault.problem)]


def trimmed(content: Any) -> Any:
    """Return a file in which two stand for all where many look alike."""
    if isinstance(content, dict):
        kinds = {frozenset(one) if isinstance(one, dict) else key for key, one in content.items()}
        look_alike = len(content) >= 20 or len(kinds) == 1
        return {key: trimmed(content[key]) for key in list(content)[: 2 if look_alike else None]}
    return [trimmed(each) for each in content[:2]] if isinstance(content, list) else content


def places(content: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield where each value of a file stands."""
    yield path
    for step in content if isinstance(content, dict) else range(len(content)) if isinstance(content, list) else ():
        yield from places(content[step], (*path, step))


def changed(content: Any, path: tuple[Any, ...]) -> Iterator[tuple[str, Any]]:
    """Yield a file in which the value at a place is of another kind, empty, or has one key more or less."""
    value = content
    for step in path:
        value = value[step]
    others: list[tuple[str, Any]]
    if isinstance(value, dict):
        others = [("a key more", value | {"no_such_key": "x"}), ("a list", ["x"]), ("a text", "x")]
        others += [(f"without {key}", {name: one for name, one in value.items() if name != key}) for key in value]
    elif isinstance(value, list):
        others = [("an empty list", []), ("a mapping", {"x": "y"}), ("a text", "x"), ("an empty text in it", [""])]
    elif isinstance(value, str):
        others = [("an empty text", " "), ("a list", ["x"]), ("a mapping", {"x": "y"}), ("nothing", None)]
    else:
        others = [("a list", ["x"]), ("a mapping", {"x": "y"})]
    for what, other in others:
        whole = copy.deepcopy({"top": content})
        target: Any = whole
        for step in ("top", *path)[:-1]:
            target = target[step]
        target[("top", *path)[-1]] = other
        yield f"{'.'.join(map(str, path)) or 'the file'}: {what}", whole["top"]


def examples() -> dict[str, Any]:
    """Return a file of each kind in which every key occurs: those of the page for writers, and the shipped ones."""
    snippets = re.findall(r"```yaml\n# my_library/(\w+)\.yaml\n(.*?)```", TEXTS[FOR_WRITERS], re.DOTALL)
    texts = dict(snippets)
    for name in (
        "short_answers",
        "exercises",
        "follow_ups",
        "lexicon",
        "openings",
        "words_to_say",
        "languages",
        "appointment",
    ):
        texts[name] = (default_folder() / f"{name}.yaml").read_text("utf-8")
    return {name: trimmed(yaml.load(text, Loader)) for name, text in texts.items()}


EXAMPLES: Final = examples()


def test_every_kind_of_file_has_a_schema_that_is_one() -> None:
    assert SCHEMAS.keys() == {"topic", *RESOURCES} == READERS.keys()
    for schema in SCHEMAS.values():
        jsonschema.Draft7Validator.check_schema(schema)


@pytest.mark.parametrize("path", [*SHIPPED, *OTHERS], ids=lambda path: str(path.relative_to(CHECKOUT)))
def test_a_sound_file_is_valid(path: Path) -> None:
    content = yaml.load(path.read_text("utf-8"), Loader)
    assert list(VALIDATORS[kind_of(path)].iter_errors(content)) == []


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: str(path.relative_to(CHECKOUT)))
def test_a_shipped_file_names_its_schema_in_its_first_line(path: Path) -> None:
    first = path.read_text("utf-8").split("\n", 1)[0]
    assert first.startswith(HEAD)
    assert (path.parent / first.removeprefix(HEAD)).resolve() == default_folder() / "schema" / f"{kind_of(path)}.json"


@pytest.mark.parametrize("name", EXAMPLES)
def test_what_the_loader_takes_for_a_fault_the_schema_does_and_nothing_else(name: str, tmp_path: Path) -> None:
    kind = name if name in RESOURCES else "topic"
    differences: list[str] = []
    tried = 0
    for path in places(EXAMPLES[name]):
        for what, content in changed(EXAMPLES[name], path):
            faults = faults_of(kind, content, tmp_path)
            tried += 1
            if is_valid(kind, content) == bool(faults):
                differences.append(f"{what}: the loader says {faults or 'nothing'}")
    assert tried > 20
    assert differences == []


def test_the_examples_have_every_key_of_the_schemas() -> None:
    """What has no example was not tried above."""
    written = {key for content in (*EXAMPLES.values(), *map(_read, SHIPPED)) for key in _keys(content)}
    known = {key for schema in SCHEMAS.values() for key in _properties(schema)}
    assert known - written == {"source", "metadata", "elsewhere"} - written


def _read(path: Path) -> Any:
    return yaml.load(path.read_text("utf-8"), Loader)


def _keys(content: Any) -> Iterator[str]:
    if isinstance(content, dict):
        yield from content
    for value in content.values() if isinstance(content, dict) else content if isinstance(content, list) else ():
        yield from _keys(value)


def _properties(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        if schema.get("additionalProperties") is False:
            yield from schema["properties"]
        for value in schema.values():
            yield from _properties(value)
