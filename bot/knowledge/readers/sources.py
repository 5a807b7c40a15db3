"""Reads `sources.yaml`: the documents and their passages; and the citations of them in other files."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from bot.knowledge.model import Passage

if TYPE_CHECKING:
    from collections.abc import Mapping

    import yaml

    from bot.knowledge.readers.yaml_file import YamlFile

_FINGERPRINT: Final = re.compile(r"[0-9a-f]{16}")
_DATE: Final = re.compile(r"\d{4}(-\d\d){0,2}")
_ADDRESS: Final = re.compile(r"https?://[^\s/]\S*", re.IGNORECASE)


def read_sources(file: YamlFile | None) -> dict[str, Passage]:
    """Return every passage of every document, by citation (`flo#causes-3`)."""
    if file is None:
        return {}
    top = file.mapping(file.root(), "sources.yaml", required=["documents"], optional=["notes"])
    sources: dict[str, Passage] = {}
    for name, _, node in file.entries(top.get("documents"), "documents"):
        for source in _document(file, name, node):
            sources[source.id] = source
    for node in file.items(top.get("notes"), "notes"):
        values = file.mapping(node, "a note", required=["cite", "text"])
        text = file.text(values.get("text"), "text")
        for citation in read_citations(file, values["cite"], sources) if "cite" in values else ():
            sources[citation] = sources[citation]._replace(notes=(*sources[citation].notes, text))
    return sources


def read_citations(file: YamlFile, node: yaml.Node, sources: Mapping[str, Passage]) -> tuple[str, ...]:
    """Return the passages that are cited, by their citations; what is no passage is a fault."""
    cited = file.texts(node, "cite")
    for citation in cited:
        if citation not in sources:
            file.fault(node, f"'{citation}' is no passage of sources.yaml", "cite one that stands there")
    return tuple(citation for citation in cited if citation in sources)


def read_plain_source(file: YamlFile, node: yaml.Node) -> Passage | None:
    """Return where an answer without documents comes from: an address, or a title."""
    text = file.text(node, "source")
    if not text:
        return None
    is_address = _ADDRESS.fullmatch(text)
    return Passage(
        id=text,
        publisher=(_host(text) or text) if is_address else text,
        title=None,
        section=None,
        paragraph=None,
        url=text if is_address else "",
        reviewed_by=None,
        published=None,
        updated=None,
        fingerprint="",
    )


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:  # It only looks like one: `https://[x`.
        return ""


def _document(file: YamlFile, name: str, node: yaml.Node) -> list[Passage]:
    values = file.mapping(
        node,
        f"document '{name}'",
        required=["publisher", "url", "sections"],
        optional=["title", "reviewed_by", "published", "updated"],
    )
    publisher = file.text(values.get("publisher"), "publisher")
    url = file.text(values.get("url"), "url")
    title, reviewed_by = (file.text(values[key], key) if key in values else None for key in ("title", "reviewed_by"))
    published, updated = (_date(file, values[key], key) if key in values else None for key in ("published", "updated"))
    passages: list[Passage] = []
    for section, _, section_node in file.entries(values.get("sections"), "sections"):
        parts = file.mapping(section_node, f"section '{section}'", required=["paragraphs"], optional=["heading"])
        heading = file.text(parts["heading"], "heading") if "heading" in parts else None
        for number, item in enumerate(file.items(parts.get("paragraphs"), "paragraphs"), 1):
            fingerprint = file.text(item, "a fingerprint")
            if fingerprint and not _FINGERPRINT.fullmatch(fingerprint):
                file.fault(item, f"'{fingerprint}' is no fingerprint", "give the first 16 hex digits of the SHA-256")
            passages.append(
                Passage(
                    id=f"{name}#{section}-{number}",
                    publisher=publisher,
                    title=title,
                    section=heading,
                    paragraph=number,
                    url=url,
                    reviewed_by=reviewed_by,
                    published=published,
                    updated=updated,
                    fingerprint=fingerprint,
                )
            )
    return passages


def _date(file: YamlFile, node: yaml.Node, what: str) -> str:
    """Return an ISO 8601 date; YAML may read it as a date or as a text, and both are meant."""
    value = str(node.value)
    if not _DATE.fullmatch(value):
        file.fault(node, f"{what} is no date", "write it as 2020-02-17")
    return value
