"""Trees -> flat records, with all faults. The door to bundles: `read`.

A record that holds others is followed by them. A bundle of a million lines is read as a stream: records are
handed out document by document (in JSONL line by line, in CSV row by row) and nothing else is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

from tracker.bundle.entities import precision_of
from tracker.bundle.faults import Faults
from tracker.bundle.load import Document, Source, find_sources, load
from tracker.bundle.record import NO_SETS, Record, Scope, Values
from tracker.bundle.rules import Rule
from tracker.bundle.suggest import unknown
from tracker.bundle.tables import REMOVE, Table, sections
from tracker.bundle.tree import PositionedDict, PositionedList, Tree, line_of_key
from tracker.bundle.values import Refused, boolean, list_of, name, refused

# The lines of the records of a list, by what tells them apart.
Seen: TypeAlias = dict[object, int]

# What may stand in a document beside the sections; editors look for the schema there.
SCOPE, SCHEMA = "scope", "$schema"


class Bundle:
    """The files of a bundle and, read once, their records.

    `files` are named as the user named them; `size` is what there is to read and `done` what has been read, in
    bytes. `scope` is known when all records have been read, and so is `faults`. `whole` is false where something could
    not be read: then nobody knows which records the bundle has.
    """

    def __init__(self, sources: Sequence[Source], faults: Faults) -> None:
        self.sources = sources
        self.faults = faults
        self.whole = not faults
        self.files = [source.name for source in sources]
        self.size = sum(source.size for source in sources)
        self.scope: Scope | None = None
        self.records = self._read()

    @property
    def done(self) -> int:
        return sum(source.done for source in self.sources)

    def _read(self) -> Iterator[Record]:
        """All records, those at fault as far as they can be used; raises BundleError at the end if there is any."""
        for index in range(len(self.sources)):
            yield from self.records_of(index)
        self.faults.raise_if_any()

    def records_of(self, index: int) -> Iterator[Record]:
        """The records of one file. Faults are noted."""
        reading = Reading(self.sources[index], index, self.faults)
        yield from reading.records()
        self.take(reading.scopes, reading.whole)

    def take(self, scopes: Iterable[Scope], whole: bool) -> None:
        """Notes what was said in a file, or in a part of it, beside the records."""
        self.whole = self.whole and whole
        for scope in scopes:
            if self.scope is None:
                self.scope = scope
            elif self.scope.names != scope.names:
                place = f"{self.files[self.scope.file]}:{self.scope.line}"
                told = f"expected the same scope as in {place}"
                self.faults.add(self.files[scope.file], scope.line, SCOPE, "", told)


class Reading:
    """One file, or a part of it, being read. `scopes` has those that differ. Not `whole`: some could not be read."""

    def __init__(self, source: Source, index: int, faults: Faults) -> None:
        self._source = source
        self._checker = _Checker(source.name, index, faults)
        self._faults = faults
        self.scopes: list[Scope] = []

    def records(self) -> Iterator[Record]:
        for document in load(self._source, self._faults):
            yield from self._checker.check(document)
            scope = self._checker.scope
            if scope is not None and all(scope.names != other.names for other in self.scopes):
                self.scopes.append(scope)

    @property
    def whole(self) -> bool:
        return self._source.whole and self._checker.whole


def read(paths: Sequence[Path]) -> Bundle:
    """Open a bundle of files and folders. Its faults are raised together, as BundleError, by `Bundle.records`."""
    faults = Faults()
    sources = find_sources(paths, faults)
    if not sources:
        faults.raise_if_any()
    return Bundle(sources, faults)


class _Checker:
    """Checks the documents of one file."""

    def __init__(self, file: str, index: int, faults: Faults) -> None:
        self._file = file
        self._index = index
        self._faults = faults
        self._records: list[Record] = []
        self._line = 1  # of the document, and so of all in it where no lines are kept
        self._trail: list[tuple[Table, object, int]] = []  # the records around the one in hand, itself included
        self.scope: Scope | None = None
        self.whole = True

    def check(self, document: Document) -> list[Record]:
        self._records, self._line, tree = [], document.line, document.tree
        if not isinstance(tree, dict):
            self._fault("", "expected a mapping with sections such as `demands` or `documents`", "", self._line)
            self.whole = False
            return []
        try:
            self._sections(tree)
        except RecursionError:
            self._trail.clear()
            self._fault("", "nested too deep", "", self._line)
            self.whole = False
        return self._records

    def _sections(self, tree: dict[str, Tree]) -> None:
        tables = sections()
        for section, raw in tree.items():
            line = line_of_key(tree, section, self._line)
            if section in tables:
                self.whole = self._list(tables[section], section, raw, line, {}, {}) and self.whole
            elif section == SCOPE:
                self._scope(raw, line)
            elif section != SCHEMA:
                self._fault(section, unknown("section", section, [*tables, SCOPE]), "", line)
                self.whole = False

    def _list(self, table: Table, section: str, raw: Tree, line: int, above: Values, seen: Seen) -> bool:
        """Whether every record of the list could be read."""
        if raw is None:
            return True
        if not isinstance(raw, list):
            self._fault(section, "expected a list", raw if isinstance(raw, str) else "", line)
            return False
        whole = True
        lines = raw.lines if isinstance(raw, PositionedList) else None
        alone = len(raw) == 1 and not seen
        for index, item in enumerate(raw):
            if section == "aliases" and not isinstance(item, dict):
                item = {"alias": item}
            self._trail.append((table, item, index))
            at = lines[index] if lines else self._line
            if isinstance(item, dict):
                self._record(table, item, at, above, seen, alone)
            else:
                self._fault("", "expected a mapping of fields", item if isinstance(item, str) else "", at)
                whole = False
            self._trail.pop()
        return whole

    def _record(self, table: Table, item: dict[str, Tree], line: int, above: Values, seen: Seen, alone: bool) -> None:
        values = {**table.blank, **above}
        columns, puts = table.columns, table.puts
        before = self._faults.count
        inside: list[str] = []
        beside: list[str] = []
        for key, raw in item.items():
            try:
                if key in columns:
                    values[key] = columns[key][raw] if raw.__class__ is str else columns[key].convert(raw)
                elif key in puts:
                    puts[key](values, raw)
                else:
                    (inside if key in table.children else beside).append(key)
            except Refused as error:
                self._refused(key, error, line_of_key(item, key, line))
        lines = item.lines if isinstance(item, PositionedDict) else None
        record = Record(table.entity.name, values, self._index, line, False, None, NO_SETS, lines)
        if beside:
            self._specials(table, item, record, beside)
        for key in table.needs:
            if values[key] is None and key not in item:
                self._fault(key, f"missing; every {table.entity.name} needs it", "", line)
        for rule in table.rules:
            self._follow(rule, record)
        if not alone or table.entity.nests:
            self._once(table, record, seen)
        record.faulty = self._faults.count > before
        self._records.append(record)
        if inside:
            self._inside(table, item, record, inside, seen)

    def _follow(self, rule: Rule, record: Record) -> None:
        if wrong := rule(record.values):
            field, message = wrong
            self._fault(field, message, str(record.values[field]), record.line_of(field))

    def _once(self, table: Table, record: Record, seen: Seen) -> None:
        """A list names a record once; `seen` has the lines of those before it."""
        key = table.own_key(record.values)
        if key not in seen:
            seen[key] = record.line
        elif all(record.values[column] is not None for column in table.needs):
            whole = "document" if table.entity.nests else "list"
            message = f"the same {table.entity.name} twice in one {whole}, first on line {seen[key]}"
            self._fault("", message, "", record.line)

    def _specials(self, table: Table, item: dict[str, Tree], record: Record, names: list[str]) -> None:
        for key in names:
            line = line_of_key(item, key, record.line)
            try:
                if key not in table.specials:
                    raise refused(_not_taken(table, key))
                if key == REMOVE:
                    record.remove = boolean(item[key]) or False
                else:
                    record.renamed_from = name(item[key])
                    if record.renamed_from == record.values[table.own[-1]]:
                        raise refused("expected the old name, not the new one", record.renamed_from)
            except Refused as error:
                self._refused(key, error, line)
        if record.remove:
            self._only_key(table, item, record)

    def _only_key(self, table: Table, item: dict[str, Tree], record: Record) -> None:
        for key in item:
            if key not in table.key_as_written and key != REMOVE:
                line = line_of_key(item, key, record.line)
                self._fault(key, f"a {table.entity.name} to be removed takes only its key", "", line)
        record.values = {column: record.values[column] for column in table.blank}

    def _inside(self, table: Table, item: dict[str, Tree], record: Record, names: list[str], seen: Seen) -> None:
        if table.whole:
            record.sets = table.whole.intersection(names)
        for section in names:
            child = table.children[section]
            above = {own: record.values[there] for own, there in child.inherits}
            if child is table:  # passages below a passage are known by the same document
                above["parent"] = record.values[table.own[-1]]
            line = line_of_key(item, section, record.line)
            whole = self._list(child, section, item[section], line, above, seen if child is table else {})
            record.faulty = record.faulty or not whole

    def _scope(self, raw: Tree, line: int) -> None:
        try:
            if not isinstance(raw, dict) or len(raw) != 1 or not raw.keys() <= {"process", "documents"}:
                raise refused("expected {process: slug} or {documents: [slug, …]}")
            process, documents = name(raw.get("process")), list_of(name)(raw.get("documents"))
            if process is None and not documents:
                raise refused("expected a process or documents")
            self.scope = Scope(process, tuple(sorted(set(documents))), self._index, line)
        except Refused as error:
            self._refused(SCOPE, error, line)

    def _refused(self, field: str, error: Refused, line: int) -> None:
        for wrong in error.wrongs:
            self._fault(field + wrong.path, wrong.message, wrong.value, wrong.line or line)

    def _fault(self, field: str, message: str, value: str, line: int) -> None:
        self._faults.add(self._file, line, _place(self._trail, field), value, message)


def _not_taken(table: Table, key: str) -> str:
    for name_of in table.takes:
        if precision_of(name_of) == key:
            return f"not entered; it follows from how `{name_of}` is written"
    if key == REMOVE:
        return f"not taken here; leave the entry out, as `{table.entity.section}` is replaced whole"
    return unknown("field", key, table.takes)


def _place(trail: Sequence[tuple[Table, object, int]], field: str) -> str:
    """Where a field stands: `demand ru.x, version 2024-06-14: citations[0].document`."""
    named: list[str] = []
    path: list[str] = []
    for depth, (table, item, index) in enumerate(trail, 1):
        own = table.entity.own_key
        slug = item.get(own) if own and isinstance(item, dict) else None
        if isinstance(slug, str) and slug and not (depth == len(trail) and field == own):
            named += [*path, f"{table.entity.name} {slug}"]
            path = []
        else:
            path.append(f"{table.entity.section}[{index}]")
    inner = ".".join([*path, field] if field else path)
    return ": ".join(filter(None, [", ".join(named), inner]))
