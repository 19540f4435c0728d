"""The terms of versions and agreements: read by the codebook, each distinct one once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import psycopg

from tracker.record.columns import Layout, quoted
from tracker.record.faults import Faults
from tracker.record.stage import Stage

TERM = ("e ->> 'attribute'", "e ->> 'value'")  # SQL: what a term `e` is known by
# Of which attributes a term may name an event, which is one of a process; the others read alike everywhere.
KNOWN = "LEFT JOIN tracker.attribute at ON at.slug = e ->> 'attribute'"
OF_PROCESS = "at.type IN ('timing', 'condition')"
TERM_KEY = "concat(x.process_id, '/', x.attribute, '=', x.value)"
# What a term names by slug, and may name by an older one: the attribute itself, and by its type the value.
EVIDENCE = {"speaker": "actor", "document": "document", "via_document": "document"}


class Terms:
    """Puts into the terms of `found_X` what the codebook reads from them, with the names of today."""

    def __init__(self, connection: psycopg.Connection[Any], stage: Stage, faults: Faults) -> None:
        self._connection = connection
        self._faults = faults
        self._stage = stage

    def read(self, layout: Layout) -> None:
        name = layout.name
        if not self._run(f"SELECT 1 FROM found_{name} WHERE terms <> '[]' LIMIT 1").fetchone():
            return
        renamed = self._current_names(name)
        process, demand = _process_of_demand() if name == "version" else ("f.process_id", "")
        # A view: to unnest the terms again where they are asked for costs less than to keep them.
        self._run(
            f"""
            CREATE TEMP VIEW element_{name} AS
            SELECT f.seq, CASE WHEN {OF_PROCESS} THEN {process} END AS process_id,
                e ->> 'attribute' AS attribute, e ->> 'value' AS value, e
            FROM found_{name} f {demand} CROSS JOIN LATERAL jsonb_array_elements(f.terms) e {KNOWN};
            CREATE TEMP TABLE term_{name} ON COMMIT DROP AS
            SELECT d.process_id, d.attribute, d.value, r.parts, r.problem
            FROM (SELECT DISTINCT process_id, attribute, value FROM element_{name}) d
            CROSS JOIN LATERAL tracker.read_term(d.process_id, d.attribute, d.value) r;
            ANALYZE term_{name}
            """
        )
        if self._run(f"SELECT 1 FROM term_{name} WHERE problem IS NOT NULL LIMIT 1").fetchone():
            self._outside_the_codebook(name)
        self._more_than_one(name)
        if renamed:
            self._given_twice(name)
        self._unknown_places(name)
        if name == "agreement":
            self._unknown_evidence()
        self._complete(name, renamed)

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
            SELECT f.seq, 'terms', x.attribute || '=' || x.value, CASE WHEN NOT ({self._elsewhere()}) THEN x.problem END
            FROM term_{name} x JOIN element_{name} f ON (f.attribute, f.value) = (x.attribute, x.value)
                AND f.process_id IS NOT DISTINCT FROM x.process_id
            LEFT JOIN tracker.attribute a ON a.slug = x.attribute
            WHERE x.problem IS NOT NULL
            """
        )

    def _elsewhere(self) -> str:
        """SQL: a term `x` is at fault only because something else is: its process, or a record that it names."""
        named = {
            "attribute": "x.attribute",
            **{kind: f"x.parts ->> '{kind}'" for kind in ("place", "actor", "demand", "event")},
        }
        given = [
            f"EXISTS (SELECT FROM stage_{kind} n WHERE NOT n.remove AND n.{kind} = {name}"
            f" AND NOT EXISTS (SELECT FROM tracker.{kind} t WHERE t.slug = n.{kind}))"
            for kind, name in named.items()
            if kind in self._stage.counts
        ]
        if "code" in self._stage.counts:
            given.append(
                "EXISTS (SELECT FROM stage_code n WHERE NOT n.remove AND"
                " (n.attribute, n.code) IN ((x.attribute, x.value), ('unit', x.parts ->> 'unit')))"
            )
        if "attribute" in self._stage.counts:
            given.append(
                "EXISTS (SELECT FROM stage_attribute n WHERE n.faulty AND n.attribute IN (x.attribute,"
                " CASE WHEN x.parts ? 'unit' THEN 'unit' END))"
            )
        of_process = "x.process_id IS NULL AND (x.parts ? 'event' OR a.type = 'condition')"
        return " OR ".join([f"coalesce({of_process}, false)", *given])

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
            SELECT DISTINCT f.seq, 'terms', i, CASE WHEN NOT {self._passage_given("n.document", "n.label")} THEN
                'there is no ' || CASE WHEN d.id IS NULL THEN 'document' ELSE 'passage' END || ' of this name' END
            FROM element_{name} f CROSS JOIN LATERAL jsonb_array_elements_text(f.e -> 'in') i
            CROSS JOIN LATERAL (SELECT split_part(i, '#', 1) AS document, split_part(i, '#', 2) AS label) n
            LEFT JOIN tracker.document d ON d.slug = split_part(i, '#', 1)
            WHERE f.e ? 'in' AND NOT EXISTS (
                SELECT FROM tracker.passage p WHERE p.document_id = d.id AND p.label = split_part(i, '#', 2))
            """
        )

    def _passage_given(self, document: str, label: str) -> str:
        """SQL: the bundle has a passage, or a faulty document in which it may stand."""
        here = f"x.document = {document} AND (x.faulty"
        given = {"document": f"{here})", "passage": f"{here} OR NOT x.remove AND x.passage = {label})"}
        there = [
            f"EXISTS (SELECT FROM stage_{kind} x WHERE {condition})"
            for kind, condition in given.items()
            if kind in self._stage.counts
        ]
        return f"({' OR '.join(there) or 'false'})"

    def _unknown_evidence(self) -> None:
        """A term of an agreement may have evidence of its own."""
        for part, kind in EVIDENCE.items():
            given = f"EXISTS (SELECT FROM stage_{kind} x WHERE NOT x.remove AND x.{kind} = e ->> '{part}')"
            told = f"'there is no {kind} of this name'"
            if kind in self._stage.counts:
                told = f"CASE WHEN NOT {given} THEN {told} END"
            self._faults.add(
                f"""
                SELECT f.seq, 'terms', e ->> '{part}', {told}
                FROM found_agreement f CROSS JOIN LATERAL jsonb_array_elements(f.terms) e
                WHERE e ? '{part}' AND NOT EXISTS (SELECT FROM tracker.{kind} x WHERE x.slug = e ->> '{part}')
                """
            )
        for document in ("document", "via_document"):
            passage = document.replace("document", "passage")
            given = self._passage_given(f"e ->> '{document}'", f"e ->> '{passage}'")
            self._faults.add(
                f"""
                SELECT f.seq, 'terms', e ->> '{passage}', CASE WHEN d.id IS NOT NULL AND NOT {given}
                    THEN 'there is no passage of this name in its document' END
                FROM found_agreement f CROSS JOIN LATERAL jsonb_array_elements(f.terms) e
                LEFT JOIN tracker.document d ON d.slug = e ->> '{document}'
                WHERE e ? '{passage}' AND NOT EXISTS (
                    SELECT FROM tracker.passage p WHERE p.label = e ->> '{passage}' AND p.document_id = d.id)
                """
            )

    def _complete(self, name: str, renamed: bool) -> None:
        """Puts what the codebook reads from each term beside it; a row with a fault is left as it is."""
        order = ", ".join(f'({part}) COLLATE "C"' for part in TERM) if renamed else "place"
        self._run(
            f"""
            UPDATE found_{name} f SET terms = {_with_parts("f", "m.parts", order)}
            FROM (SELECT jsonb_object_agg({TERM_KEY}, x.parts) AS parts FROM term_{name} x WHERE x.parts <> '{{}}') m
            WHERE f.terms <> '[]' AND m.parts IS NOT NULL AND NOT EXISTS (SELECT FROM fault WHERE fault.seq = f.seq)
            """
        )

    def _run(self, sql: str) -> psycopg.Cursor[Any]:
        return self._connection.execute(sql.encode())


def completed(source: str, columns: Iterable[str], more: Iterable[str]) -> str:
    """SQL for staged rows with what the codebook reads from their terms, each once; `wrong`: it refuses any.

    `source` has the columns that References.found gives, these `columns` and `more`.
    """
    kept = ["seq", "named", "remove", "sets", "faulty", *(quoted(name) for name in columns if name != "terms"), *more]
    return f"""
        (WITH r AS MATERIALIZED (SELECT * FROM {source} r),
        term AS MATERIALIZED (
            SELECT jsonb_object_agg({TERM_KEY}, x.parts) FILTER (WHERE x.parts <> '{{}}') AS parts,
                coalesce(bool_or(x.problem IS NOT NULL), false) AS wrong
            FROM (
                SELECT d.*, t.parts, t.problem FROM (
                    SELECT DISTINCT CASE WHEN {OF_PROCESS} THEN r.process_id END AS process_id,
                        e ->> 'attribute' AS attribute, e ->> 'value' AS value
                    FROM r CROSS JOIN LATERAL jsonb_array_elements(r.terms) e {KNOWN}
                ) d CROSS JOIN LATERAL tracker.read_term(d.process_id, d.attribute, d.value) t
            ) x
        )
        SELECT {", ".join(f"r.{name}" for name in kept)}, m.wrong,
            CASE WHEN r.terms = '[]' OR m.parts IS NULL THEN r.terms
                ELSE {_with_parts("r", "m.parts", "place")} END AS terms
        FROM r CROSS JOIN term m OFFSET 0)
        """


def _with_parts(row: str, parts: str, order: str) -> str:
    """SQL for the terms of a row with their parts, each found by its key."""
    keys = [f"{parts} -> concat({process}, '/', {TERM[0]}, '=', {TERM[1]})" for process in (f"{row}.process_id", "''")]
    return f"""(SELECT jsonb_agg(e || coalesce({keys[0]}, {keys[1]}, '{{}}') ORDER BY {order})
        FROM jsonb_array_elements({row}.terms) WITH ORDINALITY x (e, place))"""


def _process_of_demand() -> tuple[str, str]:
    """SQL for the process of the demand of a version `f`, also where the demand has another fault, and its joins."""
    demand = """
        LEFT JOIN stage_version s ON f.process_id IS NULL AND s.seq = f.seq
        LEFT JOIN (SELECT p.slug, min(p.process_id) AS process_id FROM plan_demand p GROUP BY p.slug) d
            ON d.slug = s.demand
        """
    return "coalesce(f.process_id, d.process_id)", demand


def _of(part: str) -> str:
    return f"e ->> '{part}'"


def _current(kind: str, slug: str) -> str:
    """SQL for the name of today of what a slug names; the slug itself where nothing else bears it."""
    return (
        f"coalesce((SELECT x.slug FROM older o JOIN tracker.{kind} x ON x.id = o.record_id WHERE o.entity = '{kind}'"
        f" AND o.alias = {slug} AND NOT EXISTS (SELECT FROM tracker.{kind} y WHERE y.slug = {slug})), {slug})"
    )
