"""`--gaps` gathers what a batch could not answer, for whoever writes the utterances."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.batch.report.gaps import as_yaml, gaps
from bot.batch.report.tally import Tally
from bot.cli import main
from bot.text import clean
from tests.bots import BANK
from tests.conftest import TESTS

if TYPE_CHECKING:
    from pathlib import Path

ASKED = [
    "do you sell crypto currency", "Do you sell crypto-currency?", "do you sell any crypto currency",
    "can my dog have an account", "what can you tell me of art",
]  # fmt: skip
COMMAND = ["batch", "--library", str(TESTS / "bank")]


def test_like_questions_are_of_one_gap_and_the_most_frequent_comes_first() -> None:
    found = gaps({"can my dog have an account": 2, ASKED[0]: 1, ASKED[1]: 1, ASKED[2]: 1})
    assert [(gap.times, len(gap.questions)) for gap in found] == [(3, 3), (2, 1)]


def test_each_gap_names_the_intent_that_it_is_nearest_to(tmp_path: Path) -> None:
    (tmp_path / "in.txt").write_text("\n".join([*ASKED, "I lost my card"]), "utf-8")
    written = [tmp_path / f"{workers}.yaml" for workers in (1, 2)]
    for workers, file in enumerate(written, 1):
        output = str(tmp_path / f"{workers}.jsonl")
        assert (
            main([*COMMAND, str(tmp_path / "in.txt"), "-o", output, "--workers", str(workers), "--gaps", str(file)])
            == 0
        )
    assert written[0].read_bytes() == written[1].read_bytes()
    found = yaml.safe_load(written[0].read_text("utf-8"))["gaps"]
    assert found[0]["questions"] == sorted(ASKED[:3])
    assert found[0]["times"] == 3
    assert all(gap["nearest"] is None or gap["nearest"] in BANK.library.intents for gap in found)
    assert "I lost my card" not in written[0].read_text("utf-8")


@given(st.dictionaries(st.text().map(clean).filter(bool), st.tuples(st.integers(1, 9), st.integers(1, 9)), max_size=5))
def test_whatever_was_asked_is_yaml_that_says_the_same(unanswered: dict[str, tuple[int, int]]) -> None:
    written = as_yaml(Tally(unanswered=unanswered), BANK.matcher)
    said = [question for gap in yaml.safe_load(written)["gaps"] for question in gap["questions"]]
    assert sorted(said) == sorted(unanswered)


@pytest.mark.parametrize(
    ("name", "said"), [("gaps.txt", "let its name end in .yaml"), ("there.yaml", "is there already")]
)
def test_gaps_that_cannot_be_written_are_refused_before_anything_is_done(
    name: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "there.yaml").write_text("", "utf-8")
    (tmp_path / "in.txt").write_text("hi", "utf-8")
    output = tmp_path / "out.jsonl"
    assert main([*COMMAND, str(tmp_path / "in.txt"), "-o", str(output), "--gaps", str(tmp_path / name)]) == 2
    assert said in capsys.readouterr().err
    assert not output.exists()
