"""Reads what the bot says: statements with what they rest on, and placeholders for helplines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

import yaml

from bot.knowledge.model import HelplineSlot, Statement, Urgency
from bot.knowledge.readers.sources import read_citations, read_plain_source
from bot.text import LONGEST_MARKDOWN, clean_lines, may_be_markdown

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from bot.knowledge.model import Entries, Passage
    from bot.knowledge.readers.yaml_file import YamlFile


@dataclass(frozen=True, slots=True)
class AnswerReader:
    """Reads the answers of one file, with what their entries may refer to."""

    file: YamlFile
    sources: Mapping[str, Passage]
    """The passages that may be cited."""
    exercises: Collection[str]
    """The names of the exercises that may be suggested."""

    def read(
        self, node: yaml.Node | None, what: str, *, must_cite: bool = False, source: Passage | None = None
    ) -> Entries:
        """Read the entries of an answer; `what` says whose answer it is.

        Statements that name no source of their own rest on `source`, if there is one.
        """
        entries = [
            self._entry(item, what, must_cite and not source) for item in self.file.items(node, f"answer of {what}")
        ]
        if source:
            entries = [
                entry._replace(sources=(source,)) if isinstance(entry, Statement) and not entry.sources else entry
                for entry in entries
            ]
        statements = [entry for entry in entries if isinstance(entry, Statement)]
        if sum(len(statement.text) for statement in statements if statement.is_markdown) > LONGEST_MARKDOWN:
            entries = [
                entry._replace(is_markdown=False) if isinstance(entry, Statement) else entry for entry in entries
            ]
        return tuple(entries)

    def _entry(self, item: yaml.Node, what: str, must_cite: bool) -> Statement | HelplineSlot:
        file, entry = self.file, f"an entry of the answer of {what}"
        if isinstance(item, yaml.ScalarNode) and item.value.strip():
            file.fault(item, f"{entry} has no key before its text", "write '- text: ' in front of it")
            return Statement("", ())
        values = file.mapping(item, entry, optional=["text", "cite", "source", "exercise", "helplines"])
        if "helplines" in values:
            if values.keys() - {"helplines", "text"}:
                file.fault(item, f"{entry} has 'helplines' and more than a 'text'", "make two entries of it")
            lead_in = file.text(values["text"], "text") if "text" in values else ""
            return HelplineSlot(file.texts(values["helplines"], "helplines"), lead_in)
        if "text" not in values:
            file.fault(item, f"{entry} has no 'text'", "add it")
        if must_cite and values.keys().isdisjoint(("cite", "source")):
            file.fault(item, f"a sentence of {what} has no 'cite'", "name the passages it rests on")
        passages = self._passages(values)
        if "source" in values and (plain := read_plain_source(file, values["source"])):
            passages += (plain,)
        exercise = self._exercise(values["exercise"]) if "exercise" in values else ""
        text = file.text(values.get("text"), "text")
        if text and "\n" in values["text"].value.strip():  # A block of several lines: Markdown.
            text = clean_lines(values["text"].value)
        return Statement(text, passages, exercise=exercise, is_markdown=may_be_markdown(text))

    def read_see(self, node: yaml.Node | None, what: str) -> tuple[tuple[Urgency, Statement], ...]:
        """Read whom to see, the most urgent first; `what` says whose answer it belongs to."""
        urgencies: tuple[Urgency, ...] = get_args(Urgency)
        values = self.file.mapping(node, f"see of {what}", optional=urgencies)
        return tuple((urgency, self._statement(values[urgency], what)) for urgency in urgencies if urgency in values)

    def _statement(self, node: yaml.Node, what: str) -> Statement:
        values = self.file.mapping(node, f"an entry of see of {what}", required=["text"], optional=["cite"])
        text = self.file.text(values.get("text"), "text")
        return Statement(text, self._passages(values), is_markdown=may_be_markdown(text))

    def _passages(self, values: Mapping[str, yaml.Node]) -> tuple[Passage, ...]:
        cited = read_citations(self.file, values["cite"], self.sources) if "cite" in values else ()
        return tuple(self.sources[citation] for citation in cited)

    def _exercise(self, node: yaml.Node) -> str:
        name = self.file.text(node, "exercise")
        if name and name not in self.exercises:
            self.file.fault(node, f"'{name}' is no exercise of exercises.yaml", "name one that stands there")
        return name
