"""Makes a library of question-and-answer pairs from elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from bot.errors import InputError
from bot.exchange.files import list_files, write_files
from bot.exchange.formats import azure, rasa, spreadsheet
from bot.exchange.formats.table import HeaderError, read_table
from bot.exchange.grouping import SCOPE, group
from bot.exchange.library_files import SCHEMA_FOLDER, topic_files
from bot.knowledge.folder import default_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.exchange.entry import Entry, Note

_TABLES: Final = {".csv": ",;\t", ".tsv": "\t"}
"""What may separate the columns of a table, by the end of its name."""
_RASA: Final = (".yml", ".yaml")
_WORKBOOKS: Final = (".xlsx", ".xls", ".ods", ".numbers")


class Imported(NamedTuple):
    """What came of it."""

    files: tuple[Path, ...]
    intents: int
    questions: int
    metadata: tuple[str, ...]
    """Names of what is kept, and neither asked nor told."""


def import_faq(source: Path, folder: Path, note: Note, *, overwrite: bool = False) -> Imported:
    """Read a file, or all that can be read in a folder, and write it into `folder` as a library.

    Raises:
        InputError: nothing can be read, or a file that would be written is there already.
        FaultyFileError: files are no YAML.
    """
    entries = group(_read(source, note), note)
    if not entries:
        raise InputError(f"{source}: no question with an answer in it; nothing was written")
    for entry in entries:
        for left in entry.left_behind:
            note(entry.place, f"not carried over: {left}")
    texts = {folder / name: text for name, text in topic_files(entries, source.name).items()}
    schemas = {
        folder / SCHEMA_FOLDER / path.name: path.read_text("utf-8")
        for path in sorted((default_folder() / SCHEMA_FOLDER).glob("*.json"))
    }
    new = {path: text for path, text in schemas.items() if not path.exists()}  # A library that grows has them already.
    write_files(texts | new, overwrite=overwrite)
    metadata = dict.fromkeys(name for entry in entries for name, _ in entry.metadata)
    return Imported(tuple(texts), len(entries), sum(len(entry.questions) for entry in entries), tuple(metadata))


def _read(source: Path, note: Note) -> Iterator[Entry]:
    """Yield the entries of all files. In a folder, tables and YAML that are about something else are left out."""
    paths = list_files(source, (*_TABLES, *_RASA))
    for path in paths:
        suffix = path.suffix.lower()
        if suffix in _TABLES:
            try:
                yield from _read_table(path, note)
            except HeaderError as error:
                if path == source:
                    raise
                note("left out", str(error))
        elif suffix not in _RASA:
            remedy = "save it as CSV UTF-8" if suffix in _WORKBOOKS else f"name a {', '.join((*_TABLES, *_RASA))}"
            raise InputError(f"{path}: this format is not read; {remedy}")
    project = [path for path in paths if path.suffix.lower() in _RASA]
    yield from rasa.read_project([path for path in project if path == source or rasa.is_training_data(path)], note)


def _read_table(path: Path, note: Note) -> Iterator[Entry]:
    """Yield the entries of a table, with ids that differ from those of other files; its name is their topic."""
    required = (spreadsheet.QUESTION, spreadsheet.ANSWER)
    for row in read_table(path, _TABLES[path.suffix.lower()], required, note):
        format_ = azure if azure.is_azure(row) else spreadsheet
        if entry := format_.entry_of(row, f"{path.name}:{row.line}", note):
            yield entry._replace(
                ids=tuple(f"{path.name}{SCOPE}{name}" for name in entry.ids),
                related=tuple(f"{path.name}{SCOPE}{name}" for name in entry.related),
                topic=entry.topic or path.stem.replace("_", " ").strip().capitalize(),
            )
