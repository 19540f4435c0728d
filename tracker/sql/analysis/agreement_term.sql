-- The typed facts of agreements. One that names a document has evidence of its own; whatever part of the evidence it
-- does not give is that of its agreement.
CREATE OR REPLACE VIEW analysis.agreement_term AS
SELECT p.slug AS process, g.slug AS agreement, t ->> 'attribute' AS attribute, t ->> 'value' AS value,
    t ->> 'place' AS place, t ->> 'actor' AS actor, t ->> 'event' AS event,
    (t ->> 'min')::numeric AS amount_min, (t ->> 'max')::numeric AS amount_max, t ->> 'unit' AS unit,
    coalesce((t ->> 'approximate')::boolean, false) AS approximate,
    (t ->> 'from')::date AS from_date, (t ->> 'to')::date AS to_date,
    CASE WHEN t ?| '{document,speaker}' THEN t ->> 'speaker'
        ELSE (SELECT a.slug FROM tracker.actor a WHERE a.id = g.speaker_id) END AS speaker,
    coalesce(t ->> 'document', d.slug) AS document,
    CASE WHEN t ?| '{document,passage}' THEN t ->> 'passage'
        ELSE (SELECT l.label FROM tracker.passage l WHERE l.id = g.passage_id) END AS passage,
    CASE WHEN t ?| '{document,via_document}' THEN t ->> 'via_document'
        ELSE (SELECT o.slug FROM tracker.document o WHERE o.id = g.via_document_id) END AS via_document,
    CASE WHEN t ?| '{document,via_document,via_passage}' THEN t ->> 'via_passage'
        ELSE (SELECT l.label FROM tracker.passage l WHERE l.id = g.via_passage_id) END AS via_passage,
    CASE WHEN t ?| '{document,quote}' THEN t ->> 'quote' ELSE g.quote END AS quote,
    t ->> 'demand' AS other_demand, coalesce(t ->> 'certainty', g.certainty) AS certainty, t ->> 'wording' AS wording
FROM tracker.agreement g
JOIN tracker.process p ON p.id = g.process_id
JOIN tracker.document d ON d.id = g.document_id
CROSS JOIN LATERAL jsonb_array_elements(g.terms) t;

COMMENT ON VIEW analysis.agreement_term IS 'One row a typed fact of an agreement.';
COMMENT ON COLUMN analysis.agreement_term.process IS 'Slug of the process.';
COMMENT ON COLUMN analysis.agreement_term.agreement IS 'Slug of the agreement.';
COMMENT ON COLUMN analysis.agreement_term.attribute IS 'Slug of the attribute of the codebook: what the value says something about.';
COMMENT ON COLUMN analysis.agreement_term.value IS 'The value in canonical form, as text: a code, a slug, an amount with its unit, a date range.';
COMMENT ON COLUMN analysis.agreement_term.place IS 'Slug of the place, where the value is one; else null.';
COMMENT ON COLUMN analysis.agreement_term.actor IS 'Slug of the actor, where the value is one; else null.';
COMMENT ON COLUMN analysis.agreement_term.event IS 'Slug of the event that the value names; else null.';
COMMENT ON COLUMN analysis.agreement_term.amount_min IS 'Lower bound of an amount or length, counted in unit; null where it is open, or the value is none.';
COMMENT ON COLUMN analysis.agreement_term.amount_max IS 'Upper bound, equal to the lower one where the number is exact; null where it is open, or the value is none.';
COMMENT ON COLUMN analysis.agreement_term.unit IS 'What both bounds count, a code of the attribute unit; null where the value is no amount.';
COMMENT ON COLUMN analysis.agreement_term.approximate IS 'Whether the source says roughly.';
COMMENT ON COLUMN analysis.agreement_term.from_date IS 'First day of a window; else null.';
COMMENT ON COLUMN analysis.agreement_term.to_date IS 'Last day of a window; else null.';
COMMENT ON COLUMN analysis.agreement_term.speaker IS 'Slug of the actor who said it in the document; null where the coding names nobody.';
COMMENT ON COLUMN analysis.agreement_term.document IS 'Slug of the dated source in which it was said.';
COMMENT ON COLUMN analysis.agreement_term.passage IS 'Label of the passage of that document; null where none is given.';
COMMENT ON COLUMN analysis.agreement_term.via_document IS 'Slug of the report in which it was read; null where the document itself was.';
COMMENT ON COLUMN analysis.agreement_term.via_passage IS 'Label of the passage of that report; null where none is given.';
COMMENT ON COLUMN analysis.agreement_term.quote IS 'A principal''s few words, where the wording is the fact; else null.';
COMMENT ON COLUMN analysis.agreement_term.other_demand IS 'Slug of the demand, where the value (a condition) is one; else null.';
COMMENT ON COLUMN analysis.agreement_term.certainty IS 'How sure the source is: certain, probable or possible.';
COMMENT ON COLUMN analysis.agreement_term.wording IS 'The source''s phrase, where it gives no digits; else null.';
