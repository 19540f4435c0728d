-- Citations, each with the spell that it opens or continues. A day can belong to several spells of one version (it was
-- given up and taken up again within the day): only then the order within the day is looked up.
CREATE OR REPLACE VIEW tracker.affirmation AS
SELECT s.id AS spell_id, s.held_from, s.held_to, c.id AS citation_id, c.process_id, c.demand_id, c.version_id,
    coalesce(c.placed_on, d.issued_on) AS day, coalesce(c.ordinal, 0) AS place, d.issued_precision AS precision,
    c.document_id, d.slug AS document, c.passage_id,
    c.certainty, c.speaker_id, c.via_document_id, c.via_passage_id, c.quote, c.changeset
FROM tracker.spell s
JOIN tracker.citation c ON c.version_id = s.version_id
JOIN tracker.document d ON d.id = c.document_id
WHERE coalesce(c.placed_on, d.issued_on) >= s.held_from
    AND (s.held_to IS NULL OR coalesce(c.placed_on, d.issued_on) <= s.held_to)
    AND CASE
        WHEN coalesce(c.placed_on, d.issued_on) > s.held_from
            AND (s.held_to IS NULL OR coalesce(c.placed_on, d.issued_on) < s.held_to) THEN true
        WHEN NOT EXISTS (
            SELECT FROM tracker.spell o
            WHERE o.version_id = s.version_id AND o.id <> s.id AND o.held_from <= coalesce(c.placed_on, d.issued_on)
                AND (o.held_to IS NULL OR o.held_to >= coalesce(c.placed_on, d.issued_on))) THEN true
        ELSE tracker.spell_at(c.demand_id, coalesce(c.placed_on, d.issued_on), coalesce(c.ordinal, 0)) = s.ordinal
    END;
COMMENT ON VIEW tracker.affirmation IS 'Citations with the spell that each opens or continues.';
