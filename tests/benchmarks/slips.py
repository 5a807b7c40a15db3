"""Prints how many right answers are lost to slips of the finger: `python -m tests.benchmarks.slips [FILE ...]`.

The files are labelled questions in scope; the project's own unless told. Each is asked as it was written, and five
times with one or two slips in words of at least four letters: neighbours change places, or a letter is left out, stands
there twice, or is one that lies beside it on the keyboard. Two in three come without capitals and punctuation, too. The
same slips are made on every run.
"""

from __future__ import annotations

import random
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot import Conversation, load
from tests.benchmarks.labelled import QUESTIONS, single_questions

if TYPE_CHECKING:
    from bot.conversation.bot import Bot
    from tests.benchmarks.labelled import Question

TIMES: Final = 5
SHORTEST: Final = 4
KEYBOARD: Final = "qwertyuiop asdfghjkl zxcvbnm"


def slip(word: str, chance: random.Random) -> str:
    """Return a word with one slip behind its first letter."""
    at = chance.randrange(1, len(word) - 1)
    before, letter, after = word[:at], word[at], word[at + 1 :]
    place = KEYBOARD.find(letter.lower())
    beside = KEYBOARD[max(place - 1, 0) : place + 2].replace(" ", "").replace(letter.lower(), "")
    return before + chance.choice(
        [after[0] + letter + after[1:], after, 2 * letter + after, chance.choice(beside) + after]
    )


def misspelled(text: str, chance: random.Random) -> str:
    """Return a question as somebody in a hurry types it."""
    if chance.random() < 2 / 3:
        text = re.sub(r"[^\w\s]", "", text.lower())
    parts = re.split(r"([a-zA-Z]+)", text)
    long = [place for place, part in enumerate(parts) if len(part) >= SHORTEST and part.isalpha()]
    for place in chance.sample(long, min(len(long), chance.choice([1, 2]))):
        parts[place] = slip(parts[place], chance)
    return "".join(parts)


def outcome(bot: Bot, question: Question, text: str) -> str:
    """Return what became of a question that is asked in these words."""
    reply = Conversation(bot).ask(text)
    answered = [answer.intent for answer in reply.answers]
    if answered and answered[0] in question.accept:
        return "answered rightly"
    offered = {*answered, *(suggestion.intent for suggestion in reply.suggestions)}
    return "offered" if offered.intersection(question.accept) else "neither"


def main() -> None:
    """Print the share of each outcome."""
    bot = load()
    files = [*map(Path, sys.argv[1:])] or [QUESTIONS / "in_scope.jsonl", QUESTIONS / "second_in_scope.jsonl"]
    questions = [row for file in files for row in single_questions(file, bot.library) if row.accept]
    chance = random.Random(0)
    written = [outcome(bot, each, each.text) for each in questions]
    slipped = [outcome(bot, each, misspelled(each.text, chance)) for each in questions for _ in range(TIMES)]
    print(f"{len(questions)} questions     as written  with slips")
    for kind in ("answered rightly", "offered", "neither"):
        print(f"{kind:18}{written.count(kind) / len(written):10.1%}  {slipped.count(kind) / len(slipped):10.1%}")


if __name__ == "__main__":
    main()
