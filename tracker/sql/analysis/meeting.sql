-- Dated rounds of talks.
CREATE OR REPLACE VIEW analysis.meeting AS
SELECT p.slug AS process, m.slug AS meeting, m.held_on, m.held_precision, l.slug AS place, m.duration, m.approximate,
    m.summary
FROM tracker.meeting m
JOIN tracker.process p ON p.id = m.process_id
LEFT JOIN tracker.place l ON l.id = m.place_id;

COMMENT ON VIEW analysis.meeting IS 'One row a dated round of talks; who was there is in delegation.';
COMMENT ON COLUMN analysis.meeting.process IS 'Slug of the process.';
COMMENT ON COLUMN analysis.meeting.meeting IS 'Slug of the meeting.';
COMMENT ON COLUMN analysis.meeting.held_on IS 'When it was held.';
COMMENT ON COLUMN analysis.meeting.held_precision IS 'How exactly held_on is known: day, month, year, or by (not later than).';
COMMENT ON COLUMN analysis.meeting.place IS 'Slug of the place; null where it is not known.';
COMMENT ON COLUMN analysis.meeting.duration IS 'How long, as an ISO 8601 duration: PT1H is one hour; null where it is not known.';
COMMENT ON COLUMN analysis.meeting.approximate IS 'Whether the source gives the length roughly.';
COMMENT ON COLUMN analysis.meeting.summary IS 'What it was, in our words; null where nothing is noted.';
