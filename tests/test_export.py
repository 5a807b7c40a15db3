"""A library goes out to other programs and comes back the same; reviewers get a page."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.cli import main
from bot.errors import Fault, InputError
from bot.exchange.export_library import export_library
from bot.exchange.formats.azure import COLUMNS
from bot.exchange.import_faq import import_faq
from bot.knowledge.load import read_library
from bot.knowledge.model import Library
from bot.knowledge.pattern import PatternReader
from bot.knowledge.readers.topics import TopicReader
from bot.knowledge.readers.yaml_file import YamlFile
from bot.knowledge.utterances import read_utterances
from bot.matching.tokens import stems
from tests.conftest import TESTS

FILES = TESTS / "exchange"
SUFFIXES = (".csv", ".tsv", ".yml")

TEXT = st.text(
    st.one_of(
        st.sampled_from(list("ab \n\\n\"',;\t#:-=@[]{}|&*!%C>1.é’Ãâ€\u2028\ufeff")),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=30,
)
ROWS = st.lists(st.tuples(TEXT, TEXT, TEXT, TEXT), min_size=1, max_size=4)
HARD: list[tuple[str, str, str, str]] = [
    ("yes", "no", "null", "~"),
    ('"quoted"', '"', "'=1", "=1+1"),
    ("- dash", "- a\n- b\n\n  c", "x: y", "#"),
    (r"C:\new", "Option C:\nnext \\\nlast", r"\\s\n", "|"),
    ("[a](b)", "{slot}\n- text: x", "&a", "*a"),
    ("𝐴", "\x08Î¡", "'", "\x1bÂ¡"),
    ("0", "Î\x08¡\\\x08n", "", "\x80Â¡"),
]
each_suffix = pytest.mark.parametrize("suffix", SUFFIXES)


def note(*_: str) -> None:
    """Take a note that no test reads."""


def imported(source: Path, library: Path) -> dict[str, Any]:
    made = import_faq(source, library, note)
    return {path.name: yaml.safe_load(path.read_text("utf-8")) for path in made.files}


def exported(library: Path, target: Path) -> Path:
    read = read_library(library, stems)
    export_library(read, read_utterances(read), target, note)
    return target


def topics(folder: Path) -> Library:
    """Read the topics of a library and nothing else, which is much faster; an example may stand in two intents."""
    faults: list[Fault] = []
    reader = PatternReader({}, stems)
    found = [TopicReader(YamlFile(path, faults), {}, reader, ()).read() for path in sorted(folder.glob("*.yaml"))]
    assert faults == []
    return Library(folder, {intent.id: intent for topic in found for intent in topic.intents})


def there_and_back(source: Path, folder: Path, suffix: str) -> None:
    """Import a file, export what came of it, and import that: it is the same."""
    try:
        first = imported(source, folder / "first")
    except InputError as error:
        assume("no question with an answer" not in str(error))
        raise
    target = folder / f"{source.stem}{suffix}"
    export_library(topics(folder / "first"), {}, target, note)
    assert imported(target, folder / "again") == first


def csv_of(rows: list[tuple[str, str, str, str]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerows([("Question", "Answer", "Source", "Owner"), *rows])
    return text.getvalue()


def tsv_of(rows: list[tuple[str, str, str, str]]) -> str:
    lines = ["Question\tAnswer\tSource\tMetadata\tSuggestedQuestions\tIsContextOnly\tPrompts\tQnaId"]
    for number, (question, answer, source, owner) in enumerate(rows, start=1):
        prompts = json.dumps([{"displayOrder": 0, "qnaId": 1, "displayText": "First"}])
        metadata = json.dumps([{"name": "owner", "value": owner}])
        cells = [" ".join(cell.replace("\0", "").split()) for cell in (question, answer, source)]
        lines.append("\t".join([*cells, metadata, "[]", "False", prompts, str(number)]))
    return "\n".join(lines) + "\n"


def rasa_of(rows: list[tuple[str, str, str, str]]) -> str:
    nlu = [
        {"intent": f"faq/ask_{number}", "examples": "".join(f"- {line}\n" for line in (question, source))}
        for number, (question, _, source, _) in enumerate(rows)
    ]
    responses = {f"utter_faq/ask_{number}": [{"text": answer}] for number, (_, answer, *_) in enumerate(rows)}
    return yaml.safe_dump({"version": "3.1", "nlu": nlu, "responses": responses}, allow_unicode=True)


WRITTEN = {".csv": csv_of, ".tsv": tsv_of, ".yml": rasa_of}


@each_suffix
@settings(max_examples=150, suppress_health_check=list(HealthCheck))
@given(rows=ROWS)
@example(rows=HARD)
@example(rows=[("a", "'\x7f-", "", "")])
@example(rows=[("", r"\n", "0", "")])
def test_what_was_imported_comes_back_the_same(suffix: str, rows: list[tuple[str, str, str, str]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / "from" / f"faq{suffix}"
        source.parent.mkdir()
        source.write_bytes(WRITTEN[suffix](rows).encode("utf-8", "replace"))
        there_and_back(source, folder, suffix)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["name", "value", "QnaId", "AlternateQuestionList", "", "x"]), inner, max_size=3
        )
    ),
    max_leaves=8,
).map(json.dumps)


@settings(max_examples=150)
@given(st.tuples(*[TEXT | JSON] * 6))
@example(("", "[" * 10_000, "[" * 10_000, "", "", "1"))
@example(('[{"name": "", "value": "x"}]', '[{"AlternateQuestionList": 7}]', "[7]", "TRUE", "", "#"))
def test_whatever_stands_in_the_columns_of_azure_a_sound_library_comes_of_it(cells: tuple[str, ...]) -> None:
    names = ("Metadata", "SuggestedQuestions", "Prompts", "IsContextOnly", "Source", "QnaId")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        text = io.StringIO(newline="")
        csv.writer(text).writerows([("Question", "Answer", *names), ("Why?", "Because.", *cells)])
        (folder / "faq.csv").write_bytes(text.getvalue().encode("utf-8", "replace"))
        imported(folder / "faq.csv", folder / "lib")
        assert [intent.title for intent in topics(folder / "lib").intents.values()] == ["Why?"]


@each_suffix
def test_a_spreadsheet_comes_back_the_same_from_every_format(suffix: str, tmp_path: Path) -> None:
    (tmp_path / "from").mkdir()
    rows = [row for row in HARD if "](" not in row[0]]  # Rasa takes that for an entity.
    (tmp_path / "from" / "faq.csv").write_text(csv_of(rows), "utf-8")
    there_and_back(tmp_path / "from" / "faq.csv", tmp_path, suffix)


@each_suffix
@pytest.mark.parametrize("source", ["shop.csv", "excel_german.csv", "azure/knowledge_base.tsv", "azure_by_excel.tsv"])
def test_a_file_comes_back_the_same_from_every_format(suffix: str, source: str, tmp_path: Path) -> None:
    imported(FILES / source, tmp_path / "first")
    library = read_library(tmp_path / "first", stems)
    target = exported(tmp_path / "first", tmp_path / f"{Path(source).stem}{suffix}")
    imported(target, tmp_path / "again")
    again = read_library(tmp_path / "again", stems)
    for intent in library.intents.values():
        other = again.intents[intent.id]
        assert (other.answer, other.examples, other.related) == (intent.answer, intent.examples, intent.related)
        assert dict(other.metadata) == dict(intent.metadata)


@each_suffix
def test_a_library_with_utterances_helplines_and_safety_goes_out(
    suffix: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    library = tmp_path / "lib"
    (library / "utterances").mkdir(parents=True)
    (library / "utterances" / "lost.txt").write_text("# Ann\ncard gone\n", "utf-8")
    (library / "cards.yaml").write_text(
        """
intents:
  lost:
    title: "Lost"
    examples: ["I lost it"]
    answer: [{text: "Call us."}, {helplines: [emergency]}, {text: "At any hour."}]
""",
        "utf-8",
    )
    target = tmp_path / f"out{suffix}"
    assert main(["export", str(library), str(target)]) == 0
    printed = capsys.readouterr()
    assert "intents: 1" in printed.out
    assert "4 safety intents are left out" in printed.err
    assert "lost: its helplines are left out" in printed.err
    back = imported(target, tmp_path / "back")
    (topic,) = back.values()
    assert topic["intents"]["lost"]["title"] == "Lost"
    assert topic["intents"]["lost"]["examples"][-2:] == ["I lost it", "card gone"]
    assert topic["intents"]["lost"]["answer"] == [{"text": "Call us. At any hour."}]


def test_a_library_comes_back_from_a_spreadsheet_with_its_own_titles_and_examples(tmp_path: Path) -> None:
    imported(exported(TESTS / "bank", tmp_path / "cards.csv"), tmp_path / "lib")
    one, other = read_library(TESTS / "bank", stems), read_library(tmp_path / "lib", stems)
    for name, intent in one.intents.items():
        back = other.intents[name]
        assert (back.title, back.examples, back.related) == (intent.title, intent.examples, intent.related)


def test_rasa_gets_retrieval_intents_and_their_responses(tmp_path: Path) -> None:
    target = exported(TESTS / "bank", tmp_path / "bank.yml")
    written = yaml.safe_load(target.read_text("utf-8"))
    assert written["nlu"][0]["intent"] == "cards/lost_card"
    assert written["nlu"][0]["examples"].splitlines()[1] == "- I lost my card"
    assert written["responses"]["utter_cards/new_pin"] == [{"text": "Choose a new PIN in the app, under Cards."}]


def test_azure_gets_its_eight_columns_in_a_line_for_each_question(tmp_path: Path) -> None:
    imported(FILES / "azure", tmp_path / "lib")
    lines = exported(tmp_path / "lib", tmp_path / "out.tsv").read_text("utf-8").splitlines()
    header, first, *_ = (line.split("\t") for line in lines)
    assert tuple(header) == COLUMNS
    assert first[1].startswith(r"**Yes.** We rent:\n\n* city bikes")
    assert json.loads(first[6]) == [{"displayOrder": 0, "qnaId": 2, "displayText": "For how long can I keep it?"}]
    assert {len(line.split("\t")) for line in lines} == {8}


def test_a_cell_that_a_spreadsheet_would_run_is_guarded(tmp_path: Path) -> None:
    imported(FILES / "shop.csv", tmp_path / "lib")
    written = exported(tmp_path / "lib", tmp_path / "out.csv").read_text("utf-8")
    assert ",'=1+1 is no formula here.," in written


def test_reviewers_get_every_question_and_answer_with_its_sources(tmp_path: Path) -> None:
    imported(FILES / "azure", tmp_path / "lib")
    page = exported(tmp_path / "lib", tmp_path / "page.md").read_text("utf-8")
    assert page.startswith(
        "# lib\n\n## Knowledge base\n\n### Can I rent a bike?\n\n- Can I rent a bike?\n- Do you hire"
    )
    assert "See [prices](https://shop.example/rent). \\[1\\]\n\n- Source 1: shop.example\n- Address: " in page


def test_the_page_has_every_intent_and_the_passages_of_the_shipped_library(tmp_path: Path) -> None:
    target = tmp_path / "page.md"
    assert main(["export", "intents", str(target)]) == 0
    page = target.read_text("utf-8")
    assert page.count("\n### ") == len(read_library(Path("intents"), stems).intents)
    assert "(helplines: " in page.replace("\\", "")
    assert "Flo Health, “What causes crying during sex?”, paragraph 1" in page


@pytest.mark.parametrize("hostile", ["<script>x</script>", "![x](https://x.example/track.png)", "<https://x.example>"])
def test_the_page_runs_nothing_and_fetches_nothing(hostile: str, tmp_path: Path) -> None:
    (tmp_path / "faq.csv").write_text(f'question,answer\n"{hostile}","{hostile}"\n', "utf-8")
    imported(tmp_path / "faq.csv", tmp_path / "lib")
    page = exported(tmp_path / "lib", tmp_path / "page.md").read_text("utf-8")
    html = MarkdownIt("commonmark").render(page)
    assert "<script" not in html
    assert "<img" not in html


def test_what_is_there_is_written_over_only_when_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "out.csv"
    target.write_text("mine", "utf-8")
    assert main(["export", str(TESTS / "bank"), str(target)]) == 2
    assert "is there already" in capsys.readouterr().err
    assert target.read_text("utf-8") == "mine"
    assert main(["export", str(TESTS / "bank"), str(target), "--overwrite"]) == 0
    assert target.read_text("utf-8").startswith("id,title,")
    assert main(["export", str(TESTS / "bank"), str(tmp_path / "out.docx")]) == 2
    assert "name a file that ends in .csv, .tsv, .yml, .yaml, .md" in capsys.readouterr().err
