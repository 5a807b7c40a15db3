"""Reads a `<topic>.yaml`: its intents, and the welcome where it has one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar, get_args

import yaml

from bot.knowledge.model import DialogueTurn, Intent, IntentKind, Version, Welcome
from bot.knowledge.readers.answers import AnswerReader
from bot.knowledge.readers.safety import SAFETY_KEYS, SafetyReader
from bot.knowledge.readers.sources import read_plain_source

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from bot.knowledge.model import Passage
    from bot.knowledge.pattern import PatternReader
    from bot.knowledge.readers.yaml_file import YamlFile

_NO_SAFETY: Final = "none"
_Name = TypeVar("_Name")
_KEYS: Final[Mapping[IntentKind, Sequence[str]]] = {
    "answer": ("when", "needs", "unless", "support", "more", "short", "versions", "see"),
    "chat": ("when", "needs", "unless", "support", "turn", "again"),
    "safety": SAFETY_KEYS,
}
"""The keys that an intent of each kind may have besides those of all."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A file of intents, and where each intent and each reference stands in it."""

    file: YamlFile
    intents: tuple[Intent, ...]
    welcome: Welcome | None
    nodes: Mapping[str, yaml.Node]
    """The node of each intent's id."""
    welcome_node: yaml.Node | None
    has_no_safety: bool
    """Whether it says that the library does without the shipped safety intents."""


@dataclass(frozen=True, slots=True)
class TopicReader:
    """Reads one file of intents, with what its entries may refer to."""

    file: YamlFile
    sources: Mapping[str, Passage]
    """The passages that may be cited."""
    patterns: PatternReader
    exercises: Collection[str]
    """The names of the exercises that may be suggested."""

    def read(self) -> Topic:
        """Read the file."""
        file = self.file
        top = file.mapping(
            file.root(), file.path.name, required=["intents"], optional=["topic", "kind", "welcome", "safety"]
        )
        name = file.text(top["topic"], "topic") if "topic" in top else file.path.stem.replace("_", " ").capitalize()
        kind = self._kind(top.get("kind"))
        intents: dict[str, Intent] = {}
        nodes: dict[str, yaml.Node] = {}
        for intent_id, key_node, node in file.entries(top.get("intents"), "intents"):
            intents[intent_id] = self._intent(intent_id, name, kind, node)
            nodes[intent_id] = key_node
        if "intents" in top and not intents and isinstance(top["intents"], yaml.MappingNode):
            file.fault(top["intents"], "there are no intents", "write one, or remove the file")
        welcome = self._welcome(top["welcome"]) if "welcome" in top else None
        if "safety" in top and file.text(top["safety"], "safety") != _NO_SAFETY:
            file.fault(top["safety"], "safety can only be switched off", f"write 'safety: {_NO_SAFETY}', or remove it")
        return Topic(file, tuple(intents.values()), welcome, nodes, top.get("welcome"), "safety" in top)

    def _kind(self, node: yaml.Node | None) -> IntentKind:
        return self._one_of(get_args(IntentKind), node, "kind", "answer") if node is not None else "answer"

    def _one_of(self, allowed: tuple[_Name, ...], node: yaml.Node, what: str, otherwise: _Name) -> _Name:
        """Return the one of some names that is written."""
        value = self.file.text(node, what)
        for name in allowed:
            if value == name:
                return name
        self.file.fault(node, f"'{value}' is no {what}", f"use one of: {', '.join(map(str, allowed))}")
        return otherwise

    def _intent(self, intent_id: str, topic: str, kind: IntentKind, node: yaml.Node) -> Intent:
        what = f"intent '{intent_id}'"
        required = ["title", "examples", "answer"]
        optional = ["source", "related", "metadata", *_KEYS[kind]]
        values = self.file.mapping(node, what, required=required, optional=optional)
        answers = AnswerReader(self.file, self.sources, self.exercises)
        source = read_plain_source(self.file, values["source"]) if "source" in values else None
        must_cite = kind == "answer" and bool(self.sources)
        own = values if kind != "safety" else {}  # Those of a safety intent are read by themselves.
        return Intent(
            id=intent_id,
            topic=topic,
            kind=kind,
            title=self.file.text(values.get("title"), f"title of {what}"),
            examples=self.file.texts(values.get("examples"), f"examples of {what}"),
            answer=answers.read(values.get("answer"), what, must_cite=must_cite, source=source),
            when=self.file.text(values["when"], f"when of {what}") if "when" in values else "",
            related=self._texts(values, "related", what),
            needs=self._needs(values, what),
            unless=frozenset(self._texts(values, "unless", what)) if kind != "safety" else frozenset(),
            safety=SafetyReader(answers, self.patterns).read(values, what) if kind == "safety" else None,
            support=self.file.text(values["support"], f"support of {what}") if "support" in values else "",
            more=answers.read(own.get("more"), what, must_cite=must_cite),
            short=answers.read(own.get("short"), what, must_cite=must_cite),
            versions=tuple(
                self._version(item, what, answers, must_cite=must_cite)
                for item in self.file.items(own.get("versions"), f"versions of {what}")
            ),
            see=answers.read_see(own["see"], what) if "see" in own else (),
            turn=self._one_of(get_args(DialogueTurn), own["turn"], "turn", None) if "turn" in own else None,
            again=tuple(answers.read(item, what) for item in self.file.items(own.get("again"), f"again of {what}")),
            metadata={
                name: self.file.text(value, f"'{name}' in metadata of {what}")
                for name, _, value in self.file.entries(values.get("metadata"), f"metadata of {what}")
            },
        )

    def _version(self, node: yaml.Node, what: str, answers: AnswerReader, *, must_cite: bool) -> Version:
        required, optional = ["needs", "title", "answer"], ["related", "words"]
        values = self.file.mapping(node, f"a version of {what}", required=required, optional=optional)
        return Version(
            needs=self._needs(values, what),
            title=self.file.text(values.get("title"), f"title of a version of {what}"),
            answer=answers.read(values.get("answer"), what, must_cite=must_cite),
            related=self._texts(values, "related", what),
            words=self.file.text(values["words"], f"words of {what}") if "words" in values else "",
        )

    def _needs(self, values: Mapping[str, yaml.Node], what: str) -> tuple[frozenset[str], ...]:
        texts = self._texts(values, "needs", what)
        return tuple(frozenset(part.strip() for part in text.split("|")) for text in texts)

    def _welcome(self, node: yaml.Node) -> Welcome:
        values = self.file.mapping(node, "welcome", required=["title", "text", "ask"])
        return Welcome(
            title=self.file.text(values.get("title"), "title"),
            text=self.file.texts(values.get("text"), "text"),
            ask=self.file.texts(values.get("ask"), "ask"),
        )

    def _texts(self, values: Mapping[str, yaml.Node], key: str, what: str) -> tuple[str, ...]:
        """Return the texts under a key that may be missing."""
        return self.file.texts(values[key], f"{key} of {what}") if key in values else ()
