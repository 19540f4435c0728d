"""Names that records bore before: renaming by `renamed_from`, and the aliases by which older names are understood."""

from __future__ import annotations

from typing import Any, NamedTuple

import psycopg

from tracker.bundle.entities import RENAMEABLE, SLUGGED
from tracker.record.columns import Layout, quoted
from tracker.record.faults import Faults
from tracker.record.stage import Stage

# `given_name` has the aliases that the bundle gives; `older` all that are understood: those of records that stand,
# and of records that this import has added.
TABLES = """
CREATE TEMP TABLE given_name (entity text, alias text, slug text) ON COMMIT DROP;
CREATE TEMP TABLE given_alias (entity text, alias text, record_id bigint) ON COMMIT DROP;
CREATE TEMP VIEW older AS
SELECT entity, alias, record_id FROM tracker.alias UNION ALL SELECT entity, alias, record_id FROM given_alias;
"""


class Renamed(NamedTuple):
    layout: Layout
    old: str
    new: str
    seq: int
    id: int


class Names:
    """Renames records before anything is planned, so that the rest of a bundle may use the new names."""

    def __init__(self, connection: psycopg.Connection[Any], stage: Stage, faults: Faults) -> None:
        self._connection = connection
        self._stage = stage
        self._faults = faults
        self.warnings: list[str] = []
        self._run(TABLES)
        if "alias" in stage.counts:
            self._run("INSERT INTO given_name SELECT DISTINCT s.entity, s.alias, s.key FROM stage_alias s")

    def pending(self) -> bool:
        """Whether the bundle renames anything that does not bear its new name yet."""
        return any(self._pairs(layout, "x.id IS NOT NULL AND y.id IS NULL LIMIT 1") for layout in self._renaming())

    def rename(self) -> list[Renamed]:
        """Gives records the names that the bundle gives them."""
        done: list[Renamed] = []
        for layout in self._renaming():
            self._refuse_both(layout)
            self._warn(layout)
            found: dict[int, str] = {}
            for id_, _, old, new, seq in self._pairs(layout, "x.id IS NOT NULL AND y.id IS NULL"):
                if id_ not in found:
                    found[id_] = new
                    self._rename(layout, id_, old, new)
                    done.append(Renamed(layout, old, new, seq, id_))
                elif found[id_] != new:
                    self._faults.one(seq, "renamed_from", old, f"it is renamed to {found[id_]} as well")
        return done

    def _rename(self, layout: Layout, id_: int, old: str, new: str) -> None:
        kind = layout.name
        if layout.slugged:
            self._run(f"DELETE FROM tracker.alias WHERE {kind}_id = %s AND alias = %s", id_, new)
        self._run(f"UPDATE tracker.{kind} SET {layout.key[-1]} = %s WHERE id = %s", new, id_)
        if layout.slugged:
            self._run(f"INSERT INTO tracker.alias (alias, {kind}_id) VALUES (%s, %s)", old, id_)

    def remember(self, layout: Layout) -> None:
        """From here on the aliases that the bundle gives to records of this kind are understood."""
        if layout.slugged and "alias" in self._stage.counts:
            self._run(
                f"""
                INSERT INTO given_alias SELECT g.entity, g.alias, t.id
                FROM given_name g JOIN tracker.{layout.name} t ON t.slug = g.slug
                WHERE g.entity = '{layout.name}' AND NOT EXISTS (
                    SELECT FROM tracker.alias a WHERE a.entity = g.entity AND a.alias = g.alias)
                """
            )

    def check(self) -> None:
        """An alias is of one record, and never the name of another."""
        renamed = "SELECT FROM fault f WHERE f.field = 'renamed_from' AND f.value = s.alias"
        owner = "coalesce(" + ", ".join(f"r.{kind}_id" for kind in SLUGGED) + ")"
        self._faults.add(
            f"""
            SELECT s.seq, 'alias', s.alias, 'it is an older name of another ' || s.entity
            FROM found_alias r JOIN stage_alias s USING (seq) JOIN older o ON o.entity = s.entity AND o.alias = s.alias
            WHERE o.record_id <> {owner} AND NOT EXISTS ({renamed})
            """
        )
        for (kind,) in self._run("SELECT DISTINCT entity FROM given_name").fetchall():
            self._faults.add(
                f"""
                SELECT s.seq, 'alias', s.alias, 'it is the name of another {kind}; to rename that one, say renamed_from'
                FROM found_alias r JOIN stage_alias s USING (seq) JOIN tracker.{kind} t ON t.slug = s.alias
                WHERE s.entity = '{kind}' AND t.id <> r.{kind}_id AND NOT EXISTS ({renamed})
                """
            )
            self._run(f"DELETE FROM found_alias r USING tracker.{kind} t WHERE t.slug = r.alias AND t.id = r.{kind}_id")

    def _renaming(self) -> list[Layout]:
        return [layout for layout in self._stage.present if layout.name in RENAMEABLE]

    def _pairs(self, layout: Layout, which: str) -> list[tuple[int, int, str, str, int]]:
        """Of what is to be renamed: the ids of the old and of the new name, both names, and `seq`."""
        own, kind = layout.key[-1], layout.name
        new = f"s.{quoted(layout.entity.own_key or own)}"
        scope = next((t for t in layout.targets if t.column == layout.key[0] and len(layout.key) > 1), None)

        def within(row: str) -> str:
            return f" AND {row}.{scope.column} = {scope.value}" if scope else ""

        return self._connection.execute(
            f"""
            SELECT x.id, y.id, s.renamed_from, {new}, s.seq FROM stage_{kind} s {" ".join(scope.joins) if scope else ""}
            LEFT JOIN tracker.{kind} x ON x.{own} = s.renamed_from{within("x")}
            LEFT JOIN tracker.{kind} y ON y.{own} = {new}{within("y")}
            WHERE s.renamed_from IS NOT NULL AND {which}
            """.encode()
        ).fetchall()

    def _refuse_both(self, layout: Layout) -> None:
        for _, _, old, new, seq in self._pairs(layout, "x.id IS NOT NULL AND y.id IS NOT NULL"):
            self._faults.one(seq, "renamed_from", old, f"there is a {layout.name} {new} beside it; remove one of them")

    def _warn(self, layout: Layout) -> None:
        if layout.slugged:
            for _, _, old, new, _ in self._pairs(layout, "x.id IS NULL AND y.id IS NULL"):
                if not self._run("SELECT 1 FROM tracker.alias WHERE alias = %s LIMIT 1", old).fetchone():
                    self.warnings.append(f"{layout.name} {new}: there was no {layout.name} {old} to rename; it is new")

    def _run(self, sql: str, *params: object) -> psycopg.Cursor[Any]:
        return self._connection.execute(sql.encode(), params or None)
