"""What fuzzing begins with: inputs that the tests have at hand, and the words that are worth putting in."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import yaml

from bot.knowledge.folder import default_folder
from tests.fuzz.targets import FORMATS, LIBRARY_FILES
from tests.strict_json import strict

if TYPE_CHECKING:
    from collections.abc import Iterator

TESTS: Final = Path(__file__).parent.parent
CASES: Final[dict[str, list[str]]] = yaml.safe_load(Path(__file__).with_name("cases.yaml").read_text("utf-8"))
"""Inputs on which something broke once, for each target; each character is the byte of its number."""
SIGNS: Final = {
    "gate": [
        "\u200d", "\ufe0f", "\u0301", "\x1b[31m", "\x1b]0;", "\x07", "\x1b\\", "\u202e", "\u2028", "\x85", "\ue000",
    ],
    "readers": [
        "question", "conversation", "expect", "sep=;", '"', '""', "\ufeff", "\r\n", "\t", "{", "[", "\\ud83d", "1e400",
    ],
    "loader": [
        "intents:", "title:", "examples:", "answer:", "text:", "cite:", "related:", "patterns:", "kind: safety",
        "again:", "more:", "needs:", "unless:", "documents:", "sections:", "concepts:", "...", "{", "<1-9>", "?", "|",
        "- ", "  ", "&a", "*a", "!!", "'", '"', "**", "](", "support:", "short:", "versions:", "see:", "source:",
    ],
    "conversation": ["yes", "no", "1", "2", "quit", "?", ".", "help me", "why", "and him", "simpler", "source 1"],
}  # fmt: skip


def seeds(target: str) -> Iterator[bytes]:
    """Yield what a target begins with."""
    yield from (case.encode("latin-1") for case in CASES[target])
    yield from _SEEDS[target]()


def dictionary(target: str) -> str:
    """Return the words that are put in, as libFuzzer reads them."""
    words = [*SIGNS[target], *(_library_words() if target == "conversation" else ())]
    return "".join(f'"{_escaped(word)}"\n' for word in words)


def _escaped(word: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in word.encode())


def _library_words() -> list[str]:
    titles: list[str] = []
    for path in default_folder().glob("*.yaml"):
        topic = yaml.safe_load(path.read_text("utf-8"))
        titles += [intent["title"] for intent in topic.get("intents", {}).values()]
    return sorted({word for title in titles for word in title.lower().split()})


def _texts() -> Iterator[bytes]:
    yield from (path.read_bytes()[:2_000] for path in sorted((TESTS / "questions").glob("*.jsonl")))
    yield "👩\u200d👧 e\u0301 \x1b]0;title\x07 \x1b[31mred a\u202eb \ufeff".encode()


def _files_of_questions() -> Iterator[bytes]:
    contents = {
        "txt": "why?\n\nhow?\n",
        "jsonl": '{"question": "why?", "id": 1.10, "conversation": "a"}\n{"question": "\\ud83d"}\n',
        "csv": 'id,question,conversation\n1,"why,\n""how""?",a\n=1,what,a\n',
        "tsv": "id\tquestion\n1\twhy?\n",
    }
    for number, name in enumerate(FORMATS):
        for encoding in ("utf-8", "utf-8-sig", "utf-16"):
            for target in range(len(FORMATS)):
                yield bytes([number * len(FORMATS) + target]) + contents[name].encode(encoding)
        packed = gzip.compress(contents[name].encode(), mtime=0)
        yield bytes([(number + len(FORMATS)) * len(FORMATS) + 1]) + packed
    for path in sorted((TESTS / "exchange").glob("*.csv")):
        yield bytes([2 * len(FORMATS) + 1]) + path.read_bytes()


def _libraries() -> Iterator[bytes]:
    for name in ("broken_libraries.yaml", "warned_libraries.yaml"):
        cases: Any = yaml.safe_load((TESTS / name).read_text("utf-8"))
        for case in cases:
            files = {Path(file).stem: text for file, text in case.get("files", {}).items() if file.endswith(".yaml")}
            yield b"\0".join(
                bytes([LIBRARY_FILES.index(file) if file in LIBRARY_FILES else 0]) + str(text).encode()
                for file, text in files.items()
            )
    for path in sorted(default_folder().glob("*.yaml")):
        file = LIBRARY_FILES.index(path.stem) if path.stem in LIBRARY_FILES else 0
        yield bytes([file or len(LIBRARY_FILES)]) + path.read_bytes()[:4_000]


def _conversations() -> Iterator[bytes]:
    for dialogue in yaml.safe_load((TESTS / "dialogues.yaml").read_text("utf-8")):
        yield "\n".join(turn["ask"] for turn in dialogue["turns"]).encode()
    for path in sorted((TESTS / "questions").glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines()[:40]:
            row = strict(line)
            yield "\n".join(row.get("turns") or [row["q"]]).encode()


_SEEDS: Final = {
    "gate": _texts,
    "readers": _files_of_questions,
    "loader": _libraries,
    "conversation": _conversations,
}
