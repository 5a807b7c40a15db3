"""The arguments of the command line."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def parse(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Parse the arguments into the `command`, None for the chat, and its options. Exits on a usage error."""
    shared = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    shared.add_argument("--library", type=Path, metavar="DIR", help="answer from the intents in DIR")
    shared.add_argument("--country", metavar="CODE", help="tell the helplines of this country (us, uk, ...)")
    parser = argparse.ArgumentParser(
        prog="afterwords",
        description="Answers questions from a small library of sourced intents. Without a command it opens the chat.",
        parents=[shared],
    )
    parser.add_argument("--plain", action="store_true", help="chat line by line, as for a screen reader")
    parser.add_argument("--version", action="store_true", help="name the program and its library, and end")
    commands = parser.add_subparsers(metavar="COMMAND", dest="command", prog="afterwords")

    ask = commands.add_parser("ask", parents=[shared], help="answer one question")
    ask.add_argument("question", nargs="+", metavar="QUESTION")
    ask.add_argument("--json", action="store_true", help="print the result row")
    ask.add_argument("--why", action="store_true", help="tell after the answer how it came about, for writers")

    batch = commands.add_parser("batch", parents=[shared], help="answer a file of questions")
    batch.add_argument("input", metavar="INPUT", help="a .txt, .jsonl or .csv file, or - for standard input")
    batch.add_argument("-o", "--output", default="-", metavar="OUTPUT", help="standard output unless told")
    batch.add_argument("--input-format", choices=("txt", "jsonl", "csv"))
    batch.add_argument("--output-format", choices=("txt", "jsonl", "csv"))
    batch.add_argument("--fields", type=_names, metavar="A,B", help="write these fields only, in this order")
    batch.add_argument("--overwrite", action="store_true", help="replace OUTPUT if it exists")
    batch.add_argument("--resume", action="store_true", help="go on with a run that broke off")
    machines = batch.add_mutually_exclusive_group()
    machines.add_argument("--workers", type=int, default=1, metavar="N", help="answer in so many processes")
    machines.add_argument("--cluster", metavar="ADDRESS", help="answer on a Dask cluster, into a folder of parts")
    batch.add_argument("--fail-under", type=float, metavar="PERCENT", help="fail if fewer rows are as they expect")
    batch.add_argument("--report", metavar="FILE.html", help="draw what came out, on a page")

    commands.add_parser("check", parents=[shared], help="prove that the library is sound")
    commands.add_parser("train", parents=[shared], help="learn from the examples how to tell the intents apart")

    evaluate = commands.add_parser("evaluate", parents=[shared], help="measure the answers against labelled questions")
    evaluate.add_argument("labelled", nargs="+", type=Path, metavar="LABELLED", help="a file of JSON Lines")
    evaluate.add_argument("--at-least", type=float, metavar="PERCENT", help="fail if a file has fewer right answers")
    return parser.parse_args(arguments, argparse.Namespace(library=None, country=None))


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(","))
