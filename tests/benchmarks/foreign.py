"""Asks three small FAQs that have nothing to do with ours what they answer and what they don't, pooled and trained.

    python -m tests.benchmarks.foreign FOLDER

FOLDER holds clinc150_oos_test.jsonl.gz: questions that none of them is about. `near` are questions that people might
ask there, and that are not answered. Needs the extra `train`.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from bot import Bot, Conversation, load
from bot.cli import main as afterwords
from bot.evaluation.labelled import read_labelled
from bot.evaluation.outcomes import ask_rows
from tests.benchmarks.public import rows

LIBRARIES = Path(__file__).parent.parent / "libraries"


def print_figures(name: str, bot: Bot, labelled: Path, unrelated: list[str]) -> None:
    """Print what is answered rightly, and what is answered that should not be."""
    outcomes = ask_rows(bot, read_labelled(labelled, bot.library))
    inside = [outcome for outcome in outcomes if not outcome.expects_nothing]
    near = [outcome for outcome in outcomes if outcome.expects_nothing]
    figures = {
        "right": [outcome.right for outcome in inside],
        "in first 3": [outcome.found for outcome in inside],
        "wrong": [outcome.wrong for outcome in inside],
        "near answered": [outcome.wrong for outcome in near],
        "unrelated answered": [bool(Conversation(bot).ask(text).answers) for text in unrelated],
    }
    print(f"{name:17}", *(f"{what} {sum(held) / len(held):5.1%}" for what, held in figures.items()), sep="  ")


def main(folder: Path) -> None:
    """Print two rows for each library."""
    unrelated = [text for text, _ in rows(folder / "clinc150_oos_test.jsonl.gz")]
    for library in sorted(path for path in LIBRARIES.iterdir() if path.is_dir()):
        labelled = LIBRARIES / f"{library.name}.jsonl"
        print_figures(f"{library.name}, pooled", load(library), labelled, unrelated)
        with tempfile.TemporaryDirectory() as copy:
            shutil.copytree(library, Path(copy) / library.name)
            afterwords(["train", "--library", str(Path(copy) / library.name)])
            print_figures(f"{library.name}, trained", load(Path(copy) / library.name), labelled, unrelated)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
