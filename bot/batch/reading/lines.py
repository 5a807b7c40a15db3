"""Decodes a stream of bytes into lines of text, and never holds more than one of them in memory."""

from __future__ import annotations

import codecs
import io
import re
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Generator

MAX_LINE = 1_000_000
"""Characters; a longer line is skipped, and becomes an error."""

_MARK = "\udcff"
"""Stands for bytes that cannot be decoded: a lone surrogate, which no decoder of UTF-8 or UTF-16 produces itself."""

_MARK_BYTES = "bot.batch.mark"
codecs.register_error(_MARK_BYTES, lambda error: (_MARK, getattr(error, "end")))  # noqa: B009 - typed as Exception

UTF16_BOMS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_PARTIAL_BOMS = (codecs.BOM_UTF8[:1], codecs.BOM_UTF8[:2])
"""How a file begins that ends within its BOM: the decoder that removes BOMs would take it for an empty one."""
GZIP = b"\x1f\x8b"
"""How what is compressed begins."""
_LONE_CR = re.compile(rb"\r\0?[^\n\0]")
"""A carriage return that is not followed by a line feed, in UTF-16 as well."""
_UNTRUSTED = re.compile(f"[\0{_MARK}]")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file."""

    number: int
    text: str
    """With its line end; not reliable where there is a fault."""
    fault: str | None = None
    """Why the line cannot be read as text."""


def read_lines(stream: io.BufferedReader, name: str, first: int = 1) -> Generator[Line]:
    """Yield the lines of `stream`: UTF-8 with or without a BOM, or UTF-16 with one. LF ends a line, and so does CRLF.

    Where a file begins without any of them, as old Macs wrote it, CR does. The lines are numbered from `first`. A
    stream that begins with a later line than the first is UTF-8 without a BOM.

    Raises:
        InputError: the stream is compressed or breaks off; the message calls it `name`.
    """
    try:
        start = stream.peek(3)[:3] if first == 1 else b""
        if start[:2] == GZIP:
            raise InputError(f"{name}: is compressed; give it a name that ends in .gz")
        may_have_bom = first == 1 and start not in _PARTIAL_BOMS
        encoding = "utf-16" if start[:2] in UTF16_BOMS else "utf-8-sig" if may_have_bom else "utf-8"
        head = stream.peek() if first == 1 else b""
        newline = "\r" if b"\n" not in head and _LONE_CR.search(head) else "\n"
        text = io.TextIOWrapper(stream, encoding, errors=_MARK_BYTES, newline=newline)
        try:
            yield from _split(text, encoding.removesuffix("-sig").upper(), first, newline)
        finally:
            text.detach()  # or it would close the stream, perhaps standard input, when it is collected
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"{name}: cannot be read to its end ({reason}); mend or replace the file") from error


def _split(text: io.TextIOWrapper, encoding: str, first: int, newline: str) -> Generator[Line]:
    number = first - 1
    limit = MAX_LINE + len("\r\n")
    while line := text.readline(limit):
        number += 1
        if len(line) == limit and line[-1] != newline:
            while (rest := text.readline(limit)) and rest[-1] != newline:
                pass
            yield Line(number, "\n", f"longer than {MAX_LINE:,} characters; shorten or split it")
        elif found := _UNTRUSTED.search(line):
            yield Line(number, _UNTRUSTED.sub("\ufffd", line), _fault(found, encoding))
        else:
            yield Line(number, line)


def _fault(found: re.Match[str], encoding: str) -> str:
    column = found.start() + 1
    if found[0] == _MARK:
        return f"not valid {encoding} at character {column}; save the file as UTF-8"
    return f"a NUL at character {column}; save the file as UTF-8 text"
