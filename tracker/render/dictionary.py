"""The data dictionary: for a terminal, as a Markdown document with pictures, and as rows of one shape for machines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from tracker.query.dictionary import Column, Dictionary, Source
from tracker.render import diagram
from tracker.render.paper import Paper, Span

# What belongs together, in the order in which it is read.
THEMES = {
    "Processes and people": ("process", "party", "actor", "affiliation", "meeting", "delegation"),
    "Sources": ("document", "passage", "coverage", "external_id"),
    "Demands through time": ("demand", "version", "position", "change", "link", "ending"),
    "Content and evidence": ("term", "term_evidence", "citation"),
    "Agreements": ("agreement", "agreement_term", "settlement"),
    "Answers, figures, judgements": ("response", "figure", "assessment"),
    "Codebook": ("topic", "attribute", "code", "place", "event"),
    "Our record": ("changeset",),
}
FUNCTIONS = "Functions"
HEAD = """\
# Data dictionary

Made from the comments in the database by `tracker db dictionary --format markdown`; a test keeps it fresh. In the
database itself: `\\d+ analysis.demand` and `\\df+ analysis.diff` in psql, or `tracker db dictionary demand`. How to ask
questions with it: [analysts.md](analysts.md).

A **slug** is the name of a record: letters, digits, `.` and `-`. Where a column *refers to* a view, it has slugs of
that view's column of the same name; a label of a passage goes with the document in the column beside it, the name of a
version with the demand. A column that may be null says what null means. Arrays (`text[]`) are never null.

The pictures show keys (PK) and what refers to another view (FK; which one stands beside it, where it bears another
name), and no other columns. A line leads from a view to those that refer to it, and names the columns that do.
"""


class Entry(NamedTuple):
    """A schema, view or function, or a column or argument of one; `name` is null for the thing itself."""

    kind: str
    object: str
    name: str | None = None
    type: str | None = None
    key: bool | None = None
    nullable: bool | None = None
    default: str | None = None
    refers_to: str | None = None
    in_past: bool | None = None
    comment: str = ""


def entries(found: Dictionary) -> list[Entry]:
    """All of it as rows of one shape, for machines."""
    schemas = [Entry("schema", name, comment=comment) for name, comment in found.schemas]
    return [*schemas, *(entry for source in found.sources for entry in _entries(source))]


def _entries(source: Source) -> Iterator[Entry]:
    yield Entry(source.kind, source.name, in_past=source.in_past, comment=source.comment)
    for kind, columns in (("argument", source.arguments), ("column", source.columns)):
        for c in columns:
            key = c.key if source.kind == "view" else None
            nullable = c.nullable if kind == "column" else None
            yield Entry(
                kind, source.name, c.name, c.type, key, nullable, c.default, c.refers_to, source.in_past, c.comment
            )


def told(found: Dictionary, paper: Paper) -> Iterator[str]:
    """For a terminal: each view and function, and below it its columns."""
    for name, comment in found.schemas:
        yield from paper.flow([Span(name, "slug"), f": {comment}"], rest="    ")
    for number, (title, sources) in enumerate(_themes(found)):
        if len(found.sources) > 1:
            yield from ["", paper.rule(Span(title, "bold"))]
        for place, source in enumerate(sources):
            yield from [""] if number + place and len(found.sources) > 1 else []
            yield from _source_told(source, paper)


def _source_told(source: Source, paper: Paper) -> Iterator[str]:
    yield from paper.flow([Span(signature(source), "bold")], rest="    ")
    yield from paper.flow(source.comment, "  ")
    for title, columns in (("argument", source.arguments), ("column", source.columns)):
        for column in columns:
            mark = " (argument)" if title == "argument" else ", key" if column.key else ""
            refers = f" → {column.refers_to}" if column.refers_to and paper.unicode else ""
            kind = Span(f" {column.type}{mark}{refers}", "dim")
            yield from paper.flow([Span(column.name, "slug"), kind, f": {column.comment}"], "  ", "      ")


def signature(source: Source) -> str:
    """`diff(from_date date, with_persisted boolean default false)`; of a view its name."""
    if source.kind == "view":
        return source.name
    given = (f"{c.name} {c.type}" + (f" default {_plain(c.default)}" if c.default else "") for c in source.arguments)
    return f"{source.name}({', '.join(given)})"


def _plain(default: str) -> str:
    """`NULL::text` -> `null`."""
    return default.partition("::")[0].lower()


def _themes(found: Dictionary) -> Iterator[tuple[str, list[Source]]]:
    """Each theme with its views, in our order; then the functions."""
    by_name = {source.name: source for source in found.sources}
    themes = [*THEMES.items(), (FUNCTIONS, [s.name for s in found.sources if s.kind == "function"])]
    for title, names in themes:
        if some := [by_name[name] for name in names if name in by_name]:
            yield title, some


def document(found: Dictionary) -> Iterator[str]:
    """Markdown, with a picture a theme; headings are the names, so that `dictionary.md#demand` leads to one."""
    if not found.schemas:
        for source in found.sources:
            yield from _section(source, "#")
        return
    yield from HEAD.splitlines()
    yield from _contents(found)
    yield from _schemas(found)
    for title, sources in _themes(found):
        yield from ["", f"## {title}", ""]
        if title != FUNCTIONS and len(sources) > 1:
            yield from ["```mermaid", *diagram.lines(sources), "```", ""]
        for source in sources:
            yield from [*_section(source, "###"), ""]


def _contents(found: Dictionary) -> Iterator[str]:
    yield from ["", "| theme | views and functions |", "| --- | --- |"]
    for title, sources in _themes(found):
        yield f"| {title} | {', '.join(_link(source.name) for source in sources)} |"


def _schemas(found: Dictionary) -> Iterator[str]:
    alone = [f"`{source.name}`" for source in found.sources if not source.in_past]
    yield from ["", "| schema | what it holds |", "| --- | --- |"]
    for name, comment in found.schemas:
        yield f"| `{name}` | {comment} |"
    yield from ["", f"Schema `past` has the same views and functions as `analysis`, but for {' and '.join(alone)}."]


def _section(source: Source, level: str) -> Iterator[str]:
    yield from [f"{level} {source.name}", ""]
    if source.kind == "function":
        yield from [f"`{signature(source)}`", ""]
    yield source.comment
    if source.arguments:
        rows = [[f"`{c.name}`", c.type, c.comment] for c in source.arguments]
        yield from _table(("argument", "type", "meaning"), rows)
    if source.columns and source.kind == "function":
        rows = [[f"`{c.name}`", c.type, _refers(c), c.comment] for c in source.columns]
        yield from _table(("returned", "type", "refers to", "meaning"), rows)
    elif source.columns:
        rows = [[f"`{c.name}`", c.type, "key" if c.key else "", _refers(c), c.comment] for c in source.columns]
        yield from _table(("column", "type", "key", "refers to", "meaning"), rows)


def _refers(column: Column) -> str:
    return _link(column.refers_to) if column.refers_to else ""


def _link(name: str) -> str:
    return f"[{name}](#{name})"


def _table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Comments are ours: plain sentences, in which only what would end a cell or be taken for a mark is escaped."""
    yield from ["", f"| {' | '.join(titles)} |", f"|{' --- |' * len(titles)}"]
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"
