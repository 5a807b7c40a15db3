"""Libraries that were written to hurt: to cost time and memory, to hang, to drive the terminal.

`python -m tests.hostile_libraries` makes each of them, loads and checks it in a process of its own, and prints
what that cost beyond the start of the program, and what was said.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
import zlib
from datetime import date
from itertools import islice, product
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from bot import Conversation, library_cache
from bot.check import check as check_library
from bot.check.report import tell_warnings
from bot.errors import AfterwordsError
from bot.knowledge.folder import MODEL_FILE
from bot.rendering.markdown import as_markdown
from bot.rendering.plain_text import plain_text
from bot.text import LONGEST_MARKDOWN, clean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

BANK: Final = Path(__file__).parent / "bank"
MANY: Final = 20_000
ESCAPE: Final = "\x1b]0;stolen\x07"


class Outcome(NamedTuple):
    """What a command said of a library, and what it cost beyond the start of the program."""

    said: str
    seconds: float
    megabytes: float


def intents(examples: Iterable[str], more: str = "", each: int = 1) -> str:
    """Return a topic with an intent for so many examples each."""
    lines = ["intents:"]
    for number, example in enumerate(examples):
        if number % each == 0:
            lines += [f"  other_{number}:", f'    title: "Number {number}"', '    answer: [{text: "Say."}]']
            lines += [more] if more else []
            lines.append("    examples:")
        lines.append(f'      - "{example}"')
    return "\n".join(lines)


def guide(questions: int, options: int, fits: int = 1) -> str:
    """Return a guide in which each option of a question leads to another one."""
    lines = ['title: "A"', 'text: "B"', 'telling: "C"', 'patterns: ["abc"]', "questions:"]
    for number in range(questions):
        lines += [f"  q{number}:", '    ask: "D?"', f"    next: q{(number + 1) % questions}", "    options:"]
        for option in range(1, options + 1):
            names = ", ".join(["new_pin"] * fits)
            lines.append(f'      - {{text: "o{option}", next: q{(number + option) % questions}, fits: [{names}]}}')
    return "\n".join(lines)


def alarms(patterns: Iterable[str], number: int = 1) -> str:
    """Return a topic of safety intents, each of which has all the patterns."""
    written = ", ".join(f'"{pattern}"' for pattern in patterns)
    texts = "\n".join(
        f'  alarm_{each}: {{title: "Alarm {each}", examples: ["alarm {each}"], patterns: [{written}], '
        'answer: [{text: "Call."}], again: [[{text: "Call now."}]], more: [{text: "Call."}]}'
        for each in range(number)
    )
    return f"kind: safety\nintents:\n{texts}"


def openings(number: int) -> str:
    """Return an opening with so many patterns, each of thirty words that nobody knows, all of letters."""
    letters = ["".join(each) for each in islice(product("bcdfghklmnpr", repeat=5), 30 * number)]
    patterns = ("|".join(f"{word}zq" for word in letters[at : at + 30]) for at in range(0, len(letters), 30))
    return f"openings: {{a: {{say: 'A', said: [{', '.join(patterns)}]}}}}"


def aliases() -> str:
    """Return twenty lines that stand for more texts than there are atoms."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 9)}]" for level in range(1, 20)]
    return "\n".join(lines)


def _file(name: str, content: str | bytes | Callable[[], str]) -> Callable[[Path], None]:
    def write(folder: Path) -> None:
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        text = content() if callable(content) else content
        path.write_bytes(text if isinstance(text, bytes) else text.encode())

    return write


def _files(contents: dict[str, str]) -> Callable[[Path], None]:
    def write(folder: Path) -> None:
        for name, content in contents.items():
            _file(name, content)(folder)

    return write


def _answer(text: str) -> Callable[[Path], None]:
    """Let the bank say this to what is asked here."""

    def write(folder: Path) -> None:
        path = folder / "cards.yaml"
        path.write_text(path.read_text("utf-8").replace("Choose a new PIN in the app, under Cards.", text), "utf-8")

    return write


def _link(name: str, to: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).symlink_to(to)


def _pipe(name: str) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        (folder / name).parent.mkdir(exist_ok=True)
        os.mkfifo(folder / name)

    return make


def _sparse(folder: Path) -> None:
    with (folder / "other.yaml").open("wb") as file:
        file.truncate(1 << 40)


def _many_files(folder: Path) -> None:
    for number in range(3_000):
        (folder / f"other_{number}.yaml").touch()


def _model(header: bytes) -> Callable[[Path], None]:
    content = header + b"\n"
    return _file(MODEL_FILE, content + zlib.crc32(content).to_bytes(4, "little"))


def _words(number: int, word: str = "word") -> list[str]:
    return [f"{word}{each}x" for each in range(number)]


LIBRARIES: Final[dict[str, tuple[Callable[[Path], None], str]]] = {
    "a file of a terabyte": (_sparse, "its YAML is larger than 2 MB"),
    "a pipe": (_pipe("other.yaml"), "other.yaml:1: is no regular file"),
    "a pipe for utterances": (_pipe("utterances/new_pin.txt"), "new_pin.txt:1: is no regular file"),
    "a pipe for what was learned": (_pipe(MODEL_FILE), "is no regular file"),
    "a link to a device": (_link("other.yaml", "/dev/zero"), "other.yaml:1: is no regular file"),
    "a device for everyday questions": (_link("everyday.txt", "/dev/zero"), "is no regular file"),
    "a device for what was learned": (_link(MODEL_FILE, "/dev/zero"), "is no regular file"),
    "a link to itself": (_link("other.yaml", "other.yaml"), "cannot be read"),
    "thousands of files": (_many_files, "holds more than 1,000 files"),
    "aliases": (_file("other.yaml", aliases), "has an anchor, '&a0'"),
    "brackets": (_file("other.yaml", "[" * 1_600_000), "is nested too deep"),
    "brackets on lines of their own": (_file("other.yaml", "[\n" * 800_000), "is nested too deep"),
    "mappings in a line": (_file("other.yaml", "{a: " * 400_000), "is nested too deep"),
    "indentation": (_file("other.yaml", "\n".join(" " * each + "a:" for each in range(999))), ":51: is nested"),
    "lists in a line": (_file("other.yaml", "- " * 800_000 + "a"), "is nested too deep"),
    "keys in a line": (_file("other.yaml", "? " * 800_000 + "a"), "is nested too deep"),
    "a million texts": (_file("other.yaml", "[" + "a," * 800_000 + "]"), "more than 100,000 keys and texts"),
    "many files of many texts": (
        _files({f"o{each}.yaml": "[" + "a," * 60_000 + "]" for each in range(10)}),
        "more than 100,000 keys and texts",
    ),
    "a key again and again": (_file("other.yaml", "intents:\n" + "  a: 1\n" * MANY), "these are the first 50"),
    "unknown keys": (_file("other.yaml", lambda: "\n".join(f"k{each}: 1" for each in range(MANY))), "the first 50"),
    "a key that never ends": (
        _file("other.yaml", "intents:\n  ? '" + "k" * 1_600_000 + "'\n  : {a: 1}"),
        "a key of intents is longer than 100 characters",
    ),
    "an anchor that never ends": (_file("other.yaml", "a: &" + "k" * 1_600_000 + " b"), "has an anchor"),
    "an alias that never ends": (_file("other.yaml", "a: *" + "k" * 1_600_000), "has an alias"),
    "a tag that never ends": (_file("other.yaml", "!<" + "k" * 1_600_000 + "> b"), "must be a mapping"),
    "a tag that runs code": (_file("other.yaml", '!!python/object/apply:os.abort []'), "must be a mapping"),
    "control characters": (_file("other.yaml", b"\0" * 1_600_000), "a character stands here"),
    "too many intents": (_file("other.yaml", lambda: intents(_words(2_000))), "has more than 1,000 intents"),
    "as many intents as there may be": (_file("other.yaml", lambda: intents(_words(900))), ": sound: "),
    "too many examples": (_file("other.yaml", lambda: intents(_words(30_000), each=100)), "more than 8,000 examples"),
    "as many examples as there may be": (
        _file("other.yaml", lambda: intents((f"how is {word} and its {word[1:]}" for word in _words(7_500)), each=20)),
        ": sound: ",
    ),
    "an example that never ends": (
        _file("other.yaml", lambda: intents([" ".join(_words(150_000))])),
        "more than 300,000 characters",
    ),
    "a long example": (_file("other.yaml", lambda: intents([" ".join(_words(26_000))])), ": sound: "),
    "a word that never ends": (_file("other.yaml", lambda: intents(["ab" * 140_000])), ": sound: "),
    "a lexicon of one concept": (
        _file("lexicon.yaml", lambda: f"concepts:\n  one: [{', '.join(_words(90_000))}]"),
        "has more than 20,000 words in its lexicon",
    ),
    "a lexicon of a long phrase": (
        _file("lexicon.yaml", lambda: f"concepts:\n  one: ['{' '.join(_words(24_000))}']"),
        ": sound: ",
    ),
    "as many words as there may be": (
        _file("lexicon.yaml", lambda: f"concepts:\n  one: [{', '.join(_words(19_000))}]"),
        ": sound: ",
    ),
    "a lexicon of many concepts": (
        _file("lexicon.yaml", lambda: "concepts:\n" + "\n".join(f"  c{each}: [w, v{each}]" for each in range(9_000))),
        ": sound: ",
    ),
    "patterns of many gaps": (
        _file("other.yaml", lambda: alarms(["a " + " ... ".join(["a? a?"] * 12) + " never"])),
        ": sound: ",
    ),
    "patterns of many words": (
        _file("other.yaml", lambda: alarms([" ".join(["|".join(_words(9, f"{n}w")) for n in range(6)])], 900)),
        "",
    ),
    "patterns of many numbers": (
        _file("other.yaml", lambda: alarms([" ".join(f"<{n}-{n + 199}>" for n in range(30))], 400)),
        "",
    ),
    "patterns of many concepts": (
        _files({
            "lexicon.yaml": f"concepts:\n  one: [{', '.join(_words(19_000))}]",
            "other.yaml": alarms([f"{{one}} a{each}" for each in range(2_000)]),
        }),
        "the patterns together stand for more than 200,000 words",
    ),
    "a guide of many questions": (_file("guide.yaml", lambda: guide(2_000, 2)), "a guide of more than 50 questions"),
    "a guide of many ways": (_file("guide.yaml", lambda: guide(45, 6)), "is one too many"),
    "a guide of many options": (_file("guide.yaml", lambda: guide(3, 3_000)), "options"),
    "a guide that fits everything": (_file("guide.yaml", lambda: guide(3, 2, 9_000)), "fits more than 20 intents"),
    "too many utterances": (
        _file("everyday.txt", lambda: "\n".join(_words(300_000))),
        "goes past 100,000 utterances",
    ),
    "too many utterances that nothing was learned of": (
        _file("utterances/new_pin.txt", lambda: "\n".join(_words(90_000))),
        "not trained",
    ),
    "utterances that never end": (
        _files({
            "utterances/new_pin.txt": "ab " * 1_200_000 + "c",
            "utterances/lost_card.txt": "ab " * 1_200_000 + "d",
        }),
        "not trained",
    ),
    "an answer of brackets": (
        _file("other.yaml", lambda: intents(["how"]).replace("Say.", "[" * 400_000 + "](" * 400_000)),
        ": sound: ",
    ),
    "an answer that never ends": (
        _file("other.yaml", lambda: intents(["how"]).replace("Say.", "ie" * 400_000 + " a." * 100_000)),
        ": sound: ",
    ),
    **{
        f"an answer of '{sign}'": (_answer("**a**\\n" + sign * (LONGEST_MARKDOWN // len(sign) - 6)), ": sound: ")
        for sign in ("*", "[", "![", "[a](", "`", "- ", "**a ", "1. a\\n", "[a](https://a.example)")
    },
    "an answer that is longer than Markdown may be": (_answer("**a**" + "*" * 300_000), ": sound: "),
    "an answer of many texts in Markdown": (
        _answer('"\n      - text: "'.join(f"**{each}** " + "![" * 10_000 for each in range(90))),
        ": sound: ",
    ),
    "an answer of lists within each other": (
        _answer("\\n".join(" " * 2 * level + "- a" for level in range(500))),
        ": sound: ",
    ),
    "a day that never ends": (
        _files({
            "helplines.yaml": "countries: {us: US}\nhelplines:\n  - {country: us, need: a, name: b, text: c, "
            f"source: d, checked: {'may' * 400_000}}}",
            "sources.yaml": "documents: {}",
        }),
        "",
    ),
    "patterns of many unknown words": (_file("openings.yaml", lambda: openings(5_000)), ""),
    "many everyday questions": (_file("everyday.txt", lambda: "\n".join(_words(90_000))), ": sound: "),
    "what was learned is nested deep": (_model(b"[" * 3_000_000), "is damaged"),
    "what was learned is something else": (_model(b'{"version": 1}'), "another version"),
    "no UTF-8": (_file("other.yaml", b"\xff" * 1_600_000), "is not UTF-8"),
    "a name that drives the terminal": (_file(f"other{ESCAPE}.yaml", "a"), ".yaml:1:1: "),
    "a key that drives the terminal": (_file("other.yaml", '"\\e]0;stolen\\a": a'), "a key of other.yaml is empty"),
    "an alias that drives the terminal": (_file("other.yaml", "a: !<\u202e%1b]0;stolen%07> *a"), "is not YAML"),
    "a name that is no text": (_file(os.fsdecode(b"o\xff.yaml"), "a"), ".yaml:1:1: "),
}  # fmt: skip
"""What is put into a sound library, and what is said then ("" where something else is said each time)."""


def ask(folder: Path) -> str:
    """Load a library, ask it a long question, and show the reply."""
    reply = Conversation(library_cache.load(folder)).ask(f"never {'a ' * 30} how do i get a new pin?")
    shown = [*plain_text(reply, whole=True), as_markdown("", [reply])]
    return reply.kind if shown else ""


def check(folder: Path) -> str:
    """Check a library."""
    findings = check_library(folder, date(2026, 11, 27))
    return "\n".join([*findings.summary, *tell_warnings(findings.warnings)])


COMMANDS: Final = {"ask": ask, "check": check}


def outcome(name: str, command: str) -> Outcome:
    """Make a library, and run a command on it in a process of its own."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(shutil.copytree(BANK, Path(place) / "library"))
        LIBRARIES[name][0](folder)
        said = Path(place) / "said"
        begins = time.perf_counter()
        child = os.fork()
        if not child:
            try:
                text = COMMANDS[command](folder)
            except AfterwordsError as error:
                text = str(error)
            said.write_bytes(text.encode(errors="surrogateescape"))
            os._exit(0)
        _, status, usage = os.wait4(child, 0)
        text = f"ended with status {status}" if status else said.read_bytes().decode(errors="surrogateescape")
        return Outcome(text, time.perf_counter() - begins, usage.ru_maxrss / 1024)


def main(names: Iterable[str]) -> None:
    """Print what libraries cost."""
    for name in names:
        for command in COMMANDS:
            said, seconds, megabytes = outcome(name, command)
            print(f"{name:48} {command:5} {seconds:5.2f} s {megabytes:4.0f} MB  {clean(said)[:80]}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:] or LIBRARIES)
