-- The parties whose document it is: the issuer, and those with which the issuer was affiliated on its date.
CREATE OR REPLACE VIEW tracker.parties_of AS
SELECT d.id AS document_id, a.actor_id, y.slug AS actor
FROM tracker.document d
CROSS JOIN LATERAL (
    SELECT d.issuer_id AS actor_id WHERE d.issuer_id IS NOT NULL
    UNION
    SELECT f.actor_id FROM tracker.affiliation f
    WHERE f.person_id = d.issuer_id
        AND (f.from_date IS NULL OR f.from_date <= d.issued_on) AND (f.to_date IS NULL OR f.to_date >= d.issued_on)
) a
JOIN tracker.actor y ON y.id = a.actor_id
WHERE EXISTS (SELECT FROM tracker.party p WHERE p.actor_id = a.actor_id AND p.role = 'party');
COMMENT ON VIEW tracker.parties_of IS 'The parties whose document it is.';
