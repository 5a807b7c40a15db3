"""Reads `guide.yaml`, and checks that its questions come to an end and lead to every answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.knowledge.guide import Guide, Option, Question, fitting
from bot.knowledge.readers.patterns import read_patterns

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import yaml

    from bot.knowledge.model import Intent, IntentKind
    from bot.knowledge.pattern import PatternReader
    from bot.knowledge.readers.yaml_file import YamlFile

LONGEST_GUIDE: Final = 50
"""Questions that a guide may hold, three times those of the shipped one: every way through them is followed."""
MOST_FITS: Final = 20
"""Intents that an option may speak for; fewer are ever offered."""
FEWEST_QUESTIONS: Final = 2
MOST_QUESTIONS: Final = 5
"""Questions that anybody is asked."""
MOST_OPTIONS: Final = 6
"""Ways of answering a question: with those of leaving it, nine numbers."""


def read_guide(file: YamlFile | None, intents: Mapping[str, Intent], reader: PatternReader) -> Guide | None:
    """Return the guide; its questions lead to `intents`."""
    if file is None:
        return None
    top = file.mapping(file.root(), "guide.yaml", required=["title", "text", "telling", "patterns", "questions"])
    nodes = {name: (key, node) for name, key, node in file.entries(top.get("questions"), "questions")}
    if len(nodes) > LONGEST_GUIDE:
        file.fault(top["questions"], f"a guide of more than {LONGEST_GUIDE} questions", "ask fewer")
        return None
    names = frozenset(nodes)
    guide = Guide(
        title=file.text(top.get("title"), "title"),
        text=file.text(top.get("text"), "text"),
        telling=file.text(top.get("telling"), "telling"),
        patterns=read_patterns(file, top.get("patterns"), "patterns", reader),
        questions={name: _question(file, name, node, names, intents) for name, (_, node) in nodes.items()},
    )
    faults = _order_faults(guide) if guide.questions else {}
    for name, (problem, remedy) in faults.items():
        file.fault(nodes[name][0], problem, remedy)
    if guide.questions and not faults:
        _check_reach(file, guide, intents, top["questions"])
    return guide


def _question(
    file: YamlFile, name: str, node: yaml.Node, names: frozenset[str], intents: Mapping[str, Intent]
) -> Question:
    what = f"question '{name}'"
    values = file.mapping(node, what, required=["ask", "options"], optional=["next"])
    after = _named(file, values, "next", names, "a question of this file")
    options = file.items(values.get("options"), f"options of {what}")
    if len(options) > MOST_OPTIONS:
        file.fault(values["options"], f"{what} has more than {MOST_OPTIONS} options", "ask in two questions")
        options = options[:MOST_OPTIONS]
    return Question(
        text=file.text(values.get("ask"), f"ask of {what}"),
        options=tuple(_option(file, what, option, after, names, intents) for option in options),
        next=after,
    )


def _option(
    file: YamlFile, what: str, node: yaml.Node, after: str, names: frozenset[str], intents: Mapping[str, Intent]
) -> Option:
    what = f"an option of {what}"
    keys = ["fits", "worth_telling", "next", "safety", "about_another"]
    values = file.mapping(node, what, required=["text"], optional=keys)
    text = file.text(values.get("text"), f"text of {what}")
    if "safety" in values:
        if clashing := values.keys() & {"fits", "worth_telling", "next"}:
            file.fault(node, f"{what} has 'safety' and '{min(clashing)}'", "keep one: who picks it is met at once")
        about_another = "about_another" in values and file.truth(values["about_another"], "about_another")
        name = _named(file, values, "safety", _of_kind(intents, "safety"), "a safety intent")
        safety = intents[name].safety if name else None
        if about_another and safety and safety.is_for_writer_only:
            problem = f"{what} is about another, and '{name}' has no words about another"
            file.fault(node, problem, f"give '{name}' an 'about_another'")
        return Option(text, safety=str(values["safety"].value), about_another=about_another)
    worth_telling = values.get("worth_telling")
    fits = file.texts(values["fits"], f"fits of {what}") if "fits" in values else ()
    if len(fits) > MOST_FITS:
        file.fault(values["fits"], f"{what} fits more than {MOST_FITS} intents", "name the most fitting")
        fits = ()
    for intent in fits:
        if intent not in intents or intents[intent].kind != "answer":
            file.fault(values["fits"], f"{what} fits '{intent}', which answers nothing", "name an answering intent")
    return Option(
        text,
        fits=fits,
        worth_telling=file.text(worth_telling, f"worth_telling of {what}"),
        next=_named(file, values, "next", names, "a question of this file") or after,
    )


def _named(file: YamlFile, values: Mapping[str, yaml.Node], key: str, known: frozenset[str], what: str) -> str:
    """Return the name that stands under a key; what is not known is a fault, and as if it were not there."""
    name = file.text(values[key], key) if key in values else ""
    if name and name not in known:
        file.fault(values[key], f"'{name}' in {key} is not {what}", "name one that is")
        return ""
    return name


def _of_kind(intents: Mapping[str, Intent], kind: IntentKind) -> frozenset[str]:
    return frozenset(intent.id for intent in intents.values() if intent.kind == kind)


def _order_faults(guide: Guide) -> dict[str, tuple[str, str]]:
    """Return what is wrong, and what to do, by the name of each question that is never asked, or too often."""
    faults: dict[str, tuple[str, str]] = {}
    never_asked = set(guide.questions)

    def ask(name: str, before: tuple[str, ...]) -> None:
        never_asked.discard(name)
        question = guide.questions[name]
        if name in before:
            faults[name] = (f"question '{name}' comes round again after '{before[-1]}'", "change a 'next'")
        elif len(before) == MOST_QUESTIONS:
            faults[name] = (f"question '{name}' is one too many: {', '.join(before)}", f"ask at most {MOST_QUESTIONS}")
        elif len(before) + 1 < FEWEST_QUESTIONS and not all((question.next, *_nexts(question))):
            faults[name] = (f"question '{name}' may be the only one", f"ask at least {FEWEST_QUESTIONS}: add a 'next'")
        else:
            for after in sorted(question.leads_to):
                ask(after, (*before, name))

    ask(guide.first, ())
    unasked = {name: (f"question '{name}' is never asked", "name it in a 'next', or remove it") for name in never_asked}
    return faults or unasked


def _nexts(question: Question) -> list[str]:
    return [option.next for option in question.options if not option.safety]


def _check_reach(file: YamlFile, guide: Guide, intents: Mapping[str, Intent], node: yaml.Node) -> None:
    """Note the answering intents to which no way leads."""
    found = {intent for picked in _ways(guide, guide.first) for intent, _ in fitting(picked)}
    for intent in intents.values():
        if intent.kind == "answer" and intent.id not in found:
            file.fault(node, f"no way leads to '{intent.id}'", "add it to the 'fits' of an option, or further forward")


def _ways(guide: Guide, name: str) -> Iterator[tuple[Option, ...]]:
    """Yield what can have been picked at the end, from this question on."""
    question = guide.questions[name]
    for option in (*question.options, Option("", next=question.next)):  # It may be skipped.
        if option.safety:
            continue
        for rest in _ways(guide, option.next) if option.next else [()]:
            yield (option, *rest)
