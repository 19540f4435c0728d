-- True, or the error of tracker.find where the slug is unknown. As a condition that mentions no column it is evaluated once
-- and before any row is read, however the query was prepared: an unknown slug is never an empty answer.
CREATE OR REPLACE FUNCTION tracker.is_there(kind text, wanted text) RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    PERFORM tracker.find(kind, wanted);
    RETURN true;
END $$;
COMMENT ON FUNCTION tracker.is_there(text, text) IS 'True, or an error that names the nearest where the slug is unknown.';
