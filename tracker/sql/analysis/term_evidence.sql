-- The places that say a term: those that it names, else all citations of its version. A place that it names is brought
-- together with the citation that lies there, or that was read there: so the report through which we know it stands beside.
CREATE OR REPLACE VIEW analysis.term_evidence AS
SELECT (SELECT p.slug FROM tracker.process p WHERE p.id = q.process_id) AS process, q.slug AS demand, v.name AS version, t ->> 'attribute' AS attribute, t ->> 'value' AS value,
    e.document, e.passage, e.via_document, e.via_passage
FROM tracker.version v
JOIN tracker.demand q ON q.id = v.demand_id
CROSS JOIN LATERAL jsonb_array_elements(v.terms) t
CROSS JOIN LATERAL (
    SELECT c.document, c.passage, c.via_document, c.via_passage FROM tracker.cited c
    WHERE c.version_id = v.id AND NOT t ? 'in'
    UNION
    SELECT CASE WHEN x.read_there THEN c.document ELSE n.document END, CASE WHEN x.read_there THEN c.passage ELSE n.passage END,
        CASE WHEN x.read_there THEN n.document ELSE c.via_document END, CASE WHEN x.read_there THEN n.passage ELSE c.via_passage END
    FROM (SELECT split_part(i, '#', 1) AS document, split_part(i, '#', 2) AS passage
          FROM jsonb_array_elements_text(t -> 'in') i) n
    LEFT JOIN tracker.cited c ON c.version_id = v.id AND (
        c.document = n.document AND c.passage = n.passage
        OR c.via_document = n.document AND (c.via_passage = n.passage OR NOT EXISTS (
            SELECT FROM tracker.cited o
            WHERE o.version_id = v.id AND o.via_document = n.document AND o.via_passage = n.passage)))
    CROSS JOIN LATERAL (SELECT c.via_document IS NOT DISTINCT FROM n.document AS read_there) x
) e;

COMMENT ON VIEW analysis.term_evidence IS 'One row a term of a version and place that says it: the evidence, down to the single fact.';
COMMENT ON COLUMN analysis.term_evidence.process IS 'Slug of the process.';
COMMENT ON COLUMN analysis.term_evidence.demand IS 'Slug of the demand.';
COMMENT ON COLUMN analysis.term_evidence.version IS 'Name of the version.';
COMMENT ON COLUMN analysis.term_evidence.attribute IS 'Slug of the attribute of the codebook.';
COMMENT ON COLUMN analysis.term_evidence.value IS 'The value in canonical form, as in the view term.';
COMMENT ON COLUMN analysis.term_evidence.document IS 'Slug of the document that says it.';
COMMENT ON COLUMN analysis.term_evidence.passage IS 'Label of the passage of that document; null where none is given.';
COMMENT ON COLUMN analysis.term_evidence.via_document IS 'Slug of the report in which it was read; null where the document itself was.';
COMMENT ON COLUMN analysis.term_evidence.via_passage IS 'Label of the passage of that report; null where none is given.';
