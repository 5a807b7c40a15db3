"""Leads through a library's guide: where somebody is in it, and which ways lead on from there, and elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from bot.conversation import wording

if TYPE_CHECKING:
    from bot.knowledge.guide import Guide, Option, Question


class GuidePosition(NamedTuple):
    """How far somebody has come in a guide."""

    guide: Guide
    name: str
    """The question that is asked now; empty at the end."""
    picked: tuple[Option, ...] = ()
    back: GuidePosition | None = None
    """The question before this one."""
    number: int = 1
    """Which question this is."""

    @property
    def question(self) -> Question:
        """The question that is asked now."""
        return self.guide.questions[self.name]

    def ways(self) -> tuple[Choice, ...]:
        """Return what can be picked here: the ways of answering, then those of leaving the question."""
        ways = [
            Choice(option.text, option if option.safety else self._past(option)) for option in self.question.options
        ]
        ways.append(
            Choice(wording.SKIP, GuidePosition(self.guide, self.question.next, self.picked, self, self.number + 1))
        )
        if self.back:
            ways.append(Choice(wording.BACK, self.back))
        return (*ways, Choice(wording.STOP, "out"))

    def asked(self) -> str:
        """Return the question as it is asked: "Question 2 of at most 5: …"."""
        most = self.number - 1 + self.guide.most_from(self.name)
        return wording.QUESTION.format(number=self.number, most=most, question=self.question.text)

    def _past(self, option: Option) -> GuidePosition:
        return GuidePosition(self.guide, option.next, (*self.picked, option), self, self.number + 1)


class Choice(NamedTuple):
    """Something to pick that is no intent."""

    text: str
    to: GuidePosition | Option | Literal["out", "breathing"]
    """A place in the guide, an option that is met at once, out of the guide, or help with slow breathing."""
