"""Reads what is special to safety intents, and `follow_ups.yaml`: what people say after an alarm."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.knowledge.readers.patterns import read_patterns
from bot.knowledge.readers.sources import read_citations
from bot.knowledge.safety import CheckIn, FollowUp, Safety, SafetyTexts

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    import yaml

    from bot.knowledge.model import Entries
    from bot.knowledge.pattern import PatternReader
    from bot.knowledge.readers.answers import AnswerReader
    from bot.knowledge.readers.yaml_file import YamlFile

_TEXT_KEYS: Final = ("more", "again", "check_in", "retraction", "line")
SAFETY_KEYS: Final = (
    "patterns",
    "unless",
    "hints",
    *_TEXT_KEYS,
    "about_another",
    "unclear",
    "withhold",
    "plain",
    "instead_of",
)
"""The keys that only a safety intent has."""


@dataclass(frozen=True, slots=True)
class SafetyReader:
    """Reads what is special to the safety intents of one file."""

    answers: AnswerReader
    patterns: PatternReader

    def read(self, values: Mapping[str, yaml.Node], what: str) -> Safety:
        """Read a safety intent from the values of its keys. Without texts of its own, a role gets the writer's."""
        file = self.answers.file
        if "patterns" not in values:
            file.fault(next(iter(values.values()), None), f"{what} has no 'patterns'", "add what it is recognised by")
        writer = self._texts(values, what)
        another = unclear = writer
        if "about_another" in values:
            told = f"about_another of {what}"
            keys = file.mapping(values["about_another"], told, required=["answer"], optional=_TEXT_KEYS)
            another = self._texts(keys, told)
        if "unclear" in values:
            told = f"unclear of {what}"
            keys = file.mapping(values["unclear"], told, required=["answer"], optional=["line"])
            either = self._texts(keys, told)
            unclear = writer._replace(answer=either.answer, line=either.line or writer.line)
        return Safety(
            patterns=read_patterns(file, values.get("patterns"), f"patterns of {what}", self.patterns),
            unless=read_patterns(file, values.get("unless"), f"unless of {what}", self.patterns),
            hints=read_patterns(file, values.get("hints"), f"hints of {what}", self.patterns),
            texts={"writer": writer, "another": another, "unclear": unclear},
            withhold=frozenset(
                read_citations(file, values["withhold"], self.answers.sources) if "withhold" in values else ()
            ),
            is_plain="plain" in values and file.truth(values["plain"], "plain"),
            instead_of=frozenset(
                file.texts(values["instead_of"], f"instead_of of {what}") if "instead_of" in values else ()
            ),
        )

    def _texts(self, values: Mapping[str, yaml.Node], what: str) -> SafetyTexts:
        file = self.answers.file
        return SafetyTexts(
            answer=self.answers.read(values.get("answer"), what),
            more=self.answers.read(values.get("more"), what),
            again=tuple(self.answers.read(item, what) for item in file.items(values.get("again"), f"again of {what}")),
            check_in=self._check_in(values["check_in"], what) if "check_in" in values else None,
            retraction=self._retraction(values["retraction"], what) if "retraction" in values else (),
            line=file.text(values["line"], f"line of {what}") if "line" in values else "",
        )

    def _check_in(self, node: yaml.Node, what: str) -> CheckIn:
        file = self.answers.file
        values = file.mapping(node, f"check_in of {what}", required=["question", "options"])
        if "options" in values and not getattr(values["options"], "value", ()):
            file.fault(values["options"], f"check_in of {what} has no options", "add the ways of answering it")
        return CheckIn(
            question=file.text(values.get("question"), "question"),
            options={
                option: self.answers.read(option_node, what)
                for option, _, option_node in file.entries(values.get("options"), "options")
            },
        )

    def _retraction(self, node: yaml.Node, what: str) -> Entries:
        values = self.answers.file.mapping(node, f"retraction of {what}", required=["answer"])
        return self.answers.read(values.get("answer"), what)


def read_follow_ups(answers: AnswerReader, alarms: Collection[str]) -> dict[str, FollowUp]:
    """Return what people say after the alarms of a library; what only follows others is left out."""
    file = answers.file
    top = file.mapping(file.root(), file.path.name, required=["follow_ups"])
    found: dict[str, FollowUp] = {}
    for name, _, node in file.entries(top.get("follow_ups"), "follow_ups"):
        what = f"follow-up '{name}'"
        required = ["title", "after", "examples"]
        values = file.mapping(
            node, what, required=required, optional=["answer", "about_another", "clears", "about_writer"]
        )
        after = getattr(values.get("after"), "value", None)
        follow_up = FollowUp(
            name=name,
            title=file.text(values.get("title"), f"title of {what}"),
            after=frozenset(file.texts(values["after"], f"after of {what}") if after else ()),
            examples=file.texts(values.get("examples"), f"examples of {what}"),
            answer=answers.read(values.get("answer"), what),
            about_another=answers.read(values.get("about_another"), what),
            is_about_writer="about_writer" in values and file.truth(values["about_writer"], "about_writer"),
            clears="clears" in values and file.truth(values["clears"], "clears"),
        )
        if not (follow_up.answer or follow_up.clears or follow_up.is_about_writer):
            file.fault(node, f"{what} has no 'answer'", "add one, or 'clears: true' where it takes the alarm back")
        _note_twins(file, node, follow_up, found.values())
        found[name] = follow_up
    return {name: each for name, each in found.items() if not each.after or not each.after.isdisjoint(alarms)}


def _note_twins(file: YamlFile, node: yaml.Node, follow_up: FollowUp, before: Iterable[FollowUp]) -> None:
    """Note the examples that another follow-up has as well that may follow the same alarm."""
    for other in before:
        if other.after and follow_up.after and other.after.isdisjoint(follow_up.after):
            continue
        for example in sorted(
            {text.casefold() for text in other.examples}.intersection(map(str.casefold, follow_up.examples))
        ):
            problem = f"follow-up '{follow_up.name}': the example '{example}' stands in '{other.name}' too"
            file.fault(node, problem, "keep it where it fits better")
