"""Reads text, JSON Lines and CSV into rows, including an error for each row that cannot be read."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final, NoReturn

from bot.batch.reading.csv_reader import read_csv
from bot.batch.rows import NO_QUESTION, QUESTION, JsonValue, Row, Table, column_name, error_row, question_row
from bot.errors import InputError
from bot.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.batch.reading.lines import Line

MAX_DEPTH: Final = 100
"""How deep lists and objects may be nested in a row of JSON: well below the depth at which Python cannot write it."""

_JSON_TYPES: Final = {
    "dict": "an object", "list": "a list", "str": "text", "_Number": "a number",
    "bool": "true or false", "NoneType": "null",
}  # fmt: skip


def read_rows(lines: Iterator[Line], input_format: str, name: str, column: str | None = None) -> Table:
    """Return the rows of `lines`, which are txt, jsonl, csv or tsv; `column` holds the questions, or else `question`.

    Raises:
        InputError: a csv has no such column, or a jsonl is one array or object of JSON; the message calls the input
            `name`.
    """
    if input_format == "csv":
        return read_csv(lines, name, column or QUESTION)
    if input_format == "tsv":
        return read_csv(lines, name, column or QUESTION, "\t")
    if input_format == "jsonl":
        asked = column or QUESTION
        return Table((_json_row(line, asked) for line in _refuse_whole(lines, name)), columns=None)
    if column is not None:
        raise InputError(f"--column {clean(column)}: a .txt has no columns; give a .csv or .jsonl")
    return Table(map(_text_row, lines))


def _text_row(line: Line) -> Row:
    if line.fault:
        return error_row(line.number, line.fault)
    question = line.text.rstrip("\r\n")
    if "\r" in question:
        # Old Macs ended lines with it: all questions of such a file would be taken for one.
        return error_row(line.number, "a carriage return inside the line; end lines with LF or CRLF")
    return question_row(line.number, question, {})


def _refuse_whole(lines: Iterator[Line], name: str) -> Iterator[Line]:
    """Yield the lines of JSON Lines.

    Raises:
        InputError: they are those of one array, or of an object that was written in several lines.
    """
    is_first = True
    for line in lines:
        if is_first and _WHOLE.match(line.text):
            raise InputError(
                f"{name}:{line.number}: is one array or object of JSON, not an object a line; "
                "write it so, as `jq -c .[]` does with an array"
            )
        is_first = is_first and not line.text.strip()
        yield line


def _json_row(line: Line, asked: str) -> Row:
    if line.fault:
        return error_row(line.number, line.fault)
    try:
        members = _parse_object(line.text, asked)
    except _UnreadableError as error:
        return error_row(line.number, str(error))
    question = members.get("question", _NULL).value
    conversation = members.get("conversation", _NULL).value
    if question is None:
        return error_row(line.number, NO_QUESTION, members)
    if not isinstance(question, str) or isinstance(question, _Number):
        return error_row(line.number, f"the question is {_type_name(question)}, not text", members)
    if isinstance(conversation, bool | list | dict):
        return error_row(line.number, f"the conversation is {_type_name(conversation)}, not text or a number", members)
    del members["question"]
    question = _SURROGATE.sub(_REPLACEMENT, question)
    return question_row(line.number, question, members, "" if conversation is None else str(conversation))


class _UnreadableError(Exception):
    """A line is not a JSON object; the text says why."""


def _parse_object(text: str, asked: str) -> dict[str, JsonValue]:
    if not text.strip():
        raise _UnreadableError(NO_QUESTION)
    try:
        value = _DECODER.decode(text.rstrip("\r\n"))
    except RecursionError as error:
        raise _UnreadableError(_TOO_DEEP) from error
    except json.JSONDecodeError as error:
        raise _UnreadableError(f"not valid JSON at character {error.pos + 1} ({error.msg})") from error
    except ValueError as error:
        raise _UnreadableError(f"{error}, which is no JSON; put it in quotes") from error
    if not isinstance(value, dict):
        raise _UnreadableError(f'{_type_name(value)}, not an object; write {{"question": "..."}}')
    if _is_too_deep(text, value):
        raise _UnreadableError(_TOO_DEEP)
    members: dict[str, JsonValue] = {}
    for key, member in _members(text, asked):
        if key in members:
            raise _UnreadableError(f"two keys are called {clean(key)[:100]}; rename or remove one")
        members[key] = member
    return members


def _members(text: str, asked: str) -> Iterator[tuple[str, JsonValue]]:
    """Yield the keys and values of an object that is known to be valid JSON."""
    at = _past_space(text, text.index("{") + 1)
    while text[at] != "}":
        key, end = _DECODER.raw_decode(text, at)
        start = _past_space(text, _past_space(text, end) + len(":"))
        value, end = _DECODER.raw_decode(text, start)
        yield column_name(_SURROGATE.sub(_REPLACEMENT, key), asked), JsonValue(_strict(text[start:end]), value)
        at = _past_space(text, end)
        if text[at] == ",":
            at = _past_space(text, at + 1)


def _past_space(text: str, at: int) -> int:
    while text[at] in " \t\n\r":
        at += 1
    return at


def _strict(text: str) -> str:
    """Return a value as any reader of JSON Lines takes it: in one line, and without half of a surrogate pair."""
    text = text.replace("\r", " ")
    return _ESCAPE.sub(lambda found: r"\ufffd" if found[1] else found[0], text) if "\\u" in text else text


_TOO_DEEP: Final = f"lists or objects within each other more than {MAX_DEPTH} deep"


def _is_too_deep(text: str, value: object) -> bool:
    if text.count("[") + text.count("{") <= MAX_DEPTH:
        return False
    level, depth = [value], 0
    while level:
        inside = [part for part in level if isinstance(part, dict | list)]
        level = [each for part in inside for each in (part.values() if isinstance(part, dict) else part)]
        depth += bool(inside)
    return depth > MAX_DEPTH


def _type_name(value: object) -> str:
    return _JSON_TYPES[type(value).__name__]


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


class _Number(str):
    """A number as it was written, which costs nothing and loses nothing."""

    __slots__ = ()


_DECODER: Final = json.JSONDecoder(parse_constant=_refuse, parse_float=_Number, parse_int=_Number)
"""Reads strict JSON: Python would also accept NaN and infinity, and write them for other programs to fail on."""
_WHOLE: Final = re.compile(r"\s*(?:\[\s*(?:$|\{)|\{\s*$)")
"""How a file begins that is one array, or an object in several lines."""
_NULL: Final = JsonValue("null", None)
_REPLACEMENT: Final = "\ufffd"
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_ESCAPE: Final = re.compile(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(u[dD][89a-fA-F][0-9a-fA-F]{2})|.)"
)
"""An escape in JSON; its group is half of a surrogate pair without the other."""
