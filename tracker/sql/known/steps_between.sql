-- Which rows of a table changesets $1 (not counted) to $2 wrote, and which they ended, as text of SQL: each with the step
-- it belongs to, and the time `at` of which its names are told. A row that was superseded since was ended after $1 too,
-- so that the index on ended_by finds it; that on changeset is of no use there, as it begins with the id.
CREATE OR REPLACE FUNCTION known.written_in(of_table text) RETURNS text
LANGUAGE sql STABLE
AS $$
SELECT format('SELECT r.*, r.changeset AS step, r.changeset AS at FROM %s r', known.every_where(of_table,
    'changeset > $1 AND changeset <= $2', 'ended_by > $1 AND changeset + 0 > $1 AND changeset + 0 <= $2'))
$$;
COMMENT ON FUNCTION known.written_in(text) IS 'Which rows of a table some changesets wrote, as text of SQL.';
CREATE OR REPLACE FUNCTION known.ended_in(of_table text) RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
SELECT format('SELECT r.*, r.ended_by AS step, r.ended_by - 1 AS at FROM history.%I r WHERE r.ended_by > $1 AND r.ended_by <= $2', of_table)
$$;
COMMENT ON FUNCTION known.ended_in(text) IS 'Which rows of a table some changesets ended, as text of SQL.';

-- The steps of one kind of record (entity, key and fields of known.coded) as text of SQL: what each record said before
-- and after a changeset, with the names of that time. `ended` and `written` are text of SQL: the rows before and after,
-- each with its step and the time of its names. OFFSET 0: what a row says is worked out once, not for each use of it.
CREATE OR REPLACE FUNCTION known.steps_as_sql(entity text, key text, fields text, ended text, written text) RETURNS text
LANGUAGE sql STABLE
AS $$
SELECT format($query$
    SELECT s.step, %1$L, '%2$s', CASE WHEN s.before IS NULL THEN 'added' WHEN s.after IS NULL THEN 'removed'
        ELSE 'changed' END, %1$L = 'spell', s.before, s.after
    FROM (
        SELECT coalesce(a.step, b.step) AS step, b.said AS before, a.said AS after, coalesce(a.said, b.said) AS said
        FROM (SELECT r.step, r.id, jsonb_strip_nulls(jsonb_build_object(%5$s)) AS said FROM (%4$s) r OFFSET 0) a
        FULL JOIN (SELECT r.step, r.id, jsonb_strip_nulls(jsonb_build_object(%5$s)) AS said FROM (%3$s) r OFFSET 0) b
            ON b.step = a.step AND b.id = a.id
    ) s
    WHERE s.before IS DISTINCT FROM s.after
    $query$,
    entity,
    -- Of a key, each {field} becomes that field of what the row says.
    regexp_replace(key, '\{(\w+)\}', $key$' || coalesce(s.said ->> '\1', '') || '$key$, 'g'),
    ended, written, known.spelled_out(fields))
$$;
COMMENT ON FUNCTION known.steps_as_sql(text, text, text, text, text) IS 'The steps of one kind of record, as text of SQL.';

-- The rows of a table as they stood at a step that touched them, or just before, as text of SQL, where what touched them
-- need not be a change of the row itself. `touched` is text of SQL: changeset, id.
CREATE OR REPLACE FUNCTION known.stood_at(of_table text, touched text, before boolean) RETURNS text
LANGUAGE sql STABLE
AS $$
SELECT format('SELECT e.*, t.changeset AS step, t.at FROM (SELECT DISTINCT changeset, id, changeset - %s AS at FROM (%s) t) t'
    ' CROSS JOIN LATERAL (SELECT * FROM %s e WHERE e.id = t.id AND e.changeset <= t.at AND (e.ended_by > t.at OR e.ended_by IS NULL)'
    ' OFFSET 0) e', before::integer, touched, known.every(of_table))
$$;
COMMENT ON FUNCTION known.stood_at(text, text, boolean) IS 'Rows of a table at or before the steps that touched them, as text of SQL.';

-- Every step from one changeset (not counted) to another: which records it touched, and what each said before it and
-- after it, with the names of that time. Only what these changesets touched is read, by index. A statement a kind of
-- record, written out here so that a session plans each once, and only where there is something to tell. The plans are
-- for any argument, where the planner takes a third of the history for younger than a changeset: hence no whole scans.
DO $build$
DECLARE
    said text := '';
    kind record;
    written text;
    ended text;
    touched text;
BEGIN
    FOR kind IN SELECT * FROM known.coded() LOOP
        written := known.written_in(kind.entity);
        ended := known.ended_in(kind.entity);
        touched := format('SELECT step AS changeset, id FROM (%s) w UNION ALL SELECT step, id FROM (%s) e', written, ended);
        IF kind.entity = 'agreement' THEN  -- who confirms it is a part of what it says
            touched := touched || format(' UNION ALL SELECT step, agreement_id FROM (%s) w UNION ALL SELECT step, agreement_id'
                ' FROM (%s) e', known.written_in('confirmation'), known.ended_in('confirmation'));
            written := known.stood_at('agreement', touched, false);
            ended := known.stood_at('agreement', touched, true);
        END IF;
        said := said || format('IF EXISTS (%s) THEN RETURN QUERY %s; END IF; ', touched,
            known.steps_as_sql(kind.entity, kind.key, kind.fields, ended, written));
    END LOOP;
    EXECUTE format($create$
        CREATE OR REPLACE FUNCTION known.steps_between(after_changeset bigint, up_to bigint)
        RETURNS TABLE (changeset bigint, entity text, key text, operation text, derived boolean, before jsonb, after jsonb)
        LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
            SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET jit = off
        AS $steps$
        #variable_conflict use_column
        BEGIN %s
        END $steps$
        $create$, said);
END $build$;
COMMENT ON FUNCTION known.steps_between(bigint, bigint) IS
    'Every step of the changesets after one, up to another: before and after, as a bundle writes them.';
