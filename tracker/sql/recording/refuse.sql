-- History is appended by triggers only, and nothing is truncated: both would lose what was recorded.
CREATE OR REPLACE FUNCTION tracker.refuse() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    RAISE EXCEPTION '% on %.% is refused: what was recorded is never lost', TG_OP, TG_TABLE_SCHEMA, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;
COMMENT ON FUNCTION tracker.refuse() IS 'Refuses a statement that would lose recorded history.';
