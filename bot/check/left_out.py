"""Leaves out what people ask, part by part, and finds what another intent would then be answered to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from bot.check.written import excerpt
from bot.conversation.understanding.thresholds import decide
from bot.matching.features import label
from bot.matching.matcher import answerable
from bot.matching.tokens import stem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.check.asked import Asked, Twins
    from bot.errors import Fault
    from bot.knowledge.model import Library
    from bot.matching.analysis import Analysis
    from bot.matching.features import Feature, Kind
    from bot.matching.matcher import Matcher

PARTS: Final = 10
"""Parts of each intent's texts that are left out in turn, as in training: of up to ten each is left out alone."""
MOST_TEXTS: Final = 1_500
"""Examples and utterances of a library whose texts are left out; these take a second."""
MOST_CHARACTERS: Final = 100_000
"""Characters of all of them."""
MOST_TOLD: Final = 10
"""Texts that are warned of. Who mends these mends others with them."""
_MOST_WORDS: Final = 3
_TOLD: Final[tuple[Kind, ...]] = ("word", "concept", "denied concept")
"""Features that a writer can do something about; pairs hold the same words once more."""


class Lost(NamedTuple):
    """A text that another intent would be answered to."""

    asked: Asked
    answered: str
    """That intent."""
    score: float
    words: tuple[str, ...]
    """What speaks for that intent, and less for its own, most first."""


class LeftOut(NamedTuple):
    """What became of the texts of intents that were left out."""

    asked: int
    right: int
    lost: tuple[Lost, ...]
    """The surest first."""

    def warnings(self) -> Iterator[Fault]:
        """Yield a warning for each of the surest."""
        for asked, answered, _, words in self.lost[:MOST_TOLD]:
            problem = (
                f"without it, '{excerpt(asked.text.value)}' of '{asked.owner}' would be answered with '{answered}'"
            )
            because = f", because of {', '.join(words)}" if words else ""
            remedy = f"write more ways of asking '{asked.owner}' in such words, or keep it where it fits better"
            yield asked.text.fault(problem + because, remedy)


def leave_out(library: Library, matcher: Matcher, asked: Sequence[Asked], twins: Iterable[Twins]) -> LeftOut | None:
    """Ask the examples and utterances of intents, each of what is known without it; None where they are too many.

    Args:
        library: One from which nothing was learned.
        matcher: Its matcher.
        asked: Its examples and utterances.
        twins: Those among them that say the same for two intents; these are told already.
    """
    intents = answerable(library)
    names = dict.fromkeys((*intents, *library.out_of_scope))
    own = [each for each in asked if each.owner in names and not each.is_borrowed]
    texts = [(name, intent.title) for name, intent in intents.items()]
    texts += [(each.owner, each.text.value) for each in own]
    if len(texts) > MOST_TEXTS or sum(len(text) for _, text in texts) > MOST_CHARACTERS:
        return None
    read: dict[str, dict[tuple[str, ...], Analysis]] = {name: {} for name in names}
    """What each intent and subject is asked with, by its stems: what stands there twice is left out together."""
    for name, text in texts:
        analysis = matcher.analyzer.analyze(text)
        read[name].setdefault(analysis.stems, analysis)
    parts = {name: {stems: place % PARTS for place, stems in enumerate(found)} for name, found in read.items()}
    told = {each for pair in twins for each in pair}
    asking = [(each, matcher.analyzer.analyze(each.text.value)) for each in own if each.owner in intents]
    right: list[Asked] = []
    lost: list[Lost] = []
    for part in range(PARTS):
        kept = {
            name: [found[stems] for stems, left_out_in in parts[name].items() if left_out_in != part]
            for name, found in read.items()
        }
        without = matcher.knowing(library, kept)
        for each, analysis in asking:
            if parts[each.owner][analysis.stems] == part:
                ranking = without.rank_analyzed(analysis)
                best = ranking.matches[0] if decide(ranking) == "answer" else None
                if best and best.intent.id == each.owner:
                    right.append(each)
                elif best and each not in told:
                    evidence = without.evidence(analysis, best.intent, intents[each.owner])
                    words = _words(analysis, [feature for feature, _ in evidence])
                    lost.append(Lost(each, best.intent.id, best.score, words))
    return LeftOut(len(asking), len(right), tuple(sorted(lost, key=lambda each: -each.score)))


def _words(analysis: Analysis, features: Sequence[Feature]) -> tuple[str, ...]:
    """Return a few features as the text has them."""
    typed = {stem(word): word for word in analysis.words}
    told = [
        f"'{' '.join(typed.get(part, part) for part in feature.value.split())}'"
        if feature.kind == "word"
        else f"the concept '{label(feature)}'"
        for feature in features
        if feature.kind in _TOLD
    ]
    return tuple(told[:_MOST_WORDS])
