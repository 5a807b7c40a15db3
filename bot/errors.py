"""The family of errors that are reported to a person: each says what is wrong and what to do.

AfterwordsError
 ├ InputError         a file or an option cannot be used
 └ FaultyFileError    a file has faults; `faults` lists them all, with their lines
    ├ LibraryError    in a library of intents
    └ LabelError      in a file of labelled questions
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path


MOST_FAULTS: Final = 50
"""Faults of a library that are told at once: more are not read by anybody, and cost what a hostile library likes."""
MORE_FAULTS: Final = f"these are the first {MOST_FAULTS}; mend them and check again for more"
_LONGEST_PROBLEM: Final = 400
"""Characters of what is wrong, which may quote a text of any length."""


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
        return " ".join(f"{place}: {self.problem}; {self.remedy}".splitlines())


def in_order(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """Return faults in the order of the files, and of their places in them."""
    return tuple(sorted(faults, key=lambda fault: (fault.file, fault.line, fault.column, fault)))


class FaultyFileError(AfterwordsError):
    """Files have faults; `faults` lists them all."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = in_order(faults)
        super().__init__(self.faults)

    def __str__(self) -> str:
        return "\n".join(map(str, self.faults))


class LibraryError(FaultyFileError):
    """A library of intents has faults."""

    def __str__(self) -> str:
        if len(self.faults) < MOST_FAULTS:
            return super().__str__()
        return f"{super().__str__()}\n{MORE_FAULTS}"


class Faults(list[Fault]):
    """Faults found in a library so far."""

    def append(self, fault: Fault) -> None:
        """Note a fault.

        Raises:
            LibraryError: with it there are as many as are told.
        """
        if len(fault.problem) > _LONGEST_PROBLEM:
            fault = fault._replace(problem=f"{fault.problem[:_LONGEST_PROBLEM]} …")
        super().append(fault)
        if len(self) == MOST_FAULTS:
            raise LibraryError(self)


class LabelError(FaultyFileError):
    """A file of labelled questions has faults."""
