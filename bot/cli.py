"""The command line: calls the rooms, words errors, and sets the exit status."""

from __future__ import annotations

import io
import os
import signal
import sys
from functools import partial
from typing import TYPE_CHECKING, Final

from bot import arguments, startup
from bot.errors import AfterwordsError, InputError, LibraryError
from bot.library_cache import load

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence

    from bot.batch import Tally
    from bot.conversation import Bot

DONE: Final = 0
DID_NOT_HOLD: Final = 1
NOT_CARRIED_OUT: Final = 2
INTERRUPTED: Final = 130


def main(typed: Sequence[str] | None = None) -> int:
    """Run the program and return its exit status."""
    startup.pause_collector()
    # Without a standard error, print would write what belongs there among the results.
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 (open to the end, as it always is)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a sign that the terminal lacks ends no answer
    options = arguments.read(typed)
    try:
        status = _COMMANDS[options.command](options)
        sys.stdout.flush()
    except LibraryError as error:
        print(error, file=sys.stderr)
        return DID_NOT_HOLD if options.command == "check" else NOT_CARRIED_OUT
    except AfterwordsError as error:
        print(error, file=sys.stderr)
        return NOT_CARRIED_OUT
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _give_up_output()  # whoever read the output has seen enough
        return DONE
    except OSError as error:
        print(f"the output cannot be written: {error.strerror}; make room, or write elsewhere", file=sys.stderr)
        _give_up_output()
        return NOT_CARRIED_OUT
    return status


def _give_up_output() -> None:
    """Keep Python from complaining, at its end, of output that nobody takes."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _bot(options: argparse.Namespace) -> Bot:
    bot = load(options.library)
    startup.resume_collector()
    if options.country is not None:
        options.country = options.country.lower()
        if options.country not in bot.library.countries:
            known = ", ".join(bot.library.countries) or "none"
            raise AfterwordsError(f"--country {options.country}: no helplines are known there; use one of: {known}")
    return bot


def _chat(options: argparse.Namespace) -> int:
    if sys.stdin is None or sys.stdout is None:
        raise AfterwordsError("the chat needs input and output; use it in a terminal")
    bot = _bot(options)
    if options.plain or os.environ.get("TERM") == "dumb":
        from bot import plain_chat

        plain_chat.run(bot, options.country, sys.stdin, sys.stdout)
        return DONE
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise AfterwordsError("the chat needs a terminal; use --plain, 'ask QUESTION' or 'batch -' instead")
    startup.pause_collector()  # Until the first answer is shown.
    from bot.chat import app

    app.run(bot, options.country)
    return DONE


def _ask(options: argparse.Namespace) -> int:
    from bot.conversation import Conversation

    bot = _bot(options)
    question = " ".join(options.question)
    reply = Conversation(bot, options.country).ask(question)
    if options.json:
        import json  # Here, and not above: the chat's first screen comes sooner.

        print(json.dumps(reply.as_row(), ensure_ascii=sys.stdout.encoding.lower() != "utf-8"))
    else:
        from bot.rendering.plain_text import plain_text

        print("\n".join(plain_text(reply, whole=True)))
    if options.why:
        from bot.conversation.explain import explain

        told = sys.stderr if options.json else sys.stdout
        print("\n".join(["", *explain(question, bot)]), file=told)
    return DONE


def _batch(options: argparse.Namespace) -> int:
    from bot.batch.progress import progress
    from bot.batch.summary import summary

    run, unfinished = _cluster(options.cluster) if options.cluster else _workers(options.workers)
    signal.signal(signal.SIGTERM, _end)  # so that a half-written file is closed, and what to do next is said
    bot = _bot(options)
    if options.report:
        from bot.batch import html_report

        html_report.check(options.report, options.input, options.output, overwrite=options.overwrite)
    is_shown = options.output == "-" and sys.stdout is not None and sys.stdout.isatty()
    try:
        with progress(None if is_shown else sys.stderr) as seen:
            tally = run(
                bot,
                options.input,
                options.output,
                input_format=options.input_format,
                output_format=options.output_format,
                fields=options.fields,
                country=options.country,
                overwrite=options.overwrite,
                resume=options.resume,
                seen=seen,
            )
    except BaseException:
        if unfinished(options.output):
            print("What was done so far is kept: run the same again with --resume to go on.", file=sys.stderr)
        raise
    try:
        if options.report:
            html_report.write(options.report, tally, bot.library, options.input)
    finally:
        for line in summary(tally):
            print(line, file=sys.stderr)
    return DID_NOT_HOLD if tally.unread or not _as_expected(tally, options.fail_under) else DONE


def _workers(number: int) -> tuple[Callable[..., Tally], Callable[[str], bool]]:
    """Return what answers a batch on this machine, and what tells whether it can be gone on with."""
    from bot.batch import run
    from bot.batch.output import unfinished

    return partial(run, workers=number), unfinished


def _cluster(address: str) -> tuple[Callable[..., Tally], Callable[[str], bool]]:
    """Return the same on a cluster."""
    import logging

    try:
        from bot.batch.dask.cluster import run, unfinished
    except ModuleNotFoundError as error:
        raise InputError("--cluster needs what is not installed; run: pip install 'afterwords[cluster]'") from error
    # What ends a run is said in a line: the client would tell it in tracebacks as well.
    logging.getLogger("distributed.client").setLevel(logging.CRITICAL)
    return partial(run, address=address), unfinished


def _as_expected(tally: Tally, at_least: float | None) -> bool:
    """Return whether the rows that expect something got it: all of them, or at least some percent."""
    if at_least is None:
        return not tally.failed
    if not tally.judged:
        print("--fail-under: no row has an 'expect' that could be held against its reply", file=sys.stderr)
        return False
    return 100 * (tally.judged - tally.failed) >= at_least * tally.judged


def _end(number: int, _: object) -> None:
    sys.exit(128 + number)


def _check(options: argparse.Namespace) -> int:
    library = load(options.library).library
    examples = sum(len(intent.examples) for intent in library.intents.values())
    print(
        f"{library.folder}: sound: {len(library.intents)} intents, {examples} examples, {len(library.sources)} passages"
    )
    return DONE


def _evaluate(options: argparse.Namespace) -> int:
    from bot.evaluate import evaluate, ratio_right, report

    bot = _bot(options)
    held = True
    for file in options.labelled:
        outcomes = evaluate(bot, file)
        print(report(str(file), outcomes))
        if options.at_least is not None and not ratio_right(outcomes).reaches(options.at_least):
            print(f"{file}: fewer than {options.at_least:g} % right", file=sys.stderr)
            held = False
    return DONE if held else DID_NOT_HOLD


_COMMANDS: Final = {None: _chat, "ask": _ask, "batch": _batch, "check": _check, "evaluate": _evaluate}
