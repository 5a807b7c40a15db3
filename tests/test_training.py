"""What is learned from a library: the file it is kept in, what is answered with it, and when training is due."""

from __future__ import annotations

import pickle
import shutil
import sys
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import Conversation, load
from bot.cli import main
from bot.errors import LibraryError
from bot.knowledge.folder import MODEL_FILE
from bot.knowledge.utterances import read_utterances
from bot.matching import model_file
from bot.matching.features import key_of, letters, spelling, word
from bot.matching.matcher import Matcher
from bot.matching.model import dot_products, unpack
from bot.matching.model_file import SQUARE_ONE, Learned, map_table, read_learned, to_bytes
from bot.matching.training.texts import EXAMPLES, Text, fingerprint
from bot.matching.training.train import HeldOut, split_by_writer, thresholds
from tests.bots import BOT, LIBRARY, copy_bank
from tests.conftest import TESTS

if TYPE_CHECKING:
    from pathlib import Path

NEW_INTENT = """
intents:
  parking:
    title: "Where to park"
    examples: ["where can I park", "is there a car park", "parking space for my car"]
    answer: [{text: "Behind the house."}]
"""


def learned(**changes: Any) -> Learned:
    fields: dict[str, Any] = {
        "fingerprint": "", "intents": ["a", "b"], "subjects": [""], "intercepts": [0.0, 0.0, 0.0], "one": 10.0,
        "slope": 1.0, "offset": 0.0, "answer": 0.5, "share": 0.0, "features": 0, "vocabulary": {}, "persons": {},
    }  # fmt: skip
    return Learned(**fields | changes)


WORDS = st.text("abcdefgh", min_size=1, max_size=3)
TABLES = st.dictionaries(WORDS, st.tuples(st.integers(0, 2**20), st.binary(min_size=3, max_size=3)), min_size=1)


@given(TABLES, WORDS)
def test_a_row_is_read_back_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, table: dict[str, tuple[int, bytes]], other: str
) -> None:
    place = tmp_path_factory.mktemp("table") / MODEL_FILE
    rows = [(key_of(word(name)), square, values) for name, (square, values) in table.items()]
    place.write_bytes(to_bytes(learned(features=len(rows)), rows))
    read = map_table(place, 3, 10.0, len(rows))
    for name, (square, values) in table.items():
        assert read.values(word(name)) == list(values)
        assert unpack(read.total([key_of(word(name))], ()), 3) == (tuple(values), square)
    if other not in table:
        assert read.total([key_of(word(other))], ()) == 0
        assert read.values(word(other)) == [0, 0, 0]
    elsewhere = pickle.loads(pickle.dumps(read))
    place.unlink()
    keys = [key_of(word(name)) for name in {*table, other}]
    total = read.total(keys, [other])
    assert elsewhere.total(keys, [other]) == total
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(model_file, "WORTH_UNPACKING", 0)
        assert [read.total(keys, [other]), read.total(keys, [other])] == [total, total], "unpacked"


def test_a_spelling_counts_as_its_groups_of_letters(tmp_path: Path) -> None:
    place = tmp_path / MODEL_FILE
    rows = [(key_of(part), SQUARE_ONE, bytes([1, 2, 3])) for part in letters("cry")]
    place.write_bytes(to_bytes(learned(features=len(rows)), rows))
    table = map_table(place, 3, 1.0, len(rows))
    totals, scale = dot_products(table.total([], ["cry"]), table)
    assert [part.value for part in letters("cry")] == ["^cr", "cry", "ry$", "^cry", "cry$"]
    assert list(totals) == [5, 10, 15] == list(table.values(spelling("cry")))
    assert scale == pytest.approx(5**0.5)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (to_bytes(learned(features=1), [(1, 1, b"abc")])[:-1], "is damaged"),
        (b"", "is damaged"),
        (to_bytes(learned(features=1, version=0), [(1, 1, b"abc")]), "was learned by another version"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(tmp_path: Path, content: bytes, problem: str) -> None:
    (tmp_path / MODEL_FILE).write_bytes(content)
    with pytest.raises(
        LibraryError, match=f"{MODEL_FILE}:1: {problem}; run 'afterwords train --library .*' again, or remove it"
    ):
        read_learned(tmp_path / MODEL_FILE)


def test_what_is_shipped_was_learned_from_what_lies_beside_it() -> None:
    shipped = read_learned(LIBRARY.folder / MODEL_FILE)
    assert shipped
    assert shipped.fingerprint == fingerprint(LIBRARY, read_utterances(LIBRARY)), "run 'afterwords train'"
    assert (LIBRARY.folder / MODEL_FILE).stat().st_size <= 3 << 20


def test_an_example_is_taken_at_its_word() -> None:
    for intent in LIBRARY.intents.values():
        if intent.kind == "answer":
            best = BOT.matcher.rank(intent.examples[0]).matches[0]
            assert best.intent.id == intent.id, intent.examples[0]


def test_a_slip_is_carried_by_the_letters_around_it() -> None:
    for slipped, meant in (
        ("why do i cyr after sxe", "why do i cry after sex"),
        ("how do i tel my partnre that i cyr", "how do i tell my partner that i cry"),
        ("is it normla to cry after orgsam", "is it normal to cry after orgasm"),
    ):
        assert BOT.matcher.rank(slipped).matches[0].intent is BOT.matcher.rank(meant).matches[0].intent, slipped


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the bank's library, trained."""
    folder = copy_bank(tmp_path_factory.mktemp("trained") / "bank")
    assert main(["train", "--library", str(folder)]) == 0
    return folder


def test_training_again_gives_the_same_bytes(trained: Path, tmp_path: Path) -> None:
    shutil.copytree(trained, tmp_path / "again")
    (tmp_path / "again" / MODEL_FILE).unlink()
    assert main(["train", "--library", str(tmp_path / "again")]) == 0
    assert (tmp_path / "again" / MODEL_FILE).read_bytes() == (trained / MODEL_FILE).read_bytes()


def test_a_trained_library_answers_its_questions_and_no_others(trained: Path) -> None:
    bot = load(trained)
    assert Conversation(bot).ask("i cant find my card").answers[0].intent == "lost_card"
    assert Conversation(bot).ask("what will the weather be like on sunday").kind == "unknown"


def test_a_text_that_is_learned_from_is_never_measured_by_its_double() -> None:
    """An imported question is a title, too: measured by its double, every library looked perfect."""
    from bot.matching.training.texts import EXAMPLES, Text
    from bot.matching.training.train import split_by_writer

    texts = [Text(f"question {number}", "a", EXAMPLES) for number in range(15)]
    parts = split_by_writer([*texts, *(text._replace(words=text.words.upper()) for text in texts)])
    assert list(parts[:15]) == list(parts[15:])
    assert len(set(parts)) == 10


def test_a_new_intent_is_pooled_in_and_training_is_due(
    trained: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "bank"
    shutil.copytree(trained, folder)
    main(["check", "--library", str(folder)])
    assert "training is due" not in capsys.readouterr().out
    (folder / "parking.yaml").write_text(NEW_INTENT, "utf-8")
    main(["check", "--library", str(folder)])
    assert "training is due" in capsys.readouterr().out
    bot = load(folder)
    assert Conversation(bot).ask("where can I park my car").answers[0].intent == "parking"
    assert Conversation(bot).ask("i cant find my card").answers[0].intent == "lost_card"


def test_an_edited_answer_needs_no_training(trained: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "bank"
    shutil.copytree(trained, folder)
    topic = (folder / "cards.yaml").read_text("utf-8").replace("within five days", "within four days")
    (folder / "cards.yaml").write_text(topic, "utf-8")
    main(["check", "--library", str(folder)])
    assert "training is due" not in capsys.readouterr().out
    assert "within four days" in Conversation(load(folder)).ask("i lost my card").answers[0].text


def test_an_intent_that_is_gone_is_never_answered(trained: Path, tmp_path: Path) -> None:
    folder = tmp_path / "bank"
    shutil.copytree(trained, folder)
    topic = (folder / "cards.yaml").read_text("utf-8")
    (folder / "cards.yaml").write_text(topic[: topic.index("  opening_hours:")], "utf-8")
    reply = Conversation(load(folder)).ask("when are you open?")
    assert "opening_hours" not in {answer.intent for answer in reply.answers}
    assert "opening_hours" not in {suggestion.intent for suggestion in reply.suggestions}


def test_a_text_is_not_measured_by_itself_with_other_signs() -> None:
    """A title is an example, too, and often one that stands there with another sign or apostrophe."""
    filler = [Text(f"filler {number}", "b", EXAMPLES) for number in range(5)]
    texts = [Text("What's the address?", "a", EXAMPLES), *filler, Text("whats the address", "a", EXAMPLES)]
    parts = split_by_writer(texts)
    assert parts[0] == parts[-1]
    assert len(set(parts)) == 6


@pytest.mark.parametrize("is_right", [True, False])
def test_who_trains_with_too_few_texts_is_told_what_to_do(is_right: bool) -> None:
    texts = [Text(f"text {number}", "a", EXAMPLES) for number in range(9)] + [Text("else", "", "")]
    inside = np.array([True] * 9 + [False])
    held_out = HeldOut(
        texts, inside, np.where(inside, 2.0, -2.0), np.full(10, 0.9), np.zeros(10, int), inside & is_right, inside
    )
    _, share = thresholds(held_out, 1.0, 0.0)
    told = held_out.summary(learned(share=share))
    assert any("write more ways of asking" in line for line in told) != is_right


def test_what_check_says_of_a_library_that_was_not_trained(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--library", str(TESTS / "bank")]) == 0
    told = capsys.readouterr().out
    assert "not trained" in told
    assert "everyday questions that have nothing to do with it" in told


@pytest.mark.parametrize("use_learned", [True, False])
def test_the_pooled_and_the_learned_agree_on_what_examples_say(trained: Path, use_learned: bool) -> None:
    library = load(trained).library
    matcher = Matcher(library, use_learned=use_learned)
    assert (matcher.learned is not None) == use_learned
    for name in ("lost_card", "new_pin", "opening_hours", "transfer_limit"):
        intent = library.intents[name]
        assert matcher.rank(intent.examples[0]).matches[0].intent is intent


def test_without_what_training_needs_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "bot.matching.training.train", None)
    assert main(["train", "--library", str(TESTS / "bank")]) == 2
    assert "pip install 'afterwords[train]'" in capsys.readouterr().err
