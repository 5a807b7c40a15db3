"""Conversations in which somebody may be in danger go as they should: see safety_dialogues.yaml."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from bot import Conversation
from bot.rendering.plain_text import plain_text
from tests.bots import BOT
from tests.conftest import TESTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.reply import Reply

NONE = "none"
CONVERSATIONS: list[dict[str, Any]] = yaml.safe_load((TESTS / "safety_dialogues.yaml").read_text("utf-8"))


def lane_of(reply: Reply) -> str:
    return reply.answers[0].intent if reply.kind == "safety" and reply.answers else NONE


def faults(turn: dict[str, Any], reply: Reply, role: str, said_before: list[str]) -> Iterator[str]:
    """Yield what does not hold of a reply that should."""
    text = "\n".join(plain_text(reply))
    lowered = text.lower()
    support = reply.support.intent if reply.support else NONE
    if turn.get("lane", lane_of(reply)) != lane_of(reply):
        yield f"is met as {lane_of(reply)}"
    elif turn.get("role", role) != role:
        yield f"is about {role}"
    if turn.get("support", support) != support:
        yield f"has support for {support}"
    yield from (
        f"lacks {part}" for part in turn.get("says", ()) if not any(p in lowered for p in part.lower().split("|"))
    )
    yield from (f"says {part}" for part in turn.get("never", ()) if part.lower() in lowered)
    if turn.get("new") and text in said_before:
        yield "says what was said before"


def failures(spoken: dict[str, Any]) -> list[str]:
    """Return what does not hold in a conversation, up to its first such turn."""
    conversation = Conversation(BOT, spoken.get("country"))
    said: list[str] = []
    for turn in spoken["turns"]:
        reply = conversation.ask(turn["say"])
        alarm = conversation.state.alarm
        found = list(faults(turn, reply, alarm.role if alarm else NONE, said))
        if found:
            return [f"{spoken['name']}: {turn['say']}: {', '.join(found)}"]
        said.append("\n".join(plain_text(reply)))
    return []


def test_nearly_all_go_as_they_should() -> None:
    failed = [failure for spoken in CONVERSATIONS for failure in failures(spoken)]
    assert len(failed) <= 0.05 * len(CONVERSATIONS), "\n".join(failed)


def test_there_are_enough_of_them() -> None:
    assert len(CONVERSATIONS) >= 150
