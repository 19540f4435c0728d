-- Everything that is said of a demand in time: its citations, and its endings, which have no version. They stand in
-- order of day, then place, then citations before endings.
CREATE OR REPLACE VIEW tracker.moment AS
SELECT c.process_id, c.demand_id, c.version_id, coalesce(c.placed_on, d.issued_on) AS day,
    coalesce(c.ordinal, 0) AS place, d.issued_precision AS precision, c.document_id, c.passage_id
FROM tracker.citation c JOIN tracker.document d ON d.id = c.document_id
UNION ALL
SELECT e.process_id, e.demand_id, NULL, e.day, coalesce(e.ordinal, 2147483647), e.ended_precision, e.document_id, e.passage_id
FROM tracker.demand_ending e;
COMMENT ON VIEW tracker.moment IS 'Citations and endings of demands, by day and place within the day.';
