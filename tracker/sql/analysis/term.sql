-- The typed facts of versions, one a row, with the parts of each value that a machine can use.
CREATE OR REPLACE VIEW analysis.term AS
SELECT p.slug AS process, y.slug AS party, d.slug AS demand, v.name AS version,
    t ->> 'attribute' AS attribute, t ->> 'value' AS value, t ->> 'place' AS place, t ->> 'actor' AS actor,
    t ->> 'demand' AS other_demand, t ->> 'event' AS event, (t ->> 'min')::numeric AS amount_min,
    (t ->> 'max')::numeric AS amount_max, t ->> 'unit' AS unit, coalesce((t ->> 'approximate')::boolean, false) AS approximate,
    (t ->> 'from')::date AS from_date, (t ->> 'to')::date AS to_date, coalesce(t ->> 'certainty', 'certain') AS certainty
FROM tracker.version v
JOIN tracker.demand d ON d.id = v.demand_id
JOIN tracker.process p ON p.id = d.process_id
JOIN tracker.actor y ON y.id = d.party_id
CROSS JOIN LATERAL jsonb_array_elements(v.terms) t;

COMMENT ON VIEW analysis.term IS 'One row a typed fact of a version, for filters and for pivots: where, how much, by when, who.';
COMMENT ON COLUMN analysis.term.process IS 'Slug of the process.';
COMMENT ON COLUMN analysis.term.party IS 'Slug of the party that demands or proposes.';
COMMENT ON COLUMN analysis.term.demand IS 'Slug of the demand.';
COMMENT ON COLUMN analysis.term.version IS 'Name of the version.';
COMMENT ON COLUMN analysis.term.attribute IS 'Slug of the attribute of the codebook: what the value says something about.';
COMMENT ON COLUMN analysis.term.value IS 'The value in canonical form, as text: a code, a slug, an amount with its unit, a date range. Equal text means equal content.';
COMMENT ON COLUMN analysis.term.place IS 'Slug of the place, where the value is one; else null.';
COMMENT ON COLUMN analysis.term.actor IS 'Slug of the actor, where the value is one; else null.';
COMMENT ON COLUMN analysis.term.other_demand IS 'Slug of the demand, where the value (a condition) is one; else null.';
COMMENT ON COLUMN analysis.term.event IS 'Slug of the event that the value names; else null.';
COMMENT ON COLUMN analysis.term.amount_min IS 'Lower bound of an amount or length, counted in unit; null where it is open, or the value is none.';
COMMENT ON COLUMN analysis.term.amount_max IS 'Upper bound, equal to the lower one where the number is exact; null where it is open, or the value is none.';
COMMENT ON COLUMN analysis.term.unit IS 'What both bounds count: day, month and so on of a length, else a code of the attribute unit; null where the value is neither.';
COMMENT ON COLUMN analysis.term.approximate IS 'Whether the source says roughly.';
COMMENT ON COLUMN analysis.term.from_date IS 'First day of a window; else null.';
COMMENT ON COLUMN analysis.term.to_date IS 'Last day of a window; else null.';
COMMENT ON COLUMN analysis.term.certainty IS 'How sure the source is of this term: certain, probable or possible.';
