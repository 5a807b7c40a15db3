"""Reads a `<topic>.yaml`: its intents, and the welcome where it has one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, get_args

import yaml

from bot.knowledge.model import Intent, IntentKind, Welcome
from bot.knowledge.readers.answers import AnswerReader
from bot.knowledge.readers.safety import SAFETY_KEYS, SafetyReader
from bot.knowledge.readers.sources import read_plain_source

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from bot.knowledge.model import Passage
    from bot.knowledge.pattern import PatternReader
    from bot.knowledge.readers.yaml_file import YamlFile

_NO_SAFETY: Final = "none"


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
        if node is None:
            return "answer"
        value = self.file.text(node, "kind")
        for kind in get_args(IntentKind):
            if value == kind:
                return value  # type: ignore[return-value]  # it is one of the literals, as just seen
        self.file.fault(node, f"'{value}' is no kind", f"use one of: {', '.join(get_args(IntentKind))}")
        return "answer"

    def _intent(self, intent_id: str, topic: str, kind: IntentKind, node: yaml.Node) -> Intent:
        what = f"intent '{intent_id}'"
        special = SAFETY_KEYS if kind == "safety" else ("when", "needs", "unless", "support")
        required = ["title", "examples", "answer"]
        values = self.file.mapping(node, what, required=required, optional=["source", "related", "metadata", *special])
        answers = AnswerReader(self.file, self.sources, self.exercises)
        source = read_plain_source(self.file, values["source"]) if "source" in values else None
        must_cite = kind == "answer" and bool(self.sources)
        return Intent(
            id=intent_id,
            topic=topic,
            kind=kind,
            title=self.file.text(values.get("title"), f"title of {what}"),
            examples=self.file.texts(values.get("examples"), f"examples of {what}"),
            answer=answers.read(values.get("answer"), what, must_cite=must_cite, source=source),
            when=self.file.text(values["when"], f"when of {what}") if "when" in values else "",
            related=self._texts(values, "related", what),
            needs=tuple(
                frozenset(part.strip() for part in text.split("|")) for text in self._texts(values, "needs", what)
            ),
            unless=frozenset(self._texts(values, "unless", what)) if kind != "safety" else frozenset(),
            safety=SafetyReader(answers, self.patterns).read(values, what) if kind == "safety" else None,
            support=self.file.text(values["support"], f"support of {what}") if "support" in values else "",
            metadata={
                name: self.file.text(value, f"'{name}' in metadata of {what}")
                for name, _, value in self.file.entries(values.get("metadata"), f"metadata of {what}")
            },
        )

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
