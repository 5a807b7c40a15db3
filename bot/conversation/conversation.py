"""One person's conversation with the bot: each turn is read in the light of those before it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.conversation import answers, wording
from bot.conversation.choices import begun_option, chosen_option, picked_option, wants_breathing, wants_more
from bot.conversation.follow_up import MOST_ANSWERS, understand
from bot.conversation.guide import Choice, GuidePosition
from bot.conversation.policy import is_new_question, near
from bot.conversation.state import Speaker
from bot.knowledge.guide import Option, fitting
from bot.text import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.conversation.bot import Bot
    from bot.conversation.safety import Alarm
    from bot.knowledge.model import HelplineSlot, Statement
    from bot.matching.analysis import Analysis
    from bot.matching.matcher import Ranking
    from bot.reply import Reply, Suggestion

LONGEST_READ: Final = 2_000
"""Characters of a message that are read."""
LONGEST_WATCHED: Final = 100_000
"""Characters of a message in which safety is looked for."""


class Conversation:
    """Holds what one person has been told, and nothing beyond the conversation's end."""

    def __init__(self, bot: Bot, country: str | None = None) -> None:
        """Start afresh; `country` is the code whose helplines are told (`us`), worldwide ones without it."""
        self._bot = bot
        self._library = bot.library
        self._speaker = Speaker(bot.library, country)
        self._about: frozenset[str] = frozenset()
        self._alarm: Alarm | None = None
        self._lasting: dict[str, Alarm] = {}
        """Alarms that hold for all that follows, as an age does: those that withhold something."""
        self._checking_in = False
        self._kept_for_later: tuple[Suggestion, ...] = ()

    def welcome(self) -> Reply:
        """Return what is said before the first question, with things to ask."""
        text = self._library.welcome.text if self._library.welcome else ()
        speaker = self._speaker
        return speaker.say("", "chat", "\n\n".join(text), offer=speaker.first_questions(), ways=speaker.way_in())

    def pick(self, intent_id: str) -> Reply:
        """Answer an intent that was offered, as if its title had been asked.

        Raises:
            KeyError: the library has no such intent.
        """
        self._checking_in = False
        intent = self._library.intents[intent_id]
        return self._speaker.answer(intent.title, [(intent, 1.0)])

    def choose(self, number: int) -> Reply:
        """Answer what was offered under a number, counted from 1, as if its words had been typed.

        Raises:
            IndexError: nothing was offered under it.
        """
        self._checking_in = False
        speaker = self._speaker
        texts = [*(suggestion.title for suggestion in speaker.offered), *(way.text for way in speaker.ways)]
        return self._picked(texts[number - 1], number - 1)

    @property
    def country(self) -> str:
        """The name of the country whose helplines are told; empty, while there is none."""
        return self._library.countries[self._speaker.country] if self._speaker.country else ""

    def choose_country(self, code: str) -> Reply:
        """Tell the helplines of this country from now on.

        Raises:
            KeyError: the library has none of it.
        """
        return self._in_country(self._library.countries[code], code)

    def guide(self) -> Reply:
        """Ask the first question of the library's guide.

        Raises:
            LookupError: it has none.
        """
        self._checking_in = False
        (way,) = self._speaker.way_in()
        return self._go(way.text, way)

    def ask(self, text: str) -> Reply:
        """Answer one message."""
        cleaned = clean(text)
        question = cleaned[:LONGEST_READ]
        if len(cleaned) > LONGEST_READ:
            reply = self._reply(question, self._bot.matcher.analyzer.analyze(cleaned[:LONGEST_WATCHED]))
            note = wording.TOO_LONG.format(limit=LONGEST_READ)
            return reply._replace(message=f"{note} {reply.message}".strip())
        return self._reply(question)

    def _reply(self, question: str, analysis: Analysis | None = None) -> Reply:
        """Answer a message; `analysis` is of all that was written, where that is more than is read."""
        if not question:
            return self._speaker.say(question, "unknown", wording.ASK_SOMETHING)
        ranking = self._bot.matcher.rank(question)
        if alarms := self._bot.safety.look(analysis or ranking.analysis):
            return self._meet(question, alarms, ranking)
        if code := self._bot.countries.named(question):
            return self._in_country(question, code)
        if self._alarm and (reply := self._still_met(question, self._alarm, ranking)):
            return reply
        option = picked_option(question, len(self._speaker.offered) + len(self._speaker.ways))
        if option is not None:
            return self._picked(question, option)
        if wants_breathing(question):
            return self._speaker.breathe(question)
        is_lost_for_words = any(self._bot.guide_patterns.find(ranking.analysis.stems))
        if self._speaker.walk:
            return self._between_questions(question, ranking, self._speaker.walk, skips=is_lost_for_words)
        if is_lost_for_words:
            return self._go(question, *self._speaker.way_in())
        if self._speaker.topic and wants_more(question):
            return self._speaker.more(question, self._speaker.topic)
        return self._understood(question, ranking)

    def _understood(self, question: str, ranking: Ranking) -> Reply:
        understanding = understand(question, ranking, self._bot.matcher, self._library.lexicon, self._about)
        self._about = understanding.concepts
        ranking = understanding.ranking
        if understanding.asked:
            asked = [(match.intent, match.score) for match in understanding.asked]
            return self._speaker.answer(question, asked, near(ranking))
        offer = [answers.suggestion(match.intent, match.score) for match in near(ranking)]
        if understanding.verdict == "choices" and offer:
            message = answers.why_choices(ranking, len(offer))
            return self._speaker.say(question, "choices", message, offer=offer)
        ways = () if ranking.matches else self._speaker.way_in()
        return self._speaker.say(question, "unknown", answers.why_unknown(ranking, bool(offer)), offer=offer, ways=ways)

    def _picked(self, question: str, option: int) -> Reply:
        offered, ways = self._speaker.offered, self._speaker.ways
        if option in range(len(offered)):
            return self._speaker.answer(question, [(self._library.intents[offered[option].intent], 1.0)])
        if option in range(len(offered), len(offered) + len(ways)):
            return self._go(question, ways[option - len(offered)])
        message = wording.NOTHING_TO_PICK.format(number=option + 1)
        if self._speaker.walk:
            return self._ask(question, self._speaker.walk, message)
        return self._speaker.say(question, "unknown", message, offer=offered, ways=ways)

    def _go(self, question: str, way: Choice) -> Reply:
        """Go a way through the guide, and ask what is asked there."""
        if way.to == "out":
            return self._speaker.say(question, "chat", wording.STOPPED, offer=self._speaker.first_questions())
        if way.to == "breathing":
            return self._speaker.breathe(question)
        if isinstance(way.to, Option):
            alarm = self._bot.safety.alarm(way.to.safety, way.text, about_another=way.to.about_another)
            return self._meet(question, [alarm], self._bot.matcher.rank(way.text))
        if not way.to.name:
            return self._at_the_end(question, way.to)
        if way.to.back is None:
            return self._ask(question, way.to, way.to.guide.text)
        is_told = question == way.text or way.text not in [option.text for option in way.to.picked[-1:]]
        return self._ask(question, way.to, "" if is_told else wording.PICKED.format(text=way.text))

    def _ask(self, question: str, walk: GuidePosition, before: str) -> Reply:
        """Ask what is asked at a place of the guide, after a few words."""
        reply = self._speaker.say(question, "chat", "\n\n".join(filter(None, (before, walk.asked()))), ways=walk.ways())
        self._speaker.walk = walk
        return reply

    def _between_questions(self, question: str, ranking: Ranking, walk: GuidePosition, *, skips: bool) -> Reply:
        """Answer what is written where the guide waits: an option in words, or something else that is asked."""
        ways = walk.ways()
        begun = begun_option(question, [way.text for way in ways])
        if begun is not None or skips:
            return self._go(question, ways[len(walk.question.options) if begun is None else begun])
        reply = self._understood(question, ranking)
        if reply.kind == "unknown" and not ranking.outside:
            return self._ask(question, walk, wording.PICK_ONE)
        offered = (way for way in self._speaker.ways if way.text in reply.options)
        self._speaker.ways = (*offered, Choice(wording.GO_ON, walk))
        return reply._replace(options=tuple(way.text for way in self._speaker.ways))

    def _at_the_end(self, question: str, walk: GuidePosition) -> Reply:
        """Tell what fits the options picked, and what of it would be worth telling a professional."""
        fits = [(self._library.intents[intent_id], fit) for intent_id, fit in fitting(walk.picked)]
        if not fits:
            return self._speaker.say(question, "chat", wording.NOTHING_FITS, offer=self._speaker.first_questions())
        self._speaker.topic = fits[0][0]
        worth_telling = "; ".join(option.tell for option in walk.picked if option.tell)
        closing = f"{walk.guide.telling} {worth_telling}." if worth_telling else ""
        offer = [answers.suggestion(intent, fit) for intent, fit in fits[MOST_ANSWERS:]]
        return self._speaker.tell(question, "answer", wording.FITS, fits[:MOST_ANSWERS], offer, closing)

    def _meet(self, question: str, alarms: Sequence[Alarm], ranking: Ranking) -> Reply:
        """Meet the first of some alarms, with the helplines of all; what else is asked is offered after it."""
        alarm = alarms[0]
        self._lasting.update((raised.intent.id, raised) for raised in alarms if raised.safety.withhold)
        others = {raised.intent.id: raised for raised in (*alarms[1:], *self._lasting.values())}
        others.pop(alarm.intent.id, None)
        self._speaker.withheld = frozenset[str]().union(*(raised.safety.withhold for raised in self._lasting.values()))
        self._alarm, self._speaker.topic, self._about = alarm, alarm.intent, frozenset()
        asked = near(ranking)[:2] if ranking.in_scope and not alarm.safety.holds else []
        suggested = [answers.suggestion(match.intent, match.score) for match in asked]
        self._kept_for_later = answers.deduplicate([*suggested, *self._speaker.suggestions(alarm.intent.related)])
        entries = alarm.intent.answer
        if alarm.intent.id in self._speaker.told and alarm.safety.again:
            entries = alarm.safety.again
        elif alarm.about_another and alarm.safety.about_another:
            entries = alarm.safety.about_another
        self._speaker.told.add(alarm.intent.id)
        return self._tell_alarm(question, alarm, [*entries, *answers.helplines_of(others.values())])

    def _still_met(self, question: str, alarm: Alarm, ranking: Ranking) -> Reply | None:
        """Meet what follows an alarm in its light; None for a message that has clearly gone on to something else."""
        check_in, retraction = alarm.safety.check_in, alarm.safety.retraction
        chosen = chosen_option(question, list(check_in.options)) if check_in and self._checking_in else None
        if check_in and chosen is not None:
            self._checking_in = False
            answer = answers.alarm(alarm, list(check_in.options.values())[chosen], self._library, self._speaker.country)
            return self._speaker.say(question, "safety", answers=[answer], offer=self._kept_for_later)
        if retraction and self._bot.safety.takes_back(ranking.analysis, alarm.intent.id):
            answer = answers.alarm(alarm, retraction.answer, self._library, self._speaker.country)
            return self._speaker.say(question, "safety", answers=[answer], offer=self._kept_for_later)
        points = picked_option(question, len(self._speaker.offered)) is not None or wants_more(question)
        if points or (wants_breathing(question) and answers.suggests_breathing(alarm)) or not alarm.safety.holds:
            return None
        if is_new_question(ranking, alarm.safety.allowed_intents):
            self._alarm = None
            return None
        return self._tell_alarm(question, alarm, alarm.safety.again or alarm.intent.answer)

    def _tell_alarm(self, question: str, alarm: Alarm, entries: Sequence[Statement | HelplineSlot]) -> Reply:
        answer = answers.alarm(alarm, entries, self._library, self._speaker.country)
        self._checking_in = alarm.safety.check_in is not None and not alarm.about_another
        if self._checking_in and alarm.safety.check_in:
            return self._speaker.say(question, "safety", answers.check_in(alarm.safety.check_in), answers=[answer])
        return self._speaker.say(question, "safety", answers=[answer], offer=self._kept_for_later)

    def _in_country(self, question: str, code: str) -> Reply:
        """Tell the helplines of a country from now on; at once, after an alarm."""
        self._speaker.country = code
        if self._alarm:
            return self._tell_alarm(question, self._alarm, self._alarm.intent.answer)
        message = wording.COUNTRY_SET.format(country=self._library.countries[code])
        if self._speaker.walk:
            return self._ask(question, self._speaker.walk, message)
        return self._speaker.say(question, "chat", message, offer=self._speaker.offered, ways=self._speaker.ways)
