"""Suggests how to complete what the reader is typing."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

from textual.suggester import Suggester

from bot.conversation.understanding.segments import opens_as_question

if TYPE_CHECKING:
    from bot.knowledge.model import Library

MIN_LENGTH: Final = 3
"""Characters that have to be typed before anything is suggested."""


class KnownQuestions(Suggester):
    """Suggests the most typical known question that starts with what is typed.

    Typical is what comes early in the examples of an intent, then what is short. Statements are never suggested: a
    reader who begins "I was …" should not have the rest put into their mouth.
    """

    def __init__(self, library: Library) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._library = library

    async def get_suggestion(self, value: str) -> str | None:
        """Return the completed line, beginning exactly as typed."""
        if len(value) < MIN_LENGTH:
            return None
        start = value.casefold()
        return next((value + text[len(value) :] for known, text in self._questions if known.startswith(start)), None)

    @cached_property
    def _questions(self) -> list[tuple[str, str]]:
        """The questions, case-folded and as written, the most typical first."""
        answering = (intent for intent in self._library.intents.values() if intent.kind == "answer")
        questions = [
            (place, len(text), text)
            for intent in answering
            for place, text in enumerate(filter(opens_as_question, intent.examples))
        ]
        return [(text.casefold(), text) for _, _, text in sorted(questions)]
