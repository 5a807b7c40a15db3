"""The command line: runs the commands, prints errors, and sets the exit status."""

from __future__ import annotations

import io
import os
import signal
import stat
import sys
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final, TextIO

from bot import arguments, startup
from bot.errors import AfterwordsError, InputError, LibraryError
from bot.library_cache import load
from bot.text import clean, printable

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from bot.batch import BatchJob, Tally
    from bot.batch.progress import Progress
    from bot.conversation import Bot
    from bot.evaluation.measure import Measurement
    from bot.exchange.entry import Note

DONE: Final = 0
FAILED: Final = 1
"""The command was carried out, but a check did not hold."""
INTERRUPTED: Final = 130
STANDARD_INPUT: Final = "-"
_ENDING_SIGNALS: Final = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))
_MOST_NOTES: Final = 50
"""Notes on an import or export that are printed one by one."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program and return its exit status."""
    startup.pause_collector()
    _hold_standard_descriptors()
    startup.leave_no_core_dump()
    # Without a standard error, print would write errors among the results.
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 (open to the end, like any standard error)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a character that the terminal lacks must not end an answer
    options = arguments.parse(argv)
    try:
        if sys.stdout is None and options.command != "batch":
            raise InputError("standard output is closed; run it with one that is open")
        status = _version(options) if options.version else _COMMANDS[options.command](options)
        if sys.stdout is not None:
            sys.stdout.flush()
    except AfterwordsError as error:
        _print(error, file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _discard_output()  # the reader has closed the pipe, as `head` does
        return DONE
    except OSError as error:
        _print(f"the output cannot be written: {error.strerror}; make room, or write elsewhere", file=sys.stderr)
        _discard_output()
        return AfterwordsError.exit_code
    return status


def _hold_standard_descriptors() -> None:
    """Keep the numbers of closed standard streams from being given to files, into which a process might print."""
    while (descriptor := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass
    os.close(descriptor)


def _print(text: object, file: TextIO | None = None) -> None:
    """Print what may quote anything, a name, an argument or a library, so that nothing in it drives the terminal."""
    print(printable(str(text)), file=file)


def _discard_output() -> None:
    """Keep Python from reporting, at exit, that the rest of the output cannot be written."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _bot(options: argparse.Namespace) -> Bot:
    bot = load(options.library)
    startup.resume_collector()
    if options.country is not None:
        options.country = options.country.lower()
        if options.country not in bot.library.countries:
            known = ", ".join(bot.library.countries) or "none"
            given = f"{arguments.COUNTRY_VARIABLE}=" if os.environ.get(arguments.COUNTRY_VARIABLE) else "--country "
            raise AfterwordsError(f"{given}{options.country}: no helplines are known there; use one of: {known}")
    return bot


def _version(options: argparse.Namespace) -> int:
    from importlib.metadata import PackageNotFoundError, version

    try:
        program = version("afterwords")
    except PackageNotFoundError:
        program = "(not installed)"
    bot = _bot(options)
    _print(f"afterwords {program}, library {bot.library.folder} {bot.fingerprint}")
    return DONE


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
    question = sys.stdin.read() if options.question == [STANDARD_INPUT] else " ".join(options.question)
    reply = Conversation(bot, options.country).ask(question)
    if options.json:
        import json  # Imported here, so that the first screen of the chat comes sooner.

        print(json.dumps(reply.as_row(), ensure_ascii=sys.stdout.encoding.lower() != "utf-8"))
    else:
        from bot.rendering.plain_text import plain_text

        _print("\n".join(plain_text(reply, whole=True)))
    if options.why:
        from bot.conversation.explain import explain

        stream = sys.stderr if options.json else sys.stdout
        _print("\n".join(["", *explain(question, bot)]), file=stream)
    return DONE


def _batch(options: argparse.Namespace) -> int:
    from bot.batch import BatchJob
    from bot.batch.progress import progress_bar
    from bot.batch.report.summary import summary

    if options.cluster:
        _require_dask()
    for number in _ENDING_SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:  # as `nohup` has it
            signal.signal(number, _exit_on_signal)  # so that files are closed, and the hint to resume is printed
    bot = _bot(options)
    job = BatchJob(
        options.input,
        options.output,
        input_format=options.input_format,
        output_format=options.output_format,
        column=options.column,
        fields=options.fields,
        country=options.country,
        overwrite=options.overwrite,
        resume=options.resume,
    )
    if options.report:
        from bot.batch.report import html_page

        html_page.check(options.report, job)
    if options.gaps:
        from bot.batch.report import gaps

        gaps.check(options.gaps, job)
    shows_results = options.output == "-" and sys.stdout is not None and sys.stdout.isatty()
    told: list[str] = []
    try:
        with progress_bar(None if shows_results else sys.stderr) as progress:
            tally = _run(job, bot, options, progress, told.append)
    finally:
        for line in told:
            _print(line, file=sys.stderr)
    try:
        if options.report:
            html_page.write(options.report, tally, bot.library, options.input)
        if options.gaps:
            gaps.write(options.gaps, tally, bot.matcher, overwrite=options.overwrite)
    finally:
        for line in summary(tally):
            _print(line, file=sys.stderr)
    return FAILED if tally.unread or not _meets_expectations(tally, options.fail_under) else DONE


def _run(
    job: BatchJob, bot: Bot, options: argparse.Namespace, progress: Progress, tell: Callable[[str], object]
) -> Tally:
    if not options.cluster:
        from bot.batch import run

        return run(job, bot, workers=options.workers, progress=progress, tell=tell)
    import logging

    from bot.batch import dask

    # An error is reported in one line: the client would log it as well, with tracebacks.
    logging.getLogger("distributed.client").setLevel(logging.CRITICAL)
    return dask.run(job, bot, address=options.cluster, progress=progress, tell=tell)


def _require_dask() -> None:
    from importlib import import_module

    try:
        import_module("bot.batch.dask")
    except ModuleNotFoundError as error:
        raise InputError("--cluster needs what is not installed; run: pip install 'afterwords[cluster]'") from error


def _meets_expectations(tally: Tally, percent: float | None) -> bool:
    """Return whether the rows that expect something got it: all of them, or at least so many percent."""
    if percent is None:
        return not tally.failed
    if not tally.judged:
        _print("--fail-under: no row has an 'expect' that could be held against its reply", file=sys.stderr)
        return False
    return 100 * (tally.judged - tally.failed) >= percent * tally.judged


def _exit_on_signal(number: int, _: object) -> None:
    if number != signal.SIGTERM:  # The terminal has gone, and what is written to it fails.
        for descriptor in (1, 2):
            if stat.S_ISCHR(os.fstat(descriptor).st_mode):
                os.dup2(os.open(os.devnull, os.O_WRONLY), descriptor)
    sys.exit(128 + number)


def _check(options: argparse.Namespace) -> int:
    from bot.knowledge.folder import default_folder

    return _print_check(options.library or default_folder())


def _print_check(folder: Path) -> int:
    from bot.check import check, tell

    try:
        _print("\n".join(check(folder)))
    except LibraryError as error:
        # This is what the command was to find: it has been carried out.
        _print("\n".join(tell(error.faults)), file=sys.stderr)
        return FAILED
    return DONE


def _train(options: argparse.Namespace) -> int:
    from bot.knowledge.folder import ALARMS_FILE, MODEL_FILE, default_folder
    from bot.knowledge.load import read_library
    from bot.matching.tokens import stems

    try:
        from bot.matching.training.alarms import train_alarms
        from bot.matching.training.train import train
    except ModuleNotFoundError as error:
        raise InputError("train needs what is not installed; run: pip install 'afterwords[train]'") from error
    startup.resume_collector()
    library = read_library(options.library or default_folder(), stems)
    outcome = train(library, lambda line: _print(line, file=sys.stderr))
    files = {MODEL_FILE: outcome.content}
    if (library.folder / ALARMS_FILE).exists():  # It lies beside the shipped library, and serves every other.
        files[ALARMS_FILE] = train_alarms(library)
    for name, content in files.items():
        place = library.folder / name
        unfinished = place.with_name(f".{name}.{os.getpid()}")
        unfinished.write_bytes(content)
        unfinished.replace(place)
        _print(f"{place}: {len(content):,} bytes")
    _print("\n".join(outcome.summary()))
    return DONE


def _evaluate(options: argparse.Namespace) -> int:
    import json

    from bot.evaluation.document import changes, read_earlier
    from bot.evaluation.figures import ratio
    from bot.evaluation.measure import measure_files, together

    startup.resume_collector()
    earlier = read_earlier(options.against) if options.against else None
    measured = measure_files(_bot(options), options.labelled) if options.labelled else [_measure_library(options)]
    whole = together(measured)
    if options.output:
        whole.write_rows(options.output, overwrite=options.overwrite)
    if options.report:
        whole.write_page(options.report, overwrite=options.overwrite)
    if options.json:
        print(json.dumps(whole.document(), ensure_ascii=sys.stdout.encoding.lower() != "utf-8"))
    else:
        _print("\n".join(line for each in measured for line in each.text()))
        if earlier is not None:
            _print(f"against {options.against}")
            _print("\n".join(f"  {line}" for line in changes(earlier, whole.outcomes)))
    status = DONE
    for each in measured:
        right = ratio(outcome.right for outcome in each.outcomes)
        if options.at_least is not None and not right.reaches(options.at_least):
            _print(f"{each.name}: fewer than {options.at_least:g} % right", file=sys.stderr)
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
    return measure_library(library, lambda line: _print(line, file=sys.stderr))


def _import(options: argparse.Namespace) -> int:
    from bot.exchange.import_faq import import_faq

    startup.resume_collector()
    with _notes() as note:
        imported = import_faq(options.file, options.folder, note, overwrite=options.overwrite)
    files = ", ".join(map(str, imported.files))
    _print(f"intents: {imported.intents}, questions: {imported.questions}; written: {files}")
    return _print_check(options.folder)


def _export(options: argparse.Namespace) -> int:
    from bot.exchange.export_library import export_library
    from bot.knowledge.load import read_library
    from bot.knowledge.utterances import read_utterances
    from bot.matching.tokens import stems

    startup.resume_collector()
    library = read_library(options.folder, stems)
    utterances = read_utterances(library)
    with _notes() as note:
        written = export_library(library, utterances, options.file, note, overwrite=options.overwrite)
    _print(f"intents: {written}; written: {options.file}")
    return DONE


@contextmanager
def _notes() -> Iterator[Note]:
    """Return what takes notes on the way; at the end, also by an error, they are printed."""
    notes: list[str] = []
    try:
        yield lambda place, what: notes.append(clean(f"{place}: {what}"))
    finally:
        for line in notes[:_MOST_NOTES]:
            _print(line, file=sys.stderr)
        if len(notes) > _MOST_NOTES:
            _print(f"and {len(notes) - _MOST_NOTES} more of these", file=sys.stderr)


def _fingerprint(options: argparse.Namespace) -> int:
    from bot.exchange.source_document import source_text

    _print(source_text(options.file))
    return DONE


def _completion(options: argparse.Namespace) -> int:
    try:
        import shtab
    except ModuleNotFoundError as error:
        raise InputError("completion needs what is not installed; run: pip install 'afterwords[completion]'") from error
    print(shtab.complete(arguments.parser(), options.shell))
    return DONE


_COMMANDS: Final = {
    None: _chat,
    "ask": _ask,
    "batch": _batch,
    "check": _check,
    "train": _train,
    "evaluate": _evaluate,
    "import": _import,
    "export": _export,
    "fingerprint": _fingerprint,
    "completion": _completion,
}
