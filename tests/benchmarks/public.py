"""Holds the matcher to CLINC150, public questions on 150 subjects that have nothing to do with ours.

    python -m tests.benchmarks.public FOLDER

FOLDER holds clinc150_train_10shot.jsonl, clinc150_test.jsonl.gz and the like, of {"text", "label"} rows. The matcher is
given 10 examples for each intent as a library of its own, without lexicon or subjects outside, pooled and then trained,
and no constant is fitted to these questions. AUROC is how well the score tells answerable questions from out-of-scope
ones. Then the out-of-scope questions are asked of the shipped library. Needs the extras `benchmarks` and `train`.
"""

from __future__ import annotations

import gzip
import json
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

import yaml
from sklearn.metrics import roc_auc_score

from bot import Conversation, load
from bot.cli import main as afterwords
from bot.matching.matcher import Matcher, Ranking


def rows(path: Path) -> list[tuple[str, str]]:
    """Return (text, label) for each row of a file."""
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return [(row["text"], row["label"]) for row in map(json.loads, content.decode().splitlines())]


def write_library(examples: list[tuple[str, str]], folder: Path) -> None:
    """Write a library that answers each label with the same words."""
    by_label: defaultdict[str, list[str]] = defaultdict(list)
    for text, label in examples:
        by_label[label].append(text)
    intents = {
        label: {"title": label.replace("_", " "), "examples": texts, "answer": [{"text": "An answer."}]}
        for label, texts in by_label.items()
    }
    (folder / "topic.yaml").write_text(yaml.safe_dump({"intents": intents}), "utf-8")


def measure(name: str, matcher: Matcher, inside: list[tuple[str, str]], outside: list[tuple[str, str]]) -> None:
    """Print the share right without refusing, the AUROC, the out-of-scope questions answered, and the speed."""
    started = time.perf_counter()
    rankings = [matcher.rank(text) for text, _ in inside + outside]
    elapsed = time.perf_counter() - started
    best = [ranking.matches[0].intent.id if ranking.matches else "" for ranking in rankings]
    right = sum(intent == label for intent, (_, label) in zip(best, inside, strict=False)) / len(inside)
    auroc = roc_auc_score(
        [1] * len(inside) + [0] * len(outside), [ranking.probability * _share(ranking) for ranking in rankings]
    )
    answered = [ranking.probability >= ranking.thresholds.answer for ranking in rankings[len(inside) :]]
    print(
        f"{name}: right {right:.1%}, AUROC {auroc:.3f}, out of scope answered {sum(answered) / len(answered):.1%}, "
        f"{len(rankings) / elapsed:.0f} questions a second"
    )


def _share(ranking: Ranking) -> float:
    return ranking.matches[0].similarity if ranking.matches else 0.0


def main(folder: Path) -> None:
    """Print the figures."""
    inside, outside = rows(folder / "clinc150_test.jsonl.gz"), rows(folder / "clinc150_oos_test.jsonl.gz")
    with tempfile.TemporaryDirectory() as library:
        write_library(rows(folder / "clinc150_train_10shot.jsonl"), Path(library))
        measure("CLINC150, 10 examples an intent, pooled", Matcher(load(library).library), inside, outside)
        afterwords(["train", "--library", library])
        measure("CLINC150, 10 examples an intent, trained", Matcher(load(library).library), inside, outside)
    bot = load()
    replies = [Conversation(bot).ask(text) for text, _ in outside]
    kinds = [reply.kind for reply in replies if reply.answers]
    print(
        f"its out-of-scope questions, asked of the shipped library: {len(kinds)} of {len(replies)} answered,", end=" "
    )
    print(", ".join(f"{kinds.count(kind)} {kind}" for kind in sorted(set(kinds))))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
