"""What a bundle removes that never stood: more likely a slip in a name than what is gone since.

Of what stood once nothing is said: importing the same twice is no fault.
"""

from __future__ import annotations

from typing import Any

import psycopg

from tracker.record.columns import Layout, Target, literal, quoted
from tracker.record.references import NOBODY, nearest
from tracker.record.stage import Stage

NAME = {"passage": "label", "version": "name"}  # the column with the name, where it is not the slug


def never_there(connection: psycopg.Connection[Any], stage: Stage) -> list[str]:
    """A line for each such record of a planned bundle: its key, and where it has a name, the nearest ones."""
    layouts = [layout for layout in stage.present if layout.name in stage.removed]
    return [told for layout in layouts for (told,) in connection.execute(_asked(layout).encode()).fetchall()]


def _asked(layout: Layout) -> str:
    kind, key = _sought(layout)
    known = layout.known("p") if layout.owned else "true"
    return f"""
        WITH absent AS MATERIALIZED (
            SELECT p.seq, {literal(f"{layout.name} ")} || {layout.key_staged()} || ': ' || {_told(layout)} AS told,
                {kind} AS kind, {key} AS key
            FROM plan_{layout.name} p JOIN stage_{layout.name} s USING (seq)
            WHERE p.remove AND p.existing IS NULL AND {known}
        ),
        gone AS (
            SELECT a.kind, k AS key FROM (SELECT kind, array_agg(key) AS keys FROM absent GROUP BY kind) a
            CROSS JOIN LATERAL tracker.once_there(a.kind, a.keys) k
        )
        SELECT a.told FROM absent a
        WHERE NOT EXISTS (SELECT FROM gone g WHERE g.kind = a.kind AND g.key = a.key) ORDER BY a.seq
        """


def _told(layout: Layout) -> str:
    name, own, others = layout.name, layout.key[-1], layout.key[:-1]
    if own != NAME.get(name, "slug"):
        return literal(f"there is no such {name} to remove")
    beside = " AND ".join(f"x.{key} = p.{key}" for key in others) or "true"
    wanted = f"s.{quoted(layout.entity.key[-1])}"
    return nearest(f"{name} of this name to remove", own, f"tracker.{name} x WHERE {beside}", wanted)


def _sought(layout: Layout) -> tuple[str, str]:
    """SQL for a table and a key, which tell whether the record ever stood. Where what its key names does not stand
    itself, that is sought by its name."""
    whole = ", ".join(f"{literal(column)}, p.{quoted(column)}" for column in layout.key)
    kind, key = literal(layout.name), f"jsonb_build_object({whole})"
    for target in layout.written:
        if target.column in layout.key and target.to:
            unknown, named = _unknown(target)
            kind = f"CASE WHEN {unknown} THEN {literal(target.to)} ELSE {kind} END"
            key = f"CASE WHEN {unknown} THEN {named} ELSE {key} END"
    return kind, key


def _unknown(target: Target) -> tuple[str, str]:
    """SQL: whether what a column refers to is not there, and the key by which it is sought."""
    named = f"s.{quoted(target.named_by[0])}"
    own = literal(NAME.get(target.to, "slug"))
    return (
        f"coalesce(p.{target.column}, {NOBODY}) = {NOBODY} AND {named} IS NOT NULL",
        f"jsonb_build_object({own}, {named})",
    )
