-- Sets the time for schema `past` and puts it before `analysis` in the search path.
-- Built once: what is set is not of any time. A SET clause would undo at the function's end what it sets.
CREATE OR REPLACE FUNCTION analysis.as_known(
    at_time text, for_session boolean DEFAULT false,
    OUT changeset bigint, OUT recorded_at timestamptz, OUT author text
)
LANGUAGE plpgsql
AS $$
#variable_conflict use_column
DECLARE
    wanted constant record := tracker.read_time(at_time);
    first_one text;
    last_one record;
BEGIN
    -- A pooler gives the session of one client to the next, who would see the time of the first. A name that came when
    -- the connection was made is that of the client itself: what poolers set afterwards has another source.
    IF for_session AND NOT EXISTS (
        SELECT FROM pg_catalog.pg_settings s WHERE s.name = 'application_name' AND s.source = 'client') THEN
        RAISE EXCEPTION 'a time for the session needs a connection of its own, and this one may be shared by a pooler'
            USING ERRCODE = 'object_not_in_prerequisite_state',
            HINT = 'Set the time in a transaction (BEGIN; SELECT * FROM analysis.as_known(''changeset 1'')), or connect'
                ' to the server itself under a name (application_name=… in the address of the connection).';
    END IF;
    SELECT c.recorded_at, tracker.changeset_in_words(c.changeset, c.recorded_at) AS words INTO last_one
    FROM analysis.changeset c ORDER BY c.changeset DESC LIMIT 1;
    IF last_one IS NULL THEN
        RAISE EXCEPTION 'nothing is recorded yet, so there is no past' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    IF wanted.number IS NOT NULL THEN
        SELECT c.changeset, c.recorded_at, c.author INTO changeset, recorded_at, author
        FROM analysis.changeset c WHERE c.changeset = wanted.number;
    ELSIF wanted.until <= greatest(clock_timestamp(), last_one.recorded_at) THEN
        SELECT c.changeset, c.recorded_at, c.author INTO changeset, recorded_at, author
        FROM analysis.changeset c WHERE c.recorded_at <= wanted.until ORDER BY c.recorded_at DESC LIMIT 1;
    END IF;
    IF changeset IS NULL THEN
        SELECT tracker.changeset_in_words(c.changeset, c.recorded_at) INTO first_one
        FROM analysis.changeset c ORDER BY c.changeset LIMIT 1;
        RAISE EXCEPTION '%; the first is %, the last is %', CASE
            WHEN wanted.number IS NOT NULL THEN 'there is no changeset ' || wanted.number
            WHEN wanted.until > clock_timestamp() THEN at_time || ' is still to come'
            ELSE at_time || ' is before the first changeset' END, first_one, last_one.words
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    PERFORM set_config('tracker.known_at', changeset::text, NOT for_session),
        set_config('search_path', tracker.path_with_past(current_setting('search_path')), NOT for_session);
    IF for_session THEN
        PERFORM set_config('tracker.known_in_session', 'yes', false);
    END IF;
    RAISE NOTICE 'schema past, and names without a schema, answer as of % until the % ends',
        tracker.changeset_in_words(changeset, recorded_at), CASE WHEN for_session THEN 'session' ELSE 'transaction' END;
END $$;
COMMENT ON FUNCTION analysis.as_known(text, boolean) IS
'Makes schema past, and names without a schema, answer as the database stood at a time. Until the transaction ends; with for_session, and never through a pooler, until the session does.
at_time: changeset N, a timestamp (UTC where it has no zone) or a date (its end in UTC; today: now).
for_session: Whether it lasts until the session ends, not only the transaction.
changeset: Number of the changeset that is looked at: the last one by that time.';
