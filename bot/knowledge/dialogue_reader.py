"""Reads `dialogue.yaml`, the words that steer a conversation, and `exercises.yaml`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.knowledge.model import Dialogue, Exercise, Step

if TYPE_CHECKING:
    import yaml

    from bot.knowledge.yaml_file import YamlFile


def read_dialogue(file: YamlFile) -> Dialogue:
    """Return how people steer a conversation."""
    keys = ["pick", "answers", "more", "country"]
    top = file.mapping(file.root(), file.path.name, required=keys)
    pick = file.mapping(top.get("pick"), "pick", required=["ordinals", "last", "around"])
    answers = file.mapping(top.get("answers"), "answers", required=["same_as", "around"])
    country = file.mapping(top.get("country"), "country", required=["around"])
    around_answer = frozenset(file.texts(answers.get("around"), "around"))
    return Dialogue(
        ordinals=file.texts(pick.get("ordinals"), "ordinals"),
        last=frozenset(file.texts(pick.get("last"), "last")),
        around_pick=frozenset(file.texts(pick.get("around"), "around")),
        same_answers={
            other: " ".join(word for word in answer.split() if word not in around_answer)
            for answer, _, node in file.entries(answers.get("same_as"), "same_as")
            for other in file.texts(node, f"same_as of '{answer}'")
        },
        around_answer=around_answer,
        more=frozenset(file.texts(top.get("more"), "more")),
        around_country=frozenset(file.texts(country.get("around"), "around")),
    )


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
