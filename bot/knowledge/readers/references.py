"""Checks what one file says of another: ids, related intents, examples, concepts, helplines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.knowledge.model import WORLD, HelplineSlot

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from bot.knowledge.model import Helpline, Intent, Lexicon
    from bot.knowledge.readers.topics import Topic


def check_references(
    topics: Sequence[Topic], lexicon: Lexicon, helplines: Sequence[Helpline], alarms: Collection[str]
) -> None:
    """Note a fault, in the file where it stands, for everything that refers to nothing or stands twice."""
    ids: dict[str, Topic] = {}
    asked: dict[str, str] = {}
    world_needs = {helpline.need for helpline in helplines if helpline.country == WORLD}
    for topic in topics:
        for intent in topic.intents:
            if intent.id in ids:
                other = ids[intent.id].file.path.name
                topic.file.fault(topic.nodes[intent.id], f"intent '{intent.id}' stands in {other} too", "rename one")
            ids[intent.id] = topic
    for topic in topics:
        for intent in topic.intents:
            for problem, remedy in _faults(intent, ids, asked, lexicon, world_needs, alarms):
                topic.file.fault(topic.nodes[intent.id], f"intent '{intent.id}': {problem}", remedy)
        if topic.welcome and any(other.welcome for other in topics[: topics.index(topic)]):
            topic.file.fault(topic.welcome_node, "a second welcome", "keep one in the library")
        for intent_id in topic.welcome.ask if topic.welcome else ():
            if intent_id not in ids:
                topic.file.fault(topic.welcome_node, f"welcome asks for '{intent_id}'", "name an intent that exists")


def _faults(
    intent: Intent,
    ids: dict[str, Topic],
    asked: dict[str, str],
    lexicon: Lexicon,
    world_needs: set[str],
    alarms: Collection[str],
) -> list[tuple[str, str]]:
    faults: list[tuple[str, str]] = []
    for related in (*intent.related, *(name for version in intent.versions for name in version.related)):
        if related not in ids or related == intent.id:
            faults.append((f"related '{related}' is no other intent", "name an intent that exists"))
    for example in intent.examples:
        owner = asked.setdefault(example.casefold(), intent.id)
        if owner != intent.id:
            faults.append((f"the example '{example}' stands in '{owner}' too", "keep it where it fits better"))
    needs = [*intent.needs, *(one_of for version in intent.versions for one_of in version.needs)]
    named = [*intent.unless, *(concept for one_of in needs for concept in one_of)]
    for concept in [part for name in named for part in name.split(">")]:
        if concept not in lexicon.concepts:
            faults.append((f"'{concept}' is no concept of lexicon.yaml", "use a name that stands there"))
    for need in _helpline_needs(intent):
        if need not in world_needs:
            faults.append((f"no helpline meets '{need}' everywhere", f"add one for '{WORLD}'"))
    if intent.support and intent.support not in alarms:
        faults.append((f"support '{intent.support}' is no safety intent", "name one"))
    for other in sorted(intent.safety.instead_of.difference(alarms) if intent.safety else ()):
        faults.append((f"instead_of '{other}' is no safety intent", "name one"))
    return faults


def _helpline_needs(intent: Intent) -> list[str]:
    """Return the needs whose helplines any answer of an intent gives, each once."""
    given = [*intent.answer, *(entry for entries in intent.again for entry in entries)]
    if intent.safety:
        given += [entry for texts in intent.safety.texts.values() for entries in texts.entries() for entry in entries]
    return list(dict.fromkeys(need for entry in given if isinstance(entry, HelplineSlot) for need in entry.needs))
