"""The README, and the pages for writers and for developers, are true: what they say to run is run."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from bot import Bot, Conversation, load
from bot.batch import BatchJob, run
from bot.knowledge.document import fingerprint, paragraphs
from bot.knowledge.load import read_library
from bot.knowledge.readers.yaml_file import YamlFile
from bot.matching.tokens import stems
from tests.conftest import CHECKOUT
from tests.pages import (
    EXAMPLE,
    FOR_DEVELOPERS,
    FOR_WRITERS,
    LINK,
    README,
    TEXTS,
    Block,
    blocks,
    name,
    slug,
    write_example,
)

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    import yaml

LONGEST = 120
"""Lines of the README: it is for who has just arrived."""
NEEDS_TERMINAL = "python run_bot.py"
"""The command that opens the full screen: without a terminal it says so."""
LABELLED = "my_questions.jsonl"
"""Where the page for writers has its labelled questions."""
YAML = list(blocks("yaml"))
COMMANDS = [
    pytest.param(line, id=f"{name(block.page)}: {line}")
    for block in blocks("sh")
    for line in block.text.splitlines()
    if line.startswith("python run_bot.py")
]
LINKS = [
    pytest.param(page, link, id=f"{name(page)}: {link}")
    for page, text in TEXTS.items()
    for link in LINK.findall(text)
    if "://" not in link
]
NAMED = [
    pytest.param(path, id=f"{name(page)}: {path}")
    for page, text in TEXTS.items()
    for path in dict.fromkeys(re.findall(r"`((?:tests|bot|intents|\.ci)/[\w./]*)`", text))
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that looks like a checkout, with questions to answer, and `python` for the one that runs the tests."""
    for entry in ("bot", "intents", "tests", "run_bot.py"):
        (tmp_path / entry).symlink_to(CHECKOUT / entry)
    (tmp_path / "questions.csv").write_text("id,question\n1,why do i cry after sex\n", "utf-8")
    (tmp_path / "questions.txt").write_text("is it normal to cry after sex\n", "utf-8")
    (labelled,) = blocks("jsonl")
    (tmp_path / LABELLED).write_text(labelled.text, "utf-8")
    write_example(tmp_path, YAML)
    (tmp_path / "programs").mkdir()
    python = tmp_path / "programs" / "python"
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n', "utf-8")
    python.chmod(0o755)
    return tmp_path


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_runs(command: str, folder: Path) -> None:
    environment = os.environ | {"PATH": f"{folder / 'programs'}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": ""}
    done = subprocess.run(
        [shutil.which("bash") or "sh", "-c", command],
        cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    expected = 2 if command.split("#")[0].strip() == NEEDS_TERMINAL else 0
    assert done.returncode == expected, done.stderr
    if "answers.jsonl" in command:
        assert '"kind": "answer"' in (folder / "answers.jsonl").read_text("utf-8")


def test_there_are_commands_to_run() -> None:
    assert len(COMMANDS) >= 16


def test_the_readme_is_short() -> None:
    assert TEXTS[README].count("\n") <= LONGEST


def test_the_readme_has_one_line_that_tests() -> None:
    (line,) = re.findall(r"^<!-- test -->\n```sh\n(.+)\n```$", TEXTS[README], re.MULTILINE)
    assert line.endswith("pytest")


@pytest.mark.parametrize(("page", "link"), LINKS)
def test_a_link_leads_somewhere(page: Path, link: str) -> None:
    path, _, anchor = link.partition("#")
    target = (page.parent / path).resolve() if path else page
    assert target.exists()
    if anchor:
        assert anchor in [slug(heading) for heading in re.findall(r"^##+ (.+)$", TEXTS[target], re.MULTILINE)]


def test_every_page_leads_to_the_others() -> None:
    for page, text in TEXTS.items():
        linked = {(page.parent / link.partition("#")[0]).resolve() for link in LINK.findall(text)}
        assert TEXTS.keys() - {page} <= linked


@pytest.mark.parametrize("path", NAMED)
def test_what_a_page_names_exists(path: str) -> None:
    assert (CHECKOUT / path).exists()


@pytest.mark.parametrize("block", list(blocks("python")), ids=lambda block: name(block.page))
def test_the_python_runs_as_a_program(block: Block, folder: Path) -> None:
    (folder / "snippet.py").write_text(block.text, "utf-8")
    done = subprocess.run(
        [sys.executable, "snippet.py"], cwd=folder, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    if block.page == README:
        assert "okay" in done.stdout
    else:
        assert '"kind": "answer"' in (folder / "answers.jsonl").read_text("utf-8")


@pytest.mark.parametrize("section", list(dict.fromkeys(block.section for block in YAML)))
def test_each_section_for_writers_leaves_a_sound_library(section: str, tmp_path: Path) -> None:
    last = max(place for place, block in enumerate(YAML) if block.section == section)
    library = write_example(tmp_path, YAML[: last + 1])
    assert read_library(library, stems).intents


def test_the_library_of_the_page_answers_as_the_page_says(folder: Path) -> None:
    bot = Bot(read_library(folder / EXAMPLE, stems))
    assert Conversation(bot).ask("my plastic is gone").answers[0].intent == "lost_card"
    assert "insurance company" in Conversation(bot).ask("which insurance pays for a stolen phone").message
    assert Conversation(bot).ask("i dont know").options
    alarm = Conversation(bot, "uk").ask("someone told my mum to move her savings")
    assert (alarm.kind, alarm.answers[0].intent) == ("safety", "scam")
    assert "ask them to stop" in alarm.answers[0].text
    assert "01632 960 000" in alarm.answers[0].text
    assert "scam alert" not in alarm.answers[0].text
    assert Conversation(bot).ask("where is the scam alert newsletter").kind != "safety"


def test_the_fingerprints_that_a_writer_is_shown_are_those_in_the_snippet() -> None:
    (document,) = (block.text for block in blocks("text") if block.text.startswith("# If you lose"))
    found = [fingerprint(paragraph.text) for paragraph in paragraphs(document)]
    assert re.findall(r'- "([0-9a-f]{16})"', TEXTS[FOR_WRITERS]) == found


def test_every_room_of_the_house_is_told_of() -> None:
    for room in (path.parent for path in (CHECKOUT / "bot").rglob("*/__init__.py")):
        assert f"`{name(room)}/`" in TEXTS[FOR_DEVELOPERS]


def test_every_file_of_the_library_is_told_of() -> None:
    for path in (CHECKOUT / "intents").glob("*.yaml"):
        assert f"`{path.name}`" in TEXTS[FOR_WRITERS]


def test_every_key_that_a_library_may_have_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    accepted: set[str] = set()
    read = YamlFile.mapping

    def mapping(
        file: YamlFile,
        node: yaml.Node | None,
        what: str,
        *,
        required: Collection[str] = (),
        optional: Collection[str] = (),
    ) -> dict[str, yaml.Node]:
        accepted.update(required, optional)
        return read(file, node, what, required=required, optional=optional)

    monkeypatch.setattr(YamlFile, "mapping", mapping)
    read_library(CHECKOUT / "intents", stems)
    assert accepted > {"title", "patterns", "referral"}
    assert sorted(key for key in accepted if f"`{key}`" not in TEXTS[FOR_WRITERS]) == []


def test_the_bar_for_answering_is_the_one_told() -> None:
    from bot.matching.scores import Thresholds

    assert f"from a score of {Thresholds().answer:g} on" in TEXTS[FOR_DEVELOPERS]


def test_the_limits_of_a_guide_are_the_ones_told() -> None:
    from bot.knowledge.readers.guide import FEWEST_QUESTIONS, MOST_OPTIONS, MOST_QUESTIONS

    assert (FEWEST_QUESTIONS, MOST_QUESTIONS, MOST_OPTIONS) == (2, 5, 6)
    assert "asked two to five\nquestions" in TEXTS[FOR_WRITERS]
    assert "at most six `options`" in TEXTS[FOR_WRITERS]


@pytest.mark.parametrize(
    ("pattern", "message", "is_found"),
    [
        ("want|wish ... die", "wish i could just die", True),
        ("want|wish ... die", "i want to go away and die", True),
        ("want|wish ... die", "i want to go far away and die", False),
        ("be_here|exist", "i cannot be here", True),
        ("be_here|exist", "existing", True),
        ("be_here|exist", "i exsit", True),
        ("be_here|exist", "be not here", False),
        ("{partner} hurt me", "my other half hurt me", True),
        ("{partner} hurt me", "my other shoe hurt me", False),
        ("im a? <10-17>", "I'm 15", True),
        ("im a? <10-17>", "im a 15 year old", True),
        ("im a? <10-17>", "im 18", False),
        ("<10-17>f", "16f here", True),
        ("<10-17>f", "16 f", False),
        ("^ <10-17> $", "15", True),
        ("^ <10-17> $", "15 things", False),
    ],
)
def test_a_pattern_finds_what_the_page_says(pattern: str, message: str, is_found: bool, tmp_path: Path) -> None:
    assert f"`{pattern}`".replace("|", "\\|") in TEXTS[FOR_WRITERS]
    (tmp_path / "lexicon.yaml").write_text('concepts: {partner: ["wife", "other half"]}', "utf-8")
    intent = f"{{title: One, examples: [one], patterns: ['{pattern}'], answer: [{{text: Stop}}]}}"
    (tmp_path / "safety.yaml").write_text(f"kind: safety\nintents: {{one: {intent}}}", "utf-8")
    bot = Bot(read_library(tmp_path, stems))
    alarms = bot.safety.screen(bot.matcher.analyzer.analyze(message)).alarms
    assert ("one" in {alarm.intent for alarm in alarms}) == is_found


def test_the_spreadsheet_is_a_test_that_passes(tmp_path: Path) -> None:
    (snippet,) = blocks("csv")
    (tmp_path / "test.csv").write_text(snippet.text, "utf-8")
    tally = run(BatchJob(source=str(tmp_path / "test.csv"), target=str(tmp_path / "out.csv")), load())
    assert (tally.judged, tally.failed) == (2, 0)
