-- Who acts for whom, in which role and when.
CREATE OR REPLACE VIEW analysis.affiliation AS
SELECT p.slug AS person, a.slug AS actor, f.role, f.from_date, f.to_date, f.from_precision, f.to_precision
FROM tracker.affiliation f
JOIN tracker.actor p ON p.id = f.person_id
JOIN tracker.actor a ON a.id = f.actor_id;

COMMENT ON VIEW analysis.affiliation IS 'One row a period in which a person acts for an actor in a role.';
COMMENT ON COLUMN analysis.affiliation.person IS 'Slug of the person.';
COMMENT ON COLUMN analysis.affiliation.actor IS 'Slug of the actor for whom the person acts.';
COMMENT ON COLUMN analysis.affiliation.role IS 'In which role, as a phrase: President, Minister of Defence.';
COMMENT ON COLUMN analysis.affiliation.from_date IS 'First day; a coarse date stands as its first day; null where it is not known.';
COMMENT ON COLUMN analysis.affiliation.to_date IS 'Last day; a coarse date stands as its last day; null where it is not known, or goes on.';
COMMENT ON COLUMN analysis.affiliation.from_precision IS 'How exactly from_date is known: day, month, year, or by (not later than); null where that is.';
COMMENT ON COLUMN analysis.affiliation.to_precision IS 'How exactly to_date is known: day, month, year, or by (not later than); null where that is.';
