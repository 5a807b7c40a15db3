"""The arguments of the command line."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

from bot.text import printable

if TYPE_CHECKING:
    from collections.abc import Sequence


LIBRARY_VARIABLE: Final = "AFTERWORDS_LIBRARY"
MODEL_VARIABLE: Final = "AFTERWORDS_MODEL"
COUNTRY_VARIABLE: Final = "AFTERWORDS_COUNTRY"
SHELLS: Final = ("bash", "zsh", "fish")
"""Shells that can complete commands and options."""


class _Parser(argparse.ArgumentParser):
    """Quotes what was given so that nothing in it drives the terminal."""

    def error(self, message: str) -> NoReturn:
        super().error(printable(message))


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Parse the arguments into the `command`, None for the chat, and its options. Exits on a usage error.

    Where an option is not given, what the environment says holds: `AFTERWORDS_LIBRARY`, `AFTERWORDS_MODEL` and
    `AFTERWORDS_COUNTRY`.
    """
    library, model = (
        Path(named) if named else None for named in map(os.environ.get, (LIBRARY_VARIABLE, MODEL_VARIABLE))
    )
    before = argparse.Namespace(library=library, model=model, country=os.environ.get(COUNTRY_VARIABLE) or None)
    top = parser()
    options = top.parse_args(arguments, before)
    if options.watch and options.command:
        top.error(f"--watch is for the chat, and goes with no command; leave out one of --watch and {options.command}")
    return options


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line. The help of each command ends with an example, which a test runs."""
    shared = _Parser(add_help=False, argument_default=argparse.SUPPRESS)
    shared.add_argument("--library", type=Path, metavar="DIR", help="answer from the intents in DIR")
    shared.add_argument("--model", type=Path, metavar="DIR", help="read meaning, too, with the model in DIR")
    shared.add_argument("--country", metavar="CODE", help="tell the helplines of this country (us, uk, ...)")
    top = _Parser(
        prog="afterwords",
        description="Answers questions from a small library of sourced intents. Without a command it opens the chat.",
        parents=[shared],
        **_shown("afterwords --plain"),
    )
    top.add_argument("--plain", action="store_true", help="chat line by line, as for a screen reader")
    top.add_argument("--watch", action="store_true", help="read the library again whenever a file of it is saved")
    top.add_argument("--version", action="store_true", help="name the program and its library, and end")
    commands = top.add_subparsers(metavar="COMMAND", dest="command", prog="afterwords")

    ask = commands.add_parser(
        "ask", parents=[shared], **_shown_as("answer one question", 'afterwords ask --why "what can you do?"')
    )
    ask.add_argument("question", nargs="+", metavar="QUESTION", help="or - for standard input")
    ask.add_argument("--json", action="store_true", help="print the result row")
    ask.add_argument("--why", action="store_true", help="tell after the answer how it came about, for writers")

    batch = commands.add_parser(
        "batch",
        parents=[shared],
        **_shown_as("answer a file of questions", "afterwords batch questions.csv -o answers.jsonl"),
    )
    batch.add_argument("input", metavar="INPUT", help="a .txt, .jsonl, .csv or .tsv file, or - for standard input")
    batch.add_argument("-o", "--output", default="-", metavar="OUTPUT", help="standard output unless told")
    batch.add_argument("--input-format", choices=("txt", "jsonl", "csv", "tsv"))
    batch.add_argument("--output-format", choices=("txt", "jsonl", "csv", "tsv"))
    batch.add_argument("--column", metavar="NAME", help="the column or key of the questions, if not 'question'")
    batch.add_argument("--fields", type=_names, metavar="A,B", help="write these fields only, in this order")
    batch.add_argument("--overwrite", action="store_true", help="replace OUTPUT if it exists")
    batch.add_argument("--resume", action="store_true", help="go on with a run that broke off")
    machines = batch.add_mutually_exclusive_group()
    machines.add_argument("--workers", type=int, metavar="N", help="answer in so many processes, not one a core")
    machines.add_argument("--cluster", metavar="ADDRESS", help="answer on a Dask cluster, into a folder of parts")
    batch.add_argument("--fail-under", type=float, metavar="PERCENT", help="fail if fewer rows are as they expect")
    batch.add_argument("--report", metavar="FILE.html", help="draw what came out, on a page")
    batch.add_argument("--gaps", metavar="FILE.yaml", help="gather what was not answered, like questions together")

    check = commands.add_parser(
        "check",
        parents=[shared],
        **_shown_as(
            "prove that the library is sound, and warn of what could be better", "afterwords check --library my_library"
        ),
    )
    check.add_argument("--strict", action="store_true", help="fail also if there are warnings")
    check.add_argument("--json", action="store_true", help="print faults and warnings as one object of JSON")
    check.add_argument("--documents", type=Path, metavar="DIR", help="compare the documents in DIR, too: .txt or .md")
    commands.add_parser(
        "train",
        parents=[shared],
        **_shown_as("learn from the examples how to tell the intents apart", "afterwords train --library my_library"),
    )

    model = commands.add_parser(
        "model",
        parents=[shared],
        **_shown_as("say whether there is a model that reads meaning, or get one", "afterwords model"),
    )
    model.add_argument("action", nargs="?", choices=("get",), help="get it, once you have agreed")

    evaluate = commands.add_parser(
        "evaluate",
        parents=[shared],
        **_shown_as(
            "measure the answers against labelled questions",
            "afterwords evaluate --library my_library my_questions.jsonl",
        ),
    )
    evaluate.add_argument(
        "labelled",
        nargs="*",
        type=Path,
        metavar="LABELLED",
        help="JSON Lines, or a table with the columns question and expect; without one, the library's own examples are "
        "asked of what is learned without them",
    )
    evaluate.add_argument("--json", action="store_true", help="print all figures as one object of JSON")
    evaluate.add_argument("-o", "--output", metavar="FILE", help="write a row of JSON for each question")
    evaluate.add_argument("--against", type=Path, metavar="EARLIER.json", help="tell what changed since this --json")
    evaluate.add_argument("--report", metavar="FILE.html", help="draw what came out, on a page")
    evaluate.add_argument("--overwrite", action="store_true", help="replace files that exist")
    evaluate.add_argument("--at-least", type=float, metavar="PERCENT", help="fail if a file has fewer right answers")

    brings = commands.add_parser(
        "import",
        **_shown_as("make a library of question-and-answer pairs", "afterwords import faq.csv my_faq"),
    )
    brings.add_argument(
        "file", type=Path, metavar="FILE", help="a .csv, a .tsv of Azure, a .yml of Rasa, or a folder of them"
    )
    brings.add_argument("folder", type=Path, metavar="DIR", help="the library to make, or to add to")
    brings.add_argument("--overwrite", action="store_true", help="replace files of DIR that exist")

    takes = commands.add_parser(
        "export",
        **_shown_as(
            "write the questions and answers of a library for other programs", "afterwords export my_library review.md"
        ),
    )
    takes.add_argument("folder", type=Path, metavar="DIR", help="the library")
    takes.add_argument(
        "file", type=Path, metavar="FILE", help="a .csv, a .tsv for Azure, a .yml for Rasa, or a .md to review"
    )
    takes.add_argument("--overwrite", action="store_true", help="replace FILE if it exists")

    fingerprint = commands.add_parser(
        "fingerprint",
        **_shown_as("print what sources.yaml wants to know of a document", "afterwords fingerprint terms.txt"),
    )
    fingerprint.add_argument("file", type=Path, metavar="FILE", help="plain text, a paragraph a line; # for headings")

    completion = commands.add_parser(
        "completion",
        **_shown_as("print what completes commands and options in a shell", "afterwords completion bash"),
    )
    completion.add_argument("shell", choices=SHELLS)
    return top


def _shown_as(purpose: str, example: str) -> dict[str, Any]:
    """Return the settings of a command's parser: what it is for, in the list and in its own help, and an example."""
    return {"help": purpose, "description": f"{purpose[0].upper()}{purpose[1:]}.", **_shown(example)}


def _shown(example: str) -> dict[str, Any]:
    """Return the settings of a parser: an example below its help, and options by their whole names only."""
    # An abbreviation that is clear today would mean something else once an option is added.
    return {"epilog": f"example: {example}", "allow_abbrev": False}


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(","))
