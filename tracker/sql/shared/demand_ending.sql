-- Every ending of a demand: those that were entered, and those by an agreement that settles it fully. Where the date is
-- coarse it is the last day of it, unless the coder placed the ending on a day inside.
CREATE OR REPLACE VIEW tracker.demand_ending AS
SELECT e.process_id, e.demand_id, e.id AS ending_id, NULL::bigint AS agreement_id, e.how,
    coalesce(e.ended_on, tracker.last_day(d.issued_on, d.issued_precision)) AS ended_on,
    coalesce(e.ended_precision, d.issued_precision) AS ended_precision,
    coalesce(e.placed_on, e.ended_on, tracker.last_day(d.issued_on, d.issued_precision)) AS day, e.ordinal,
    e.speaker_id, e.document_id, e.passage_id, e.via_document_id, e.via_passage_id, e.quote, e.changeset, d.slug AS document
FROM tracker.ending e JOIN tracker.document d ON d.id = e.document_id
UNION ALL
SELECT s.process_id, s.demand_id, NULL, s.agreement_id, 'agreed',
    tracker.last_day(coalesce(a.agreed_on, d.issued_on), coalesce(a.agreed_precision, d.issued_precision)),
    coalesce(a.agreed_precision, d.issued_precision),
    tracker.last_day(coalesce(a.agreed_on, d.issued_on), coalesce(a.agreed_precision, d.issued_precision)), NULL,
    a.speaker_id, a.document_id, a.passage_id, a.via_document_id, a.via_passage_id, a.quote,
    greatest(s.changeset, a.changeset), d.slug
FROM tracker.settlement s
JOIN tracker.agreement a ON a.id = s.agreement_id
JOIN tracker.document d ON d.id = a.document_id
WHERE s.extent = 'fully';
COMMENT ON VIEW tracker.demand_ending IS 'Every ending of a demand, entered or by an agreement that settles it fully.';
