"""Gathers what a batch could not answer: like questions together, ready to become utterances of an intent."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import yaml

from bot.batch.reading.input import is_same_file
from bot.batch.report.tally import most_frequent
from bot.batch.writing.open_output import open_output
from bot.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.batch.job import BatchJob
    from bot.batch.report.tally import Tally
    from bot.matching.matcher import Matcher

MOST_COMPARED: Final = 2_000
"""Questions that are gathered, the most frequent ones: each is compared with the first of every gap."""
ALIKE: Final = 75.0
"""The likeness, in percent, from which questions are of one gap."""
_ONE_LINE: Final = 10_000
_HEAD: Final = """\
# What was asked and not answered, the most frequent first. Questions that fit the intent they are nearest to can be
# copied into utterances/<nearest>.txt, a line each. They are as people typed them: keep this file as private.
"""


class Gap(NamedTuple):
    """Like questions that were not answered."""

    questions: list[str]
    """The most frequent first."""
    times: int
    """How often they were asked, all together."""


def check(name: str, job: BatchJob) -> None:
    """Check beforehand that the gaps of a batch can be written.

    Raises:
        InputError: they cannot be; the message says what to do.
    """
    if not name.lower().endswith((".yaml", ".yml")):
        raise InputError(f"--gaps {name}: is YAML; let its name end in .yaml")
    if is_same_file(name, os.fspath(job.source)) or is_same_file(name, os.fspath(job.target)):
        raise InputError(f"--gaps {name}: is the input or the output as well; name another file")
    if os.path.lexists(name) and not job.overwrite:  # Be it a link to nowhere: through it, a file would be made there.
        raise InputError(f"{name}: is there already; name another file, or give --overwrite")
    if Path(name).is_dir():
        raise InputError(f"{name}: is a folder; name a file in it")
    if not Path(name).absolute().parent.is_dir():
        raise InputError(f"{name}: there is no folder {Path(name).absolute().parent}; make it first")


def write(name: str, tally: Tally, matcher: Matcher, *, overwrite: bool) -> None:
    """Write the gaps of a batch into a file that its owner only can read.

    Raises:
        InputError: they cannot be written.
    """
    with open_output(name, overwrite=overwrite, private=True) as output:
        output.write(as_yaml(tally, matcher))


def as_yaml(tally: Tally, matcher: Matcher) -> str:
    """Return the gaps as YAML, each with the intent that it is nearest to."""
    listed: list[dict[str, object]] = []
    for gap in gaps({question: times for question, (times, _) in tally.unanswered.items()}):
        matches = matcher.rank(gap.questions[0]).matches
        nearest = matches[0].intent.id if matches else None
        listed.append({"nearest": nearest, "times": gap.times, "questions": gap.questions})
    return _HEAD + yaml.safe_dump({"gaps": listed}, sort_keys=False, allow_unicode=True, width=_ONE_LINE)


def gaps(asked: Mapping[str, int]) -> list[Gap]:
    """Return like questions together, the most frequent gap first.

    Args:
        asked: How often each question was asked.
    """
    from rapidfuzz import process, utils

    heads: list[str] = []
    found: list[list[tuple[str, int]]] = []
    for question, times in most_frequent(asked, MOST_COMPARED):
        read = utils.default_process(question)
        best = process.extractOne(read, heads, scorer=_likeness, score_cutoff=ALIKE)
        if best is None:
            heads.append(read)
            found.append([(question, times)])
        else:
            found[best[2]].append((question, times))
    gathered = [Gap([question for question, _ in gap], sum(times for _, times in gap)) for gap in found]
    return sorted(gathered, key=lambda gap: (-gap.times, gap.questions[0]))


def _likeness(question: str, other: str, **_: object) -> float:
    """Return how alike two questions are, 0 to 100.

    By common words alone, a question of one word would be like every other that has it.
    """
    from rapidfuzz import fuzz

    return (fuzz.token_set_ratio(question, other) + fuzz.token_sort_ratio(question, other)) / 2
