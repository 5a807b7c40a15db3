"""The one family of errors: each says to a person what is wrong and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class AfterwordsError(Exception):
    """Something a person has to know or to mend; its text is shown to them as it stands."""


class Fault(NamedTuple):
    """One thing that is wrong in a file, and what to do about it."""

    file: Path
    line: int
    problem: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.problem}; {self.remedy}"


class FaultyFileError(AfterwordsError):
    """Files are not as they have to be; `faults` holds all that is wrong with them."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(sorted(faults))
        super().__init__("\n".join(map(str, self.faults)))


class LibraryError(FaultyFileError):
    """A library of intents cannot be used."""


class LabelError(FaultyFileError):
    """A file of labelled questions cannot be used."""


class InputError(AfterwordsError):
    """Something that was named cannot be read or written."""
