"""Checks a library, and learns from it."""

from __future__ import annotations

import json
import os
import sys
from datetime import date
from typing import TYPE_CHECKING, Any

from bot import startup
from bot.commands.shared import DONE, FAILED, model_folder, print_text
from bot.errors import InputError, LibraryError

if TYPE_CHECKING:
    import argparse
    from pathlib import Path


def check(options: argparse.Namespace) -> int:
    """Prove that a library is sound, and warn of what it would be better without."""
    from bot.knowledge.folder import default_folder

    folder = options.library or default_folder()
    return print_check(folder, documents=options.documents, is_strict=options.strict, as_json=options.json)


def print_check(folder: Path, *, documents: Path | None = None, is_strict: bool = False, as_json: bool = False) -> int:
    """Print what there is to say of a library, or its faults, and return the exit status."""
    from bot.check import check
    from bot.check.report import document, tell, tell_warnings

    try:
        findings = check(folder, date.today(), documents)
    except LibraryError as error:
        # This is what the command was to find: it has been carried out.
        if as_json:
            _print_json(document(error.faults, ()))
        else:
            print_text("\n".join(tell(error.faults)), file=sys.stderr)
        return FAILED
    if as_json:
        _print_json(document((), findings.warnings))
    else:
        print_text("\n".join([*findings.summary, *tell_warnings(findings.warnings)]))
    return FAILED if is_strict and findings.warnings else DONE


def _print_json(found: dict[str, Any]) -> None:
    print_text(json.dumps(found, ensure_ascii=sys.stdout.encoding.lower() != "utf-8"))


def train(options: argparse.Namespace) -> int:
    """Learn how to tell the intents of a library apart."""
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    from bot.knowledge.folder import ALARMS_FILE, MODEL_FILE, SEMANTIC_FILE, default_folder
    from bot.knowledge.load import read_library
    from bot.matching.tokens import stems

    try:
        from bot.matching.training.alarms import train_alarms
        from bot.matching.training.train import train
    except ModuleNotFoundError as error:
        raise InputError("train needs what is not installed; run: pip install 'afterwords[train]'") from error
    startup.resume_collector()
    library = read_library(options.library or default_folder(), stems)
    with ProcessPoolExecutor(1, get_context("spawn")) as beside:  # A process with threads is not to be forked.
        # What is learned of alarms lies beside the shipped library, and serves every other.
        alarms = beside.submit(train_alarms, library) if (library.folder / ALARMS_FILE).exists() else None
        outcome = train(library, _tell)
        files = {MODEL_FILE: outcome.content} | ({ALARMS_FILE: alarms.result()} if alarms else {})
    figures = outcome.held_out.summary(outcome.learned)
    if model := model_folder(options):
        from bot.matching.training.semantic import train_meaning  # Needs an extra.

        files[SEMANTIC_FILE], together = train_meaning(model, outcome, _tell)
        figures += [f"with what the texts mean, by {model}:", *together]
    for name, content in files.items():
        place = library.folder / name
        unfinished = place.with_name(f".{name}.{os.getpid()}")
        unfinished.write_bytes(content)
        unfinished.replace(place)
        print_text(f"{place}: {len(content):,} bytes")
    print_text("\n".join(figures))
    return DONE


def _tell(line: str) -> None:
    print_text(line, file=sys.stderr)
