-- The id of a record by its slug or by one that it bore before; about the past, by one that it bears today as well. An
-- unknown slug is an error that names the nearest ones, never an empty answer.
CREATE OR REPLACE FUNCTION tracker.find(kind text, wanted text) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, extensions, public, pg_temp SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
    face constant text := split_part('tracker.find', '.', 1);  -- another schema in the twin of this function
    found_id bigint;
    near text;
BEGIN
    IF wanted IS NULL THEN
        RETURN NULL;
    END IF;
    CASE kind  -- those that are asked for most have plans that are kept
    WHEN 'process' THEN SELECT p.id INTO found_id FROM tracker.process p WHERE p.slug = wanted;
    WHEN 'demand' THEN SELECT d.id INTO found_id FROM tracker.demand d WHERE d.slug = wanted;
    WHEN 'document' THEN SELECT d.id INTO found_id FROM tracker.document d WHERE d.slug = wanted;
    ELSE EXECUTE format('SELECT id FROM %I.%I WHERE slug = $1', face, kind) INTO found_id USING wanted;
    END CASE;
    IF found_id IS NULL THEN
        SELECT a.record_id INTO found_id FROM tracker.alias a WHERE a.entity = kind AND a.alias = wanted;
    END IF;
    IF found_id IS NULL AND face <> 'tracker' THEN
        EXECUTE format('SELECT t.id FROM %I.%I t WHERE t.id IN (SELECT l.id FROM %I.%2$I l WHERE l.slug = $1'
            ' UNION ALL SELECT a.record_id FROM %3$I.alias a WHERE a.entity = $2 AND a.alias = $1)', face, kind, 'tracker')
        INTO found_id USING wanted, kind;
    END IF;
    IF found_id IS NULL THEN
        EXECUTE format('SELECT string_agg(slug, '', '') FROM (SELECT slug FROM %I.%I'
            ' ORDER BY similarity(slug, $1) DESC, slug COLLATE "C" LIMIT 3) n', face, kind) INTO near USING wanted;
        RAISE EXCEPTION 'there is no % %', kind, quote_literal(wanted)
            USING ERRCODE = 'no_data_found', HINT = coalesce('The nearest are: ' || near, 'There is none yet.');
    END IF;
    RETURN found_id;
END $$;
COMMENT ON FUNCTION tracker.find(text, text) IS 'The id of a record by its slug or an older one (about the past, a later one too); an error names the nearest.';
