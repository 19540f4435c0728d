"""Records that a bundle gives more than once become one, where they agree; where they do not, that is a fault."""

from __future__ import annotations

from typing import Any

import psycopg

from tracker.record.columns import ATTACHED, Layout, Target, quoted
from tracker.record.faults import Faults


class Folding:
    """Makes of the rows of `found_X` that have the same key one row with the fields of all."""

    def __init__(self, connection: psycopg.Connection[Any], faults: Faults) -> None:
        self._connection = connection
        self._faults = faults

    def fold(self, layout: Layout) -> None:
        name, key, known = layout.name, _key(layout), layout.known(f"found_{layout.name}")
        if layout.entity.whole:
            self._other_list(layout)
        rest = [t for t in layout.written if t.column not in layout.key]
        groups = f"FROM found_{name} WHERE {known} GROUP BY {key}"
        if self._run(f"SELECT 1 {groups} HAVING count(*) > 1 LIMIT 1").fetchone() is None:
            return
        self._removed_and_given(layout)
        for target in rest:
            if target.named_by:
                self._conflict(layout, target)
        # A record is no more whole than each of its pieces.
        self._faults.add(
            f"""
            SELECT g.seq, '', NULL, NULL FROM (SELECT min(seq) AS seq, array_agg(seq) AS pieces {groups}) g
            WHERE EXISTS (SELECT FROM fault f WHERE f.seq = ANY (g.pieces))
            """
        )
        folded = "".join(f", {_first_named(layout, target)} AS {quoted(target.column)}" for target in rest)
        single = "".join(f", {quoted(target.column)}" for target in rest)
        self._run(
            f"""
            CREATE TEMP TABLE folded_{name} ON COMMIT DROP AS
            SELECT min(seq) AS seq, bit_or(named) AS named, bool_or(remove) AS remove, max(sets) AS sets,
                min(owner) AS owner, bool_or(faulty) AS faulty, {key}{folded} {groups}
            UNION ALL
            SELECT seq, named, remove, sets, owner, faulty, {key}{single} FROM found_{name} WHERE NOT ({known})
            """
        )
        self._run(f"DROP TABLE found_{name}")
        self._run(f"ALTER TABLE folded_{name} RENAME TO found_{name}")

    def _conflict(self, layout: Layout, target: Target) -> None:
        """Two values for one field. What the field says is staged under the first of its names."""
        name, column, staged = layout.name, quoted(target.column), target.named_by[0]
        one = layout.in_words(staged, lambda field: f"s.{quoted(field)}")
        other = layout.in_words(staged, lambda field: f"o.{quoted(field)}")
        told = (
            ""
            if layout.staged[staged] == "jsonb" or layout.entity is ATTACHED
            else f" || ': ' || coalesce({other}, 'none')"
        )
        self._faults.add(
            f"""
            SELECT s.seq, '{staged}', {one if told else "NULL"}, '{{first}} gives another value'{told},
                g.first AS first
            FROM (
                SELECT min(seq) AS first, max(seq) AS last FROM found_{name}
                WHERE {layout.names(target, f"found_{name}")} AND {layout.known(f"found_{name}")}
                    AND NOT EXISTS (SELECT FROM fault f WHERE f.seq = found_{name}.seq)
                GROUP BY {_key(layout)}
                HAVING count(DISTINCT {column}) + (count(*) <> count({column}))::integer > 1
            ) g
            JOIN stage_{name} s ON s.seq = g.last JOIN stage_{name} o ON o.seq = g.first
            """
        )

    def _removed_and_given(self, layout: Layout) -> None:
        self._faults.add(
            f"""
            SELECT g.last, 'remove', NULL, 'it is removed in one place and given in another, {{first}}',
                g.first AS first
            FROM (
                SELECT min(seq) AS first, max(seq) AS last FROM found_{layout.name}
                WHERE {layout.known(f"found_{layout.name}")} GROUP BY {_key(layout)}
                HAVING bool_or(remove) <> bool_and(remove)
            ) g
            """
        )

    def _other_list(self, layout: Layout) -> None:
        """A list that replaces what stood before cannot be given in two ways; an empty one is a way as well."""
        name, parent, section = layout.name, layout.entity.parent, layout.entity.section
        items = ", ".join(f"c.{quoted(t.column)}" for t in layout.written if t.to != parent)
        self._faults.add(
            f"""
            SELECT max(seq), '{section}', NULL, '{{first}} gives another list', min(seq) AS first
            FROM (
                SELECT coalesce(x.id, o.record_id) AS id, s.seq, coalesce((
                    SELECT jsonb_agg(DISTINCT jsonb_build_array({items})) FROM found_{name} c WHERE c.owner = s.seq
                    ), '[]') AS list
                FROM stage_{parent} s LEFT JOIN tracker.{parent} x ON x.slug = s.{parent}
                LEFT JOIN older o ON o.entity = '{parent}' AND o.alias = s.{parent}
                WHERE '{section}' = ANY (s.sets)
            ) given
            WHERE id IS NOT NULL GROUP BY id HAVING count(DISTINCT list) > 1
            """
        )

    def _run(self, sql: str) -> psycopg.Cursor[Any]:
        return self._connection.execute(sql.encode())


def _key(layout: Layout) -> str:
    return ", ".join(map(quoted, layout.key))


def _first_named(layout: Layout, target: Target) -> str:
    """Of a folded row: the value of the first that names it."""
    where = f" FILTER (WHERE {layout.names(target, 'found_' + layout.name)})" if target.named_by else ""
    return f"(array_agg({quoted(target.column)} ORDER BY seq){where})[1]"
