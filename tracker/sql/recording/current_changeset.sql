-- The changeset of the running transaction, as the default of every row's stamp. The setting is only a cache:
-- before_write refreshes it at every statement and check_stamp refuses a stamp that differs.
CREATE OR REPLACE FUNCTION tracker.current_changeset() RETURNS bigint
LANGUAGE sql STABLE
AS $$ SELECT nullif(current_setting('tracker.changeset', true), '')::bigint $$;
COMMENT ON FUNCTION tracker.current_changeset() IS 'The changeset of the running transaction.';
