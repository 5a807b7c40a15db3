"""Splits a message where its meaning may change: at the end of a sentence, and where a new question begins."""

from __future__ import annotations

import re

_SENTENCE_END = re.compile(r"(?<=[.?!…])\s+")
_QUESTION = (
    r"(?:(?:why|how|what|when|where|who)s?|which|am|may|might|shall"
    r"|(?:is|are|was|were|do|does|did|can|could|should|will|would|have|has)(?:nt)?|cant|wont)\b"
)
_AND = r"(?:and|but|or|also|plus|n|&|\+)"
_JOINED_QUESTION = re.compile(rf"(?:,\s*|\s+){_AND}\s+(?=(?:also\s+|then\s+)?{_QUESTION})", re.I)
_COMMA_QUESTION = re.compile(rf",\s+(?={_QUESTION})", re.I)
_OPENING = re.compile(rf"(?:(?:and|but|so|or|also|then|now|hi|hey)\W+)*{_QUESTION}", re.I)


def split(message: str) -> list[str]:
    """Return the segments of a message that may each ask something, in order."""
    segments = [message]
    for boundary in (_SENTENCE_END, _JOINED_QUESTION, _COMMA_QUESTION):
        segments = [part for segment in segments for part in boundary.split(segment)]
    return [segment for segment in segments if segment.strip(" .,;:!?")]


def is_question(segment: str) -> bool:
    """Return whether a segment has the form of a question: a question word first, or a question mark."""
    return "?" in segment or opens_as_question(segment)


def opens_as_question(text: str) -> bool:
    """Return whether a text begins with a question word."""
    return bool(_OPENING.match(text))
