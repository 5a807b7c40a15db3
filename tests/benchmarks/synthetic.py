"""Makes libraries of any size out of made-up words, the same ones on every machine."""

from __future__ import annotations

import json
import random
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

EXAMPLES: int = 50
"""Of each intent."""
_INTENTS_IN_A_FILE = 100
_FRAMES = (
    "how do i {} the {}", "what is a {} {}", "can you {} my {} please", "i want to {} the {} now",
    "is my {} {} today", "why does the {} not {}", "where can i find {} for {}", "tell me about {} and {}",
)  # fmt: skip


def write_library(folder: Path, intents: int) -> None:
    """Write a library of so many intents, each with `EXAMPLES` examples that no other has."""
    folder.mkdir()
    chance = random.Random(intents)
    seen: set[str] = set()
    for first in range(0, intents, _INTENTS_IN_A_FILE):
        lines = ["intents:"]
        for number in range(first, min(first + _INTENTS_IN_A_FILE, intents)):
            examples = list(islice(_examples(chance, seen), EXAMPLES))
            lines += [f"  intent_{number}:", f'    title: "Intent {number}"', "    examples:"]
            lines += [f"      - {json.dumps(example)}" for example in examples]
            lines += ["    answer:", '      - text: "An answer."']
        (folder / f"topic_{first:05}.yaml").write_text("\n".join(lines), encoding="utf-8")


def questions(number: int) -> list[str]:
    """Return questions like the examples of such libraries."""
    chance = random.Random(0)
    common = [_word(random.Random(rank)) for rank in range(2_000)]
    return [chance.choice(_FRAMES).format(*chance.choices(common, k=2)) for _ in range(number)]


def _examples(chance: random.Random, seen: set[str]) -> Iterator[str]:
    """Yield examples about a handful of words; a word is the rarer the higher its rank."""
    own = [_word(random.Random(int(chance.paretovariate(0.6)) % 20_000)) for _ in range(6)]
    while True:
        example = chance.choice(_FRAMES).format(chance.choice(own), _word(random.Random(chance.randrange(20_000))))
        if example not in seen:
            seen.add(example)
            yield example


def _word(chance: random.Random) -> str:
    return "".join(chance.choice("bdfgklmnprstvz") + chance.choice("aeiou") for _ in range(chance.randint(2, 4)))
