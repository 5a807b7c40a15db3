"""`--gaps` gathers what a batch could not answer, for whoever writes the utterances."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.batch.report.gaps import as_yaml, gaps, write
from bot.batch.report.tally import Tally
from bot.cli import main
from bot.errors import InputError
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
    nearest = {gap["questions"][0]: gap["nearest"] for gap in found}
    assert nearest["can my dog have an account"] == "transfer_limit"
    assert "I lost my card" not in written[0].read_text("utf-8")


def test_a_short_question_does_not_draw_in_all_that_hold_its_words() -> None:
    assert len(gaps({"why": 5, "why is my card blue": 2, "why does it rain in spain": 1})) == 3


def test_the_most_frequent_questions_are_gathered_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.batch.report.gaps.MOST_COMPARED", 2)
    assert [gap.questions for gap in gaps({"blue": 1, "crypto": 3, "garden": 2})] == [["crypto"], ["garden"]]


def test_an_overwritten_file_of_gaps_is_read_by_its_owner_only(tmp_path: Path) -> None:
    (tmp_path / "in.txt").write_text(ASKED[0], "utf-8")
    file = tmp_path / "gaps.yaml"
    command = [*COMMAND, str(tmp_path / "in.txt"), "-o", str(tmp_path / "out.jsonl"), "--gaps", str(file)]
    assert main(command) == 0
    assert os.name == "nt" or stat.S_IMODE(file.stat().st_mode) == 0o600
    file.chmod(0o644)
    assert main([*command, "--overwrite"]) == 0
    assert os.name == "nt" or stat.S_IMODE(file.stat().st_mode) == 0o600
    assert ASKED[0] in file.read_text("utf-8")


def test_a_file_that_appeared_since_the_run_began_is_not_replaced(tmp_path: Path) -> None:
    file = tmp_path / "gaps.yaml"
    file.write_text("mine", "utf-8")
    with pytest.raises(InputError, match="is there already"):
        write(str(file), Tally(), BANK.matcher, overwrite=False)
    assert file.read_text("utf-8") == "mine"


@given(st.dictionaries(st.text().map(clean).filter(bool), st.tuples(st.integers(1, 9), st.integers(1, 9)), max_size=5))
def test_whatever_was_asked_is_yaml_that_says_the_same(unanswered: dict[str, tuple[int, int]]) -> None:
    written = as_yaml(Tally(unanswered=unanswered), BANK.matcher)
    said = [question for gap in yaml.safe_load(written)["gaps"] for question in gap["questions"]]
    assert sorted(said) == sorted(unanswered)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("gaps.txt", "let its name end in .yaml"),
        ("there.yaml", "is there already"),
        ("link.yaml", "is there already"),
        ("nowhere/gaps.yaml", "there is no folder"),
    ],
)
def test_gaps_that_cannot_be_written_are_refused_before_anything_is_done(
    name: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "there.yaml").write_text("", "utf-8")
    (tmp_path / "link.yaml").symlink_to("made_through_it.yaml")
    (tmp_path / "in.txt").write_text("hi", "utf-8")
    output = tmp_path / "out.jsonl"
    assert main([*COMMAND, str(tmp_path / "in.txt"), "-o", str(output), "--gaps", str(tmp_path / name)]) == 2
    assert said in capsys.readouterr().err
    assert not output.exists()


@pytest.mark.parametrize("name", ["in.yaml", "out.yaml", "folder.yaml"])
def test_gaps_replace_neither_questions_nor_results_nor_a_folder(name: str, tmp_path: Path) -> None:
    (tmp_path / "in.yaml").write_text("hi", "utf-8")
    (tmp_path / "folder.yaml").mkdir()
    files = [str(tmp_path / "in.yaml"), "-o", str(tmp_path / "out.yaml")]
    formats = ["--input-format", "txt", "--output-format", "jsonl"]
    assert main([*COMMAND, *files, *formats, "--gaps", str(tmp_path / name), "--overwrite"]) == 2
    assert (tmp_path / "in.yaml").read_text("utf-8") == "hi"
    assert not (tmp_path / "out.yaml").exists()
