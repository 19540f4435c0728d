-- Which records bear a name after a changeset: the one whose slug it is, or whose older slug; and those that bore it
-- until they were removed, or renamed without an alias while no other took it. A slug that is entered again after a
-- removal names a new record, and whoever asks by it means both.
CREATE OR REPLACE FUNCTION known.records_named(of_kind text, wanted text, up_to bigint) RETURNS bigint[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $body$
DECLARE
    found_ids bigint[];
BEGIN
    EXECUTE format($query$
        WITH named AS (
            SELECT r.id, false AS by_alias, r.ended_by IS NULL OR r.ended_by > $2 AS so_called FROM %1$s r
            WHERE r.slug = $1 AND r.changeset <= $2
            UNION ALL
            SELECT a.record_id, true, a.ended_by IS NULL OR a.ended_by > $2 FROM %2$s a
            WHERE a.entity = %3$L AND a.alias = $1 AND a.changeset <= $2
        ),
        bearer AS (SELECT n.id FROM named n WHERE n.so_called ORDER BY n.by_alias LIMIT 1)
        SELECT array_agg(DISTINCT n.id) FROM named n
        WHERE n.id IN (SELECT id FROM bearer) OR NOT EXISTS (SELECT FROM bearer)
            OR NOT EXISTS (SELECT FROM %1$s r WHERE r.id = n.id AND r.changeset <= $2 AND (r.ended_by IS NULL OR r.ended_by > $2))
        $query$, known.every(of_kind), known.every('alias'), of_kind)
    INTO found_ids USING wanted, up_to;
    RETURN coalesce(found_ids, '{}');
END $body$;
COMMENT ON FUNCTION known.records_named(text, text, bigint) IS
    'The ids of the records that bear a name after a changeset, or bore it; empty where none ever did.';

-- Which rows belong to a demand or to a document: by table, a condition over its rows r, where $1 are the ids asked for.
CREATE OR REPLACE FUNCTION known.belonging(of_kind text) RETURNS TABLE (entity text, condition text)
LANGUAGE sql STABLE
AS $$
SELECT b.entity, replace(b.condition, '?', '= ANY ($1)')
FROM (SELECT 'r.version_id = ANY (ARRAY(SELECT v.id FROM ' || known.every('version') || ' v WHERE v.demand_id ?))' AS of_versions) v
CROSS JOIN LATERAL (VALUES
    ('demand', 'demand', 'r.id ?'),
    ('demand', 'version', 'r.demand_id ?'),
    ('demand', 'citation', 'r.demand_id ?'),
    ('demand', 'direction', v.of_versions),
    ('demand', 'ending', 'r.demand_id ?'),
    ('demand', 'spell', 'r.demand_id ? AND ' || v.of_versions),  -- live spells have no whole index on the demand
    ('demand', 'link', 'r.demand_id ? OR r.other_demand_id ?'),
    ('demand', 'response', 'r.demand_id ?'),
    ('demand', 'settlement', 'r.demand_id ?'),
    ('demand', 'assessment', 'r.about_demand_id ?'),
    ('document', 'document', 'r.id ?'),
    ('document', 'passage', 'r.document_id ?'),
    ('document', 'coverage', 'r.document_id ?'),
    ('document', 'attached_text', 'r.document_id ?'),
    ('document', 'citation', 'r.document_id ? OR r.via_document_id ?'),
    ('document', 'ending', 'r.document_id ? OR r.via_document_id ?'),
    ('document', 'agreement', 'r.document_id ? OR r.via_document_id ?'),
    ('document', 'figure', 'r.document_id ? OR r.via_document_id ?'),
    ('document', 'response', 'r.document_id ? OR r.via_document_id ? OR r.on_document_id ?'),
    ('document', 'assessment', 'r.document_id ? OR r.via_document_id ? OR r.about_document_id ?')
) b (of_kind, entity, condition)
WHERE b.of_kind = belonging.of_kind
UNION ALL  -- twice the same, so that each table finds an index: the live one that of the kind, its twin that of all kinds
SELECT n.entity, format('r.%I_id = ANY ($1) AND r.record_id = ANY ($1)', of_kind)
FROM (VALUES ('alias'), ('external_id')) n (entity)
$$;
COMMENT ON FUNCTION known.belonging(text) IS 'Which rows belong to a demand or a document, as conditions of SQL.';

-- When a record was dated anew while a row leaned on it, as text of SQL. `leaning` gives id, changeset and ended_by of
-- the rows that lean on records of the table; `dates` names the columns that date it. The array, and OFFSET 0, make
-- each record be reached by its id: the planner takes a union of live and superseded rows for many.
CREATE OR REPLACE FUNCTION known.dated_anew(of_table text, dates text[], leaning text) RETURNS text
LANGUAGE sql STABLE
AS $$
SELECT format('SELECT h.ended_by AS changeset, h.id'
    ' FROM (SELECT * FROM history.%2$I WHERE id = ANY (ARRAY(SELECT id FROM (%1$s) l)) AND ended_by <= $2 OFFSET 0) h'
    ' CROSS JOIN LATERAL (SELECT FROM %3$s n WHERE n.id = h.id AND n.changeset = h.ended_by'
    ' AND (%4$s) IS DISTINCT FROM (%5$s) OFFSET 0) n'
    ' WHERE EXISTS (SELECT FROM (%1$s) l WHERE l.id = h.id AND l.changeset <= h.ended_by'
    ' AND (l.ended_by >= h.ended_by OR l.ended_by IS NULL))', leaning, of_table, known.every(of_table),
    (SELECT string_agg(format('h.%I', d), ', ') FROM unnest(dates) d), (SELECT string_agg(format('n.%I', d), ', ') FROM unnest(dates) d))
$$;
COMMENT ON FUNCTION known.dated_anew(text, text[], text) IS 'When records of a table were dated anew, as text of SQL.';

-- What touched a demand or a document up to changeset $2, by kind of record, as text of SQL; $1 are its ids. A demand is
-- also touched where a document that it cites, or an agreement that settles it, is dated anew: that moves its spells.
CREATE OR REPLACE FUNCTION known.touching(of_kind text) RETURNS TABLE (entity text, touched text)
LANGUAGE sql STABLE
AS $$
SELECT b.entity, format('SELECT r.changeset, r.id FROM tracker.%1$I r WHERE (%2$s) AND r.changeset <= $2'
    ' UNION SELECT r.changeset, r.id FROM history.%1$I r WHERE (%2$s) AND r.changeset <= $2'
    ' UNION SELECT r.ended_by, r.id FROM history.%1$I r WHERE (%2$s) AND r.ended_by <= $2', b.entity, b.condition)
FROM known.belonging(of_kind) b
UNION ALL
SELECT 'document', known.dated_anew('document', '{issued_on,issued_precision}', format(
    'SELECT document_id AS id, changeset, ended_by FROM %s c WHERE demand_id = ANY ($1)'
    ' UNION SELECT document_id, changeset, ended_by FROM %s e WHERE demand_id = ANY ($1)'
    ' UNION SELECT a.document_id, greatest(a.changeset, s.changeset), least(a.ended_by, s.ended_by)'
    ' FROM %s s CROSS JOIN LATERAL (SELECT * FROM %s a WHERE a.id = s.agreement_id OFFSET 0) a WHERE s.demand_id = ANY ($1)',
    known.every('citation'), known.every('ending'), known.every('settlement'), known.every('agreement')))
WHERE of_kind = 'demand'
UNION ALL
SELECT 'agreement', known.dated_anew('agreement', '{agreed_on,agreed_precision,document_id}', format(
    'SELECT agreement_id AS id, changeset, ended_by FROM %s s WHERE demand_id = ANY ($1)', known.every('settlement')))
WHERE of_kind = 'demand'
$$;
COMMENT ON FUNCTION known.touching(text) IS 'What touched a demand or a document, by kind of record, as text of SQL.';

-- The changesets that touched a demand or a document, under any of its names, up to one.
CREATE OR REPLACE FUNCTION known.changesets_about(of_kind text, wanted text, up_to bigint) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN QUERY EXECUTE (
        SELECT 'SELECT DISTINCT t.changeset FROM (' || string_agg(k.touched, ' UNION ') || ') t' FROM known.touching(of_kind) k)
    USING known.records_named(of_kind, wanted, up_to), up_to;
END $$;
COMMENT ON FUNCTION known.changesets_about(text, text, bigint) IS
    'The changesets that touched a demand or a document and what belongs to it, up to one.';

-- Their steps: only those of the demand or document itself and of what belongs to it, with the names of their time.
CREATE OR REPLACE FUNCTION known.steps_about(of_kind text, wanted text, up_to bigint)
RETURNS TABLE (changeset bigint, entity text, key text, operation text, derived boolean, before jsonb, after jsonb)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    ids constant bigint[] := known.records_named(of_kind, wanted, up_to);
    kind record;
    any_touched boolean;
BEGIN
    FOR kind IN SELECT c.*, k.touched FROM known.touching(of_kind) k JOIN known.coded() c ON c.entity = k.entity LOOP
        EXECUTE format('SELECT EXISTS (%s)', kind.touched) INTO any_touched USING ids, up_to;
        CONTINUE WHEN NOT any_touched;
        RETURN QUERY EXECUTE known.steps_as_sql(kind.entity, kind.key, kind.fields,
            known.stood_at(kind.entity, kind.touched, true), known.stood_at(kind.entity, kind.touched, false)) USING ids, up_to;
    END LOOP;
END $$;
COMMENT ON FUNCTION known.steps_about(text, text, bigint) IS
    'Every step of a demand or a document and of what belongs to it, up to a changeset: before and after.';
