"""An answer's paragraphs, lists, bold and links are shown as they are meant, everywhere; all else is text."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any, Final

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot import Conversation, load
from bot.batch import BatchJob, run
from bot.chat.typesetting.paragraphs import wrap
from bot.chat.typesetting.typeset import reply as typeset
from bot.knowledge.model import Statement
from bot.rendering.blocks import Block
from bot.rendering.markdown import as_markdown, marked_up
from bot.rendering.markdown_text import parts
from bot.rendering.plain_text import plain_statements, plain_text
from bot.text import LONGEST_MARKDOWN, clean_lines
from tests.chats import chat, plain_chat_lines, write_library
from tests.conftest import CHECKOUT, TESTS

if TYPE_CHECKING:
    from pathlib import Path

LIBRARY: Final = TESTS / "markdown"
BOT: Final = load(LIBRARY)
TEXTS: Final[list[dict[str, Any]]] = yaml.safe_load((TESTS / "markdown_texts.yaml").read_text("utf-8"))
SAID: Final = [
    "Anybody can rent one.",
    "You need:",
    "- a card",
    "- an address",
    "  in town",
    "  1. yours",
    "  2. or a friend's",
    "Then go to our shop (https://shop.example/rent_(all)). [1]",
    "It takes *two* minutes.",
    "1. Unlock it.",
    "2. Ride. [2]",
]
"""The answer on renting, line by line."""
MARKUP: Final = st.text(st.sampled_from("**__[]()<>!`\\#>|-+1.) \n\n  abé\"'&:/;~="), max_size=80)
LINES: Final = st.lists(
    st.tuples(st.sampled_from(["", "- ", "1. ", "  ", "    - ", "> ", "# ", "```", "<div>", "***"]), MARKUP), max_size=8
).map(lambda lines: "\n".join(start + text for start, text in lines))
ANYTHING: Final = st.one_of(MARKUP, LINES, st.text()).map(clean_lines)


def rent() -> Any:
    return Conversation(BOT).ask("how do I rent a bike")


def shown(text: str) -> list[str]:
    return plain_statements([Statement(text, is_markdown=True)]).split("\n")


@pytest.mark.parametrize("case", TEXTS, ids=lambda case: case["text"][:30])
def test_a_text_is_shown_and_saved_as_a_writer_means_it(case: dict[str, Any]) -> None:
    text = clean_lines(case["text"])
    assert shown(text) == case["lines"]
    assert marked_up((part, "") for part in parts(text)).split("\n") == case.get("saved", case["lines"])


def test_the_plain_chat_has_a_line_for_each_item_and_the_number_of_its_source_at_the_end() -> None:
    lines = plain_chat_lines("how do I rent a bike", of=BOT)
    at = lines.index(SAID[0])
    assert lines[at : at + len(SAID)] == SAID
    assert lines[at - 1] == "Answer: How to **rent** a bike"


def test_ask_says_the_same() -> None:
    command = [sys.executable, "-m", "bot", "ask", "--library", str(LIBRARY), "how do I rent a bike"]
    lines = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=True).stdout.splitlines()
    assert lines[1 : len(SAID) + 1] == SAID


def test_more_and_short_answers_are_read_like_answers() -> None:
    conversation = Conversation(BOT)
    conversation.ask("how do I rent a bike")
    more = list(plain_text(conversation.ask("tell me more")))
    assert [line for line in more if line.startswith("- ")] == ["- city bikes", "- cargo bikes (cargo@shop.example)"]
    assert next(plain_text(conversation.ask("simpler please"))) == "Answer: Any card will do."


def test_safety_texts_are_read_like_answers_and_helplines_and_names_are_not() -> None:
    conversation = Conversation(BOT)
    lines = list(plain_text(conversation.ask("my friend is alone in the water")))
    assert lines[1:5] == ["Do this now:", "1. Shout.", "2. Throw a ring (https://shop.example/ring).", "Then call"]
    assert "2 **US**, 3 United Kingdom" in lines[5]
    assert lines[6] == "Helpline: - **World**"
    assert "Shout again." in plain_text(conversation.ask("again"))
    assert "Stay there." in plain_text(conversation.ask("tell me more"))
    in_us = plain_text(Conversation(BOT, "us").ask("my friend is alone in the water"))
    assert any("**US**" in line and "**Line**: call [1](https://a.example)." in line for line in in_us)


def test_what_was_typed_and_titles_and_sources_hold_no_markdown() -> None:
    reply = Conversation(BOT).ask("how do I rent a **bike** [x](https://a.example)")
    assert "Answer: How to **rent** a bike" in plain_text(reply)
    saved = as_markdown("**T**", [reply])
    assert r"# \*\*T\*\*" in saved
    assert r"a \*\*bike\*\* \[x\](https://a.example)" in saved
    assert r"## How to \*\*rent\*\* a bike" in saved


def test_a_conversation_is_saved_with_lists_that_are_not_those_of_sources() -> None:
    saved = as_markdown("", [rent()])
    assert (
        "**Anybody** can rent one.\n\nYou need:\n\n* a **card**\n* an address\\\n  in town\n  1. yours\n"
        "  2. or a friend's\n\nThen go to [our shop](<https://shop.example/rent_(all)>). \\[1\\]\n\n"
        "It takes \\*two\\* minutes.\n\n1. Unlock it.\n2. Ride. \\[2\\]\n\n- Source 1: "
    ) in saved


def test_a_row_of_json_has_the_text_as_it_is_written(tmp_path: Path) -> None:
    row = answered(tmp_path, "jsonl")
    (answer,) = json.loads(row)["answers"]
    written = [clean_lines(str(entry["text"])) for entry in written_answer()]
    assert [statement["text"] for statement in answer["statements"]] == written
    assert answer["text"] == "\n\n".join(written)


def test_a_csv_has_lines_and_a_txt_none(tmp_path: Path) -> None:
    (row,) = csv.DictReader(io.StringIO(answered(tmp_path, "csv")))
    lines = [re.sub(r" \[\d\]$", "", line) for line in SAID]
    flowing = [" ".join(lines[:2]), *lines[2:7], " ".join(lines[7:9]), *lines[9:]]
    assert row["text"].split("\n") == flowing
    assert answered(tmp_path, "txt") == f"answer\tHow to **rent** a bike\t{' '.join(' '.join(flowing).split())}\n"


def answered(folder: Path, suffix: str) -> str:
    (folder / "in.txt").write_text("how do I rent a bike\n", "utf-8")
    run(BatchJob(source=str(folder / "in.txt"), target=str(folder / f"out.{suffix}")), BOT)
    return (folder / f"out.{suffix}").read_text("utf-8")


def written_answer() -> list[dict[str, str]]:
    answer: list[dict[str, str]] = yaml.safe_load((LIBRARY / "faq.yaml").read_text("utf-8"))["intents"]["rent"][
        "answer"
    ]
    return answer


async def test_the_chat_shows_bold_as_bold_and_hangs_items_under_their_marks() -> None:
    async with chat(of=BOT) as seen:
        await seen.ask("how do I rent a bike")
        lines = seen.lines("Transcript")
        at = seen.place("Anybody can rent one.") - seen.app.screen.query_one("Transcript").region.y
        text = [line.strip() for line in lines[at : at + 13]]
        assert text == [
            SAID[0],
            "",
            *map(str.strip, SAID[1:7]),
            "",
            f"{SAID[7][:-4]}[1] It takes *two*",
            "minutes.",
            "1. Unlock it.",
            "2. Ride.[2]",
        ]
        left = [len(line) - len(line.lstrip()) for line in lines[at + 2 : at + 8]]
        assert [each - left[0] for each in left] == [0, 0, 0, 2, 2, 2]
        line = seen.place("Anybody can")
        column = seen.lines()[line].index("Anybody")
        assert seen.app.screen.get_style_at(column, line).bold
        assert not seen.app.screen.get_style_at(column + len("Anybody "), line).bold


async def test_the_chat_opens_no_address_of_an_answer_and_runs_no_markup() -> None:
    opened: list[str] = []
    async with chat(of=BOT) as seen:
        seen.app.open_url = lambda url, **_: opened.append(url)  # type: ignore[method-assign]
        await seen.ask("how do I rent a bike")
        await seen.click("our shop")
        await seen.ask("what stays as it is written")
        await seen.click("run](java")
        text = seen.text("Transcript")
    assert opened == []
    assert "# No heading [red]not red[/red], <b>not bold</b>, *not slanted*, `**code**`" in text


@pytest.mark.parametrize("width", [12, 20, 40])
def test_items_wrap_within_a_narrow_window(width: int) -> None:
    text = clean_lines("\n".join(f"{'  ' * level}- many words of an item" for level in range(8)))
    blocks = [Block("lead", part.text, part=part) for part in parts(text)]
    for urgent in (True, False):
        lines = wrap(typeset(blocks, (), urgent=urgent), width)
        assert max(line.cell_length for line in lines) <= max(width, 18)
        assert all(line.plain.startswith("┃") == urgent for line in lines)


async def test_an_urgent_answer_has_its_bar_beside_items_too() -> None:
    async with chat(of=BOT) as seen:
        await seen.ask("my friend is alone in the water")
        lines = [line.strip() for line in seen.lines("Transcript")]
        assert "┃ 1. Shout." in lines
        assert "┃ 2. Throw a ring (https://shop.example/ring)." in lines


async def test_words_to_say_are_copied_without_marks_of_markdown() -> None:
    async with chat(of=BOT) as seen:
        await seen.ask("how do I rent a bike")
        await seen.ask("what do i say")
        await seen.press("f5")
        assert seen.app.clipboard == "Can I have two bikes?\nI have:\n- a card"


async def test_what_is_copied_reads_like_the_plain_chat() -> None:
    async with chat(of=BOT) as seen:
        await seen.ask("how do I rent a bike")
        await seen.press("f5")
        assert seen.app.clipboard.splitlines()[1 : len(SAID) + 1] == SAID


@given(ANYTHING)
def test_any_text_keeps_its_words(text: str) -> None:
    found = parts(text)
    assert found
    if not any(span.address for part in found for span in part.spans):
        assert words("\n".join(part.text for part in found)) == words(text)


def words(text: str) -> list[str]:
    """Return the words of a text, without the numbers of items, which are counted anew."""
    return re.findall(r"\w+", re.sub(r"^[ \d.)*+-]+", "", text, flags=re.MULTILINE).replace("**", ""))


@given(ANYTHING)
def test_any_text_is_shown_in_not_many_more_characters(text: str) -> None:
    lines = len(text.splitlines())
    assert len("\n".join(shown(text))) <= 12 * len(text) + 100 * lines + 100


@given(ANYTHING)
def test_nothing_but_lists_bold_and_links_acts_in_what_is_saved(text: str) -> None:
    saved = marked_up((part, "") for part in parts(text))
    tokens = [
        each
        for token in MarkdownIt("commonmark").enable("table").parse(saved)
        for each in [token, *(token.children or [])]
    ]
    kinds = {re.sub("_(open|close)$", "", token.type) for token in tokens}
    assert kinds <= {
        "paragraph", "inline", "text", "text_special", "softbreak", "hardbreak", "strong", "em", "link",
        "bullet_list", "ordered_list", "list_item",
    }  # fmt: skip
    addresses = [str(token.attrs["href"]) for token in tokens if token.type == "link_open"]
    assert all(re.match("https?://|mailto:", address, re.IGNORECASE) for address in addresses)


@given(ANYTHING)
@example("- 1\n  - -")
@example("-\n  - -")
@example("1. a\n\n   3. b")
def test_what_is_saved_means_the_same(text: str) -> None:
    found = parts(text)
    saved = MarkdownIt("commonmark").render(marked_up((part, "") for part in found))
    shown = "".join(span.text for part in found for span in part.spans)
    assert "".join(html.unescape(re.sub("<[^>]*>", "", saved)).split()) == "".join(shown.split())
    assert saved.count("<li>") == sum(bool(part.marker) for part in found)


@pytest.mark.parametrize("sign", ["*", "**a", "[", "![", "[a](", "- ", "-\n", "`", "<", "\\", "[](b)", "(", "1. a\n"])
def test_a_text_that_never_ends_is_shown(sign: str) -> None:
    for length in (LONGEST_MARKDOWN, 300_000):
        text = clean_lines((sign * length)[:length])
        found = parts(text)
        assert sum(len(span.text) for part in found for span in part.spans) <= length
        assert len(text) <= LONGEST_MARKDOWN or [part.text for part in found] == [text]


def test_an_answer_of_too_much_markdown_is_shown_as_it_is_written(tmp_path: Path) -> None:
    texts = "\n".join(f'      - text: "**{number}** {"word " * 2_000}"' for number in range(4))
    intents = f'intents:\n  one:\n    title: "One"\n    examples: ["one"]\n    answer:\n{texts}\n'
    (few,) = write_library(tmp_path, intents.replace("word ", "w ")).library.intents["one"].answer[:1]
    (many,) = write_library(tmp_path, intents).library.intents["one"].answer[:1]
    assert isinstance(few, Statement)
    assert isinstance(many, Statement)
    assert (few.is_markdown, many.is_markdown) == (True, False)


def test_lines_of_an_answer_of_too_much_markdown_are_saved_as_text(tmp_path: Path) -> None:
    text = "\\n".join(["- no item", "===", "1. no item"] * 2_000)
    intents = f'intents: {{one: {{title: "One", examples: ["one"], answer: [{{text: "{text}"}}]}}}}'
    saved = as_markdown("", [Conversation(write_library(tmp_path, intents)).ask("one")])
    html = MarkdownIt("commonmark").render(saved)
    assert html.count("no item") == 4_000
    assert "<li>" not in html
    assert "<h1>" not in html


def test_lists_that_are_nested_too_deep_are_shown_as_they_are_written() -> None:
    nested = [f"{'  ' * level}- word{level} **a**" for level in range(12)]
    assert shown("\n".join(nested)) == nested
    assert [part.indent for part in parts("\n".join(nested[:9]))] == [*range(0, 18, 2)]


def test_a_library_without_markdown_needs_no_parser() -> None:
    code = (
        "import sys; from bot import Conversation, load; from bot.rendering.plain_text import plain_text\n"
        "from bot.rendering.markdown_text import parts; parts('Words to copy, and *none* of them bold. [1]')\n"
        "print(*plain_text(Conversation(load()).ask('how common is it?'), whole=True))\n"
        "sys.exit('markdown_it' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], cwd=CHECKOUT, stdout=subprocess.DEVNULL, check=True)
