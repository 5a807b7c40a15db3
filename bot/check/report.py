"""Says what was found in a library: for people, with the line and a caret, and for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from bot.errors import MORE_FAULTS, MOST_FAULTS
from bot.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.errors import Fault

WIDEST: Final = 100
"""Characters of a line that are printed."""


def tell(faults: Sequence[Fault]) -> Iterator[str]:
    """Yield what is printed of faults: each with its line of the file and a caret below its column."""
    yield from _tell(faults)
    if len(faults) >= MOST_FAULTS:
        yield MORE_FAULTS


def tell_warnings(warnings: Sequence[Fault]) -> Iterator[str]:
    """Yield what is printed of warnings, in the same form."""
    yield from _tell([each._replace(problem=f"warning: {each.problem}") for each in warnings[:MOST_FAULTS]])
    if len(warnings) > MOST_FAULTS:
        yield f"these are the first {MOST_FAULTS} of {len(warnings):,} warnings"


def document(faults: Sequence[Fault], warnings: Sequence[Fault]) -> dict[str, Any]:
    """Return what was found as plain data: of many the first ones, and how many warnings there are."""
    return {
        "sound": not faults,
        "faults": [_row(fault) for fault in faults[:MOST_FAULTS]],
        "warnings": [_row(warning) for warning in warnings[:MOST_FAULTS]],
        "warning_count": len(warnings),
    }


def _row(fault: Fault) -> dict[str, Any]:
    return {
        "file": clean(str(fault.file)),
        "line": fault.line,
        "column": fault.column or None,
        "problem": fault.problem,
        "remedy": fault.remedy,
    }


def _tell(faults: Sequence[Fault]) -> Iterator[str]:
    for fault in faults[:MOST_FAULTS]:
        yield str(fault)
        yield from _pointed(fault)


def _pointed(fault: Fault) -> Iterator[str]:
    try:
        lines = fault.file.read_text("utf-8-sig", "replace").split("\n") if fault.column else []
    except OSError:
        return
    if not fault.column <= len(line := "".join(lines[fault.line - 1 : fault.line])) + 1 or not line.strip():
        return
    start = max(0, fault.column - 1 - WIDEST // 2)
    before, behind = line[start : fault.column - 1], line[fault.column - 1 : start + WIDEST]
    spaces = " " * (len(before) - len(before.lstrip()))
    # `clean` trims: the sign at the end keeps the space before the caret.
    before = spaces + clean(before + "|")[:-1]
    yield f"    {before}{' ' if behind[:1].isspace() else ''}{clean(behind)}"
    yield f"    {' ' * len(before)}^"
