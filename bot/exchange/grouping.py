"""Makes intents of what was read: what has the same answer becomes one, and each gets an id that can be read."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.exchange.entry import Entry, Note

LONGEST_ID: Final = 48
SCOPE: Final = "\n"
"""What stands between the file that an id holds in and the id, until it has one that holds everywhere."""
_ACCENTS: Final = re.compile("[\u0300-\u036f]")
_WORD: Final = re.compile(r"[^\W_]+")


def group(entries: Iterable[Entry], note: Note) -> list[Entry]:
    """Return an entry for each answer, with one id of its own; what is related to it is named by such an id."""
    by_answer: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_answer[" ".join(entry.answer.split())].append(entry)
    new_ids: dict[str, str] = {}
    named: list[Entry] = []
    uses: dict[str, int] = {}
    for same in by_answer.values():
        entry = _joined(same, note)
        name = _new_id(entry, uses)
        for old in entry.ids:
            new_ids.setdefault(old, name)
        named.append(entry._replace(ids=(name,)))
    return [_with_related(entry, new_ids, note) for entry in named]


def slug(text: str) -> str:
    """Return the words of a text in small letters, without accents, joined by `_`: as many as fit into an id."""
    plain = unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFKD", text))).casefold()
    name = ""
    for word in _WORD.findall(re.sub("['’]", "", plain)):
        longer = f"{name}_{word}" if name else word[:LONGEST_ID]
        if len(longer) > LONGEST_ID:
            break
        name = longer
    return name


def _joined(entries: Sequence[Entry], note: Note) -> Entry:
    """Return entries with the same answer as one; where they differ in other things, the first to say one counts."""
    first = entries[0]
    metadata: dict[str, str] = {}
    told: dict[str, str] = {}
    for entry in entries:
        own = {"title": entry.title, "topic": entry.topic, "source": entry.source}
        for known, values in ((metadata, entry.metadata), (told, own.items())):
            for name, value in values:
                if value and known.setdefault(name, value) != value:
                    note(entry.place, f"{name} is '{value}', and '{known[name]}' before; kept that")
    questions = {each.casefold(): each for entry in reversed(entries) for each in reversed(entry.questions)}
    return first._replace(
        questions=tuple(reversed(questions.values())),
        ids=_all(entry.ids for entry in entries),
        related=_all(entry.related for entry in entries),
        metadata=tuple(metadata.items()),
        left_behind=_all(entry.left_behind for entry in entries),
        **told,
    )


def _all(parts: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each for part in parts for each in part))


def _new_id(entry: Entry, uses: dict[str, int]) -> str:
    """Return the name that an entry has in its file, or one made of its title or first question; count it in `uses`."""
    told = (name.rpartition(SCOPE)[2] for name in entry.ids)
    candidates = map(slug, (*told, entry.title or entry.questions[0]))
    base = next((name for name in candidates if any(map(str.isalpha, name))), "question")
    name = base
    while name in uses:
        uses[base] += 1
        name = f"{base}_{uses[base]}"
    uses[name] = 1
    return name


def _with_related(entry: Entry, new_ids: dict[str, str], note: Note) -> Entry:
    for other in entry.related:
        if other not in new_ids:
            note(entry.place, f"is related to '{other.rpartition(SCOPE)[2]}', which is not there; left out")
    known = dict.fromkeys(new_ids[other] for other in entry.related if other in new_ids)
    return entry._replace(related=tuple(other for other in known if other not in entry.ids))
