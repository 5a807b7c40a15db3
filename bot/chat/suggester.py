"""Completes what the reader types to a question that is known."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

from textual.suggester import Suggester

from bot.conversation.segments import opens_as_question

if TYPE_CHECKING:
    from bot.knowledge.model import Library

SHORTEST: Final = 3
"""Characters from which on something is proposed."""


class KnownQuestions(Suggester):
    """Proposes the most typical question that begins as what is typed: a writer puts it first, or it is the shortest.

    Statements are not proposed: nobody wants to read the rest of "I was …" before having said it.
    """

    def __init__(self, library: Library) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._library = library

    async def get_suggestion(self, value: str) -> str | None:
        """Return the whole line as it would be, its beginning as it is typed."""
        if len(value) < SHORTEST:
            return None
        begun = value.casefold()
        return next((value + text[len(value) :] for known, text in self._questions if known.startswith(begun)), None)

    @cached_property
    def _questions(self) -> list[tuple[str, str]]:
        """The questions as they are compared and as they stand, the most typical first."""
        answering = (intent for intent in self._library.intents.values() if intent.kind == "answer")
        questions = [
            (place, len(text), text)
            for intent in answering
            for place, text in enumerate(filter(opens_as_question, intent.examples))
        ]
        return [(text.casefold(), text) for _, _, text in sorted(questions)]
