-- The day as of which views answer: today in UTC; in the twin of this view the day of the changeset that is looked at.
-- The name of the view, which the building of the twin changes, tells the two apart.
CREATE OR REPLACE VIEW tracker.today AS
SELECT (CASE WHEN 'tracker.today' LIKE 'tracker%' THEN now()
    ELSE (SELECT c.recorded_at FROM tracker.changeset c ORDER BY c.changeset DESC LIMIT 1) END AT TIME ZONE 'UTC')::date AS day;
COMMENT ON VIEW tracker.today IS 'The day as of which views answer: today in UTC, or that of the changeset looked at.';
