-- Live and superseded rows of a table as text of SQL: `ended_by` is null in live rows.
CREATE OR REPLACE FUNCTION known.every(of_table text) RETURNS text
LANGUAGE sql STABLE
AS $$
SELECT format('(SELECT %1$s, NULL::bigint AS ended_by FROM tracker.%2$I UNION ALL SELECT %1$s, ended_by FROM history.%2$I)',
    string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum), of_table)
FROM pg_catalog.pg_attribute a
WHERE a.attrelid = ('tracker.' || of_table)::regclass AND a.attnum > 0 AND NOT a.attisdropped
$$;
COMMENT ON FUNCTION known.every(text) IS 'Live and superseded rows of a table, as text of SQL.';

-- The pieces of known.coded as SQL: what a row was called at the time r.at.
CREATE OR REPLACE FUNCTION known.spelled_out(fields text) RETURNS text
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    name text[];
BEGIN
    fields := replace(fields, '[evidence]', '''speaker'', [actor r.speaker_id], ''document'', [document r.document_id],'
        ' ''passage'', [passage r.passage_id], ''via_document'', [document r.via_document_id],'
        ' ''via_passage'', [passage r.via_passage_id], ''quote'', r.quote');
    fields := replace(fields, '[owner]', (
        SELECT 'coalesce(' || string_agg(format('[%s r.%1$s_id]', e), ', ') || ')'
        FROM unnest('{process,actor,place,topic,attribute,meeting,document,demand,response,agreement,figure,assessment}'::text[]) e));
    fields := replace(fields, '[stated_by]', '(SELECT coalesce(jsonb_agg(s.actor ORDER BY s.actor COLLATE "C"), ''[]'')'
        ' FROM (SELECT [actor c.actor_id] AS actor FROM ' || known.every('confirmation') || ' c WHERE c.agreement_id = r.id'
        ' AND c.changeset <= r.at AND (c.ended_by > r.at OR c.ended_by IS NULL)) s)');
    LOOP
        name := regexp_match(fields, '\[(\w+)(?:\.(\w+))? ([^][]+)\]');
        EXIT WHEN name IS NULL;
        fields := replace(fields, format('[%s %s]', concat_ws('.', name[1], name[2]), name[3]), format(
            '(SELECT n.%I FROM %s n WHERE n.id = %s AND n.changeset <= r.at AND (n.ended_by > r.at OR n.ended_by IS NULL))',
            coalesce(name[2], CASE name[1] WHEN 'version' THEN 'name' WHEN 'passage' THEN 'label' ELSE 'slug' END),
            known.every(name[1]), name[3]));
    END LOOP;
    RETURN fields;
END $$;
COMMENT ON FUNCTION known.spelled_out(text) IS 'Fields of known.coded as SQL.';
