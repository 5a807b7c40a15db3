"""Prints how many alarms are found, and how many are false, from each probability on: on writers that were left out.

    python -m tests.benchmarks.alarms

The writers of alarms are left out in turn, a third at a time, with a third of all other writers. `any` is the share of
alarms that reach the probability, `right` of those in which the likeliest safety intent is the right one; `harmless` is
the share of messages with words of alarm that reach it, `other` of all other texts. Rules are left out of account. The
bars of `bot/conversation/understanding/safety.py` were chosen by this. Needs the extra `train`, and takes two minutes
on two cores.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Final

import numpy as np
from joblib import Parallel, delayed

from bot.conversation.understanding.safety import ALARM, RULE, SUPPORT
from bot.knowledge.utterances import ANOTHER_SUFFIX, read_utterances
from bot.matching.training.alarms import LARGEST, TOLERANCE, read_alarm_texts
from bot.matching.training.regression import fit
from bot.matching.training.texts import EXAMPLES
from tests.bots import LIBRARY

if TYPE_CHECKING:
    from bot.matching.training.alarms import AlarmTexts

PARTS: Final = 3
BARS: Final = (0.05, SUPPORT, RULE, 0.3, 0.4, 0.5, ALARM, 0.7, 0.8, 0.9)
HARMLESS: Final = "Words of alarm"
"""What the remark above harmless messages with words of alarm begins with."""
_NEVER_LEFT_OUT: Final = -1


def parts_of(read: AlarmTexts) -> np.ndarray:
    """Return the part in which each text is left out; examples never are."""
    alarms = sorted(
        {text.writer for text, label in zip(read.texts, read.labels, strict=True) if label < len(read.classes)}
    )
    part_of = {writer: number % PARTS for number, writer in enumerate(alarms)} | {EXAMPLES: _NEVER_LEFT_OUT}
    others = (zlib.crc32((text.writer or text.words).encode()) % PARTS for text in read.texts)
    return np.array([part_of.get(text.writer, other) for text, other in zip(read.texts, others, strict=True)])


def probabilities(read: AlarmTexts, parts: np.ndarray, part: int) -> np.ndarray:
    """Return the probability of each class for the texts of a part, learned without them."""
    kept = parts != part
    counts, classes = read.counts.of(kept), len(read.classes) + 1
    learned = fit(counts, read.labels[kept], classes, np.ones(kept.sum()), largest=LARGEST, tolerance=TOLERANCE)
    odds = learned.log_odds(read.counts.of(~kept))
    shares: np.ndarray = np.exp(odds - odds.max(axis=1, keepdims=True))
    normal: np.ndarray = shares / shares.sum(axis=1, keepdims=True)
    return normal


def main() -> None:
    """Print a row for each probability."""
    read = read_alarm_texts(LIBRARY, read_utterances(LIBRARY))
    parts = parts_of(read)
    found = np.zeros((len(parts), len(read.classes) + 1))
    for part, shares in enumerate(Parallel(n_jobs=-1)(delayed(probabilities)(read, parts, n) for n in range(PARTS))):
        found[parts == part] = shares
    intents = [name.removesuffix(ANOTHER_SUFFIX) for name in read.classes]
    lanes = sorted(set(intents))
    by_lane = np.stack([found[:, [n for n, name in enumerate(intents) if name == lane]].sum(axis=1) for lane in lanes])
    alarms = read.labels < len(read.classes)
    right = np.zeros(len(parts), dtype=bool)
    right[alarms] = by_lane.argmax(axis=0)[alarms] == [lanes.index(intents[n]) for n in read.labels[alarms]]
    harmless = np.array([text.writer.startswith(HARMLESS) for text in read.texts]) & ~alarms
    left_out = parts != _NEVER_LEFT_OUT
    print(f"{alarms.sum()} alarms, {harmless.sum()} harmless, {(~alarms & ~harmless).sum()} other texts")
    print("from    any     right   harmless  other   (of all safety intents together; below, of the two likeliest)")
    two_likeliest = np.sort(by_lane, axis=0)[-2:]
    for bar, summed in [*((bar, by_lane) for bar in BARS), *((bar, two_likeliest) for bar in BARS if bar >= RULE)]:
        reached = summed.sum(axis=0) >= bar
        shares = [
            np.mean(reached[left_out & alarms]),
            np.mean((reached & right)[left_out & alarms]),
            np.mean(reached[left_out & harmless]),
            np.mean(reached[left_out & ~alarms & ~harmless]),
        ]
        print(f"{bar:.2f}  " + "  ".join(f"{share:6.1%}" for share in shares))


if __name__ == "__main__":
    main()
