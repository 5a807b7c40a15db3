"""Cuts a message where its meaning may change: at the end of a sentence, and where a new question begins."""

from __future__ import annotations

import re

_SENTENCE_END = re.compile(r"(?<=[.?!…])\s+")
_QUESTION = (
    r"(?:why|how|what|when|where|who|which|is|are|was|were|am|do|does|did|can|could|should|shall|will|would|may|might"
    r"|have|has)\b"
)
_JOINED_QUESTION = re.compile(rf"(?:,\s*|\s+)(?:and|but|or|also|plus)\s+(?=(?:also\s+|then\s+)?{_QUESTION})", re.I)
_COMMA_QUESTION = re.compile(rf",\s+(?={_QUESTION})", re.I)
_OPENING = re.compile(rf"(?:(?:and|but|so|or|also|then|now|hi|hey)\W+)*{_QUESTION}", re.I)


def parts(message: str) -> list[str]:
    """Return the parts of a message that may each ask something, in order."""
    reply_blocks = [message]
    for boundary in (_SENTENCE_END, _JOINED_QUESTION, _COMMA_QUESTION):
        reply_blocks = [part for block in reply_blocks for part in boundary.split(block)]
    return [block for block in reply_blocks if block.strip(" .,;:!?")]


def asks(part: str) -> bool:
    """Return whether a part has the form of a question: a question word first, or a question mark."""
    return "?" in part or opens_as_question(part)


def opens_as_question(text: str) -> bool:
    """Return whether a text begins with a question word."""
    return bool(_OPENING.match(text))
