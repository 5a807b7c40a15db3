"""Says what a person is told, and remembers what was said and offered: a turn may point back at it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.conversation import answers as telling
from bot.conversation import wording
from bot.conversation.guide import Choice, GuidePosition
from bot.reply import Reply

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.knowledge.model import Intent, Library
    from bot.matching.matcher import Match
    from bot.reply import Answer, Kind, Suggestion

MOST_FIRST_QUESTIONS: Final = 6
"""Intents offered at the start by a library that has no welcome of its own."""
MOST_SUGGESTED: Final = 4


class Speaker:
    """Speaks with one person."""

    def __init__(self, library: Library, country: str | None) -> None:
        self._library = library
        self.country = country
        """The code whose helplines are told."""
        self.offered: tuple[Suggestion, ...] = ()
        """What can be picked by number: these first, then the ways."""
        self.ways: tuple[Choice, ...] = ()
        self.walk: GuidePosition | None = None
        """Where in the guide an answer is waited for."""
        self.topic: Intent | None = None
        """What was answered last."""
        self.told: set[str] = set()
        """The intents that were told."""
        self.withheld: frozenset[str] = frozenset()
        """Citations that this person is not told."""

    def more(self, question: str, topic: Intent) -> Reply:
        """Answer with what is related to a topic, and was not told yet."""
        for intent_id in topic.related:
            if intent_id not in self.told:
                return self.answer(question, [(self._library.intents[intent_id], 1.0)])
        return self.say(question, "chat", wording.TOLD_ALL)

    def answer(self, question: str, asked: Sequence[tuple[Intent, float]], near_by: Sequence[Match] = ()) -> Reply:
        """Answer with one intent or several; related ones and those near by are offered."""
        main = next((intent for intent, _ in asked if intent.kind == "answer"), asked[0][0])
        message = wording.SAID_BEFORE if len(asked) == 1 and main is self.topic else ""
        offer = self.suggestions(main.related)
        if main.kind == "answer":
            self.topic = main
            offer += [telling.suggestion(match.intent, match.score) for match in near_by]
        return self.tell(question, main.kind, message, asked, offer)

    def tell(
        self,
        question: str,
        kind: Kind,
        message: str,
        asked: Sequence[tuple[Intent, float]],
        offer: Sequence[Suggestion],
        closing: str = "",
    ) -> Reply:
        """Tell the answers to some intents, and offer others."""
        answers = [
            telling.answer(intent, score, self._library, self.country, withheld=self.withheld)
            for intent, score in asked
        ]
        told = {intent.id for intent, _ in asked}
        self.told |= told
        if any(telling.is_withheld(intent, self.withheld) for intent, _ in asked):
            message = wording.WITHHELD
        offer = [suggestion for suggestion in telling.deduplicate(offer) if suggestion.intent not in told]
        return self.say(question, kind, message, answers=answers, offer=offer[:MOST_SUGGESTED], closing=closing)

    def first_questions(self) -> list[Suggestion]:
        """Return what is offered to whoever has not asked anything yet."""
        if self._library.welcome:
            return self.suggestions(self._library.welcome.ask)
        answering = [intent for intent in self._library.intents.values() if intent.kind == "answer"]
        return [telling.suggestion(intent) for intent in answering[:MOST_FIRST_QUESTIONS]]

    def suggestions(self, intent_ids: Sequence[str]) -> list[Suggestion]:
        """Return intents as things to ask next."""
        return [telling.suggestion(self._library.intents[intent_id]) for intent_id in intent_ids]

    def say(
        self,
        question: str,
        kind: Kind,
        message: str = "",
        *,
        answers: Sequence[Answer] = (),
        offer: Sequence[Suggestion] = (),
        ways: Sequence[Choice] = (),
        closing: str = "",
    ) -> Reply:
        """Say something, and offer what follows; where slow breathing is suggested, help with that as well."""
        self.walk = None
        if any(statement.breathing for answer in answers for statement in answer.statements):
            ways = (*ways, Choice(wording.BREATHE, "breathing"))
        if offer or ways or kind != "chat":  # "thanks" leaves what was offered before within reach
            self.offered, self.ways = tuple(offer), tuple(ways)
        options = tuple(way.text for way in ways)
        return Reply(question, kind, message, tuple(answers), tuple(offer), closing, options)

    def way_in(self) -> tuple[Choice, ...]:
        """Return the way into the library's guide, if it has one."""
        guide = self._library.guide
        return (Choice(guide.title, GuidePosition(guide, guide.first)),) if guide else ()

    def breathe(self, question: str) -> Reply:
        """Help to breathe slowly."""
        return self.say(question, "chat", wording.BREATHING)._replace(breathing=True)
