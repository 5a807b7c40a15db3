"""One person's conversation with the bot: each turn is read in the light of those before it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.conversation import telling, wording
from bot.conversation.decide import near
from bot.conversation.engine import engine
from bot.conversation.picking import picked_option, wants_more
from bot.conversation.understanding import understand
from bot.matching.words import words
from bot.reply import Reply
from bot.text import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.conversation.safety import Alarm
    from bot.knowledge.library import CheckIn, Intent, Library
    from bot.matching.matcher import Match, Ranking
    from bot.reply import Answer, Kind, Suggestion

LONGEST_READ: Final = 2_000
"""Characters of a message that are read."""
MOST_FIRST_QUESTIONS: Final = 6
"""Intents offered at the start by a library that has no welcome of its own."""
MOST_SUGGESTED: Final = 4


class Conversation:
    """Holds what one person has been told, and nothing beyond the conversation's end."""

    def __init__(self, library: Library, country: str | None = None) -> None:
        """Start afresh; `country` is the code whose helplines are told (`us`), worldwide ones without it."""
        self._library = library
        self._matcher, self._watch = engine(library)
        self._country = country
        self._offered: tuple[Suggestion, ...] = ()
        self._topic: Intent | None = None
        self._about: frozenset[str] = frozenset()
        self._told: set[str] = set()
        self._checking_in: tuple[Intent, CheckIn] | None = None
        self._kept_for_later: tuple[Suggestion, ...] = ()
        self._withheld: frozenset[str] = frozenset()
        self._last_alarm: Intent | None = None

    def welcome(self) -> Reply:
        """Return what is said before the first question, with things to ask."""
        welcome = self._library.welcome
        intents = self._library.intents
        if welcome:
            offer = [telling.suggestion(intents[intent_id]) for intent_id in welcome.ask]
            return self._say("", "chat", "\n\n".join(welcome.text), offer=offer)
        answering = [intent for intent in intents.values() if intent.kind == "answer"]
        return self._say("", "chat", offer=[telling.suggestion(i) for i in answering[:MOST_FIRST_QUESTIONS]])

    def pick(self, intent_id: str) -> Reply:
        """Answer an intent that was offered, as if its title had been asked.

        Raises:
            KeyError: the library has no such intent.
        """
        intent = self._library.intents[intent_id]
        self._checking_in = None
        return self._answer(intent.title, [(intent, 1.0)])

    def ask(self, text: str) -> Reply:
        """Answer one message."""
        cleaned = clean(text)
        question = cleaned[:LONGEST_READ]
        reply = self._reply(question)
        if len(cleaned) > LONGEST_READ:
            note = wording.TOO_LONG.format(limit=LONGEST_READ)
            return replace(reply, message=f"{note} {reply.message}".strip())
        return reply

    def _reply(self, question: str) -> Reply:
        if not question:
            return self._say(question, "unknown", wording.ASK_SOMETHING)
        ranking = self._matcher.rank(question)
        if alarm := self._watch.look(ranking.analysis):
            return self._meet(question, alarm, ranking)
        if self._checking_in and (reply := self._checked_in(question, *self._checking_in)):
            return reply
        if self._last_alarm and self._watch.takes_back(ranking.analysis, self._last_alarm.id):
            return self._taken_back(question, self._last_alarm)
        option = picked_option(question, len(self._offered))
        if option is not None:
            return self._picked(question, option)
        if self._topic and wants_more(question):
            return self._more(question, self._topic)
        return self._understood(question, ranking)

    def _understood(self, question: str, ranking: Ranking) -> Reply:
        understanding = understand(question, ranking, self._matcher, self._library.lexicon, self._about)
        self._about = understanding.concepts
        ranking = understanding.ranking
        if understanding.asked:
            asked = [(match.intent, match.score) for match in understanding.asked]
            return self._answer(question, asked, near(ranking))
        offer = [telling.suggestion(match.intent, match.score) for match in near(ranking)]
        if understanding.verdict == "choices" and offer:
            message = telling.why_choices(ranking, len(offer))
            return self._say(question, "choices", message, offer=offer)
        return self._say(question, "unknown", telling.why_unknown(ranking, bool(offer)), offer=offer)

    def _picked(self, question: str, option: int) -> Reply:
        if option not in range(len(self._offered)):
            return self._say(question, "unknown", wording.NOTHING_TO_PICK.format(number=question), offer=self._offered)
        return self._answer(question, [(self._library.intents[self._offered[option].intent], 1.0)])

    def _more(self, question: str, topic: Intent) -> Reply:
        for intent_id in topic.related:
            if intent_id not in self._told:
                return self._answer(question, [(self._library.intents[intent_id], 1.0)])
        return self._say(question, "chat", wording.TOLD_ALL)

    def _meet(self, question: str, alarm: Alarm, ranking: Ranking) -> Reply:
        """Meet an alarm first; what else the message asks is offered after it."""
        intent, safety = alarm.intent, alarm.safety
        entries = intent.answer
        if intent.id in self._told and safety.again:
            entries = safety.again
        elif alarm.about_another and safety.about_another:
            entries = safety.about_another
        self._told.add(intent.id)
        self._last_alarm = intent
        self._withheld |= safety.withhold
        self._about = ranking.analysis.concepts
        asked = [telling.suggestion(m.intent, m.score) for m in near(ranking)[:2]] if ranking.in_scope else []
        offer = telling.distinct([*asked, *self._suggestions(intent.related)])
        answer = telling.answer(intent, 1.0, self._library, self._country, entries=entries)
        if safety.check_in and not alarm.about_another:
            self._checking_in = intent, safety.check_in
            self._kept_for_later = offer
            return self._say(question, "safety", telling.check_in(safety.check_in), answers=[answer])
        return self._say(question, "safety", answers=[answer], offer=offer)

    def _checked_in(self, question: str, intent: Intent, check_in: CheckIn) -> Reply | None:
        """Answer the reply to a check-in; None if the message is none."""
        self._checking_in = None
        options = list(check_in.options)
        chosen = picked_option(question, len(options))
        if chosen is None:
            said = words(question)
            chosen = next((n for n, option in enumerate(options) if said[: len(words(option))] == words(option)), None)
        if chosen is None or chosen >= len(options):
            return None
        entries = check_in.options[options[chosen]]
        answer = telling.answer(intent, 1.0, self._library, self._country, entries=entries)
        return self._say(question, "safety", answers=[answer], offer=self._kept_for_later)

    def _taken_back(self, question: str, intent: Intent) -> Reply:
        """Let somebody take back what raised an alarm, and leave the helplines within reach."""
        entries = intent.safety.retraction.answer if intent.safety and intent.safety.retraction else ()
        answer = telling.answer(intent, 1.0, self._library, self._country, entries=entries)
        return self._say(question, "safety", answers=[answer], offer=self._suggestions(intent.related))

    def _answer(self, question: str, asked: Sequence[tuple[Intent, float]], near_by: Sequence[Match] = ()) -> Reply:
        """Answer with one intent or several; related ones and those near by are offered."""
        main = next((intent for intent, _ in asked if intent.kind == "answer"), asked[0][0])
        offer = self._suggestions(main.related)
        kind: Kind = main.kind
        if main.kind == "answer":
            self._topic = main
            offer += [telling.suggestion(match.intent, match.score) for match in near_by]
        answers = [
            telling.answer(intent, score, self._library, self._country, withheld=self._withheld)
            for intent, score in asked
        ]
        self._told |= {intent.id for intent, _ in asked}
        is_cut = any(telling.is_cut(intent, self._withheld) for intent, _ in asked)
        told = {intent.id for intent, _ in asked}
        offer = [suggestion for suggestion in telling.distinct(offer) if suggestion.intent not in told]
        return self._say(
            question, kind, wording.WITHHELD if is_cut else "", answers=answers, offer=offer[:MOST_SUGGESTED]
        )

    def _suggestions(self, intent_ids: Sequence[str]) -> list[Suggestion]:
        return [telling.suggestion(self._library.intents[intent_id]) for intent_id in intent_ids]

    def _say(
        self,
        question: str,
        kind: Kind,
        message: str = "",
        *,
        answers: Sequence[Answer] = (),
        offer: Sequence[Suggestion] = (),
    ) -> Reply:
        self._offered = tuple(offer)
        return Reply(question, kind, message, tuple(answers), self._offered)
