"""Reads Rasa's YAML (training examples, responses, and the rules that join them), and writes it."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

import yaml

from bot.errors import Fault, FaultyFileError
from bot.exchange.entry import Entry
from bot.exchange.grouping import slug
from bot.exchange.mending import mend
from bot.exchange.yaml_text import key, quoted, value_lines
from bot.knowledge.readers.yaml_file import YamlFile
from bot.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from bot.exchange.entry import Note

_UTTER: Final = "utter_"
"""How the name of a response begins; behind it stands the intent that it answers."""
_RETRIEVAL: Final = "/"
"""What stands between a retrieval intent and the key of one of its answers: `faq/opening_hours`."""
_NO_TOPIC: Final = "General"
_ENTITY: Final = re.compile(r"\[([^\]\n]*)\](?:\([^)\n]*\)|\{[^}\n]*\})")
"""A marked entity, in either way of writing: `[Monday](day)`, `[Monday]{"entity": "day"}`."""
_SLOT: Final = re.compile(r"\{\w+\}")
_ITEM: Final = re.compile(r"\s*-\s+")
_OTHER_CONTENT: Final = ("image", "buttons", "quick_replies", "attachment", "elements", "custom")
"""Keys of a response that show something else than text."""
_CONDITIONS: Final = ("condition", "channel")
"""Keys of a response that is not given always."""
_OURS: Final = re.compile(r"^(?:nlu|responses|rules)\s*:", re.MULTILINE)
"""Keys at the top of a file that is read."""


def is_training_data(path: Path) -> bool:
    """Return whether a YAML file holds examples, responses or rules, and not what else a project is made of."""
    try:
        return bool(_OURS.search(path.read_text("utf-8", errors="replace")))
    except OSError:
        return True  # Reading it tells what is wrong.


def read_project(paths: Sequence[Path], note: Note) -> list[Entry]:
    """Return an entry for each intent that has examples and a response.

    Raises:
        FaultyFileError: files cannot be read, or are no YAML; the error holds all faults.
    """
    faults: list[Fault] = []
    examples: dict[str, list[str]] = {}
    places: dict[str, str] = {}
    responses: dict[str, list[yaml.Node]] = {}
    actions: dict[str, str] = {}
    for path in paths:
        top = _mapping(YamlFile(path, faults).root())
        others: Counter[str] = Counter()
        for item in _items(top.get("nlu")):
            values = _mapping(item)
            place = f"{path.name}:{item.start_mark.line + 1}"
            if intent := clean(_text(values.get("intent"))):
                places.setdefault(intent, place)
                examples.setdefault(intent, []).extend(_examples(values.get("examples")))
            elif values:
                others[clean(next(iter(values)))] += 1
        for kind, count in others.items():
            note(path.name, f"no intent, and left out: {kind} ({count})")
        for name, node in _mapping(top.get("responses")).items():
            responses.setdefault(name, []).extend(_items(node))
        for rule in _items(top.get("rules")):
            actions |= _answered_by_rule(rule)
    if faults:
        raise FaultyFileError(faults)
    entries: list[Entry] = []
    for intent, questions in examples.items():
        variants = responses.get(_UTTER + intent) or responses.get(actions.get(intent, ""), [])
        if entry := _entry(intent, questions, variants, places[intent], note):
            entries.append(entry)
    return entries


def rasa_text(entries: Sequence[Entry]) -> str:
    """Return training examples and responses in one file, as retrieval intents: `faq/opening_hours`."""
    lines = ['version: "3.1"', "nlu:"]
    for entry in entries:
        lines += [f"- intent: {_name(entry)}", "  examples: |", *(f"    - {each}" for each in entry.questions)]
    lines.append("responses:")
    for entry in entries:
        lines += [f"  {_UTTER}{_name(entry)}:", *value_lines("- text", entry.answer, 2)]
        metadata = (("source", entry.source), ("related", " ".join(entry.related)), *entry.metadata)
        if told := [(name, value) for name, value in metadata if value]:
            lines += ["    metadata:", *(f"      {key(name)}: {quoted(value)}" for name, value in told)]
    return "\n".join(lines) + "\n"


def _name(entry: Entry) -> str:
    return f"{slug(entry.topic) or 'faq'}{_RETRIEVAL}{entry.ids[0]}"


def _examples(node: yaml.Node | None) -> Iterator[str]:
    """Yield examples, written as a block of lines behind dashes or as a list, without the marks of entities."""
    if isinstance(node, yaml.SequenceNode):
        texts = [_text(_mapping(item).get("text", item)) for item in node.value]
    else:
        texts = [line for line in _text(node).splitlines() if _ITEM.match(line)]
    for text in texts:
        if example := clean(_ENTITY.sub(r"\1", _ITEM.sub("", text, count=1))):
            yield example


def _answered_by_rule(rule: yaml.Node) -> dict[str, str]:
    """Return the response by the intent, where a rule is nothing but: if this is asked, say that."""
    values = _mapping(rule)
    steps = [_mapping(step) for step in _items(values.get("steps"))]
    if "condition" in values or len(steps) != 2 or "intent" not in steps[0] or "action" not in steps[1]:
        return {}
    action = _text(steps[1]["action"])
    return {clean(_text(steps[0]["intent"])): action} if action.startswith(_UTTER) else {}


def _entry(
    intent: str, questions: Sequence[str], variants: Sequence[yaml.Node], place: str, note: Note
) -> Entry | None:
    if not questions:
        note(place, f"intent '{intent}' has no examples; left out")
        return None
    told: list[dict[str, yaml.Node]] = [_mapping(variant) or {"text": variant} for variant in variants]
    whole = [each for each in told if mend(_text(each.get("text")))[0]]
    whole.sort(key=lambda each: not each.keys().isdisjoint(_CONDITIONS))
    if not whole:
        note(place, f"intent '{intent}' has no response in words; left out (examples: {len(questions)})")
        return None
    answer, notes = mend(_text(whole[0]["text"]))
    for mended in notes:
        note(place, f"response: {mended}")
    metadata = {clean(name): clean(_text(node)) for name, node in _mapping(whole[0].get("metadata")).items()}
    topic, _, name = intent.rpartition(_RETRIEVAL)
    source, related = metadata.pop("source", ""), metadata.pop("related", "")
    return Entry(
        questions=tuple(dict.fromkeys(questions)),
        answer=answer,
        place=place,
        ids=(name,),
        topic=topic.replace("_", " ").capitalize() or _NO_TOPIC,
        source=source,
        related=tuple(related.split()),
        metadata=tuple((name, value) for name, value in metadata.items() if name and value),
        left_behind=(*_left_behind(whole), *(f"a variable in the answer: {each}" for each in _SLOT.findall(answer))),
    )


def _left_behind(variants: Sequence[dict[str, yaml.Node]]) -> Iterator[str]:
    """Yield what is shown besides the first answer, in words."""
    for variant in variants[1:]:
        yield f"another answer, by chance or on a condition: {clean(_text(variant['text']))}"
    for name in _OTHER_CONTENT:
        if name in variants[0]:
            node = variants[0][name]
            titles = [clean(_text(_mapping(item).get("title"))) for item in _items(node)]
            yield f"{name}: {', '.join(filter(None, titles)) or clean(_text(node))}".rstrip(": ")


def _mapping(node: yaml.Node | None) -> dict[str, yaml.Node]:
    """Return the values of a mapping by their keys, empty if it is none."""
    return {_text(key): value for key, value in node.value} if isinstance(node, yaml.MappingNode) else {}


def _items(node: yaml.Node | None) -> list[yaml.Node]:
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []


def _text(node: yaml.Node | None) -> str:
    return str(node.value) if isinstance(node, yaml.ScalarNode) else ""
