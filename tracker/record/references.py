"""Finding what the staged records name: slugs become ids, and a name that nothing bears is a fault."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import psycopg

from tracker.bundle.entities import ABOUT_KINDS, Field
from tracker.record.columns import NULLABLE, Layout, Target, literal, quoted
from tracker.record.faults import Faults
from tracker.record.stage import Stage

NEAREST = 3
NOBODY = 0  # the id of no record
# A join that finds what bore another name before, and what stands for its value beside that of the name of today.
OLDER = re.compile(r"^LEFT JOIN (older|given_name|tracker[.]\w+ renamed) ")
JOINED = re.compile(r" (\w+) ON ")  # the last is the name of what is joined
OLDER_VALUE = re.compile(r", (?:\w+_older[.]record_id|(?:renamed|given)[.]\w+)(?=[,)])")
# How a record of a kind that is named by more than a slug is told from others of its name in the bundle: the
# columns of its staging table, and the same as the record that refers to it has them.
BESIDE = {"passage": "document", "version": "demand"}
# Inside which kinds of record a record of a kind stands: where one of these is faulty, it may be what is missing there.
AROUND = {"passage": ("document", "passage"), "version": ("demand",), "code": ("attribute",)}
# What says what another field of the same record means, and may stand in another piece of it.
TELLING = ("document", "via_document", "on_document", "about_kind", "about")


class References:
    """Makes of each staging table `stage_X` a table `found_X` with ids in place of names."""

    def __init__(self, connection: psycopg.Connection[Any], stage: Stage, faults: Faults) -> None:
        self._connection = connection
        self._stage = stage
        self._faults = faults

    def find(self, layout: Layout) -> None:
        if layout.slugged and "via_document" in layout.staged:
            self._share(layout)
        self._connection.execute(
            f"""
            SET LOCAL join_collapse_limit = 1;
            CREATE TEMP TABLE found_{layout.name} ON COMMIT DROP AS {found(layout)};
            SET LOCAL join_collapse_limit = DEFAULT;
            ANALYZE found_{layout.name} ({", ".join(("seq", *map(quoted, layout.key)))})
            """.encode()
        )
        self._faults.add(*(self._missing(layout, t) for t in layout.written if t.to and not t.late))
        if layout.name == "assessment":
            self._missing_subject()
        unknown = f"NOT r.remove AND NOT ({layout.known('r')})"
        self._faults.add(f"SELECT r.seq, '', NULL, NULL FROM found_{layout.name} r WHERE {unknown}")

    def _share(self, layout: Layout) -> None:
        """The pieces of one record hear of each other what they must know to be understood."""
        given = f"SELECT min(g.slug) FROM given_name g WHERE g.entity = '{layout.name}' AND g.alias = s.own"
        name = f"coalesce(({given}), s.own)"
        telling = [column for column in TELLING if column in layout.staged]
        said = {column: f"s.named & {layout.bit(column)} <> 0" for column in telling}
        first = ", ".join(
            f"(array_agg(s.{column} ORDER BY s.seq) FILTER (WHERE {said[column]}))[1] AS {column}" for column in telling
        )
        values = ", ".join(
            f"{column} = CASE WHEN {said[column]} THEN s.{column} ELSE o.{column} END" for column in telling
        )
        stage = f"stage_{layout.name}"
        pieces = f"(SELECT {name} AS name, s.* FROM (SELECT x.{quoted(layout.name)} AS own, x.* FROM {stage} x) s)"
        self._connection.execute(
            f"""
            UPDATE {stage} s SET {values}
            FROM (SELECT s.name, {first} FROM {pieces} s GROUP BY s.name HAVING count(*) > 1) o
            JOIN {pieces} i USING (name) WHERE i.seq = s.seq
            """.encode()
        )

    def _missing(self, layout: Layout, target: Target) -> str:
        """A name that nothing bears, in the database or in the bundle. Where the bundle has such a record, that is the
        one at fault."""
        staged = target.named_by[0]
        field = next((f for f in layout.entity.fields if f.name == staged), None)
        told = [f"NOT {one}" for one in self._in_bundle(target, staged, field)] + _by_itself(layout, target, staged)
        message = self._not_there(target, staged, field)
        return f"""
            SELECT s.seq, '{staged}', s.{quoted(staged)},
                {f"CASE WHEN {' AND '.join(told)} THEN {message} END" if told else message}
            FROM found_{layout.name} r JOIN stage_{layout.name} s USING (seq)
            WHERE r.{quoted(target.column)} IS NULL AND s.{quoted(staged)} IS NOT NULL
                AND NOT s.remove AND {layout.names(target, "s")}
            """

    def _in_bundle(self, target: Target, staged: str, field: Field | None) -> list[str]:
        """SQL: the bundle has such a record, or a faulty one in which it may stand."""
        kind, there = target.to, []
        beside = f"x.{BESIDE[kind]} = s.{_beside(kind, staged)}" if kind in BESIDE else ""
        of_attribute = f"x.attribute = {literal(field.to)}" if kind == "code" and field else ""
        place = " AND ".join(filter(None, [beside, of_attribute]))
        if kind in self._stage.counts:
            named = f"NOT x.remove AND x.{quoted(kind)} = s.{quoted(staged)}"
            there.append(f"EXISTS (SELECT FROM stage_{kind} x WHERE {' AND '.join(filter(None, [named, place]))})")
        for around in AROUND.get(kind, ()):
            if place and around in self._stage.counts:
                there.append(f"EXISTS (SELECT FROM stage_{around} x WHERE x.faulty AND {place})")
        return there

    def _not_there(self, target: Target, staged: str, field: Field | None) -> str:
        """SQL for `there is no actor of this name; the nearest are …`; for a code, all that its attribute has."""
        name, kind = f"s.{quoted(staged)}", target.to
        if kind == "code" and field:
            codes = (
                f"tracker.code x JOIN tracker.attribute a ON a.id = x.attribute_id WHERE a.slug = {literal(field.to)}"
            )
            return _listing(f"{field.to} has no such code; it has ", "x.slug", codes)
        if kind == "version":
            versions = "tracker.version x JOIN tracker.demand d ON d.id = x.demand_id AND d.slug = s.demand"
            return _listing("the demand has no version of this name; it has ", "x.name", versions)
        if kind == "passage":
            document = f"x.document_id = r.{quoted(_beside(kind, staged) + '_id')}"
            return nearest("passage of this name in its document", "label", f"tracker.passage x WHERE {document}", name)
        return nearest(f"{kind} of this name", "slug", self._names(kind), name)

    def _names(self, kind: str) -> str:
        """SQL for the names of a kind, those that the bundle gives to records at fault included."""
        if kind not in self._stage.counts:
            return f"tracker.{kind} x"
        given = f"SELECT {quoted(kind)} FROM stage_{kind} WHERE NOT remove"
        return f"(SELECT slug FROM tracker.{kind} UNION {given}) x"

    def _missing_subject(self) -> None:
        about = self._stage.layouts["assessment"].bit("about")
        found = "num_nonnulls(r.about_demand_id, r.about_topic_id, r.about_actor_id, r.about_document_id) > 0"
        label = "s.about LIKE '%#%' AND r.about_passage_id IS NULL"
        process = "r.process_id IS DISTINCT FROM coalesce(p.id, older.record_id)"
        kind = "coalesce(s.about_kind, (SELECT t.about_kind FROM tracker.assessment t WHERE t.slug = r.slug))"
        subjects = [name for name in ABOUT_KINDS if name != "process" and name in self._stage.counts]
        given = "".join(
            f" WHEN '{name}' THEN EXISTS (SELECT FROM stage_{name} x WHERE NOT x.remove"
            f" AND x.{name} = split_part(s.about, '#', 1))"
            for name in subjects
        )
        passages = " OR ".join(
            f"EXISTS (SELECT FROM stage_{name} x WHERE x.document = split_part(s.about, '#', 1) AND (x.faulty"
            + (" OR x.passage = split_part(s.about, '#', 2)))" if name == "passage" else "))")
            for name in AROUND["passage"]
            if name in self._stage.counts
        )
        subject = f"CASE k.kind{given} ELSE false END" if given else "false"
        in_bundle = f"CASE WHEN {found} THEN {passages or 'false'} ELSE {subject} END"
        self._faults.add(
            f"""
            SELECT s.seq, 'about', s.about, CASE WHEN {in_bundle} THEN NULL
                WHEN k.kind = 'process' THEN 'expected the process of the assessment'
                ELSE 'there is no ' || CASE WHEN {found} THEN 'passage' ELSE k.kind END || ' of this name' END
            FROM found_assessment r JOIN stage_assessment s USING (seq)
            CROSS JOIN LATERAL (SELECT {kind} AS kind) k
            LEFT JOIN tracker.process p ON p.slug = s.about
            LEFT JOIN older ON older.entity = 'process' AND older.alias = s.about
            WHERE s.about IS NOT NULL AND s.named & {about} <> 0 AND CASE k.kind
                WHEN 'process' THEN {process} AND r.process_id IS NOT NULL ELSE NOT {found} OR {label} END
            """
        )


def found(layout: Layout, more: Iterable[str] = (), by_older_names: bool = True, named: int = -1) -> str:
    """SQL for the staged rows of a kind with what they name, and `more` columns over `s`.

    It has a dozen outer joins, for whose order the planner would search longer than they take: it is run with
    join_collapse_limit = 1. Joins are left out where no record bears an older name, or none names some columns:
    `named` has the bits of the others.
    """
    joins = _own(layout) if layout.slugged else []
    joins = list(dict.fromkeys([*joins, *(join for target in layout.targets for join in target.joins)]))
    columns = [f"{_value(layout, t, by_older_names, named)} AS {quoted(t.column)}" for t in layout.written]
    if not by_older_names:
        joins = [OLDER_VALUE.sub("", join) for join in joins if not OLDER.search(join)]
        columns = [OLDER_VALUE.sub("", column) for column in columns]
    return f"""
        SELECT s.seq, s.named, s.remove, s.sets, s.owner, s.faulty, {", ".join([*columns, *more])}
        FROM stage_{layout.name} s {" ".join(_needed(joins, columns))}
        """


def _needed(joins: list[str], columns: list[str]) -> list[str]:
    """Those joins that give a value, or help another to be found."""
    needed: list[str] = []
    for join in reversed(joins):
        alias = JOINED.findall(join)[-1]
        if any(re.search(rf"\b{alias}[.]", text) for text in [*columns, *needed]):
            needed.insert(0, join)
    return needed


def _own(layout: Layout) -> list[str]:
    """A record may be named by a slug that it bore before."""
    slug, name = f"s.{quoted(layout.name)}", layout.name
    return [
        f"LEFT JOIN tracker.{name} own ON own.slug = {slug}",
        f"LEFT JOIN older own_older ON own_older.entity = '{name}' AND own_older.alias = {slug}",
        f"LEFT JOIN tracker.{name} renamed ON renamed.id = own_older.record_id",
        f"LEFT JOIN given_name given ON given.entity = '{name}' AND given.alias = {slug}",
    ]


def _value(layout: Layout, target: Target, by_older_names: bool, named: int) -> str:
    if target.to and target.named_by and not target.late and not named & layout.mask(target.named_by):
        return "NULL::bigint"
    if target.column == "slug" and layout.slugged and by_older_names:
        return f"coalesce(own.slug, renamed.slug, given.slug, s.{quoted(layout.name)})"
    if target.to and target.column in NULLABLE:  # what is to go and names what is not there is not what names nothing
        given = f"s.{quoted(target.named_by[0])}"
        return f"coalesce({target.value}, CASE WHEN s.remove AND {given} IS NOT NULL THEN {NOBODY} END)"
    return target.value


def _beside(kind: str, staged: str) -> str:
    """The column beside a reference that says of which document, or of which demand."""
    return staged.replace("passage", "document") if kind == "passage" else "demand"


def _listing(told: str, name: str, source: str) -> str:
    names = f"SELECT string_agg({name}, ', ' ORDER BY {name} COLLATE \"C\") FROM {source}"
    return f"{literal(told)} || coalesce(({names}), 'none')"


def nearest(what: str, name: str, source: str, wanted: str) -> str:
    """SQL for `there is no WHAT; the nearest are …`, from the names in a source of rows `x`."""
    near = (
        f"SELECT x.{name} AS near FROM {source}"
        f' ORDER BY tracker.likeness(x.{name}, {wanted}) DESC, x.{name} COLLATE "C" LIMIT {NEAREST}'
    )
    return (
        f"{literal(f'there is no {what}')}"
        f" || coalesce('; the nearest are ' || (SELECT string_agg(n.near, ', ') FROM ({near}) n), '')"
    )


def _by_itself(layout: Layout, target: Target, staged: str) -> list[str]:
    """SQL: not the fault of what stands beside it: an `opposes` link, or a passage, is found only with its document."""
    slug = f"s.{quoted(staged)}"
    if layout.name == "link":
        return [
            f"NOT EXISTS (SELECT FROM tracker.demand x WHERE x.slug = {slug})",
            f"NOT EXISTS (SELECT FROM older x WHERE x.entity = 'demand' AND x.alias = {slug})",
        ]
    if target.to in BESIDE and f"{_beside(target.to, staged)}_id" in {t.column for t in layout.written}:
        beside = _beside(target.to, staged)
        return [f"(s.{beside} IS NULL OR r.{quoted(beside + '_id')} IS NOT NULL)"]
    return []
