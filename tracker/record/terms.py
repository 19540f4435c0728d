"""The terms of versions and agreements: read by the codebook, each distinct one once."""

from __future__ import annotations

from typing import Any

import psycopg

from tracker.record.columns import Layout
from tracker.record.faults import Faults

# What a term names by slug, and may name by an older one: the attribute itself, and by its type the value.
EVIDENCE = {"speaker": "actor", "document": "document", "via_document": "document"}


class Terms:
    """Puts into the terms of `found_X` what the codebook reads from them, with the names of today."""

    def __init__(self, connection: psycopg.Connection[Any], faults: Faults) -> None:
        self._connection = connection
        self._faults = faults

    def read(self, layout: Layout) -> None:
        name = layout.name
        if not self._run(f"SELECT 1 FROM found_{name} WHERE terms <> '[]' LIMIT 1").fetchone():
            return
        renamed = self._current_names(name)
        self._run(
            f"""
            CREATE TEMP TABLE element_{name} ON COMMIT DROP AS
            SELECT f.seq, f.process_id, e ->> 'attribute' AS attribute, e ->> 'value' AS value, e, place
            FROM found_{name} f CROSS JOIN LATERAL jsonb_array_elements(f.terms) WITH ORDINALITY x (e, place);
            CREATE TEMP TABLE term_{name} ON COMMIT DROP AS
            SELECT d.process_id, d.attribute, d.value, r.parts, r.problem
            FROM (SELECT DISTINCT process_id, attribute, value FROM element_{name}) d
            CROSS JOIN LATERAL tracker.read_term(d.process_id, d.attribute, d.value) r;
            ANALYZE element_{name}, term_{name}
            """
        )
        self._outside_the_codebook(name)
        self._more_than_one(name)
        if renamed:
            self._given_twice(name)
        self._unknown_places(name)
        if name == "agreement":
            self._unknown_evidence()
        self._complete(name)

    def _current_names(self, name: str) -> bool:
        """Older names become those of today, as terms are stored by name; returns whether any did."""
        if not self._run("SELECT 1 FROM older LIMIT 1").fetchone():
            return False
        places = f"""
            SELECT jsonb_agg(place ORDER BY place COLLATE "C") FROM (
                SELECT DISTINCT {_current("document", "split_part(i, '#', 1)")} || '#' || split_part(i, '#', 2) AS place
                FROM jsonb_array_elements_text(e -> 'in') i) p
        """
        evidence = "".join(
            f", CASE WHEN e ? '{part}' THEN '{part}' ELSE 'value' END,"
            f" CASE WHEN e ? '{part}' THEN {_current(kind, _of(part))} ELSE w.value END"
            for part, kind in EVIDENCE.items()
        )
        updated = self._run(
            f"""
            UPDATE found_{name} f SET terms = n.terms FROM (
                SELECT f.seq, jsonb_agg(
                    e || jsonb_build_object('attribute', w.attribute, 'value', w.value {evidence})
                    || CASE WHEN e ? 'in' THEN jsonb_build_object('in', ({places})) ELSE '{{}}' END
                    ORDER BY place) AS terms
                FROM found_{name} f CROSS JOIN LATERAL jsonb_array_elements(f.terms) WITH ORDINALITY x (e, place)
                CROSS JOIN LATERAL (SELECT {_current("attribute", _of("attribute"))} AS attribute) a
                LEFT JOIN tracker.attribute at ON at.slug = a.attribute
                CROSS JOIN LATERAL (SELECT a.attribute, CASE at.type
                    WHEN 'place' THEN {_current("place", _of("value"))}
                    WHEN 'actor' THEN {_current("actor", _of("value"))}
                    WHEN 'condition' THEN {_current("demand", _of("value"))} ELSE e ->> 'value' END AS value) w
                GROUP BY f.seq
            ) n WHERE n.seq = f.seq AND n.terms <> f.terms
            """
        )
        return updated.rowcount > 0

    def _outside_the_codebook(self, name: str) -> None:
        self._faults.add(
            f"""
            SELECT f.seq, 'terms', x.attribute || '=' || x.value, x.problem
            FROM term_{name} x JOIN element_{name} f USING (attribute, value, process_id) WHERE x.problem IS NOT NULL
            """
        )

    def _more_than_one(self, name: str) -> None:
        self._faults.add(
            f"""
            SELECT f.seq, 'terms', a.slug || '=' || string_agg(f.value, ', ' ORDER BY f.value),
                'this attribute takes one value'
            FROM element_{name} f JOIN tracker.attribute a ON a.slug = f.attribute AND NOT a.many
            GROUP BY f.seq, a.slug HAVING count(*) > 1
            """
        )

    def _given_twice(self, name: str) -> None:
        self._faults.add(
            f"""
            SELECT f.seq, 'terms', f.attribute || '=' || f.value, 'given twice, once by an older name'
            FROM element_{name} f GROUP BY f.seq, f.attribute, f.value HAVING count(*) > 1
            """
        )

    def _unknown_places(self, name: str) -> None:
        self._faults.add(
            f"""
            SELECT DISTINCT f.seq, 'terms', i,
                'there is no ' || CASE WHEN d.id IS NULL THEN 'document' ELSE 'passage' END || ' of this name'
            FROM element_{name} f CROSS JOIN LATERAL jsonb_array_elements_text(f.e -> 'in') i
            LEFT JOIN tracker.document d ON d.slug = split_part(i, '#', 1)
            WHERE f.e ? 'in' AND NOT EXISTS (
                SELECT FROM tracker.passage p WHERE p.document_id = d.id AND p.label = split_part(i, '#', 2))
            """
        )

    def _unknown_evidence(self) -> None:
        """A term of an agreement may have evidence of its own, in its own document or in the agreement's."""
        for part, kind in EVIDENCE.items():
            self._faults.add(
                f"""
                SELECT f.seq, 'terms', e ->> '{part}', 'there is no {kind} of this name'
                FROM found_agreement f CROSS JOIN LATERAL jsonb_array_elements(f.terms) e
                WHERE e ? '{part}' AND NOT EXISTS (SELECT FROM tracker.{kind} x WHERE x.slug = e ->> '{part}')
                """
            )
        for document in ("document", "via_document"):
            passage = document.replace("document", "passage")
            self._faults.add(
                f"""
                SELECT f.seq, 'terms', e ->> '{passage}', 'there is no passage of this name in its document'
                FROM found_agreement f CROSS JOIN LATERAL jsonb_array_elements(f.terms) e
                WHERE e ? '{passage}' AND NOT EXISTS (
                    SELECT FROM tracker.passage p WHERE p.label = e ->> '{passage}' AND p.document_id = CASE
                        WHEN e ? '{document}'
                        THEN (SELECT d.id FROM tracker.document d WHERE d.slug = e ->> '{document}')
                        ELSE f.{document}_id END)
                """
            )

    def _complete(self, name: str) -> None:
        """Puts what the codebook reads from each term beside it; a row with a fault is left as it is."""
        order = 'f.attribute COLLATE "C", f.value COLLATE "C"'
        self._run(
            f"""
            UPDATE found_{name} t SET terms = c.terms FROM (
                SELECT f.seq, jsonb_agg(f.e || x.parts ORDER BY {order}) AS terms
                FROM element_{name} f JOIN term_{name} x USING (attribute, value, process_id)
                WHERE NOT EXISTS (SELECT FROM fault WHERE fault.seq = f.seq) GROUP BY f.seq
            ) c WHERE c.seq = t.seq AND c.terms <> t.terms
            """
        )

    def _run(self, sql: str) -> psycopg.Cursor[Any]:
        return self._connection.execute(sql.encode())


def _of(part: str) -> str:
    return f"e ->> '{part}'"


def _current(kind: str, slug: str) -> str:
    """SQL for the name of today of what a slug names; the slug itself where nothing else bears it."""
    return (
        f"coalesce((SELECT x.slug FROM older o JOIN tracker.{kind} x ON x.id = o.record_id WHERE o.entity = '{kind}'"
        f" AND o.alias = {slug} AND NOT EXISTS (SELECT FROM tracker.{kind} y WHERE y.slug = {slug})), {slug})"
    )
