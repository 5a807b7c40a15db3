"""Finds what is out of date: sources, and helplines that nobody has looked at for long."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.check.written import excerpt

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date
    from pathlib import Path

    from bot.check.written import Text
    from bot.errors import Fault
    from bot.knowledge.model import Library

OLDEST_SOURCE: Final = 3
"""Years after which a source is looked at again: health advice is commonly reviewed within three."""
LONGEST_UNCHECKED: Final = 1
"""Years after which a helpline is called again: numbers and hours change."""
_ISO: Final = re.compile(r"\b(\d{4})(?:-(\d\d))?(?:-(\d\d))?\b")
_MONTH: Final = re.compile(r"([^\W\d_]{3})[^\W\d_]*\.?,? +(\d{4})\b")
_LONGEST_DATE: Final = 100
"""Characters of a text that are looked at for a date."""
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def find_old_sources(texts: Iterable[Text], today: date) -> Iterator[Fault]:
    """Yield a warning for each document whose last date is long ago; one without a date says nothing."""
    dated = {text.keys: text for text in texts if text.keys[:1] == ("documents",) and not text.is_key}
    for keys, text in dated.items():
        is_last = keys[2:] == ("updated",) or (keys[2:] == ("published",) and (*keys[:2], "updated") not in dated)
        if is_last and _is_past(text.value, OLDEST_SOURCE, today):
            problem = f"document '{keys[1]}' was {keys[2]} {text.value}, more than {OLDEST_SOURCE} years ago"
            yield text.fault(problem, "read it again on its page, and mend the date and what has changed")


def find_unchecked_helplines(library: Library, texts: Iterable[Text], today: date) -> Iterator[Fault]:
    """Yield a warning for helplines that nobody has checked for long, those of a file and a date together."""
    told = {(line.country, line.need, line.name) for line in library.helplines}
    values = {(text.file, text.keys): text for text in texts if not text.is_key}
    due: dict[tuple[Path, str], list[tuple[str, Text]]] = {}
    for (file, keys), text in values.items():
        if keys[:1] == ("helplines",) and keys[2:] == ("checked",) and _is_past(text.value, LONGEST_UNCHECKED, today):
            country, need, name = (values[file, (*keys[:2], key)].value for key in ("country", "need", "name"))
            if (country, need, name) in told:
                due.setdefault((file, text.value), []).append((name, text))
    for (_, checked), [(name, text), *others] in due.items():
        behind = f" and {len(others)} more" if others else ""
        when = "more than a year ago" if _last_day(checked) else "which is no date"
        problem = f"'{excerpt(name)}'{behind}: checked '{excerpt(checked)}', {when}"
        yield text.fault(problem, "check what is told there, and write when you did, as 'November 2026'")


def _is_past(text: str, years: int, today: date) -> bool:
    """Return whether a date is more than so many years ago; also where it is none."""
    year, *rest = _last_day(text) or (0,)
    return (year + years, *rest) < (today.year, today.month, today.day)


def _last_day(text: str) -> tuple[int, int, int] | None:
    """Return the year, the month and the last day that a date may mean; None where it names no year."""
    text = text[:_LONGEST_DATE]
    if (found := _MONTH.search(text)) and found[1].lower() in _MONTHS:
        return int(found[2]), _MONTHS.index(found[1].lower()) + 1, 31
    if found := _ISO.search(text):
        return int(found[1]), int(found[2] or 12), int(found[3] or 31)
    return None
