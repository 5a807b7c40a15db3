"""Reads a `<topic>.yaml`: its intents, and the welcome where it has one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

import yaml

from bot.knowledge.model import CheckIn, HelplineSlot, Intent, IntentKind, Retraction, Safety, Statement, Welcome
from bot.knowledge.resource_reader import read_citations

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.knowledge.model import Passage
    from bot.knowledge.yaml_file import YamlFile

_SAFETY_KEYS = (
    "patterns",
    "unless",
    "about_another",
    "again",
    "check_in",
    "retraction",
    "withhold",
    "holds",
    "lets_pass",
)


@dataclass(frozen=True, slots=True)
class Topic:
    """A file of intents, and where each intent and each reference stands in it."""

    file: YamlFile
    intents: tuple[Intent, ...]
    welcome: Welcome | None
    nodes: Mapping[str, yaml.Node]
    """The node of each intent's id."""
    welcome_node: yaml.Node | None


def read_topic(file: YamlFile, sources: Mapping[str, Passage]) -> Topic:
    """Read the intents of one file; citations are looked up in `sources`."""
    top = file.mapping(file.root(), file.path.name, required=["intents"], optional=["topic", "kind", "welcome"])
    name = file.text(top["topic"], "topic") if "topic" in top else file.path.stem.replace("_", " ").capitalize()
    kind = _kind(file, top.get("kind"))
    intents: dict[str, Intent] = {}
    nodes: dict[str, yaml.Node] = {}
    for intent_id, key_node, node in file.entries(top.get("intents"), "intents"):
        intents[intent_id] = _intent(file, intent_id, name, kind, node, sources)
        nodes[intent_id] = key_node
    if "intents" in top and not intents and isinstance(top["intents"], yaml.MappingNode):
        file.fault(top["intents"], "there are no intents", "write one, or remove the file")
    welcome = _welcome(file, top["welcome"]) if "welcome" in top else None
    return Topic(file, tuple(intents.values()), welcome, nodes, top.get("welcome"))


def _kind(file: YamlFile, node: yaml.Node | None) -> IntentKind:
    if node is None:
        return "answer"
    value = file.text(node, "kind")
    for kind in get_args(IntentKind):
        if value == kind:
            return value  # type: ignore[return-value]  # it is one of the literals, as just seen
    file.fault(node, f"'{value}' is no kind", f"use one of: {', '.join(get_args(IntentKind))}")
    return "answer"


def _intent(
    file: YamlFile, intent_id: str, topic: str, kind: IntentKind, node: yaml.Node, sources: Mapping[str, Passage]
) -> Intent:
    what = f"intent '{intent_id}'"
    values = file.mapping(
        node,
        what,
        required=["title", "examples", "answer"],
        optional=["related", *(_SAFETY_KEYS if kind == "safety" else ("needs", "unless"))],
    )
    return Intent(
        id=intent_id,
        topic=topic,
        kind=kind,
        title=file.text(values.get("title"), f"title of {what}"),
        examples=file.texts(values.get("examples"), f"examples of {what}"),
        answer=_answer(file, values.get("answer"), what, sources, must_cite=kind == "answer" and bool(sources)),
        related=file.texts(values["related"], f"related of {what}") if "related" in values else (),
        needs=_needs(file, values["needs"], what) if "needs" in values else (),
        unless=frozenset(file.texts(values["unless"], "unless"))
        if "unless" in values and kind != "safety"
        else frozenset(),
        safety=_safety(file, values, what, sources) if kind == "safety" else None,
    )


def _needs(file: YamlFile, node: yaml.Node, what: str) -> tuple[frozenset[str], ...]:
    """Return the sets of a list whose items are written `pain` or `pain | dryness`."""
    return tuple(frozenset(part.strip() for part in text.split("|")) for text in file.texts(node, f"needs of {what}"))


def _safety(file: YamlFile, values: Mapping[str, yaml.Node], what: str, sources: Mapping[str, Passage]) -> Safety:
    if "patterns" not in values:
        file.fault(next(iter(values.values()), None), f"{what} has no 'patterns'", "add what it is recognised by")

    def told(key: str) -> tuple[Statement | HelplineSlot, ...]:
        return _answer(file, values[key], what, sources, must_cite=False) if key in values else ()

    return Safety(
        patterns=file.texts(values["patterns"], "patterns") if "patterns" in values else (),
        unless=file.texts(values["unless"], "unless") if "unless" in values else (),
        about_another=told("about_another"),
        again=told("again"),
        check_in=_check_in(file, values["check_in"], what, sources) if "check_in" in values else None,
        retraction=_retraction(file, values["retraction"], what, sources) if "retraction" in values else None,
        withhold=frozenset(read_citations(file, values["withhold"], sources)) if "withhold" in values else frozenset(),
        holds="holds" in values and file.truth(values["holds"], "holds"),
        allowed_intents=frozenset(file.texts(values["lets_pass"], "lets_pass"))
        if "lets_pass" in values
        else frozenset(),
    )


def _check_in(file: YamlFile, node: yaml.Node, what: str, sources: Mapping[str, Passage]) -> CheckIn:
    values = file.mapping(node, f"check_in of {what}", required=["question", "options"])
    return CheckIn(
        question=file.text(values.get("question"), "question"),
        options={
            option: _answer(file, option_node, what, sources, must_cite=False)
            for option, _, option_node in file.entries(values.get("options"), "options")
        },
    )


def _retraction(file: YamlFile, node: yaml.Node, what: str, sources: Mapping[str, Passage]) -> Retraction:
    values = file.mapping(node, f"retraction of {what}", required=["patterns", "answer"])
    return Retraction(
        patterns=file.texts(values.get("patterns"), "patterns"),
        answer=_answer(file, values.get("answer"), what, sources, must_cite=False),
    )


def _answer(
    file: YamlFile, node: yaml.Node | None, what: str, sources: Mapping[str, Passage], *, must_cite: bool
) -> tuple[Statement | HelplineSlot, ...]:
    entries: list[Statement | HelplineSlot] = []
    for item in file.items(node, f"answer of {what}"):
        entry = f"an entry of the answer of {what}"
        values = file.mapping(item, entry, optional=["text", "cite", "breathing", "helplines"])
        if "helplines" in values:
            if len(values) > 1:
                file.fault(item, f"{entry} has 'helplines' and more", "make two entries of it")
            entries.append(HelplineSlot(file.texts(values["helplines"], "helplines")))
            continue
        if "text" not in values:
            file.fault(item, f"{entry} has no 'text'", "add it")
        cited = read_citations(file, values["cite"], sources) if "cite" in values else ()
        if must_cite and "cite" not in values:
            file.fault(item, f"a sentence of {what} has no 'cite'", "name the passages it rests on")
        breathing = "breathing" in values and file.truth(values["breathing"], "breathing")
        text = file.text(values.get("text"), "text")
        entries.append(Statement(text, tuple(sources[c] for c in cited), breathing=breathing))
    return tuple(entries)


def _welcome(file: YamlFile, node: yaml.Node) -> Welcome:
    values = file.mapping(node, "welcome", required=["title", "text", "ask"])
    return Welcome(
        title=file.text(values.get("title"), "title"),
        text=file.texts(values.get("text"), "text"),
        ask=file.texts(values.get("ask"), "ask"),
    )
