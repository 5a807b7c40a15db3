"""Reads JSON as the strictest of other programs do."""

from __future__ import annotations

import json
from typing import Any, NoReturn


def strict(line: str) -> Any:
    """Read JSON as a strict reader does: no NaN, no half of a surrogate pair, no key twice."""

    def refuse(constant: str) -> NoReturn:
        raise AssertionError(constant)

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        assert len(dict(pairs)) == len(pairs)
        return dict(pairs)

    value = json.loads(line, parse_constant=refuse, object_pairs_hook=members)
    json.dumps(value, ensure_ascii=False).encode()
    return value
