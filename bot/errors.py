"""The family of errors that are reported to a person: each says what is wrong and what to do.

AfterwordsError
 ├ InputError         a file or an option cannot be used
 └ FaultyFileError    a file has faults; `faults` lists them all, with their lines
    ├ LibraryError    in a library of intents
    └ LabelError      in a file of labelled questions
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class AfterwordsError(Exception):
    """An error whose text is shown to a person as it stands."""

    exit_code: ClassVar[int] = 2
    """The exit status of a command that ends with it: it could not be carried out."""


class InputError(AfterwordsError):
    """A file or an option that was given cannot be used."""


class Fault(NamedTuple):
    """One fault in a file, and its remedy."""

    file: Path
    line: int
    problem: str
    remedy: str
    column: int = 0
    """From 1; 0 for the line, or the file, as a whole."""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.column else f"{self.file}:{self.line}"
        return f"{place}: {self.problem}; {self.remedy}"


class FaultyFileError(AfterwordsError):
    """Files have faults; `faults` lists them all."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: (fault.file, fault.line, fault.column, fault)))
        super().__init__(self.faults)

    def __str__(self) -> str:
        return "\n".join(map(str, self.faults))


class LibraryError(FaultyFileError):
    """A library of intents has faults."""


class LabelError(FaultyFileError):
    """A file of labelled questions has faults."""
