"""What the bot says, as plain data: the screen, the line mode and the result row all show one and the same `Reply`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from bot.text import joined

if TYPE_CHECKING:
    from bot.knowledge.model import Exercise, Passage, Statement

Kind = Literal["answer", "choices", "chat", "safety", "unknown", "error"]


class Answer(NamedTuple):
    """What the bot says on one intent."""

    intent: str
    title: str
    score: float
    """Between 0 and 1; higher is surer, and comparable from question to question."""
    statements: tuple[Statement, ...]

    @property
    def text(self) -> str:
        """The whole answer: one paragraph, or Markdown where one of its statements has several lines."""
        return joined(statement.text for statement in self.statements)

    @property
    def sources(self) -> tuple[Passage, ...]:
        """Every passage the answer rests on, once, in the order of first use."""
        return tuple(dict.fromkeys(source for statement in self.statements for source in statement.sources))


class Suggestion(NamedTuple):
    """An intent that can be asked for next."""

    intent: str
    title: str
    score: float | None = None
    """As that of an answer; None where it was not scored, but is related to what was answered."""
    when: str = ""
    """What tells it from the others; empty where it is no candidate but something else to ask."""

    @property
    def text(self) -> str:
        """What it is offered by."""
        return self.when or self.title


class SupportLine(NamedTuple):
    """Somebody to call."""

    name: str
    contact: str
    """How to reach it."""
    country: str
    """The name of the country; empty for what holds everywhere."""


class Support(NamedTuple):
    """Help that is offered under another reply."""

    intent: str
    """The safety intent that it is for."""
    text: str
    helplines: tuple[SupportLine, ...]


class Reply(NamedTuple):
    """The bot's turn in a conversation."""

    question: str
    kind: Kind
    message: str = ""
    """The bot's own words around the answers: why it offers choices, that it does not know. May be empty."""
    answers: tuple[Answer, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    closing: str = ""
    """What is said after the answers: what would be worth telling a professional. Mostly empty."""
    options: tuple[str, ...] = ()
    """What can be picked besides the suggestions, by the numbers that follow theirs: the ways through the guide."""
    exercise: Exercise | None = None
    """The exercise that it leads through."""
    tells_something: bool = False
    """Whether the message tells something of whoever wrote it, and does not only ask."""
    words_to_say: str = ""
    """Sentences in it that the reader can send or say to somebody else: to copy. Mostly empty."""
    support: Support | None = None
    """Help that is offered under it."""
    error: str | None = None
    """Why the row could not be read, for the kind `error`."""

    @property
    def sources(self) -> tuple[Passage, ...]:
        """Every passage the reply rests on, once, in the order of first use: source 1 is the first."""
        return tuple(dict.fromkeys(source for answer in self.answers for source in answer.sources))

    def as_row(self) -> dict[str, Any]:
        """Return the result row of `batch` and `ask --json`."""
        row: dict[str, Any] = {
            "question": self.question,
            "kind": self.kind,
            "answers": [_answer_row(answer) for answer in self.answers],
            "suggestions": [_suggestion_row(suggestion) for suggestion in self.suggestions],
        }
        if self.message:
            row["message"] = self.message
        if self.closing:
            row["closing"] = self.closing
        if self.options:
            row["options"] = list(self.options)
        if self.words_to_say:
            row["words_to_say"] = self.words_to_say
        if self.support:
            helplines = [line._asdict() for line in self.support.helplines]
            row["support"] = {"intent": self.support.intent, "text": self.support.text, "helplines": helplines}
        if self.error is not None:
            row["error"] = self.error
        return row


def _suggestion_row(suggestion: Suggestion) -> dict[str, Any]:
    row: dict[str, Any] = {"intent": suggestion.intent, "title": suggestion.title}
    if suggestion.score is not None:
        row["score"] = suggestion.score
    return row | {"when": suggestion.when} if suggestion.when else row


def _statement_row(statement: Statement) -> dict[str, Any]:
    notes = dict.fromkeys(note for source in statement.sources for note in source.notes)
    return {"text": statement.text, "cite": [source.id for source in statement.sources], "notes": list(notes)}


def _answer_row(answer: Answer) -> dict[str, Any]:
    return {
        "intent": answer.intent,
        "title": answer.title,
        "score": answer.score,
        "text": answer.text,
        "statements": [_statement_row(statement) for statement in answer.statements],
        "sources": [
            {
                "id": source.id,
                "publisher": source.publisher,
                "title": source.title,
                "section": source.section,
                "paragraph": source.paragraph,
                "url": source.url,
            }
            for source in answer.sources
        ],
    }
