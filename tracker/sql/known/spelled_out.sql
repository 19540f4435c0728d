-- Live and superseded rows of a table as text of SQL: `ended_by` is null in live rows. A condition that stands outside
-- reaches both by index; where they need conditions of their own, each is given its own.
CREATE OR REPLACE FUNCTION known.every_where(of_table text, live text, superseded text) RETURNS text
LANGUAGE sql STABLE
AS $$
SELECT format('(SELECT %1$s, NULL::bigint AS ended_by FROM tracker.%2$I%3$s UNION ALL SELECT %1$s, ended_by FROM history.%2$I%4$s)',
    string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum), of_table, ' WHERE ' || live, ' WHERE ' || superseded)
FROM pg_catalog.pg_attribute a
WHERE a.attrelid = ('tracker.' || of_table)::regclass AND a.attnum > 0 AND NOT a.attisdropped
$$;
COMMENT ON FUNCTION known.every_where(text, text, text) IS 'Live and superseded rows of a table that meet conditions, as text of SQL.';
CREATE OR REPLACE FUNCTION known.every(of_table text) RETURNS text
LANGUAGE sql STABLE
AS $$ SELECT known.every_where(of_table, NULL, NULL) $$;
COMMENT ON FUNCTION known.every(text) IS 'Live and superseded rows of a table, as text of SQL.';

-- What a record was called at the time r.at, as text of SQL. Nearly always it is called so still: superseded rows are
-- looked through only where the live one is younger, or gone; that it is younger is no condition, lest an index on
-- changeset be taken for that on the id.
CREATE OR REPLACE FUNCTION known.called(of_table text, id text, asked text) RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
SELECT format('coalesce((SELECT CASE WHEN n.changeset <= r.at THEN n.%2$I END FROM tracker.%1$I n WHERE n.id = %3$s),'
    ' (SELECT n.%2$I FROM history.%1$I n WHERE n.id = %3$s AND n.changeset <= r.at AND n.ended_by > r.at))', of_table, asked, id)
$$;
COMMENT ON FUNCTION known.called(text, text, text) IS 'What a record was called at the time r.at, as text of SQL.';

-- Terms as a bundle writes them, as text of SQL, from terms as they are stored. The reverse of tracker.terms:
-- {"territory": ["UA-09", "UA-14"], "timing": {"value": "P30D after …", "in": [… ]}}. The values of an attribute stand
-- one after the other, in the order in which they are stored. Text, as a function would be a query of its own a row.
CREATE OR REPLACE FUNCTION known.written_terms(stored text) RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
SELECT format($query$
    (SELECT coalesce(jsonb_object_agg(a.attribute, CASE WHEN a.items[2] IS NULL THEN a.items[1] ELSE to_jsonb(a.items) END), '{}')
     FROM (SELECT t ->> 'attribute' AS attribute, array_agg(CASE q.qualifiers WHEN '{}' THEN t -> 'value'
             ELSE jsonb_build_object('value', t -> 'value') || q.qualifiers END ORDER BY place) AS items
         FROM jsonb_array_elements(%s) WITH ORDINALITY x (t, place)
         CROSS JOIN LATERAL (SELECT t - '{attribute,value,min,max,unit,approximate,from,to,place,actor,event,demand}'::text[]
             AS qualifiers) q
         GROUP BY 1) a)$query$, stored)
$$;
COMMENT ON FUNCTION known.written_terms(text) IS 'Terms as a bundle writes them, as text of SQL, from terms as they are stored.';

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
    fields := replace(fields, '[terms]', known.written_terms('r.terms'));
    LOOP
        name := regexp_match(fields, '\[(\w+)(?:\.(\w+))? ([^][]+)\]');
        EXIT WHEN name IS NULL;
        fields := replace(fields, format('[%s %s]', concat_ws('.', name[1], name[2]), name[3]), known.called(name[1], name[3],
            coalesce(name[2], CASE name[1] WHEN 'version' THEN 'name' WHEN 'passage' THEN 'label' ELSE 'slug' END)));
    END LOOP;
    RETURN fields;
END $$;
COMMENT ON FUNCTION known.spelled_out(text) IS 'Fields of known.coded as SQL.';
