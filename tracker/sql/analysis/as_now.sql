-- Undoes as_known; also for the session, where that was asked for.
-- Built once: what is set is not of any time.
CREATE OR REPLACE FUNCTION analysis.as_now() RETURNS void
LANGUAGE plpgsql
AS $$
DECLARE
    only_here constant boolean := coalesce(current_setting('tracker.known_in_session', true), '') <> 'yes';
BEGIN
    PERFORM set_config('tracker.known_at', '', only_here), set_config('tracker.known_in_session', '', only_here),
        set_config('search_path', tracker.path_without_past(current_setting('search_path')), only_here);
END $$;
COMMENT ON FUNCTION analysis.as_now() IS 'Undoes as_known: names without a schema answer as of now again, and schema past refuses.';
