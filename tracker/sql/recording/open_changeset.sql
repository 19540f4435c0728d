-- Opens a changeset: takes the writers' lock, so that numbers are in commit order, and then the time.
-- A changeset that this transaction opened before is sealed first: one transaction may hold two.
CREATE OR REPLACE FUNCTION tracker.open_changeset(
    new_cause text DEFAULT 'unstated', new_message text DEFAULT NULL,
    new_author text DEFAULT session_user, new_sources text[] DEFAULT '{}'
) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    earlier constant bigint := tracker.own_changeset();
    last_number bigint;
    last_time timestamptz;
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'changes are recorded in READ COMMITTED transactions only, this one is %',
            upper(current_setting('transaction_isolation'))
            USING ERRCODE = 'invalid_transaction_state';
    END IF;
    IF earlier IS NOT NULL THEN
        PERFORM tracker.seal_changeset(earlier);
    END IF;
    PERFORM tracker.lock_writers();
    SELECT changeset, recorded_at INTO last_number, last_time
    FROM tracker.changeset ORDER BY changeset DESC LIMIT 1;
    last_number := coalesce(last_number, 0) + 1;
    SET CONSTRAINTS tracker.seal_at_commit DEFERRED;
    INSERT INTO tracker.changeset (changeset, recorded_at, author, message, cause, sources, database_user, transaction_id)
    VALUES (last_number, greatest(now(), clock_timestamp(), last_time + interval '1 microsecond'),
            new_author, new_message, new_cause, new_sources, session_user, pg_current_xact_id());
    PERFORM set_config('tracker.changeset', last_number::text, true);
    RETURN last_number;
END $$;
COMMENT ON FUNCTION tracker.open_changeset(text, text, text, text[]) IS
    'Opens a changeset with a cause, message, author and sources; what this transaction writes from here on belongs to it.';
