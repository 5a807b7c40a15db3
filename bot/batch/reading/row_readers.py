"""Reads text, JSON Lines and CSV into rows, including an error for each row that cannot be read."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, Final, NoReturn

from bot.batch.reading.csv_reader import read_csv
from bot.batch.rows import NO_QUESTION, Row, Table, error_row, question_row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.batch.reading.lines import Line

MAX_DEPTH: Final = 100
"""How deep lists and objects may be nested in a row of JSON: well below the depth at which Python cannot write it."""

_JSON_TYPES: Final = {
    "dict": "an object", "list": "a list", "str": "text", "int": "a number", "float": "a number",
    "bool": "true or false", "NoneType": "null",
}  # fmt: skip


def read_rows(lines: Iterator[Line], input_format: str, name: str) -> Table:
    """Return the rows of `lines`, which are txt, jsonl or csv.

    Raises:
        InputError: a csv has no `question` column; the message calls the input `name`.
    """
    if input_format == "csv":
        return read_csv(lines, name)
    if input_format == "jsonl":
        return Table(map(_json_row, lines), columns=None)
    return Table(map(_text_row, lines))


def _text_row(line: Line) -> Row:
    if line.fault:
        return error_row(line.number, line.fault)
    question = line.text.rstrip("\r\n")
    if "\r" in question:
        # Old Macs ended lines with it: all questions of such a file would be taken for one.
        return error_row(line.number, "a carriage return inside the line; end lines with LF or CRLF")
    return question_row(line.number, question, {})


def _json_row(line: Line) -> Row:
    if line.fault:
        return error_row(line.number, line.fault)
    try:
        value = _parse_object(line.text)
    except _UnreadableError as error:
        return error_row(line.number, str(error))
    question, conversation = value.get("question"), value.get("conversation")
    if question is None:
        return error_row(line.number, NO_QUESTION, value)
    if not isinstance(question, str):
        return error_row(line.number, f"the question is {_type_name(question)}, not text", value)
    if isinstance(conversation, bool | list | dict):
        return error_row(line.number, f"the conversation is {_type_name(conversation)}, not text or a number", value)
    carried = {key: other for key, other in value.items() if key != "question"}
    return question_row(line.number, question, carried, "" if conversation is None else str(conversation))


class _UnreadableError(Exception):
    """A line is not a JSON object; the text says why."""


def _parse_object(text: str) -> dict[str, Any]:
    if not text.strip():
        raise _UnreadableError(NO_QUESTION)
    try:
        value = _DECODER.decode(text.rstrip("\r\n"))
    except RecursionError as error:
        raise _UnreadableError(_TOO_DEEP) from error
    except json.JSONDecodeError as error:
        raise _UnreadableError(f"not valid JSON at character {error.pos + 1} ({error.msg})") from error
    except ValueError as error:
        raise _UnreadableError("NaN, or a number too large; put it in quotes") from error
    if not isinstance(value, dict):
        raise _UnreadableError(f'{_type_name(value)}, not an object; write {{"question": "..."}}')
    if _is_too_deep(text, value):
        raise _UnreadableError(_TOO_DEEP)
    return value


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


def _finite(text: str) -> float:
    number = float(text)
    return number if math.isfinite(number) else _refuse(text)


_DECODER: Final = json.JSONDecoder(parse_constant=_refuse, parse_float=_finite)
"""Reads strict JSON: Python would also accept NaN and infinity, and write them for other programs to fail on."""
