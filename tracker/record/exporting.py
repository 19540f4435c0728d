"""Exporting: the database, or one process, as a bundle that imports to the same state.

Everything that is coded goes along, aliases included; attached texts only when asked for. Small sections become
YAML for people, large ones JSONL.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tracker.bundle.dump import dump_jsonl, dump_yaml
from tracker.bundle.entities import ALIAS, EXTERNAL_ID, SLUGGED
from tracker.bundle.nest import nest
from tracker.config import Settings
from tracker.database.connect import Reader, as_editor, reading
from tracker.folder import refuse_occupied, whole
from tracker.progress import Progress
from tracker.record.columns import ATTACHED, CONFIRMATION, Layout
from tracker.record.layouts import in_order

LARGE = 2000  # records of a section from which on it is written as JSONL
CODEBOOK = ("topics", "attributes", "places")
Rows = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class ExportResult:
    """The changeset that was read, the files that were written, and how many records of each kind they hold."""

    changeset: int | None
    files: tuple[Path, ...]
    counts: dict[str, int]


def export(
    settings: Settings,
    to: Path,
    *,
    process: str | None = None,
    with_text: bool = False,
    progress: Progress = lambda *_: None,
) -> ExportResult:
    """Writes a bundle into a folder that is new or empty; nothing of it stands there if it fails."""
    refuse_occupied(to)
    with reading(settings) as reader:
        as_editor(reader)
        rows = _rows(reader, process, progress)
        texts = _texts(reader, rows["document"]) if with_text else {}
    counts = {name: len(found) for name, found in rows.items() if found}
    files = {**_files(rows), **texts}
    _write(to, files)
    return ExportResult(reader.changeset, tuple(to / name for name in files), counts)


def _write(to: Path, files: dict[str, str]) -> None:
    with whole(to) as folder:
        for name, content in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode())


def _rows(reader: Reader, process: str | None, progress: Progress) -> Rows:
    """The rows of every kind in the form in which they are staged, by key."""
    layouts = [layout for layout in in_order() if layout.entity is not ATTACHED]
    rows: Rows = {}
    for number, layout in enumerate(layouts):
        order = ", ".join(
            f'({layout.shown[name]})::text COLLATE "C"' for name in layout.staged if name in layout.entity.key
        )
        query = (
            f"SELECT {layout.row_shown()} FROM tracker.{layout.name} t"
            f" WHERE {_of_process(layout, process)} ORDER BY {order}"
        ).replace("tracker.", f"{reader.tables}.")
        found = reader.connection.execute(query.encode(), {"process": process} if process else None)
        rows[layout.name] = [row[0] for row in found]
        progress("reading", number + 1, len(layouts))
    _join_confirmations(rows)
    _only_of_these(rows)
    return rows


def _used(process: str) -> str:
    """SQL for the ids of the documents that the records of a process rest on or name."""
    named = [
        f"SELECT t.{target.column} FROM tracker.{layout.name} t WHERE t.process_id = {process}"
        for layout in in_order()
        for target in layout.written
        if (target.to == "document" or target.column == "about_document_id")
        and any(other.column == "process_id" for other in layout.written)
    ]
    terms = [
        f"SELECT d.id FROM tracker.{kind} t CROSS JOIN LATERAL jsonb_array_elements(t.terms) e"
        " CROSS JOIN LATERAL (SELECT split_part(i, '#', 1) FROM jsonb_array_elements_text(e -> 'in') i"
        " UNION SELECT e ->> 'document' UNION SELECT e ->> 'via_document') n (slug)"
        f" JOIN tracker.document d ON d.slug = n.slug WHERE t.process_id = {process}"
        for kind in ("version", "agreement")
    ]
    meetings = (
        "SELECT d.id FROM tracker.document d JOIN tracker.meeting m ON m.id = d.meeting_id"
        f" WHERE m.process_id = {process}"
    )
    return f"({' UNION '.join([*named, *terms, meetings])})"


def _of_process(layout: Layout, process: str | None) -> str:
    """Which rows belong to an export of one process: its own, the documents it uses, and all shared records."""
    if process is None:
        return "true"
    one = "(SELECT tracker.find('process', %(process)s))"
    if layout.name == "process":
        return f"t.id = {one}"
    if layout.name == "document":
        return f"t.id IN {_used(one)}"
    if layout.name in ("passage", "coverage"):
        inside = f" AND t.process_id = {one}" if layout.name == "coverage" else ""
        return f"t.document_id IN {_used(one)}{inside}"
    if layout.name == "direction":
        return f"t.version_id IN (SELECT v.id FROM tracker.version v WHERE v.process_id = {one})"
    if layout.name in ("delegation", "confirmation"):
        owner = layout.entity.parent
        return f"t.{owner}_id IN (SELECT o.id FROM tracker.{owner} o WHERE o.process_id = {one})"
    if any(target.column == "process_id" for target in layout.targets) and layout.name not in ("alias", "external_id"):
        return f"t.process_id = {one}"
    return "true"


def _join_confirmations(rows: Rows) -> None:
    """Who confirms an agreement is one list of it in a bundle."""
    for row in rows["agreement"]:
        row["stated_by"] = [c["actor"] for c in rows[CONFIRMATION.name] if c["agreement"] == row["agreement"]]
    del rows[CONFIRMATION.name]


def _only_of_these(rows: Rows) -> None:
    """Aliases and external ids go along with their records; one that is the name of today says nothing."""
    there = {(kind, row[kind]) for kind in SLUGGED for row in rows[kind]}
    for name in (ALIAS.name, EXTERNAL_ID.name):
        rows[name] = [
            row for row in rows[name] if (row["entity"], row["key"]) in there and row.get("alias") != row["key"]
        ]


def _texts(reader: Reader, documents: list[dict[str, Any]]) -> dict[str, str]:
    """The texts of documents, each as the file that its document names from here on."""
    found = reader.connection.execute(
        f"SELECT d.slug, a.content FROM {reader.tables}.attached_text a"
        f" JOIN {reader.tables}.document d ON d.id = a.document_id"
        " WHERE d.slug = ANY (%s)".encode(),
        ([row["document"] for row in documents],),
    )
    texts: dict[str, str] = dict(found.fetchall())
    for row in documents:
        if row["document"] in texts:
            row[ATTACHED.section] = f"texts/{row['document']}.txt"
    return {f"texts/{slug}.txt": content for slug, content in texts.items()}


def _files(rows: Rows) -> dict[str, str]:
    """The text of each file by its name: the codebook apart, demands by party."""
    files = {}
    for section, records in nest(rows).items():
        for name, part in _parts(section, records):
            if len(part) > LARGE:
                files[f"{name}.jsonl"] = "".join(dump_jsonl({section: part}))
            else:
                files[f"{name}.yaml"] = dump_yaml({section: part})
    return files


def _parts(section: str, records: list[dict[str, Any]]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    if section in CODEBOOK:
        yield f"codebook/{section}", records
    elif section == "demands":
        for party in dict.fromkeys(record["party"] for record in records):
            yield f"demands/{party}", [record for record in records if record["party"] == party]
    else:
        yield section, records
