-- The demands whose spells a changeset may move: those whose evidence it wrote, those cited in documents that it
-- dated anew, and all where it changed what the codebook says of existing terms.
CREATE OR REPLACE FUNCTION tracker.touched_demands(number bigint) RETURNS bigint[]
LANGUAGE sql STABLE
AS $$
WITH document AS (
    SELECT h.id FROM history.document h JOIN tracker.document d ON d.id = h.id
    WHERE h.ended_by = number AND (d.issued_on, d.issued_precision) <> (h.issued_on, h.issued_precision)
),
passage AS (
    SELECT h.document_id AS id FROM history.passage h WHERE h.ended_by = number
    UNION
    SELECT p.document_id FROM tracker.passage p WHERE p.changeset = number
),
codebook AS (
    SELECT FROM history.attribute WHERE ended_by = number
    UNION ALL SELECT FROM history.code WHERE ended_by = number
    UNION ALL SELECT FROM history.place WHERE ended_by = number
),
touched AS (
    SELECT id AS demand_id FROM tracker.demand WHERE changeset = number
    UNION SELECT demand_id FROM tracker.version WHERE changeset = number
    UNION SELECT demand_id FROM history.version WHERE ended_by = number
    UNION SELECT demand_id FROM tracker.citation WHERE changeset = number
    UNION SELECT demand_id FROM history.citation WHERE ended_by = number
    UNION SELECT demand_id FROM tracker.ending WHERE changeset = number
    UNION SELECT demand_id FROM history.ending WHERE ended_by = number
    UNION SELECT demand_id FROM tracker.spell WHERE changeset = number
    UNION SELECT demand_id FROM history.spell WHERE ended_by = number
    UNION SELECT demand_id FROM tracker.settlement WHERE changeset = number
    UNION SELECT demand_id FROM history.settlement WHERE ended_by = number
    UNION SELECT s.demand_id FROM tracker.settlement s
        JOIN tracker.agreement a ON a.id = s.agreement_id WHERE a.changeset = number
    UNION SELECT c.demand_id FROM tracker.citation c
        WHERE c.document_id IN (SELECT id FROM document UNION SELECT id FROM passage)
    UNION SELECT e.demand_id FROM tracker.ending e WHERE e.document_id IN (SELECT id FROM document)
    UNION SELECT s.demand_id FROM tracker.settlement s JOIN tracker.agreement a ON a.id = s.agreement_id
        WHERE a.document_id IN (SELECT id FROM document)
    UNION SELECT d.id FROM tracker.party y JOIN tracker.demand d ON d.process_id = y.process_id AND d.party_id = y.actor_id
        WHERE y.changeset = number
    UNION SELECT d.id FROM history.party y JOIN tracker.demand d ON d.process_id = y.process_id AND d.party_id = y.actor_id
        WHERE y.ended_by = number
    UNION SELECT s.demand_id FROM tracker.spell s WHERE s.ordinal > 1 AND EXISTS (SELECT FROM codebook)
)
SELECT coalesce(array_agg(t.demand_id), '{}') FROM touched t JOIN tracker.demand d ON d.id = t.demand_id
$$;
COMMENT ON FUNCTION tracker.touched_demands(bigint) IS 'The demands whose spells a changeset may move.';
