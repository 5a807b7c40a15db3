"""What a sound library would be better without is told with its place, and is no fault."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
import yaml

from bot.check import check, left_out
from bot.check.asked import read_asked
from bot.check.language import is_english
from bot.check.left_out import MOST_TOLD, leave_out
from bot.check.report import document, tell_warnings
from bot.check.soundness import NOT_ENGLISH
from bot.check.written import read_written
from bot.cli import main
from bot.errors import LibraryError
from bot.knowledge.folder import command, default_folder
from bot.knowledge.load import read_library
from bot.matching.matcher import Matcher
from bot.matching.tokens import stems
from tests.bots import LIBRARY
from tests.conftest import CHECKOUT, SHARED, TESTS, needs_documents

if TYPE_CHECKING:
    from bot.errors import Fault

CASES: Final = yaml.safe_load((TESTS / "warned_libraries.yaml").read_text("utf-8"))
TODAY: Final = date(2026, 11, 27)
CLEAN: Final = {
    "topic.yaml": """intents:
  one:
    title: "One"
    examples: ["where does one begin", "explain one", "define one", "how come one", "about one", "once", "one p", "q"]
    answer: [{text: "It is one.", cite: ["doc#start-1"]}]
  two:
    title: "Two"
    examples: ["end of two", "why two", "define two", "how come two", "about two", "twice more", "two z", "two w"]
    answer:
      - text: "It is two."
        cite: ["doc#start-2"]
""",
    "sources.yaml": """documents:
  doc:
    publisher: "A publisher"
    url: "https://example.org/"
    published: 2025-02-17
    sections:
      start: {heading: "Start", paragraphs: ["44989884ebfa13c1", "b7744e48dc065938"]}
""",
    "lexicon.yaml": """concepts:
  number: ["number", "numbers"]
""",
    "everyday.txt": "where is my umbrella\n",
}


def write(folder: Path, case: dict[str, Any]) -> Path:
    files = CLEAN | case.get("files", {})
    for name, old, new in case.get("replace", ()):
        assert files[name].count(old) == 1
        files[name] = files[name].replace(old, new)
    for name, content in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(content, "utf-8")
    return folder


def documents(folder: Path, case: dict[str, Any]) -> Path | None:
    place = folder / "documents"
    for name, content in case.get("documents", {}).items():
        place.mkdir(exist_ok=True)
        (place / name).write_text(content, "utf-8")
    return place if place.exists() else None


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_each_warning_and_fault_is_told_with_its_place_and_what_to_do(case: dict[str, Any], tmp_path: Path) -> None:
    try:
        found = {"warnings": check(write(tmp_path, case), TODAY, documents(tmp_path, case)).warnings}
    except LibraryError as error:
        found = {"faults": error.faults}
    told = {
        kind: [
            told for told in (str(fault).removeprefix(f"{tmp_path}/") for fault in faults) if case.get("of", "") in told
        ]
        for kind, faults in found.items()
    }
    assert told == {kind: case[kind] for kind in ("faults", "warnings") if kind in case}


def helplines_due(folder: Path) -> list[str]:
    warnings = check(folder, date(2030, 1, 1)).warnings
    return [str(warning.file) for warning in warnings if "more than a year ago" in warning.problem]


def test_borrowed_helplines_that_are_told_are_looked_at_too(tmp_path: Path) -> None:
    shipped = str(default_folder() / "helplines.yaml")
    (found,) = helplines_due(Path(os.path.relpath(default_folder())))
    assert str(Path(found).resolve()) == shipped
    assert helplines_due(write(tmp_path, {})) == [shipped]
    needs = {helpline.need for helpline in LIBRARY.helplines}
    own = "".join(
        f'\n  - {{country: world, need: {need}, name: "A", text: "B", source: "C", checked: "2029-12"}}'
        for need in needs
    )
    (tmp_path / "helplines.yaml").write_text(f"countries: {{us: US}}\nhelplines:{own}\n", "utf-8")
    assert helplines_due(tmp_path) == []


def test_a_warning_is_printed_like_a_fault_with_its_line_and_a_caret(tmp_path: Path) -> None:
    case = {"files": {"utterances/two.txt": "# TODO\nhow so two\n"}}
    told = list(tell_warnings(check(write(tmp_path, case), TODAY).warnings))
    place = tmp_path / "utterances" / "two.txt"
    assert told == [f"{place}:1:3: warning: TODO stands here; do it, and remove the mark", "    # TODO", "      ^"]


def test_the_first_fifty_warnings_are_told_and_how_many_there_are(tmp_path: Path) -> None:
    warnings = check(
        write(tmp_path, {"files": {"utterances/two.txt": "why is two\n" + "# TODO\n" * 60}}), TODAY
    ).warnings
    told = [line for line in tell_warnings(warnings) if not line.startswith("    ")]
    assert len(told) == 51
    assert told[-1] == "these are the first 50 of 60 warnings"
    found = document((), warnings)
    assert len(found["warnings"]) == 50
    assert found["warning_count"] == 60


def test_faults_that_only_check_finds_are_told_fifty_at_a_time(tmp_path: Path) -> None:
    examples = ", ".join(f'"number {number}"' for number in range(60))
    files = {
        f"{name}.yaml": f'intents: {{{name}: {{title: "{name}", examples: [{asked}], '
        'answer: [{text: "It is.", cite: ["doc#start-1"]}]}}'
        for name, asked in (("three", examples), ("four", examples.replace("number", "Number,")))
    }
    with pytest.raises(LibraryError) as refused:
        check(write(tmp_path, {"files": files}), TODAY)
    assert len(refused.value.faults) == 50


@pytest.fixture
def unfinished(tmp_path: Path) -> str:
    """Return a sound library with a warning that no year makes older."""
    return str(
        write(tmp_path, {"replace": [["sources.yaml", "    published: 2025-02-17\n", "    # TODO: its date\n"]]})
    )


def test_check_fails_for_a_warning_only_where_it_is_strict(unfinished: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--library", unfinished]) == 0
    printed = capsys.readouterr()
    assert main(["check", "--library", unfinished, "--strict"]) == 1
    assert capsys.readouterr() == printed
    sound, *_, warning, line, caret = printed.out.splitlines()
    assert ": sound: " in sound
    assert warning.endswith("sources.yaml:5:7: warning: TODO stands here; do it, and remove the mark")
    assert caret.index("^") == line.index("TODO")


def test_check_is_strict_with_nothing_to_warn_of(tmp_path: Path) -> None:
    case = {"replace": [["sources.yaml", "    published: 2025-02-17\n", ""]]}
    assert main(["check", "--library", str(write(tmp_path, case)), "--strict"]) == 0


def test_check_prints_one_object_of_json(unfinished: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--library", unfinished, "--json"]) == 0
    assert main(["check", "--library", unfinished, "--json", "--strict"]) == 1
    one, other = capsys.readouterr().out.splitlines()
    assert one == other
    row = {"file": f"{unfinished}/sources.yaml", "line": 5, "column": 7}
    row |= {"problem": "TODO stands here", "remedy": "do it, and remove the mark"}
    assert json.loads(one) == {"sound": True, "faults": [], "warnings": [row], "warning_count": 1}


def test_check_prints_faults_as_json_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, {"replace": [["topic.yaml", 'title: "Two"', 'titel: "Two"']]})
    (tmp_path / "empty.yaml").touch()
    assert main(["check", "--library", str(tmp_path), "--json"]) == 1
    printed = capsys.readouterr()
    found = json.loads(printed.out)
    assert (found["sound"], found["warnings"], printed.err) == (False, [], "")
    places = [(fault["file"].removeprefix(f"{tmp_path}/"), fault["line"], fault["column"]) for fault in found["faults"]]
    assert places == [("empty.yaml", 1, None), ("topic.yaml", 7, 5), ("topic.yaml", 7, 5)]
    assert main(["check", "--library", str(tmp_path / "nowhere"), "--json"]) == 2


KINDS: Final = {
    "few": "fewer than 8 examples",
    "hard": "school grade",
    "old": "more than 3 years ago",
    "same": "says the same as",
    "twin": "says nearly the same as",
    "uncited": "nothing cites",
    "lost": "would be answered with",
}
"""What may be warned of in the libraries here, and is true: the older article, say, has not been read again since."""
OURS: Final = {
    "intents": {"hard", "old", "same", "twin", "uncited"},
    "tests/bank": {"few"},
    "tests/libraries/bike": {"hard", "lost"},
    "tests/libraries/gym": {"hard", "lost"},
    "tests/libraries/library": {"hard", "lost"},
    "tests/libraries/pottery": {"few", "lost"},
}


@cache
def warnings_of(folder: Path) -> tuple[Fault, ...]:
    return check(folder, TODAY).warnings


@pytest.mark.parametrize("folder", OURS)
def test_the_libraries_here_are_warned_of_what_is_true_and_of_nothing_else(folder: str) -> None:
    problems = [warning.problem for warning in warnings_of(CHECKOUT / folder)]
    found = {next((kind for kind, words in KINDS.items() if words in each), each) for each in problems}
    assert found == OURS[folder]


def test_of_texts_that_another_intent_takes_the_surest_are_told_and_all_are_counted() -> None:
    findings = check(CHECKOUT / "tests" / "libraries" / "gym", TODAY)
    lost = [warning.problem for warning in findings.warnings if KINDS["lost"] in warning.problem]
    (counted,) = (line for line in findings.summary if "left out in turn" in line)
    found = re.fullmatch(r"of its 120 .* (\d+) are answered rightly, and (\d+) with another .*; (.*)", counted)
    assert found
    assert (int(found[1]) > 20, int(found[2]) > MOST_TOLD) == (True, True)
    assert found[3] == f"warnings tell of the {MOST_TOLD} surest"
    assert len(lost) == MOST_TOLD
    assert lost[0].startswith("without it, 'where can I leave my car' of 'parking' would be answered with 'lockers'")
    assert lost[0].endswith("because of 'leave', 'where', 'can'")


def test_a_text_that_stands_twice_is_left_out_as_one(tmp_path: Path) -> None:
    """Its title is an example as well, where a library was imported: it would be found by that."""
    alone = {
        "topic.yaml": """intents:
  one:
    title: "Lost the blue ticket"
    examples: ["lost the blue ticket", "Lost the blue ticket?"]
    answer: [{text: "One."}]
  two:
    title: "Buying"
    examples: ["buy the red ticket", "sell the red ticket"]
    answer: [{text: "Two."}]
"""
    }
    write(tmp_path, {"files": alone | {"sources.yaml": "documents: {}"}})
    library = read_library(tmp_path, stems)
    asked = read_asked(library, read_written([tmp_path / "topic.yaml"]), ())
    found = leave_out(library, Matcher(library), asked, ())
    assert found is not None
    assert (found.asked, found.right) == (4, 2)


def test_more_texts_than_can_be_left_out_in_time_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(left_out, "MOST_TEXTS", 100)
    findings = check(CHECKOUT / "tests" / "libraries" / "gym", TODAY)
    assert not any(KINDS["lost"] in warning.problem for warning in findings.warnings)
    assert not any("left out in turn" in line for line in findings.summary)


GERMAN: Final = """intents:
  hours:
    title: "Öffnungszeiten"
    examples: ["wann habt ihr geöffnet", "habt ihr auch am Sonntag offen", "ab wann kann ich vorbeikommen"]
    answer: [{text: "Unsere Fahrradwerkstatt ist dienstags bis samstags durchgehend zwischen neun und achtzehn Uhr geöffnet."}]
  price:
    title: "Preise"
    examples: ["was kostet die Reparatur", "wie teuer ist eine Inspektion", "was muss ich für den Reifen zahlen"]
    answer: [{text: "Zwanzig Euro."}]
"""  # noqa: E501 (an answer on a line)


def test_a_library_in_another_language_is_told_what_is_known_in_english_only(tmp_path: Path) -> None:
    (tmp_path / "topic.yaml").write_text(GERMAN, "utf-8")
    findings = check(tmp_path, TODAY)
    assert NOT_ENGLISH in findings.summary
    assert not any("everyday questions that have nothing" in line for line in findings.summary)
    assert not any("school grade" in warning.problem for warning in findings.warnings)


@pytest.mark.parametrize("folder", OURS)
def test_a_library_in_english_is_told_nothing_of_that(folder: str) -> None:
    assert is_english(read_library(CHECKOUT / folder, stems))


def test_few_words_are_of_no_language(tmp_path: Path) -> None:
    (tmp_path / "topic.yaml").write_text(
        'intents: {a: {title: "PIN", examples: ["PIN", "Geheimzahl"], answer: [{text: "b"}]}}', "utf-8"
    )
    assert is_english(read_library(tmp_path, stems))


def test_the_commands_that_check_names_are_those_of_the_library(tmp_path: Path) -> None:
    folder = tmp_path / "my library"
    shutil.copytree(CHECKOUT / "tests" / "bank", folder)
    *_, training = check(folder, TODAY).summary
    for name in ("train", "evaluate"):
        assert f"'{command(name, folder)}'" in training
        assert shlex.split(command(name, folder)) == ["afterwords", name, "--library", str(folder)]
    assert command("train", default_folder()) == "afterwords train"


def test_documents_that_cannot_be_read_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["check", "--library", str(write(tmp_path, {})), "--documents"]
    assert main([*command, str(tmp_path / "nowhere")]) == 2
    (tmp_path / "nothing").mkdir()
    assert main([*command, str(tmp_path / "nothing")]) == 2
    unknown, empty = capsys.readouterr().err.splitlines()
    assert "nowhere cannot be read" in unknown
    assert empty.endswith("no file in it ends in one of: .txt, .md")


@needs_documents
def test_the_shipped_answers_rest_on_the_documents_as_they_are_and_copy_nothing() -> None:
    """One paragraph is an advertisement that nothing is to rest on."""
    compared = check(CHECKOUT / "intents", TODAY, SHARED / "documents").warnings
    (more,) = set(compared).difference(warnings_of(CHECKOUT / "intents"))
    assert "'flo' has a new paragraph (flo.txt:44)" in more.problem
