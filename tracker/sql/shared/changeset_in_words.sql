-- changeset 42 (2025-06-02 12:00:00 UTC)
CREATE OR REPLACE FUNCTION tracker.changeset_in_words(number bigint, recorded timestamptz) RETURNS text
LANGUAGE sql STABLE
AS $$ SELECT format('changeset %s (%s UTC)', number, to_char(recorded AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS')) $$;
COMMENT ON FUNCTION tracker.changeset_in_words(bigint, timestamptz) IS 'A changeset''s number and time, for messages.';
