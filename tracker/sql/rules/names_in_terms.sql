-- Terms name records by slug. What a term names cannot be removed; a new slug is written into the terms.
-- A reference is one or more JSON patterns for the containment operator, which the index on terms serves. A code of
-- the attribute unit is named by quantities only: durations have units of their own.
CREATE OR REPLACE FUNCTION tracker.term_patterns(kind text, slug text, of_attribute text) RETURNS SETOF jsonb
LANGUAGE sql STABLE
AS $$
SELECT jsonb_build_array(pattern) FROM (VALUES
    ('attribute', jsonb_build_object('attribute', slug)),
    ('code', jsonb_build_object('attribute', of_attribute, 'value', slug)),
    ('place', jsonb_build_object('place', slug)),
    ('actor', jsonb_build_object('actor', slug)),
    ('actor', jsonb_build_object('speaker', slug)),
    ('demand', jsonb_build_object('demand', slug)),
    ('event', jsonb_build_object('event', slug)),
    ('document', jsonb_build_object('document', slug)),
    ('document', jsonb_build_object('via_document', slug)),
    ('passage', jsonb_build_object('in', jsonb_build_array(slug))),
    ('passage', jsonb_build_object('document', split_part(slug, '#', 1), 'passage', split_part(slug, '#', 2))),
    ('passage', jsonb_build_object('via_document', split_part(slug, '#', 1), 'via_passage', split_part(slug, '#', 2)))
) AS p (for_kind, pattern) WHERE for_kind = kind
UNION ALL
SELECT jsonb_build_array(jsonb_build_object('attribute', a.slug, 'unit', term_patterns.slug))
FROM tracker.attribute a WHERE kind = 'code' AND of_attribute = 'unit' AND a.type = 'quantity'
$$;
COMMENT ON FUNCTION tracker.term_patterns(text, text, text) IS 'JSON patterns of the terms that name a record.';

-- The slug of a row as terms write it, and what it is unique in: a passage is document#label.
CREATE OR REPLACE FUNCTION tracker.name_in_terms(kind text, of_row jsonb) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
SELECT CASE kind WHEN 'passage' THEN
    (SELECT d.slug FROM tracker.document d WHERE d.id = (of_row ->> 'document_id')::bigint) || '#' || (of_row ->> 'label')
    ELSE of_row ->> 'slug' END
$$;
COMMENT ON FUNCTION tracker.name_in_terms(text, jsonb) IS 'The name under which terms refer to a row.';

CREATE OR REPLACE FUNCTION tracker.keep_named() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    fault record;
    before jsonb;
BEGIN
    SELECT o.of_row, n.owner INTO fault
    FROM (SELECT to_jsonb(r) AS of_row, tracker.name_in_terms(TG_TABLE_NAME, to_jsonb(r)) AS slug, to_jsonb(r) ->> 'process_id' AS process_id,
            (SELECT a.slug FROM tracker.attribute a WHERE a.id = (to_jsonb(r) ->> 'attribute_id')::bigint) AS of_attribute
          FROM old_rows r) o
    CROSS JOIN LATERAL tracker.term_patterns(TG_TABLE_NAME, o.slug, o.of_attribute) pattern
    CROSS JOIN LATERAL (
        SELECT d.slug || '@' || v.name AS owner FROM tracker.version v JOIN tracker.demand d ON d.id = v.demand_id
        WHERE v.terms @> pattern AND (TG_TABLE_NAME <> 'event' OR v.process_id::text = o.process_id)
        UNION ALL
        SELECT 'agreement ' || a.slug FROM tracker.agreement a
        WHERE a.terms @> pattern AND (TG_TABLE_NAME <> 'event' OR a.process_id::text = o.process_id)
        LIMIT 1) n
    LIMIT 1;
    IF FOUND THEN
        -- A revert that puts another row in its place has given it a name for the moment: its own is the one before.
        EXECUTE format('SELECT to_jsonb(h) FROM history.%I h WHERE h.id = $1 AND h.ended_by = $2', TG_TABLE_NAME)
        INTO before USING (fault.of_row ->> 'id')::bigint, (fault.of_row ->> 'changeset')::bigint;
        RAISE EXCEPTION '% % cannot be removed: terms of % name it', TG_TABLE_NAME,
            tracker.name_in_terms(TG_TABLE_NAME, CASE WHEN coalesce(fault.of_row ->> 'slug', fault.of_row ->> 'label')
                = 'reverting-' || (fault.of_row ->> 'id') THEN before ELSE fault.of_row END), fault.owner
            USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION tracker.keep_named() IS 'Refuses to remove what a term names.';

-- One field of a term with one name replaced by another; the value contains the name as its last word.
CREATE OR REPLACE FUNCTION tracker.rename_in_field(term jsonb, key text, kind text, of_attribute text, was text, becomes text)
RETURNS jsonb
LANGUAGE sql STABLE
AS $$
SELECT CASE
    WHEN key = 'value' AND CASE kind
            WHEN 'code' THEN term ->> 'attribute' = of_attribute AND term ->> 'value' = was
                OR of_attribute = 'unit' AND term ->> 'unit' = was
                    AND (SELECT a.type = 'quantity' FROM tracker.attribute a WHERE a.slug = term ->> 'attribute')
            ELSE kind IN ('place', 'actor', 'demand', 'event') AND term ->> kind = was END
        THEN to_jsonb(regexp_replace(term ->> key, '[^ ]+$', becomes))
    WHEN key = 'unit' AND kind = 'code' AND of_attribute = 'unit' AND term ->> key = was
            AND (SELECT a.type = 'quantity' FROM tracker.attribute a WHERE a.slug = term ->> 'attribute')
        THEN to_jsonb(becomes)
    WHEN (kind, key) IN (('attribute', 'attribute'), ('place', 'place'), ('actor', 'actor'), ('actor', 'speaker'), ('demand', 'demand'),
            ('event', 'event'), ('document', 'document'), ('document', 'via_document')) AND term ->> key = was
        THEN to_jsonb(becomes)
    WHEN kind = 'passage' AND (key = 'passage' AND (term ->> 'document') || '#' || (term ->> key) = was
            OR key = 'via_passage' AND (term ->> 'via_document') || '#' || (term ->> key) = was)
        THEN to_jsonb(split_part(becomes, '#', 2))
    WHEN key = 'in' AND kind IN ('passage', 'document')
        THEN (SELECT jsonb_agg(renamed ORDER BY renamed COLLATE "C") FROM (
            SELECT CASE was WHEN i THEN becomes WHEN split_part(i, '#', 1) THEN becomes || substr(i, length(was) + 1) ELSE i END
                AS renamed FROM jsonb_array_elements_text(term -> 'in') i) r)
    ELSE term -> key END
$$;
COMMENT ON FUNCTION tracker.rename_in_field(jsonb, text, text, text, text, text) IS
    'A field of a term with one name replaced by another.';

CREATE OR REPLACE FUNCTION tracker.rename_in_terms(terms jsonb, kind text, of_attribute text, was text, becomes text) RETURNS jsonb
LANGUAGE sql STABLE
AS $$
SELECT jsonb_agg(renamed ORDER BY renamed ->> 'attribute' COLLATE "C", renamed ->> 'value' COLLATE "C")
FROM jsonb_array_elements(terms) t
CROSS JOIN LATERAL (
    SELECT jsonb_object_agg(key, tracker.rename_in_field(t, key, kind, of_attribute, was, becomes)) AS renamed
    FROM jsonb_object_keys(t) key) r
$$;
COMMENT ON FUNCTION tracker.rename_in_terms(jsonb, text, text, text, text) IS 'Terms with one name replaced by another.';

-- All renames of one statement at once: were they made one after the other, the state in between could name what is not
-- there, and a name that one gives up and another takes would be changed twice.
CREATE OR REPLACE FUNCTION tracker.rename_all_in_terms(terms jsonb, kind text, renames jsonb) RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    one record;
    several constant boolean := jsonb_array_length(renames) > 1;
BEGIN
    FOR one IN
        SELECT r.of_attribute, CASE WHEN second_time THEN p.placeholder ELSE r.was END AS was,
            CASE WHEN several AND NOT second_time THEN p.placeholder ELSE r.becomes END AS becomes
        FROM jsonb_to_recordset(renames) r (was text, becomes text, of_attribute text, nth integer)
        CROSS JOIN LATERAL (SELECT CASE kind WHEN 'passage' THEN split_part(r.becomes, '#', 1) || '#' ELSE '' END
            || E'\x01' || r.nth AS placeholder) p
        CROSS JOIN unnest(CASE WHEN several THEN '{f,t}' ELSE '{f}' END::boolean[]) second_time
        ORDER BY second_time
    LOOP
        terms := tracker.rename_in_terms(terms, kind, one.of_attribute, one.was, one.becomes);
    END LOOP;
    RETURN terms;
END $$;
COMMENT ON FUNCTION tracker.rename_all_in_terms(jsonb, text, jsonb) IS 'Terms with several names replaced by others.';

CREATE OR REPLACE FUNCTION tracker.rename_named() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    renames jsonb;
    patterns jsonb[];
    name text;
BEGIN
    SELECT jsonb_agg(jsonb_build_object('was', tracker.name_in_terms(TG_TABLE_NAME, o.old),
        'becomes', tracker.name_in_terms(TG_TABLE_NAME, o.new), 'process_id', o.old -> 'process_id', 'id', o.old -> 'id',
        'nth', o.nth, 'of_attribute', (SELECT a.slug FROM tracker.attribute a WHERE a.id = (o.old ->> 'attribute_id')::bigint)))
    INTO renames
    FROM (SELECT to_jsonb(a) AS old, to_jsonb(b) AS new, row_number() OVER () AS nth
          FROM old_rows a JOIN new_rows b ON b.id = a.id) o
    WHERE coalesce(o.old ->> 'slug', o.old ->> 'label') <> coalesce(o.new ->> 'slug', o.new ->> 'label');
    IF renames IS NULL THEN
        RETURN NULL;
    END IF;
    SELECT array_agg(p) INTO patterns
    FROM jsonb_to_recordset(renames) r (was text, of_attribute text, id bigint)
    CROSS JOIN LATERAL (
        SELECT tracker.term_patterns(TG_TABLE_NAME, r.was, r.of_attribute)
        UNION ALL
        SELECT jsonb_build_array(jsonb_build_object('in', jsonb_build_array(r.was || '#' || p.label)))
        FROM tracker.passage p WHERE TG_TABLE_NAME = 'document' AND p.document_id = r.id) found (p);
    FOREACH name IN ARRAY '{version,agreement}'::text[] LOOP
        EXECUTE format('UPDATE tracker.%I v SET terms = tracker.rename_all_in_terms(v.terms, $1, r.renames)'
            ' FROM (SELECT x.process_id, jsonb_agg(x.one) AS renames FROM ('
            '     SELECT CASE $1 WHEN ''event'' THEN (e ->> ''process_id'')::bigint END AS process_id, e AS one'
            '     FROM jsonb_array_elements($2) e) x GROUP BY x.process_id) r'
            ' WHERE v.terms @> ANY ($3) AND coalesce(r.process_id, v.process_id) = v.process_id', name)
        USING TG_TABLE_NAME, renames, patterns;
    END LOOP;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION tracker.rename_named() IS 'Writes a new slug into the terms that name it.';

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY '{attribute,code,place,actor,demand,event,document,passage}'::text[] LOOP
        EXECUTE format('CREATE OR REPLACE TRIGGER c_keep_named AFTER DELETE ON tracker.%I'
            ' REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.keep_named()', name);
        EXECUTE format('CREATE OR REPLACE TRIGGER c_rename_named AFTER UPDATE ON tracker.%I'
            ' REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.rename_named()', name);
    END LOOP;
END $$;
