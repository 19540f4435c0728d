-- The changeset that `past` looks at. Without one it refuses to answer: an answer of today would be a wrong answer.
CREATE OR REPLACE FUNCTION known.at() RETURNS bigint
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    number text := nullif(current_setting('tracker.known_at', true), '');
BEGIN
    IF number IS NULL THEN
        RAISE EXCEPTION 'no time is set for schema past'
            USING ERRCODE = 'object_not_in_prerequisite_state',
            HINT = 'In a transaction: SELECT * FROM analysis.as_known(''changeset 1''). Schema analysis answers as of now.';
    END IF;
    RETURN number::bigint;
END $$;
COMMENT ON FUNCTION known.at() IS 'The changeset that schema past looks at; refuses where none is set.';
