-- Who was at a meeting, for whom, and as what.
CREATE OR REPLACE VIEW analysis.delegation AS
SELECT p.slug AS process, m.slug AS meeting, y.slug AS party, n.slug AS person, c.slug AS role
FROM tracker.delegation g
JOIN tracker.meeting m ON m.id = g.meeting_id
JOIN tracker.process p ON p.id = m.process_id
JOIN tracker.actor y ON y.id = g.party_id
JOIN tracker.actor n ON n.id = g.person_id
JOIN tracker.code c ON c.id = g.role_id;

COMMENT ON VIEW analysis.delegation IS 'One row a person at a meeting.';
COMMENT ON COLUMN analysis.delegation.process IS 'Slug of the process.';
COMMENT ON COLUMN analysis.delegation.meeting IS 'Slug of the meeting.';
COMMENT ON COLUMN analysis.delegation.party IS 'Slug of the actor (not of a row of the view party) that sent the person.';
COMMENT ON COLUMN analysis.delegation.person IS 'Slug of the person.';
COMMENT ON COLUMN analysis.delegation.role IS 'head or member: a code of the attribute delegation-role.';
