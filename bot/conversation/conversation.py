"""One person's conversation with the bot: each turn is read in the light of those before it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.conversation import telling, wording
from bot.conversation.decide import goes_elsewhere, near
from bot.conversation.engine import engine
from bot.conversation.picking import chosen_option, picked_option, wants_more
from bot.conversation.understanding import understand
from bot.reply import Reply
from bot.text import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.conversation.safety import Alarm
    from bot.knowledge.library import HelplineSlot, Intent, Library, Statement
    from bot.matching.analysis import Analysis
    from bot.matching.matcher import Match, Ranking
    from bot.reply import Answer, Kind, Suggestion

LONGEST_READ: Final = 2_000
"""Characters of a message that are read."""
LONGEST_WATCHED: Final = 100_000
"""Characters of a message in which safety is looked for."""
MOST_FIRST_QUESTIONS: Final = 6
"""Intents offered at the start by a library that has no welcome of its own."""
MOST_SUGGESTED: Final = 4


class Conversation:
    """Holds what one person has been told, and nothing beyond the conversation's end."""

    def __init__(self, library: Library, country: str | None = None) -> None:
        """Start afresh; `country` is the code whose helplines are told (`us`), worldwide ones without it."""
        self._library = library
        self._matcher, self._watch, self._countries = engine(library)
        self._country = country
        self._offered: tuple[Suggestion, ...] = ()
        self._topic: Intent | None = None
        self._about: frozenset[str] = frozenset()
        self._told: set[str] = set()
        self._alarm: Alarm | None = None
        self._checking_in = False
        self._kept_for_later: tuple[Suggestion, ...] = ()
        self._withheld: frozenset[str] = frozenset()

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
        return self._answer(intent.title, [(intent, 1.0)])

    def ask(self, text: str) -> Reply:
        """Answer one message."""
        cleaned = clean(text)
        question = cleaned[:LONGEST_READ]
        if len(cleaned) > LONGEST_READ:
            reply = self._reply(question, self._matcher.analyzer.analyze(cleaned[:LONGEST_WATCHED]))
            note = wording.TOO_LONG.format(limit=LONGEST_READ)
            return replace(reply, message=f"{note} {reply.message}".strip())
        return self._reply(question)

    def _reply(self, question: str, analysis: Analysis | None = None) -> Reply:
        """Answer a message; `analysis` is of all that was written, where that is more than is read."""
        if not question:
            return self._say(question, "unknown", wording.ASK_SOMETHING)
        ranking = self._matcher.rank(question)
        if alarms := self._watch.look(analysis or ranking.analysis):
            return self._meet(question, alarms, ranking)
        if code := self._countries.named(question):
            return self._in_country(question, code)
        if self._alarm and (reply := self._still_met(question, self._alarm, ranking)):
            return reply
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
            return self._say(
                question, "unknown", wording.NOTHING_TO_PICK.format(number=option + 1), offer=self._offered
            )
        return self._answer(question, [(self._library.intents[self._offered[option].intent], 1.0)])

    def _more(self, question: str, topic: Intent) -> Reply:
        for intent_id in topic.related:
            if intent_id not in self._told:
                return self._answer(question, [(self._library.intents[intent_id], 1.0)])
        return self._say(question, "chat", wording.TOLD_ALL)

    def _meet(self, question: str, alarms: Sequence[Alarm], ranking: Ranking) -> Reply:
        """Meet the first of some alarms, with the helplines of all; what else is asked is offered after it."""
        alarm = alarms[0]
        self._withheld |= frozenset[str]().union(*(raised.safety.withhold for raised in alarms))
        self._alarm, self._topic, self._about = alarm, alarm.intent, frozenset()
        asked = near(ranking)[:2] if ranking.in_scope and not alarm.safety.holds else []
        suggested = [telling.suggestion(match.intent, match.score) for match in asked]
        self._kept_for_later = telling.distinct([*suggested, *self._suggestions(alarm.intent.related)])
        entries = alarm.intent.answer
        if alarm.intent.id in self._told and alarm.safety.again:
            entries = alarm.safety.again
        elif alarm.about_another and alarm.safety.about_another:
            entries = alarm.safety.about_another
        self._told.add(alarm.intent.id)
        return self._tell_alarm(question, alarm, [*entries, *telling.helplines_of(alarms[1:])])

    def _still_met(self, question: str, alarm: Alarm, ranking: Ranking) -> Reply | None:
        """Meet what follows an alarm in its light; None for a message that has clearly gone on to something else."""
        check_in, retraction = alarm.safety.check_in, alarm.safety.retraction
        chosen = chosen_option(question, list(check_in.options)) if check_in and self._checking_in else None
        if check_in and chosen is not None:
            self._checking_in = False
            answer = telling.alarm(alarm, list(check_in.options.values())[chosen], self._library, self._country)
            return self._say(question, "safety", answers=[answer], offer=self._kept_for_later)
        if retraction and self._watch.takes_back(ranking.analysis, alarm.intent.id):
            answer = telling.alarm(alarm, retraction.answer, self._library, self._country)
            return self._say(question, "safety", answers=[answer], offer=self._kept_for_later)
        points = picked_option(question, len(self._offered)) is not None or wants_more(question)
        if points or not alarm.safety.holds:
            return None
        if goes_elsewhere(ranking, alarm.safety.lets_pass):
            self._alarm = None
            return None
        return self._tell_alarm(question, alarm, alarm.safety.again or alarm.intent.answer)

    def _tell_alarm(self, question: str, alarm: Alarm, entries: Sequence[Statement | HelplineSlot]) -> Reply:
        answer = telling.alarm(alarm, entries, self._library, self._country)
        self._checking_in = alarm.safety.check_in is not None and not alarm.about_another
        if self._checking_in and alarm.safety.check_in:
            return self._say(question, "safety", telling.check_in(alarm.safety.check_in), answers=[answer])
        return self._say(question, "safety", answers=[answer], offer=self._kept_for_later)

    def _in_country(self, question: str, code: str) -> Reply:
        """Tell the helplines of a country from now on; at once, after an alarm."""
        self._country = code
        if self._alarm:
            return self._tell_alarm(question, self._alarm, self._alarm.intent.answer)
        message = wording.COUNTRY_SET.format(country=self._library.countries[code])
        return self._say(question, "chat", message, offer=self._offered)

    def _answer(self, question: str, asked: Sequence[tuple[Intent, float]], near_by: Sequence[Match] = ()) -> Reply:
        """Answer with one intent or several; related ones and those near by are offered."""
        main = next((intent for intent, _ in asked if intent.kind == "answer"), asked[0][0])
        is_again = len(asked) == 1 and main is self._topic
        offer = self._suggestions(main.related)
        kind: Kind = main.kind
        if main.kind == "answer":
            self._topic = main
            offer += [telling.suggestion(match.intent, match.score) for match in near_by]
        answers = [
            telling.answer(intent, score, self._library, self._country, withheld=self._withheld)
            for intent, score in asked
        ]
        told = {intent.id for intent, _ in asked}
        self._told |= told
        is_cut = any(telling.is_cut(intent, self._withheld) for intent, _ in asked)
        offer = [suggestion for suggestion in telling.distinct(offer) if suggestion.intent not in told]
        message = wording.WITHHELD if is_cut else wording.SAID_BEFORE if is_again else ""
        return self._say(question, kind, message, answers=answers, offer=offer[:MOST_SUGGESTED])

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
        if offer or kind != "chat":
            self._offered = tuple(offer)  # "thanks" leaves what was offered before within reach
        return Reply(question, kind, message, tuple(answers), tuple(offer))
