"""Holds the matcher to CLINC150, public questions on 150 subjects that have nothing to do with ours.

    python -m tests.benchmarks.public FOLDER

FOLDER holds clinc150_train_10shot.jsonl, clinc150_test.jsonl.gz and the like, of {"text", "label"} rows. The matcher is
given 10 examples for each intent as a library of its own, without lexicon or subjects outside, and no constant is
fitted to these questions. AUROC is how well the score of the best intent tells answerable questions from out-of-scope
ones. Needs the extra `benchmarks`.
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

from bot import load
from bot.matching.matcher import Matcher


def rows(path: Path) -> list[tuple[str, str]]:
    """Return (text, label) for each row of a file."""
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return [(row["text"], row["label"]) for row in map(json.loads, content.decode().splitlines())]


def matcher_of(examples: list[tuple[str, str]]) -> Matcher:
    """Return a matcher over a library that is written to a folder and read back."""
    by_label: defaultdict[str, list[str]] = defaultdict(list)
    for text, label in examples:
        by_label[label].append(text)
    intents = {
        label: {"title": label.replace("_", " "), "examples": texts, "answer": [{"text": "An answer."}]}
        for label, texts in by_label.items()
    }
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "topic.yaml").write_text(yaml.safe_dump({"intents": intents}), "utf-8")
        return Matcher(load(Path(folder)).library)


def main(folder: Path) -> None:
    """Print the share right without refusing, the AUROC and the speed."""
    matcher = matcher_of(rows(folder / "clinc150_train_10shot.jsonl"))
    inside = rows(folder / "clinc150_test.jsonl.gz")
    outside = rows(folder / "clinc150_oos_test.jsonl.gz")
    started = time.perf_counter()
    best = [next(iter(matcher.rank(text).matches), None) for text, _ in inside + outside]
    elapsed = time.perf_counter() - started
    right = sum(match is not None and match.intent.id == label for match, (_, label) in zip(best, inside, strict=False))
    scores = [match.score if match else 0.0 for match in best]
    auroc = roc_auc_score([1] * len(inside) + [0] * len(outside), scores)
    print(f"CLINC150, 10 examples an intent: right {100 * right / len(inside):.1f} %, AUROC {auroc:.3f}, ", end="")
    print(f"{len(best) / elapsed:.0f} questions a second")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
