"""Reads `appointment.yaml`: the frame of a page for a professional."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.knowledge.dialogue import AppointmentPage

if TYPE_CHECKING:
    from bot.knowledge.readers.yaml_file import YamlFile

_TEXTS: Final = ("title", "introduction", "own_words", "questions", "worth_telling")


def read_appointment(file: YamlFile | None) -> AppointmentPage | None:
    """Return the frame of the page."""
    if file is None:
        return None
    top = file.mapping(file.root(), "appointment.yaml", required=[*_TEXTS, "items"])
    texts = {key: file.text(top.get(key), key) for key in _TEXTS}
    return AppointmentPage(**texts, items=file.texts(top.get("items"), "items"))
