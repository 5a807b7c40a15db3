"""Says in a writer's words why a file is not YAML, and names the place where the slip began."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

import yaml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import TypeAlias

    Loader: TypeAlias = type[yaml.SafeLoader] | type[yaml.CSafeLoader]

_KEY_ALONE: Final = re.compile(r"\s*(?:- +)?[\w-]+\s*$")
_KEY_WITHOUT_COLON: Final = re.compile(r"\s*(?:- +)?([\w-]+)(?=\s|$)(?!\s*:)")
_KEY_WITHOUT_SPACE: Final = re.compile(r"\s*(?:- +)?([\w-]+:)(?=[^\s:])")
_KEY_WITH_TEXT: Final = re.compile(r"\s*(?:- +)?([\w-]+): +[^\s#]")
_DASH_WITHOUT_SPACE: Final = re.compile(r"\s*(-)(?=[^\s-])")
_WITHOUT_TEXT: Final = re.compile(r"\s*(?:#.*)?$")
_TAB_BEFORE: Final = re.compile(r"[\s-]*\t")
_QUOTE_ROUND: Final = "put quotes round the text"


class Slip(NamedTuple):
    """What a writer did, with the line and the column (from 1) where it began."""

    line: int
    column: int
    problem: str
    remedy: str


class _Place(NamedTuple):
    """Where the parser gave up: lines and columns from 0, as it counts them."""

    lines: list[str]
    line: int
    column: int
    began: tuple[int, int] | None
    """Where what it was reading began."""
    said: str
    texts: list[yaml.ScalarToken]
    """The texts it had read by then."""

    @property
    def text(self) -> str:
        return self.lines[self.line]

    @property
    def sign(self) -> str:
        return self.text[self.column : self.column + 1]

    @property
    def before(self) -> int:
        """The last line before it that holds something, -1 for none."""
        above = range(self.line - 1, -1, -1)
        return next((number for number in above if not _WITHOUT_TEXT.match(self.lines[number])), -1)


def explain(content: str, error: yaml.YAMLError, loader: Loader) -> Slip:
    """Return the slip behind an error that `loader` met in `content`."""
    if isinstance(error, yaml.reader.ReaderError):
        return _unprintable(content)
    mark = getattr(error, "problem_mark", None)
    began = getattr(error, "context_mark", None)
    said = str(getattr(error, "problem", None) or "it cannot be parsed")
    place = _Place(
        [*content.splitlines(), ""],  # The parser may give up behind the last line.
        mark.line if mark else 0,
        mark.column if mark else 0,
        (began.line, began.column) if began else None,
        said,
        list(_texts(content, loader)),
    )
    for slip_of in _SLIPS:
        if slip := slip_of(place):
            return slip
    remedy = "check the indentation, and put quotes round text that holds ': ' or ' #'"
    return Slip(place.line + 1, place.column + 1, f"is not YAML: {said}", remedy)


def _texts(content: str, loader: Loader) -> Iterator[yaml.ScalarToken]:
    """Yield the texts up to where even their bounds cannot be told."""
    try:
        for token in yaml.scan(content, Loader=loader):
            if isinstance(token, yaml.ScalarToken):
                yield token
    except yaml.YAMLError:
        return


def _unprintable(content: str) -> Slip:
    bad = yaml.reader.Reader.NON_PRINTABLE.search(content)
    start = bad.start() if bad else 0
    line, column = content.count("\n", 0, start), start - content.rfind("\n", 0, start) - 1
    code = ord(bad.group()) if bad else 0
    problem = f"a character stands here that no text holds (its code: {code:04X})"
    return Slip(line + 1, column + 1, problem, "remove it, and type the word anew")


def _tab(place: _Place) -> Slip | None:
    if "\t" in place.text[: place.column + 1] and _TAB_BEFORE.match(place.text):
        column = place.text.index("\t")
        return Slip(place.line + 1, column + 1, "a tab stands here, where YAML takes spaces only", "type spaces")
    return None


def _second_document(place: _Place) -> Slip | None:
    if "another document" in place.said:
        problem, remedy = "a second document begins here ('---')", "remove the line: a file holds one"
    elif "<document start>" in place.said:
        problem, remedy = "something stands behind the end", "remove it, or the closing sign before it"
    else:
        return None
    return Slip(place.line + 1, place.column + 1, problem, remedy)


def _dash_without_space(place: _Place) -> Slip | None:
    for number in (place.before, place.line):
        if number >= 0 and (found := _DASH_WITHOUT_SPACE.match(place.lines[number])):
            return Slip(number + 1, found.start(1) + 1, "a space is missing behind the dash", "write '- '")
    return None


def _quote(place: _Place) -> Slip | None:
    """A quote that is missing, or one too many: the text before the place began or ended where it should not."""
    if "end of stream" in place.said and place.began:
        line, column = place.began
        sign = place.lines[line][column : column + 1]
        return Slip(line + 1, column + 1, f"the quote ({sign}) that begins here is never closed", f"add {sign}")
    ended = [text for text in place.texts if (text.end_mark.line, text.end_mark.column) <= (place.line, place.column)]
    if not ended or ended[-1].plain or ended[-1].end_mark.line != place.line or place.sign in "]},#":
        return None
    start, end = ended[-1].start_mark, ended[-1].end_mark
    between = place.text[end.column : place.column]
    if between.strip():
        return None
    sign = place.lines[start.line][start.column]
    if start.line != end.line:
        problem = f"the quote ({sign}) that begins here is not closed on its line"
        return Slip(start.line + 1, start.column + 1, problem, f"add {sign} at the end of the text")
    if place.sign == sign and between:
        return None  # Two texts in a row: a comma is missing.
    if sign == "'":
        problem, remedy = "the text in single quotes ends at this apostrophe", "put double quotes round the text"
    else:
        problem, remedy = "the text ends at this quote, and more follows", 'write \\" for a quote inside a text'
    return Slip(end.line + 1, end.column, problem, remedy)


def _comma(place: _Place) -> Slip | None:
    """A comma behind a text that is no item within brackets, as other languages write lists."""
    is_in_block = "expected '-'" in place.said or "expected key" in place.said
    if not is_in_block or not place.text[: place.column].rstrip().endswith(("'", '"')) or place.sign != ",":
        return None
    return Slip(place.line + 1, place.column + 1, "a comma stands behind this text", "remove it")


def _bracket(place: _Place) -> Slip | None:
    if place.sign and place.sign in "]}" and "expected key" in place.said:
        problem = f"'{place.sign}' closes a bracket that was never opened"
        return Slip(place.line + 1, place.column + 1, problem, "remove it, or add the opening one")
    if "expected ','" not in place.said or not place.began:
        return None
    line, column = place.began
    if line == place.line and place.sign not in "]}":
        return Slip(place.line + 1, place.column + 1, "a comma is missing before this", "write ', ' between two items")
    sign = place.lines[line][column : column + 1]
    remedy = f"add '{']' if sign == '[' else '}'}' behind its last item"
    return Slip(line + 1, column + 1, f"the bracket '{sign}' that begins here is not closed", remedy)


def _first_sign(place: _Place) -> Slip | None:
    """A sign that means something else to YAML at the beginning of a text."""
    line, column = place.line, place.column
    if "alphabetic" in place.said or "block scalar" in place.said or "comment or line break" in place.said:
        line, column = place.began or (line, column)
    elif not any(words in place.said for words in ("cannot start", "undefined alias", "mapping keys", "node content")):
        return None
    if "directive" in place.said or not (sign := place.lines[line][column : column + 1]):
        return None
    if place.lines[line].startswith("```"):
        return Slip(line + 1, 1, "'```' is no part of YAML", "remove the line")
    return Slip(line + 1, column + 1, f"no text can begin with '{sign}' in YAML", _QUOTE_ROUND)


def _backslash(place: _Place) -> Slip | None:
    if "escape" not in place.said:
        return None
    problem = f"'{place.text[place.column : place.column + 2]}' stands for nothing in double quotes"
    return Slip(
        place.line + 1, place.column + 1, problem, "write \\\\ for a backslash, or put single quotes round the text"
    )


def _colon(place: _Place) -> Slip | None:
    """A colon that is missing, lacks its space, or stands inside a text."""
    if "expected ':'" in place.said and place.began:
        line, column = place.began
        above = place._replace(line=line).before
        if above >= 0 and place.lines[above][column : column + 2] == "- ":
            return Slip(line + 1, column + 1, "a dash is missing before this item", "begin the line with '- '")
        key = place.lines[line].split()[0]
        return Slip(line + 1, column + 1, f"a colon is missing behind '{key}'", f"write '{key}:'")
    if "mapping values" not in place.said:
        return None
    if place.before >= 0 and _KEY_ALONE.match(place.text[: place.column]):
        key_line = place.lines[place.before]
        if found := _KEY_WITHOUT_SPACE.match(key_line):
            problem = f"a space is missing behind '{found[1]}'"
            return Slip(place.before + 1, found.end(1) + 1, problem, f"write '{found[1]} '")
        if found := _KEY_WITHOUT_COLON.match(key_line):
            problem = f"a colon is missing behind '{found[1]}'"
            return Slip(place.before + 1, found.end(1) + 1, problem, f"write '{found[1]}:'")
        return _indented(place, place.before)
    return Slip(place.line + 1, place.column + 1, "a text with ': ' in it has no quotes", _QUOTE_ROUND)


def _dash(place: _Place) -> Slip | None:
    indent = len(place.text) - len(place.text.lstrip())
    if "expected '-'" in place.said or ("expected key" in place.said and place.sign in ("'", '"')):
        line = place.line
        if (
            "expected key" in place.said
            and place.before >= 0
            and place.lines[place.before][indent : indent + 1] in "'\""
        ):
            line = place.before
        return Slip(line + 1, indent + 1, "a dash is missing before this item", "begin the line with '- '")
    if place.text.lstrip().startswith("- ") and "expected key" in place.said:
        above = place.lines[place.before] if place.before >= 0 else ""
        if above.lstrip().startswith("- "):
            return _indented(place, place.before)
        if (found := _KEY_WITH_TEXT.match(above)) and found.start(1) < indent:
            problem = f"a list begins here, and '{found[1]}' has a text already"
            return Slip(place.line + 1, indent + 1, problem, "make that text an item of the list")
        return Slip(place.line + 1, indent + 1, "a dash stands here before a key", "remove it, or indent the list")
    if "block sequence entries" in place.said:
        problem = "a list begins here, on the line of its key"
        return Slip(place.line + 1, place.column + 1, problem, "begin it on the next line, or put quotes round a text")
    return None


def _indentation(place: _Place) -> Slip | None:
    return _indented(place, place.before) if "expected key" in place.said and place.before >= 0 else None


def _indented(place: _Place, above: int) -> Slip:
    own, other = (len(line) - len(line.lstrip()) for line in (place.text, place.lines[above]))
    problem = f"the line is indented by {own} spaces, and line {above + 1} by {other}"
    return Slip(place.line + 1, own + 1, problem, "begin what belongs together in the same column")


_SLIPS: Final[tuple[Callable[[_Place], Slip | None], ...]] = (
    _tab,
    _second_document,
    _dash_without_space,
    _quote,
    _comma,
    _bracket,
    _backslash,
    _first_sign,
    _colon,
    _dash,
    _indentation,
)
"""Asked in this order: the first that knows the slip names it."""
