"""Names that records bore before: renaming by `renamed_from`, and the aliases by which older names are understood."""

from __future__ import annotations

from typing import Any, NamedTuple

import psycopg

from tracker.bundle.entities import RENAMEABLE, SLUGGED
from tracker.record.columns import Layout, quoted
from tracker.record.faults import Faults
from tracker.record.renaming import Renames, Wish, judged
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
        self._there = False
        # Whether any record bore another name, or is given one: most imports do without the tables.
        self.any = "alias" in stage.counts or bool(self._run("SELECT 1 FROM tracker.alias LIMIT 1").fetchone())
        if self.any:
            self.make()
        if "alias" in stage.counts:
            for layout in self._renaming():
                if layout.slugged:
                    self._keep_names_that_are_passed_on(layout)
            self._run("INSERT INTO given_name SELECT DISTINCT s.entity, s.alias, s.key FROM stage_alias s")

    def make(self) -> None:
        """Makes the tables that tell older names."""
        if not self._there:
            self._run(TABLES)
            self._there = True

    def pending(self) -> bool:
        """Whether the bundle renames anything that does not bear its new name yet."""
        return any(self._judged(layout).pending for layout in self._renaming())

    def rename(self) -> list[Renamed]:
        """Gives records the names that the bundle gives them."""
        done: list[Renamed] = []
        for layout in self._renaming():
            judged = self._judged(layout)
            for wish, told in judged.refused:
                self._faults.one(wish.seq, "renamed_from", wish.old, told)
            self._warn(layout, judged)
            if judged.refused:
                continue  # what is left of a chain may have nowhere to go
            self._rename(layout, judged.pending)
            if layout.slugged:
                self._forget_names_of_others(layout, judged)
            done += [
                Renamed(layout, w.current or w.old, w.new, w.seq, w.id) for w in judged.pending if w.id is not None
            ]
        return done

    def _rename(self, layout: Layout, wishes: list[Wish]) -> None:
        """Two statements where a name changes hands: one row after the other would meet itself under one name."""
        if not wishes:
            return
        kind, own = layout.name, layout.key[-1]
        ids, names = [wish.id for wish in wishes], [wish.new for wish in wishes]
        if layout.slugged:
            self._run(
                f"DELETE FROM tracker.alias a USING unnest(%s::bigint[], %s::text[]) n (id, name)"
                f" WHERE a.{kind}_id = n.id AND a.alias = n.name",
                ids,
                names,
            )
        if given_up := [wish.beside for wish in wishes if wish.beside is not None]:
            self._run(f"UPDATE tracker.{kind} SET {own} = 'renaming-' || id WHERE id = ANY (%s)", given_up)
        self._run(
            f"UPDATE tracker.{kind} t SET {own} = n.name FROM unnest(%s::bigint[], %s::text[]) n (id, name)"
            " WHERE t.id = n.id",
            ids,
            names,
        )
        if layout.slugged:
            self._run(
                f"""
                INSERT INTO tracker.alias (alias, {kind}_id)
                SELECT n.name, n.id FROM unnest(%s::bigint[], %s::text[]) n (id, name)
                WHERE NOT EXISTS (SELECT FROM tracker.{kind} t WHERE t.slug = n.name)
                """,
                ids,
                [wish.current for wish in wishes],
            )

    def _keep_names_that_are_passed_on(self, layout: Layout) -> None:
        """A name that another record of the bundle takes over is no older name of the one that gives it up."""
        own = quoted(layout.name)
        self._run(
            f"""
            DELETE FROM stage_alias a WHERE a.entity = '{layout.name}'
                AND EXISTS (SELECT FROM stage_{layout.name} s WHERE s.{own} = a.key AND s.renamed_from = a.alias)
                AND EXISTS (SELECT FROM stage_{layout.name} s WHERE s.{own} = a.alias AND s.renamed_from IS NOT NULL)
            """
        )

    def _forget_names_of_others(self, layout: Layout, judged: Renames) -> None:
        """What was renamed long ago may have had a name that is another's since."""
        for wish in (*judged.done, *judged.unclear):
            if wish.id is not None and wish.id != wish.beside and wish.current == wish.old:
                for table, key in (("stage_alias", "key"), ("given_name", "slug")):
                    self._run(
                        f"DELETE FROM {table} WHERE entity = '{layout.name}' AND alias = %s AND {key} = %s",
                        wish.old,
                        wish.new,
                    )

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
        """An alias is of one record, and never the name of another; that of a rename that is refused is told there."""
        refused = "EXISTS (SELECT FROM fault f WHERE f.field = 'renamed_from' AND f.value = s.alias)"
        owner = "coalesce(" + ", ".join(f"r.{kind}_id" for kind in SLUGGED) + ")"
        self._faults.add(
            f"""
            SELECT s.seq, 'alias', s.alias,
                CASE WHEN NOT {refused} THEN 'it is an older name of another ' || s.entity END
            FROM found_alias r JOIN stage_alias s USING (seq) JOIN older o ON o.entity = s.entity AND o.alias = s.alias
            WHERE o.record_id <> {owner}
            """
        )
        for (kind,) in self._run("SELECT DISTINCT entity FROM given_name").fetchall():
            told = f"it is the name of another {kind}; to rename that one, say renamed_from"
            self._faults.add(
                f"""
                SELECT s.seq, 'alias', s.alias, CASE WHEN NOT {refused} THEN '{told}' END
                FROM found_alias r JOIN stage_alias s USING (seq) JOIN tracker.{kind} t ON t.slug = s.alias
                WHERE s.entity = '{kind}' AND t.id <> r.{kind}_id
                """
            )
            self._run(f"DELETE FROM found_alias r USING tracker.{kind} t WHERE t.slug = r.alias AND t.id = r.{kind}_id")

    def _renaming(self) -> list[Layout]:
        return [x for x in self._stage.present if x.name in RENAMEABLE and x.name in self._stage.renamed]

    def _judged(self, layout: Layout) -> Renames:
        return judged(layout.name, self._wishes(layout))

    def _wishes(self, layout: Layout) -> list[Wish]:
        self.make()
        rows = self._connection.execute(_asked(layout).encode()).fetchall()
        return [
            Wish(seq, key, scope, old, new, id_ if name else former, name or former_name, beside, older, bore, given)
            for seq, key, scope, old, new, id_, name, beside, bore, given, former, former_name, older in rows
        ]

    def _warn(self, layout: Layout, judged: Renames) -> None:
        for wish in judged.nothing:
            self.warnings.append(
                f"{layout.name} {wish.key}: there was no {layout.name} {wish.old} to rename; it is new"
            )
        for wish in judged.unclear:
            told = f"{wish.old} is not renamed, as there is a {layout.name} of the new name already"
            self.warnings.append(f"{layout.name} {wish.key}: {told}")

    def _run(self, sql: str, *params: object) -> psycopg.Cursor[Any]:
        return self._connection.execute(sql.encode(), params or None)


def _asked(layout: Layout) -> str:
    """SQL for what there is to know of each `renamed_from` of a kind, in the order in which `_wishes` takes it."""
    kind, own, named = layout.name, layout.key[-1], quoted(layout.entity.own_key or layout.key[-1])
    scope = next((t for t in layout.targets if t.column == layout.key[0] and len(layout.key) > 1), None)
    beside = "".join(f" AND g.{quoted(part)} = s.{quoted(part)}" for part in layout.entity.key[:-1])

    def within(row: str) -> str:
        return f" AND {row}.{scope.column} = {scope.value}" if scope else ""

    # Older names are known of records with a slug; of others a record of the old name is a new one.
    given = f"""EXISTS (SELECT FROM stage_{kind} g WHERE NOT g.remove AND g.renamed_from IS NULL
        AND g.{named} = s.renamed_from{beside}), NULL::bigint, NULL::text, NULL::bigint"""
    joins = " ".join(scope.joins) if scope else ""
    if layout.slugged:
        given = "false, o.id, o.slug, n.record_id"
        joins += f"""
            LEFT JOIN tracker.alias a ON a.entity = '{kind}' AND a.alias = s.renamed_from
            LEFT JOIN tracker.{kind} o ON o.id = a.record_id
            LEFT JOIN tracker.alias n ON n.entity = '{kind}' AND n.alias = s.{named}
            """
    return f"""
        SELECT s.seq, {layout.key_staged()}, {scope.value if scope else "NULL::bigint"}, s.renamed_from, s.{named},
            x.id, x.{own}, y.id, y.id IS NOT NULL AND tracker.bore('{kind}', y.id, s.renamed_from), {given}
        FROM stage_{kind} s {joins}
        LEFT JOIN tracker.{kind} x ON x.{own} = s.renamed_from{within("x")}
        LEFT JOIN tracker.{kind} y ON y.{own} = s.{named}{within("y")}
        WHERE s.renamed_from IS NOT NULL AND s.{named} IS NOT NULL
        """
