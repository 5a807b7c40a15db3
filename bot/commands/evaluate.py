"""Measures the answers of a library."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING

from bot import startup
from bot.commands.shared import DONE, FAILED, open_bot, print_text
from bot.errors import InputError

if TYPE_CHECKING:
    import argparse

    from bot.evaluation.measure import Measurement


def evaluate(options: argparse.Namespace) -> int:
    """Measure the answers, and tell it as the options say."""
    import json

    from bot.evaluation.document import changes, read_earlier
    from bot.evaluation.figures import ratio
    from bot.evaluation.measure import measure_files, together

    startup.resume_collector()
    earlier = read_earlier(options.against) if options.against else None
    measured = measure_files(open_bot(options), options.labelled) if options.labelled else [_measure_library(options)]
    whole = together(measured)
    if options.output:
        whole.write_rows(options.output, overwrite=options.overwrite)
    if options.report:
        whole.write_page(options.report, overwrite=options.overwrite)
    if options.json:
        print(json.dumps(whole.document(), ensure_ascii=sys.stdout.encoding.lower() != "utf-8"))
    else:
        print_text("\n".join(line for each in measured for line in each.text()))
        if earlier is not None:
            print_text(f"against {options.against}")
            print_text("\n".join(f"  {line}" for line in changes(earlier, whole.outcomes)))
    status = DONE
    for each in measured:
        right = ratio(outcome.right for outcome in each.outcomes)
        if options.at_least is not None and not right.reaches(options.at_least):
            print_text(f"{each.name}: fewer than {options.at_least:g} % right", file=sys.stderr)
            status = FAILED
    return status


def _measure_library(options: argparse.Namespace) -> Measurement:
    from bot.evaluation.measure import measure_library
    from bot.knowledge.folder import default_folder
    from bot.knowledge.load import read_library
    from bot.matching.tokens import stems

    if find_spec("sklearn") is None:
        raise InputError(
            "evaluate without a file learns from the library's own; it needs what is not installed; "
            "run: pip install 'afterwords[train]', or name a file of labelled questions"
        )
    library = read_library(options.library or default_folder(), stems)
    return measure_library(library, lambda line: print_text(line, file=sys.stderr))
