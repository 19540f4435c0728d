-- Views, functions and triggers of our schemas, each with a digest of its definition. A trigger that was switched off
-- has another digest.
CREATE OR REPLACE FUNCTION tracker.definitions() RETURNS TABLE (name text, digest text)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
SELECT 'function ' || p.oid::regprocedure, md5(pg_get_functiondef(p.oid))
FROM pg_proc p WHERE p.pronamespace::regnamespace::text = ANY ('{tracker,history,known,analysis,past}')
UNION ALL
SELECT 'view ' || c.oid::regclass, md5(pg_get_viewdef(c.oid))
FROM pg_class c
WHERE c.relkind = 'v' AND c.relnamespace::regnamespace::text = ANY ('{tracker,history,known,analysis,past}')
UNION ALL
SELECT format('trigger %s of %s', t.tgname, t.tgrelid::regclass), md5(pg_get_triggerdef(t.oid) || t.tgenabled::text)
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE NOT t.tgisinternal AND c.relnamespace::regnamespace::text = ANY ('{tracker,history,report}')
$$;
COMMENT ON FUNCTION tracker.definitions() IS 'Views, functions and triggers of our schemas, with a digest of each definition.';

-- Notes how everything stands at the end of an upgrade.
CREATE OR REPLACE FUNCTION tracker.note_definitions() RETURNS void
LANGUAGE sql
AS $$
DELETE FROM tracker.derived_object;
INSERT INTO tracker.derived_object (name, digest) SELECT d.name, d.digest FROM tracker.definitions() d;
$$;
COMMENT ON FUNCTION tracker.note_definitions() IS 'Notes the views, functions and triggers that an upgrade has built.';

CREATE OR REPLACE FUNCTION tracker.check_definitions() RETURNS TABLE (what text, problem text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
SELECT coalesce(o.name, d.name), CASE
    WHEN d.name IS NULL THEN 'it is missing'
    WHEN o.name IS NULL THEN 'it is not of this program'
    ELSE 'it is not as the upgrade built it, or is switched off' END
FROM tracker.derived_object o FULL JOIN tracker.definitions() d ON d.name = o.name
WHERE o.digest IS DISTINCT FROM d.digest
UNION ALL
SELECT DISTINCT format('constraint %s of %s', c.conname, c.conrelid::regclass),
    CASE WHEN c.convalidated THEN 'its triggers are switched off' ELSE 'it is not validated' END
FROM pg_constraint c LEFT JOIN pg_trigger t ON t.tgconstraint = c.oid AND t.tgisinternal
WHERE c.connamespace::regnamespace::text = ANY ('{tracker,report}') AND (NOT c.convalidated OR t.tgenabled = 'D')
ORDER BY 1
$$;
COMMENT ON FUNCTION tracker.check_definitions() IS 'Views, functions, triggers and constraints that are not as an upgrade makes them.';
