-- Which rows of a table changesets $1 (not counted) to $2 touched, as text of SQL. A row that was superseded since was
-- ended after $1 too, so that the index on ended_by finds it.
CREATE OR REPLACE FUNCTION known.touched(of_table text, id text) RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
SELECT format('SELECT changeset, %2$I AS id FROM tracker.%1$I WHERE changeset > $1 AND changeset <= $2'
    ' UNION SELECT ended_by, %2$I FROM history.%1$I WHERE ended_by > $1 AND ended_by <= $2'
    ' UNION SELECT changeset, %2$I FROM history.%1$I WHERE ended_by > $1 AND changeset > $1 AND changeset <= $2', of_table, id)
$$;
COMMENT ON FUNCTION known.touched(text, text) IS 'Which rows of a table some changesets touched, as text of SQL.';

-- The steps of one kind of record (entity, key and fields of known.coded) as text of SQL: what each touched record said
-- before and after the changeset, with the names of that time. `touched` is text of SQL: changeset, id.
CREATE OR REPLACE FUNCTION known.steps_as_sql(entity text, key text, fields text, touched text) RETURNS text
LANGUAGE sql STABLE
AS $$
SELECT format($query$
    SELECT s.step, %1$L, '%2$s', CASE WHEN s.before IS NULL THEN 'added' WHEN s.after IS NULL THEN 'removed'
        ELSE 'changed' END, %1$L = 'spell', s.before, s.after
    FROM (
        SELECT r.step, r.id, (array_agg(f.said) FILTER (WHERE r.at < r.step))[1] AS before,
            (array_agg(f.said) FILTER (WHERE r.at = r.step))[1] AS after
        FROM (
            SELECT t.changeset AS step, t.changeset - back AS at, e.*
            FROM (%3$s) t CROSS JOIN (VALUES (0), (1)) b (back)
            JOIN %4$s e ON e.id = t.id AND e.changeset <= t.changeset - back
                AND (e.ended_by > t.changeset - back OR e.ended_by IS NULL)
        ) r
        CROSS JOIN LATERAL (SELECT jsonb_strip_nulls(jsonb_build_object(%5$s)) AS said) f
        GROUP BY r.step, r.id
    ) s
    WHERE s.before IS DISTINCT FROM s.after
    $query$,
    entity,
    -- Of a key, each {field} becomes that field of what the row says.
    regexp_replace(key, '\{(\w+)\}', $key$' || coalesce(coalesce(s.after, s.before) ->> '\1', '') || '$key$, 'g'),
    touched, known.every(entity), known.spelled_out(fields))
$$;
COMMENT ON FUNCTION known.steps_as_sql(text, text, text, text) IS 'The steps of one kind of record, as text of SQL.';

-- Every step from one changeset (not counted) to another: which records it touched, and what each said before it and
-- after it, with the names of that time. Only what these changesets touched is read, by index.
CREATE OR REPLACE FUNCTION known.steps_between(after_changeset bigint, up_to bigint)
RETURNS TABLE (changeset bigint, entity text, key text, operation text, derived boolean, before jsonb, after jsonb)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $steps$
DECLARE
    kind record;
    touched text;
    any_touched boolean;
BEGIN
    FOR kind IN SELECT * FROM known.coded() LOOP
        touched := known.touched(kind.entity, 'id')
            || CASE kind.entity WHEN 'agreement' THEN ' UNION ' || known.touched('confirmation', 'agreement_id') ELSE '' END;
        EXECUTE format('SELECT EXISTS (%s)', touched) INTO any_touched USING after_changeset, up_to;
        CONTINUE WHEN NOT any_touched;
        RETURN QUERY EXECUTE known.steps_as_sql(kind.entity, kind.key, kind.fields, touched) USING after_changeset, up_to;
    END LOOP;
END $steps$;
COMMENT ON FUNCTION known.steps_between(bigint, bigint) IS
    'Every step of the changesets after one, up to another: before and after, as a bundle writes them.';
