"""Files of questions and answers, as other programs write them, become a library; what is lost on the way is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml

from bot import Conversation, load
from bot.cli import main
from bot.errors import FaultyFileError, InputError
from bot.exchange.files import write_files
from bot.exchange.import_faq import import_faq
from tests.conftest import TESTS

if TYPE_CHECKING:
    from pathlib import Path

FILES = TESTS / "exchange"


def imported(source: Path, folder: Path, *, overwrite: bool = False) -> tuple[dict[str, Any], list[str]]:
    """Import a file and return the intents of all its topics, and the notes."""
    notes: list[str] = []
    made = import_faq(source, folder, lambda place, what: notes.append(f"{place}: {what}"), overwrite=overwrite)
    intents: dict[str, Any] = {}
    for path in made.files:
        intents |= yaml.safe_load(path.read_text("utf-8"))["intents"]
    return intents, notes


def table(folder: Path, text: str, name: str = "faq.csv") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_a_spreadsheet_becomes_a_topic_that_a_person_wants_to_edit(tmp_path: Path) -> None:
    import_faq(FILES / "shop.csv", tmp_path / "lib", lambda *_: None)
    assert (
        (tmp_path / "lib" / "shop.yaml")
        .read_text("utf-8")
        .startswith(
            """\
# yaml-language-server: $schema=schema/topic.json
# Imported from shop.csv.
topic: "Shop"
intents:
  when_are_you_open:
    title: "When are you open?"
    examples:
      - "When are you open?"
      - "opening hours"
      - "are you open today"
      - "Which days are you shut?"
    answer:
      - text: |-
          We are open from 9 to 5.

          - Tuesday to Friday
          - Saturday
    metadata:
      "asked by": "Ann"
  where_do_i_put_the_manual:
"""
        )
    )
    assert (tmp_path / "lib" / "schema" / "topic.json").is_file()


def test_what_is_left_out_of_a_spreadsheet_is_told_with_its_row(tmp_path: Path) -> None:
    _, notes = imported(FILES / "shop.csv", tmp_path / "lib")
    assert notes == [
        "shop.csv:1: stands above the header; left out",
        "shop.csv:14: has no answer; left out: 'Who pays?'",
        "shop.csv:15: has no question; left out: 'Nobody asks this.'",
        "shop.csv:9: asked by is 'Bob', and 'Ann' before; kept that",
    ]


def test_columns_of_alternates_are_asked_and_other_columns_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = "question,alternate 1,Alternatives,answer,owner\nWhere are you?,address,how do I get there,Here.,Ann\n"
    main(["import", str(table(tmp_path, rows)), str(tmp_path / "lib")])
    assert "kept as metadata, and neither asked nor told: owner\n" in capsys.readouterr().out
    topic = yaml.safe_load((tmp_path / "lib" / "faq.yaml").read_text("utf-8"))
    assert topic["intents"]["where_are_you"]["examples"] == ["Where are you?", "address", "how do I get there"]


def test_several_questions_in_a_line_of_a_cell_are_told(tmp_path: Path) -> None:
    rows = "question,answer,alternate questions\nHours?,Ten.,opening times; when do you close\n"
    intents, notes = imported(table(tmp_path, rows), tmp_path / "lib")
    told = "is kept as one question; write several one a line: 'opening times; when do you close'"
    assert notes == [f"faq.csv:2: alternate questions: {told}"]
    assert len(intents["hours"]["examples"]) == 2


def test_spreadsheets_are_read_as_excel_writes_them(tmp_path: Path) -> None:
    german, _ = imported(FILES / "excel_german.csv", tmp_path / "german")
    assert list(german) == ["wie_offne_ich_das_schloss", "was_kostet_ein_licht"]
    assert german["wie_offne_ich_das_schloss"]["source"] == "https://laden.example/schloss"
    assert german["wie_offne_ich_das_schloss"]["answer"] == [{"text": 'Mit dem Schlüssel, oder "per App".'}]
    unicode, _ = imported(FILES / "excel_unicode.csv", tmp_path / "unicode")
    assert unicode["how_heavy_is_it"]["answer"] == [{"text": "Twelve kilos – without the basket."}]


def test_a_knowledge_base_keeps_its_markdown_source_metadata_and_prompts(tmp_path: Path) -> None:
    intents, notes = imported(FILES / "azure", tmp_path / "lib")
    rent, long = intents["can_i_rent_a_bike"], intents["for_how_long_can_i_keep_it"]
    assert rent["examples"] == ["Can I rent a bike?", "Do you hire out bicycles?"]
    assert rent["answer"][0]["text"].split("\n")[:3] == ["**Yes.** We rent:", "", "* city bikes"]
    assert rent["source"] == "https://shop.example/faq"
    assert rent["related"] == ["for_how_long_can_i_keep_it"]
    assert rent["metadata"] == {"section": "rent", "audience": "all"}
    assert long["metadata"] == {"section": "rent"}
    assert "source" not in long
    assert [note.partition(": ")[0] for note in notes] == [
        "left out",
        "knowledge_base.tsv:4",
        "knowledge_base.tsv:2",
        "knowledge_base.tsv:4",
    ]


def test_a_knowledge_base_that_went_through_excel_is_the_same(tmp_path: Path) -> None:
    intents, notes = imported(FILES / "azure_by_excel.tsv", tmp_path / "lib")
    assert intents["what_is_tubeless"]["answer"] == [{"text": 'A tyre without a tube.\nIt needs "sealant".'}]
    assert intents["what_is_tubeless"]["related"] == ["what_is_sealant"]
    assert notes == []


def test_a_knowledge_base_of_the_first_years_is_read_as_one(tmp_path: Path) -> None:
    """It had four columns, and some wrote their metadata by hand."""
    rows = (
        "Question\tAnswer\tSource\tMetadata\nOpen?\tYes.\\nAlways.\tEditorial\tkind:hours\nWhere?\tHere.\t\tby hand\n"
    )
    intents, notes = imported(table(tmp_path, rows, "faq.tsv"), tmp_path / "lib")
    assert intents["open"]["metadata"] == {"kind": "hours"}
    assert intents["where"]["metadata"] == {"metadata": "by hand"}
    assert "source" not in intents["open"]
    assert notes == []


def test_a_rasa_project_gives_its_examples_without_marks_and_the_response_that_always_holds(tmp_path: Path) -> None:
    intents, _ = imported(FILES / "rasa", tmp_path / "lib")
    assert list(intents) == ["greet", "ask_wheel", "ask_bell"]
    assert intents["greet"]["examples"] == ["hi", "hello there"]
    assert intents["ask_wheel"]["examples"] == ["how do I take the front wheel off", "remove back wheel"]
    assert intents["ask_wheel"]["answer"][0]["text"].endswith("1. Open the lever\n2. Pull the wheel out")
    assert intents["ask_bell"]["examples"] == ["what does a bell cost", "price of a bell"]
    assert intents["ask_bell"]["answer"] == [{"text": "A bell costs 5."}]
    assert {path.name for path in (tmp_path / "lib").glob("*.yaml")} == {"faq.yaml", "general.yaml"}


def test_what_a_library_has_no_place_for_is_told_and_marked_where_it_was(tmp_path: Path) -> None:
    _, notes = imported(FILES / "rasa", tmp_path / "lib")
    marked = [line for path in (tmp_path / "lib").glob("*.yaml") for line in path.read_text("utf-8").split("\n")]
    for left in ("image: https://shop.example/hello.png", "a variable in the answer: {name}", "buttons: Buy it"):
        assert f"    # Not carried over: {left}" in marked
        assert any(note.endswith(f"not carried over: {left}") for note in notes)
    assert "nlu.yml: no intent, and left out: synonym (1)" in notes
    assert "nlu.yml:21: intent 'buy' has no response in words; left out (examples: 1)" in notes


def test_the_command_ends_with_what_check_says(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", str(FILES / "shop.csv"), str(tmp_path / "lib")]) == 0
    assert "sound: 7 intents" in capsys.readouterr().out
    assert Conversation(load(tmp_path / "lib")).ask("when are you open?").answers[0].intent == "when_are_you_open"
    twice = table(tmp_path, "question,answer\nWhy?,Because.\nwhy?,Just so.\n")
    assert main(["import", str(twice), str(tmp_path / "twice")]) == 1
    assert "the example 'why?' stands in 'why' too" in capsys.readouterr().err


def test_many_notes_are_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = "".join(f"Question {number}?,\n" for number in range(60))
    main(["import", str(table(tmp_path, f"question,answer\nWhy?,Because.\n{rows}")), str(tmp_path / "lib")])
    assert capsys.readouterr().err.splitlines()[-1] == "and 10 more of these"


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("What are your opening hours?", "what_are_your_opening_hours"),
        ("¿Cuándo abren?", "cuando_abren"),
        ("Don't you ship?", "dont_you_ship"),
        ("营业时间是什么", "营业时间是什么"),
        ("???", "question"),
        ("2024?", "question"),
        ("a very " * 20, "a_very_a_very_a_very_a_very_a_very_a_very_a_very"),
        ("x" * 90, "x" * 48),
    ],
)
def test_an_id_can_be_read(question: str, name: str, tmp_path: Path) -> None:
    intents, _ = imported(table(tmp_path, f'question,answer\n"{question}",Yes.\n'), tmp_path / "lib")
    assert list(intents) == [name]


def test_ids_differ_and_names_of_the_file_are_kept(tmp_path: Path) -> None:
    rows = "id,question,answer\n1,Is it open?,a\n2,is it open,b\nopen_now,Now?,c\nNo,Really?,d\n"
    intents, _ = imported(table(tmp_path, rows), tmp_path / "lib")
    assert list(intents) == ["is_it_open", "is_it_open_2", "open_now", "no"]


def test_a_topic_that_is_named_like_a_file_of_another_form_gets_another_name(tmp_path: Path) -> None:
    imported(table(tmp_path, "topic,question,answer\nSources,Why?,Because.\n"), tmp_path / "lib")
    assert [path.name for path in (tmp_path / "lib").glob("*.yaml")] == ["sources_topic.yaml"]


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("faq.csv", "name,answer\na,b\n", "no columns 'question' and 'answer' (found: name, answer)"),
        ("faq.csv", "", "(found: nothing)"),
        ("faq.csv", "question,answer\n", "no question with an answer in it"),
        ("faq.csv", 'question,answer\n"open,b\n', "unexpected end of data; put quotes round a whole cell"),
        ("faq.csv", "question,answer\nCaf\udce9,b\n", "faq.csv:2: is not UTF-8; save it as 'CSV UTF-8'"),
        ("faq.xlsx", "PK", "this format is not read; save it as CSV UTF-8"),
        ("faq.docx", "PK", "this format is not read; name a .csv, .tsv, .yml, .yaml"),
        ("nlu.yml", "nlu:\n- intent: [\n", "nlu.yml:3:1: is not YAML"),
        ("nlu.yml", "nlu: 7\n", "no question with an answer in it"),
        ("nlu.yml", "&a [*a]\n", "nlu.yml:1: has an anchor, '&a'; leave it out"),
    ],
)
def test_what_cannot_be_read_is_told_and_nothing_is_written(
    name: str, content: str, problem: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises((InputError, FaultyFileError)) as refused:
        imported(path, tmp_path / "lib")
    assert problem in str(refused.value)
    assert not (tmp_path / "lib").exists()


def test_a_missing_file_an_empty_folder_and_a_device_are_told(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for source, problem in (
        (tmp_path / "no.csv", "no.csv cannot be read"),
        (tmp_path / "empty", "no file in it ends in"),
    ):
        with pytest.raises(InputError, match=problem):
            imported(source, tmp_path / "lib")
    (tmp_path / "device.csv").symlink_to("/dev/zero")
    with pytest.raises(InputError, match="is no file"):
        imported(tmp_path / "device.csv", tmp_path / "lib")


def test_no_file_is_written_over_unless_told_and_then_none_is_half_written(tmp_path: Path) -> None:
    library = tmp_path / "lib"
    imported(FILES / "shop.csv", library)
    (library / "shop.yaml").write_text("mine\n", "utf-8")
    rows = "topic,question,answer\nShop,Why?,Because.\nOther,Who?,We.\n"
    with pytest.raises(InputError, match=r"shop\.yaml: is there already; .* --overwrite"):
        imported(table(tmp_path, rows), library)
    assert (library / "shop.yaml").read_text("utf-8") == "mine\n"
    assert not (library / "other.yaml").exists()
    imported(table(tmp_path, rows), library, overwrite=True)
    assert "Because." in (library / "shop.yaml").read_text("utf-8")
    assert sorted(path.name for path in library.iterdir()) == ["other.yaml", "schema", "shop.yaml"]


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "shop.yaml").symlink_to(tmp_path / "elsewhere.yaml")
    with pytest.raises(InputError, match="is there already"):
        imported(FILES / "shop.csv", tmp_path / "lib")
    imported(FILES / "shop.csv", tmp_path / "lib", overwrite=True)
    assert not (tmp_path / "elsewhere.yaml").exists()


def test_where_writing_fails_nothing_is_left_behind(tmp_path: Path) -> None:
    rows = f"topic,question,answer\nOne,Why?,Because.\n{'x' * 300},Who?,We.\n"
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(InputError, match="cannot be written"):
        imported(table(tmp_path, rows), tmp_path / "file" / "lib")
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "schema").write_text("in the way", "utf-8")
    with pytest.raises(InputError, match="cannot be written"):
        imported(table(tmp_path, rows), tmp_path / "lib")
    assert [path.name for path in (tmp_path / "lib").iterdir()] == ["schema"]


@pytest.mark.parametrize("overwrite", [False, True])
def test_files_are_written_all_or_none(overwrite: bool, tmp_path: Path) -> None:
    texts = {tmp_path / "new" / "one.txt": "one", tmp_path / "new" / ("x" * 300): "two"}
    with pytest.raises(InputError, match="cannot be written"):
        write_files(texts, overwrite=overwrite)
    assert list(tmp_path.iterdir()) == []


def test_what_is_imported_drives_no_terminal_and_breaks_no_yaml(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    header = 'id,question,answer,source,"evil\x1b[31m: #"\n'
    row = '"x: [#","a\x1b]0;t\x07b? # & * !","- c: \u2028 d\x00\t","s\u202e","m\x7f"\n'
    source = table(tmp_path, f"{header}{row},only\x1b[2J,,,\n", "faq\nintents: 7\x1b[2J.csv")
    assert main(["import", str(source), str(tmp_path / "lib")]) == 0
    printed = capsys.readouterr()
    assert "\x1b" not in printed.out + printed.err
    (path,) = (tmp_path / "lib").glob("*.yaml")
    assert "\x1b" not in path.read_text("utf-8")
    assert yaml.safe_load(path.read_text("utf-8"))["intents"]["x"]["examples"] == ["ab? # & * !"]
