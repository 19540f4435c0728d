"""Finding what the staged records name: slugs become ids, and a name that nothing bears is a fault."""

from __future__ import annotations

from typing import Any

import psycopg

from tracker.bundle.entities import Field
from tracker.record.columns import Layout, Target, literal, quoted
from tracker.record.faults import Faults
from tracker.record.stage import Stage

NEAREST = 3
# How a record of a kind that is named by more than a slug is told from others of its name in the bundle: the
# columns of its staging table, and the same as the record that refers to it has them.
BESIDE = {"passage": "document", "version": "demand"}


class References:
    """Makes of each staging table `stage_X` a table `found_X` with ids in place of names."""

    def __init__(self, connection: psycopg.Connection[Any], stage: Stage, faults: Faults) -> None:
        self._connection = connection
        self._stage = stage
        self._faults = faults

    def find(self, layout: Layout) -> None:
        joins = _own(layout) if layout.slugged else []
        joins += [join for target in layout.targets for join in target.joins]
        columns = ", ".join(f"{_value(layout, t)} AS {quoted(t.column)}" for t in layout.written)
        # A dozen outer joins, for whose order the planner would search longer than they take.
        self._connection.execute(
            f"""
            SET LOCAL join_collapse_limit = 1;
            CREATE TEMP TABLE found_{layout.name} ON COMMIT DROP AS
            SELECT s.seq, s.named, s.remove, s.sets, s.owner, {columns}
            FROM stage_{layout.name} s {" ".join(dict.fromkeys(joins))};
            SET LOCAL join_collapse_limit = DEFAULT
            """.encode()
        )
        self._faults.add(*(self._missing(layout, t) for t in layout.written if t.to and not t.late))
        if layout.name == "assessment":
            self._missing_subject()

    def _missing(self, layout: Layout, target: Target) -> str:
        """A name that nothing bears, in the database or in the bundle."""
        staged = target.named_by[0]
        field = next((f for f in layout.entity.fields if f.name == staged), None)
        nowhere = "" if target.to not in self._stage.counts else f"AND NOT {_in_bundle(target, staged, field)}"
        return f"""
            SELECT s.seq, '{staged}', s.{quoted(staged)}, {_not_there(target, staged, field)}
            FROM found_{layout.name} r JOIN stage_{layout.name} s USING (seq)
            WHERE r.{quoted(target.column)} IS NULL AND s.{quoted(staged)} IS NOT NULL {nowhere}
                AND NOT s.remove {_by_itself(layout, target, staged)}
            """

    def _missing_subject(self) -> None:
        found = "num_nonnulls(r.about_demand_id, r.about_topic_id, r.about_actor_id, r.about_document_id) > 0"
        label = "s.about LIKE '%#%' AND r.about_passage_id IS NULL"
        process = "r.process_id IS DISTINCT FROM coalesce(p.id, older.record_id)"
        kind = "coalesce(s.about_kind, (SELECT t.about_kind FROM tracker.assessment t WHERE t.slug = r.slug))"
        self._faults.add(
            f"""
            SELECT s.seq, 'about', s.about, CASE k.kind WHEN 'process' THEN 'expected the process of the assessment'
                ELSE 'there is no ' || CASE WHEN {found} THEN 'passage' ELSE k.kind END || ' of this name' END
            FROM found_assessment r JOIN stage_assessment s USING (seq)
            CROSS JOIN LATERAL (SELECT {kind} AS kind) k
            LEFT JOIN tracker.process p ON p.slug = s.about
            LEFT JOIN older ON older.entity = 'process' AND older.alias = s.about
            WHERE s.about IS NOT NULL AND CASE k.kind WHEN 'process' THEN {process} AND r.process_id IS NOT NULL
                ELSE NOT {found} OR {label} END
            """
        )


def _own(layout: Layout) -> list[str]:
    """A record may be named by a slug that it bore before."""
    slug, name = f"s.{quoted(layout.name)}", layout.name
    return [
        f"LEFT JOIN tracker.{name} own ON own.slug = {slug}",
        f"LEFT JOIN older own_older ON own_older.entity = '{name}' AND own_older.alias = {slug}",
        f"LEFT JOIN tracker.{name} renamed ON renamed.id = own_older.record_id",
        f"LEFT JOIN given_name given ON given.entity = '{name}' AND given.alias = {slug}",
    ]


def _value(layout: Layout, target: Target) -> str:
    if target.column == "slug" and layout.slugged:
        return f"coalesce(own.slug, renamed.slug, given.slug, s.{quoted(layout.name)})"
    return target.value


def _in_bundle(target: Target, staged: str, field: Field | None) -> str:
    """The bundle has such a record, so that its own fault is told and not that of all who name it."""
    kind = target.to
    own = {"version": "version", "passage": "passage"}.get(kind, kind)
    conditions = ["NOT x.remove", f"x.{quoted(own)} = s.{quoted(staged)}"]
    if kind in BESIDE:
        conditions.append(f"x.{BESIDE[kind]} = s.{_beside(kind, staged)}")
    if kind == "code" and field:
        conditions.append(f"x.attribute = {literal(field.to)}")
    return f"EXISTS (SELECT FROM stage_{kind} x WHERE {' AND '.join(conditions)})"


def _beside(kind: str, staged: str) -> str:
    """The column beside a reference that says of which document, or of which demand."""
    return staged.replace("passage", "document") if kind == "passage" else "demand"


def _not_there(target: Target, staged: str, field: Field | None) -> str:
    """SQL for `there is no actor of this name; the nearest are …`; for a code, all that its attribute has."""
    name, kind = f"s.{quoted(staged)}", target.to
    if kind == "code" and field:
        codes = f"tracker.code x JOIN tracker.attribute a ON a.id = x.attribute_id WHERE a.slug = {literal(field.to)}"
        return _listing(f"{field.to} has no such code; it has ", "x.slug", codes)
    if kind == "version":
        versions = "tracker.version x JOIN tracker.demand d ON d.id = x.demand_id AND d.slug = s.demand"
        return _listing("the demand has no version of this name; it has ", "x.name", versions)
    if kind == "passage":
        document = f"x.document_id = r.{quoted(_beside(kind, staged) + '_id')}"
        return nearest("passage of this name in its document", "label", f"tracker.passage x WHERE {document}", name)
    return nearest(f"{kind} of this name", "slug", f"tracker.{kind} x", name)


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


def _by_itself(layout: Layout, target: Target, staged: str) -> str:
    """Not the fault of what stands beside it: an `opposes` link, or a passage, is found only with its document."""
    slug = f"s.{quoted(staged)}"
    if layout.name == "link":
        return (
            f"AND NOT EXISTS (SELECT FROM tracker.demand x WHERE x.slug = {slug})"
            f" AND NOT EXISTS (SELECT FROM older x WHERE x.entity = 'demand' AND x.alias = {slug})"
        )
    if target.to in BESIDE and f"{_beside(target.to, staged)}_id" in {t.column for t in layout.written}:
        beside = _beside(target.to, staged)
        return f"AND (s.{beside} IS NULL OR r.{quoted(beside + '_id')} IS NOT NULL)"
    return ""
