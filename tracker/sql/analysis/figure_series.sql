-- One metric through time, its claimants side by side. Not inlined: an unknown code is an error even where the
-- planner could tell that there are no figures at all. Dates are looked up figure by figure (LATERAL, OFFSET 0).
CREATE OR REPLACE FUNCTION analysis.figure_series(of_metric text, about_what text DEFAULT NULL) RETURNS SETOF analysis.figure
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_custom_plan
AS $$
DECLARE
    metric_code constant text := tracker.find_code('metric', of_metric);
    about_code constant text := tracker.find_code('about', about_what);
BEGIN
    RETURN QUERY
    SELECT f.* FROM analysis.figure f
    CROSS JOIN LATERAL (SELECT d.issued_on FROM analysis.document d WHERE d.document = f.document OFFSET 0) d
    WHERE f.metric = metric_code AND (about_code IS NULL OR f.about = about_code)
    ORDER BY f.metric COLLATE "C", f.about COLLATE "C", coalesce(f.as_of, f.to_date, f.from_date, d.issued_on),
        f.claimant COLLATE "C", f.figure COLLATE "C";
END $$;
COMMENT ON FUNCTION analysis.figure_series(text, text) IS
'The figures of a metric, about one subject or all, ordered by subject, date (of a period: its end) and claimant.
of_metric: A code of the attribute metric: select code, definition from analysis.code where attribute = ''metric''.
about_what: A code of the attribute about; null for all subjects.';
