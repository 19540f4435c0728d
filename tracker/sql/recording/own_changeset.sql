-- The newest changeset of the running transaction; null where it has none. The time keeps off a changeset that was
-- written under the same transaction number in another cluster, from which this database was restored.
CREATE OR REPLACE FUNCTION tracker.own_changeset() RETURNS bigint
LANGUAGE sql STABLE
AS $$
SELECT max(c.changeset) FROM tracker.changeset c WHERE c.transaction_id = pg_current_xact_id() AND c.recorded_at >= now()
$$;
COMMENT ON FUNCTION tracker.own_changeset() IS 'The newest changeset of the running transaction.';
