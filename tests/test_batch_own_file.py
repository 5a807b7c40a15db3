"""What a run keeps beside its results is its own: it follows no link, opens nothing of others, and writes alone."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from bot.batch.writing import own_file
from bot.batch.writing.open_output import open_output
from bot.errors import InputError
from tests.batches import answer, refused

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

BESIDE = (".out.jsonl.part", ".out.jsonl.journal", ".out.jsonl.journal.new")


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    path = tmp_path / "in.txt"
    path.write_text("why?\n", encoding="utf-8")
    return path


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """Return a file that no run may touch."""
    path = tmp_path / "other"
    path.write_text("as it was", encoding="utf-8")
    return path


@pytest.mark.parametrize("options", [{}, {"resume": True}, {"overwrite": True}])
@pytest.mark.parametrize("link", [os.symlink, os.link])
@pytest.mark.parametrize("name", BESIDE)
def test_no_link_is_followed(
    other: Path, tmp_path: Path, name: str, link: Callable[[Path, Path], None], options: dict[str, bool]
) -> None:
    link(other, tmp_path / name)
    with suppress(InputError), open_output(str(tmp_path / "out.jsonl"), {}, **options) as output:
        output.write("a result\n")
        output.checkpoint({"rows": 1})

    assert other.read_text(encoding="utf-8") == "as it was"


@pytest.mark.parametrize("link", [os.symlink, os.link])
@pytest.mark.parametrize("name", BESIDE[:2])
def test_a_link_in_the_place_of_a_file_is_told(
    questions: Path, other: Path, tmp_path: Path, name: str, link: Callable[[Path, Path], None]
) -> None:
    (tmp_path / ".out.jsonl.part").touch()
    (tmp_path / name).unlink(missing_ok=True)
    link(other, tmp_path / name)

    assert f"{name}: is a link, or no file" in refused(questions, tmp_path / "out.jsonl", resume=True)
    assert answer(questions, tmp_path / "out.jsonl", overwrite=True).rows == 1


@pytest.mark.parametrize("name", BESIDE[:2])
def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(questions: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / ".out.jsonl.part").touch()
    (tmp_path / name).unlink(missing_ok=True)
    os.mkfifo(tmp_path / name)

    assert f"{name}: is a link, or no file" in refused(questions, tmp_path / "out.jsonl", resume=True)
    assert answer(questions, tmp_path / "out.jsonl", overwrite=True).rows == 1


def test_what_a_killed_run_left_of_a_journal_is_replaced(tmp_path: Path) -> None:
    (tmp_path / BESIDE[2]).write_text("{", encoding="utf-8")
    with open_output(str(tmp_path / "out.jsonl"), {}) as output:
        output.checkpoint({"rows": 0})

    assert [path.name for path in tmp_path.iterdir()] == ["out.jsonl"]


def test_a_link_as_output_stays_one_and_what_is_beside_it_is_beside_the_file(tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    (tmp_path / "out.jsonl").symlink_to(tmp_path / "far" / "away.jsonl")
    with open_output(str(tmp_path / "out.jsonl"), {}) as output:
        output.checkpoint({"rows": 0})
        assert sorted(path.name for path in (tmp_path / "far").iterdir()) == [".away.jsonl.journal", ".away.jsonl.part"]

    assert [path.name for path in (tmp_path / "far").iterdir()] == ["away.jsonl"]
    assert (tmp_path / "out.jsonl").is_symlink()


@pytest.mark.parametrize("options", [{}, {"resume": True}, {"overwrite": True}])
def test_a_second_run_says_that_another_is_writing(questions: Path, tmp_path: Path, options: dict[str, bool]) -> None:
    out = tmp_path / "out.jsonl"
    with open_output(str(out), {}) as output:
        output.write("the first run\n")
        output.checkpoint({"rows": 1})
        assert "another run is writing it" in refused(questions, out, **options)
        output.write("goes on\n")

    assert out.read_text(encoding="utf-8") == "the first run\ngoes on\n"


@pytest.mark.parametrize("options", [{}, {"overwrite": True}])
def test_a_second_run_that_begins_in_the_same_moment_is_told(
    questions: Path, tmp_path: Path, options: dict[str, bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of the two has looked, and found no unfinished file, before either has made one."""
    part, create = tmp_path / ".out.jsonl.part", own_file.create

    def create_after_another(path: Path, mode: int) -> object:
        create(path, mode).close()
        return create(path, mode)

    monkeypatch.setattr(own_file, "create", create_after_another)
    assert "another run is writing it" in refused(questions, tmp_path / "out.jsonl", **options)
    assert part.exists()


def test_what_is_kept_to_resume_is_readable_for_its_owner_only(tmp_path: Path) -> None:
    with open_output(str(tmp_path / "out.jsonl"), {}) as output:
        output.checkpoint({"unanswered": "a question"})
        assert (tmp_path / ".out.jsonl.journal").stat().st_mode & 0o777 == 0o600


def test_long_names_that_differ_at_their_end_do_not_share_a_file(questions: Path, tmp_path: Path) -> None:
    names = [f"{'ä' * 121}{end}.jsonl" for end in ("one", "two")]
    with open_output(str(tmp_path / names[0]), {}) as output:
        output.checkpoint({"rows": 0})
        assert answer(questions, tmp_path / names[1]).rows == 1

    assert all((tmp_path / name).exists() for name in names)
