"""Prints how fast and how small the program is against what one would hold it to: `python -m tests.benchmarks`.

Each row is a ratio of two things measured in turn in this one run, so that it holds on a slow machine as on a fast one.
It takes some minutes, and wants a machine that does nothing else.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from bot import Conversation, load
from bot.batch import BatchJob, run
from bot.knowledge.load import read_library
from bot.matching.tokens import stems
from tests.benchmarks.synthetic import questions, write_library

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CHECKOUT = Path(__file__).resolve().parent.parent.parent
PROGRAM = [sys.executable, str(CHECKOUT / "run_bot.py")]
ROWS = 20_000
TURNS = 15


def own_questions() -> list[str]:
    """Return the project's own labelled questions, each once."""
    files = sorted((CHECKOUT / "tests" / "questions").glob("*.jsonl"))
    rows = [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    return list(dict.fromkeys(row["q"] for row in rows if "q" in row))


def seconds(work: Callable[[], object]) -> float:
    """Return how long some work takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def fastest(work: Callable[[], object]) -> float:
    """Return the time that some work takes where nothing else holds it up, of five."""
    return min(seconds(work) for _ in range(5))


def paired(ours: Callable[[], object], theirs: Callable[[], object], turns: int) -> float:
    """Return the median ratio of our time to theirs, measured in turn, once unmeasured."""
    ours(), theirs()
    return statistics.median(seconds(ours) / seconds(theirs) for _ in range(turns))


def program(*arguments: str) -> None:
    """Run a program as a whole process, as a user's shell would."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run(arguments, cwd=CHECKOUT, env=environment, check=True, capture_output=True)


def peak_memory(source: Path, target: Path) -> int:
    """Return the peak memory of a batch as a whole process, in kB."""
    code = (
        "import resource, sys; from bot.cli import main; main(sys.argv[1:]);"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    arguments = [sys.executable, "-c", code, "batch", str(source), "-o", str(target), "--overwrite"]
    done = subprocess.run(arguments, cwd=CHECKOUT, check=True, capture_output=True, text=True)
    return int(done.stdout)


def start() -> float:
    """`ask`, whole process, against importing what any such program needs."""
    bare = (sys.executable, "-c", "import yaml, rapidfuzz.fuzz")
    question = "my partner cried, what do I do?"
    return paired(lambda: program(*PROGRAM, "ask", question), lambda: program(*bare), TURNS)


def throughput(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Questions a second from file to file against two rivals over the same examples.

    Once with every question asked once, and once as in a log, where the same ones come again and again.
    """
    from rapidfuzz import fuzz, process

    bot = load()
    labels, examples = zip(*((i.id, e) for i in bot.library.intents.values() for e in i.examples), strict=True)
    once = own_questions()
    few = once[:300]
    fuzzy = len(few) / seconds(lambda: [process.extractOne(q, examples, scorer=fuzz.token_set_ratio) for q in few])
    try:
        model = tfidf()
    except ModuleNotFoundError:
        model = None
    else:
        model.fit(examples, labels)
    source = folder / "own.txt"
    for which, asked in (("each once", once), (f"{ROWS:,} rows", [once[row % len(once)] for row in range(ROWS)])):
        source.write_text("".join(f"{question}\n" for question in asked), encoding="utf-8")
        job = BatchJob(source, folder / "own.jsonl", overwrite=True)
        ours = len(asked) / fastest(partial(run, job, bot))
        measured = f"{ours / fuzzy:.1f} ({ours:,.0f}/s)"
        yield f"questions/s against extractOne, {which}", "at least 20", measured
        if model is None:
            yield "questions/s against TF-IDF + logistic regression", "at least 1", "install the extra 'benchmarks'"
            continue
        theirs = len(asked) / fastest(partial(model.predict, asked))
        yield f"questions/s against TF-IDF + LR, {which}", "at least 1", f"{ours / theirs:.2f} ({theirs:,.0f}/s)"


def tfidf() -> Any:
    """Return scikit-learn's TF-IDF of words and characters with logistic regression, untrained."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline, make_union

    words, characters = TfidfVectorizer(ngram_range=(1, 2)), TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5))
    return make_pipeline(make_union(words, characters), LogisticRegression(max_iter=300))


def growth(folder: Path) -> Iterator[tuple[str, str, str]]:
    """A question to a library ten times as large, and the loading of that library."""
    write_library(folder / "small", 14)
    write_library(folder / "large", 140)
    small, large = load(folder / "small"), load(folder / "large")
    asked = questions(2_000)
    ratio = paired(
        lambda: [Conversation(large).ask(question) for question in asked],
        lambda: [Conversation(small).ask(question) for question in asked],
        3,
    )
    yield "a question, 7,000 examples against 700", "at most 4", f"{ratio:.1f}"
    files = sorted((folder / "large").glob("*.yaml"))
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    ratio = paired(
        lambda: read_library(folder / "large", stems),
        lambda: [yaml.load(file.read_bytes(), Loader=loader) for file in files],
        3,
    )
    yield "loading 7,000 examples against PyYAML alone", "at most 1.5", f"{ratio:.2f}"


def size(folder: Path) -> float:
    """The peak memory of a million rows against ten thousand."""
    few, many = folder / "few.jsonl", folder / "many.jsonl"
    for path, rows in ((few, 10_000), (many, 1_000_000)):
        with path.open("w", encoding="utf-8") as file:
            file.writelines(f'{{"question": "why?", "conversation": {row // 2}}}\n' for row in range(rows))
    return peak_memory(many, folder / "out.txt") / peak_memory(few, folder / "out.txt")


def workers(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Two processes against one, a third of the rows in conversations, and whether they write the same.

    Once with half of the questions new, and once as in a log: the less there is to answer, the less two can share.
    """
    asked = own_questions()
    one, two = folder / "one.jsonl", folder / "two.jsonl"
    for which, rows, new in (("half new", 2 * ROWS, 2), ("as logged", 3 * ROWS, 3 * ROWS)):
        source = folder / "talks.jsonl"
        with source.open("w", encoding="utf-8") as file:
            for row in range(rows):
                name = {"conversation": row % 4_000} if row % 3 == 0 else {}
                question = asked[row % len(asked)] + (f" {row}" if row % new == 1 else "")
                file.write(json.dumps({"question": question, **name}) + "\n")
        arguments = (*PROGRAM, "batch", str(source), "--overwrite", "-o")
        ratio = 1 / paired(
            partial(program, *arguments, str(two), "--workers", "2"), partial(program, *arguments, str(one)), 3
        )
        yield f"--workers 2 against one, {which}", "at least 1.8", f"{ratio:.2f}"
        yield "the same bytes", "yes", "yes" if one.read_bytes() == two.read_bytes() else "no"


def print_row(what: str, wanted: str, measured: str) -> None:
    """Print a row of a table."""
    print(f"{what:<52}{wanted:<16}{measured}", flush=True)


def main() -> None:
    """Print the table, row by row as it is measured."""
    print_row("what", "wanted", "measured")
    print_row("ask, whole process, against import yaml, rapidfuzz", "at most 2.0", f"{start():.2f}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for rows in (throughput, growth, workers):
            for row in rows(folder):
                print_row(*row)
        print_row("peak memory, 1,000,000 rows against 10,000", "at most 1.1", f"{size(folder):.2f}")


if __name__ == "__main__":
    main()
