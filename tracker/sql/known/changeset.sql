-- Changesets are appended and never change, so their past needs no history.
CREATE OR REPLACE VIEW known.changeset AS
SELECT * FROM tracker.changeset c WHERE (SELECT known.at()) IS NOT NULL AND c.changeset <= (SELECT known.at());
COMMENT ON VIEW known.changeset IS 'The changesets up to the one that is looked at.';
DO $$
DECLARE
    note record;
BEGIN
    FOR note IN
        SELECT attname, col_description(attrelid, attnum) AS comment FROM pg_attribute
        WHERE attrelid = 'tracker.changeset'::regclass AND attnum > 0 AND NOT attisdropped
    LOOP
        EXECUTE format('COMMENT ON COLUMN known.changeset.%I IS %L', note.attname, note.comment);
    END LOOP;
END $$;
