"""Compares a reply with what its row expects, so that a list of questions is a test."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, get_args

from bot.batch.rows import plain
from bot.reply import Kind

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from bot.reply import Reply

EXPECT: Final = "expect"
"""The column or key that says what is expected: intents and kinds of reply, separated by `|`."""
PASSED: Final = "passed"
"""The column or key of a result that says whether the reply was as expected."""

_KINDS: Final = frozenset(get_args(Kind))


def expected_names(carried: Mapping[str, Any], intents: Collection[str]) -> frozenset[str]:
    """Return the intents and kinds of which a row expects one; none where it expects nothing.

    Raises:
        ValueError: the value is neither text nor a list of texts, or a name in it is neither an intent nor a kind, or
            both.
    """
    value = plain(carried.get(EXPECT))
    if value is None:
        return frozenset()
    parts = value.split("|") if isinstance(value, str) else value
    if not isinstance(parts, list) or not all(isinstance(part, str) for part in parts):
        raise ValueError(f"{EXPECT} is neither text nor a list of texts")
    names = frozenset(filter(None, map(str.strip, parts)))
    for name in sorted(names):
        if name in intents and name in _KINDS:
            raise ValueError(f"'{name}' in {EXPECT} is an intent and a kind of reply as well; rename the intent")
        if name not in intents and name not in _KINDS:
            raise ValueError(f"'{name}' in {EXPECT} is neither an intent nor one of {', '.join(sorted(_KINDS))}")
    return names


def meets(reply: Reply, names: Collection[str]) -> bool:
    """Return whether a reply is of an expected kind, or answers with an expected intent."""
    return reply.kind in names or any(answer.intent in names for answer in reply.answers)
