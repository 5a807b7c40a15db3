"""Reads a `<topic>.yaml`: its intents, and the welcome where it has one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

import yaml

from bot.knowledge.model import CheckIn, HelplineSlot, Intent, IntentKind, Retraction, Safety, Statement, Welcome
from bot.knowledge.pattern import PatternError
from bot.knowledge.source_reader import read_citations

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from bot.knowledge.model import Passage
    from bot.knowledge.pattern import Pattern, PatternReader
    from bot.knowledge.yaml_file import YamlFile

_SAFETY_KEYS = (
    "patterns",
    "unless",
    "about_another",
    "again",
    "check_in",
    "retraction",
    "withhold",
    "sticky",
    "allowed_intents",
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
        top = file.mapping(file.root(), file.path.name, required=["intents"], optional=["topic", "kind", "welcome"])
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
        return Topic(file, tuple(intents.values()), welcome, nodes, top.get("welcome"))

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
        special = _SAFETY_KEYS if kind == "safety" else ("when", "needs", "unless")
        required = ["title", "examples", "answer"]
        values = self.file.mapping(node, what, required=required, optional=["related", *special])
        return Intent(
            id=intent_id,
            topic=topic,
            kind=kind,
            title=self.file.text(values.get("title"), f"title of {what}"),
            examples=self.file.texts(values.get("examples"), f"examples of {what}"),
            answer=self._answer(values.get("answer"), what, must_cite=kind == "answer" and bool(self.sources)),
            when=self.file.text(values["when"], f"when of {what}") if "when" in values else "",
            related=self._texts(values, "related", what),
            needs=tuple(
                frozenset(part.strip() for part in text.split("|")) for text in self._texts(values, "needs", what)
            ),
            unless=frozenset(self._texts(values, "unless", what)) if kind != "safety" else frozenset(),
            safety=self._safety(values, what) if kind == "safety" else None,
        )

    def _safety(self, values: Mapping[str, yaml.Node], what: str) -> Safety:
        if "patterns" not in values:
            problem = f"{what} has no 'patterns'"
            self.file.fault(next(iter(values.values()), None), problem, "add what it is recognised by")
        withhold = values.get("withhold")
        return Safety(
            patterns=read_patterns(self.file, values.get("patterns"), f"patterns of {what}", self.patterns),
            unless=read_patterns(self.file, values.get("unless"), f"unless of {what}", self.patterns),
            about_another=self._answer(values.get("about_another"), what),
            again=self._answer(values.get("again"), what),
            check_in=self._check_in(values["check_in"], what) if "check_in" in values else None,
            retraction=self._retraction(values["retraction"], what) if "retraction" in values else None,
            withhold=frozenset(read_citations(self.file, withhold, self.sources) if withhold else ()),
            sticky="sticky" in values and self.file.truth(values["sticky"], "sticky"),
            allowed_intents=frozenset(self._texts(values, "allowed_intents", what)),
        )

    def _check_in(self, node: yaml.Node, what: str) -> CheckIn:
        values = self.file.mapping(node, f"check_in of {what}", required=["question", "options"])
        if "options" in values and not getattr(values["options"], "value", ()):
            self.file.fault(values["options"], f"check_in of {what} has no options", "add the ways of answering it")
        return CheckIn(
            question=self.file.text(values.get("question"), "question"),
            options={
                option: self._answer(option_node, what)
                for option, _, option_node in self.file.entries(values.get("options"), "options")
            },
        )

    def _retraction(self, node: yaml.Node, what: str) -> Retraction:
        values = self.file.mapping(node, f"retraction of {what}", required=["patterns", "answer"])
        return Retraction(
            patterns=read_patterns(self.file, values.get("patterns"), f"patterns of {what}", self.patterns),
            answer=self._answer(values.get("answer"), what),
        )

    def _answer(
        self, node: yaml.Node | None, what: str, *, must_cite: bool = False
    ) -> tuple[Statement | HelplineSlot, ...]:
        entry = f"an entry of the answer of {what}"
        entries: list[Statement | HelplineSlot] = []
        for item in self.file.items(node, f"answer of {what}"):
            values = self.file.mapping(item, entry, optional=["text", "cite", "exercise", "helplines"])
            if "helplines" in values:
                if len(values) > 1:
                    self.file.fault(item, f"{entry} has 'helplines' and more", "make two entries of it")
                entries.append(HelplineSlot(self.file.texts(values["helplines"], "helplines")))
                continue
            if "text" not in values:
                self.file.fault(item, f"{entry} has no 'text'", "add it")
            if must_cite and "cite" not in values:
                self.file.fault(item, f"a sentence of {what} has no 'cite'", "name the passages it rests on")
            cited = read_citations(self.file, values["cite"], self.sources) if "cite" in values else ()
            passages = tuple(self.sources[citation] for citation in cited)
            exercise = self._exercise(values["exercise"]) if "exercise" in values else ""
            entries.append(Statement(self.file.text(values.get("text"), "text"), passages, exercise=exercise))
        return tuple(entries)

    def _exercise(self, node: yaml.Node) -> str:
        name = self.file.text(node, "exercise")
        if name and name not in self.exercises:
            self.file.fault(node, f"'{name}' is no exercise of exercises.yaml", "name one that stands there")
        return name

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
