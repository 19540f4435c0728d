-- One metric through time, its claimants side by side. Not inlined: an unknown code is an error even where the
-- planner could tell that there are no figures at all.
CREATE OR REPLACE FUNCTION analysis.figure_series(of_metric text, about_what text DEFAULT NULL) RETURNS SETOF analysis.figure
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    metric_code constant text := tracker.find_code('metric', of_metric);
    about_code constant text := tracker.find_code('about', about_what);
BEGIN
    RETURN QUERY
    SELECT f.* FROM analysis.figure f JOIN analysis.document d ON d.document = f.document
    WHERE f.metric = metric_code AND (about_code IS NULL OR f.about = about_code)
    ORDER BY f.metric COLLATE "C", f.about COLLATE "C", coalesce(f.as_of, f.to_date, f.from_date, d.issued_on),
        f.claimant COLLATE "C", f.figure COLLATE "C";
END $$;
COMMENT ON FUNCTION analysis.figure_series(text, text) IS
'The figures of a metric, about one subject or all, ordered by subject, date (of a period: its end) and claimant.
of_metric: A code of the attribute metric: select code, definition from analysis.code where attribute = ''metric''.
about_what: A code of the attribute about; null for all subjects.';
