"""Fuzzes a target, guided by what is covered: `python -m tests.fuzz readers CORPUS -max_total_time=480`.

It needs `pip install atheris`; what follows the corpus are libFuzzer's own arguments. The corpus, a folder that it
fills, begins with the cases in `cases.yaml` and what the tests have at hand. What is found becomes a case there.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Final

import atheris

with atheris.instrument_imports(include=["bot"]):
    from tests.fuzz.targets import TARGETS

LONGEST: Final = 2.0
"""Seconds of the processor that an input of some thousand bytes may take."""


def main(arguments: list[str]) -> None:
    """Fuzz until something is found, or the time is up."""
    from tests.fuzz.corpus import dictionary, seeds

    target, corpus, *options = arguments
    folder = Path(corpus)
    folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds(target)):
        (folder / f"seed-{number:04}").write_bytes(seed)
    words = folder.with_suffix(".dictionary")
    words.write_text(dictionary(target), encoding="utf-8")

    def run(data: bytes) -> None:
        begins = time.process_time()
        TARGETS[target](data)
        assert time.process_time() - begins < LONGEST, "it takes long"

    TARGETS[target](b"")  # What is made ready once is made ready here.
    atheris.Setup(["fuzz", str(folder), f"-dict={words}", *options], run)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1:])
