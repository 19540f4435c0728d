-- The records that hold a word: by its stem (`sure`); spelt otherwise, if it has five letters and more and does not stand
-- in thousands of records as it is; versions also by what their terms name. Each way by its own index, so that no list
-- of words is made anew for a row that is found. A record may come several times.
CREATE OR REPLACE FUNCTION tracker.holding(word text, stem tsquery)
RETURNS TABLE (entity text, id bigint, process_id bigint, size integer, sure boolean, likeness real)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, extensions, public, pg_temp
AS $$
DECLARE
    threshold constant text := 'pg_trgm.word_similarity_threshold';  -- of the operator %>, for the session
    many constant integer := 5000;
    counted integer;
    before constant text := coalesce(current_setting(threshold, true), '0.6');
BEGIN
    RETURN QUERY
    SELECT s.entity, s.id, s.process_id, length(s.text), true, 1::real FROM tracker.searchable s
    WHERE to_tsvector('pg_catalog.english', s.text) @@ stem;
    GET DIAGNOSTICS counted = ROW_COUNT;
    IF length(word) >= 5 AND counted < many THEN
        PERFORM set_config(threshold, tracker.likeness_wanted()::text, true);
        RETURN QUERY
        SELECT s.entity, s.id, s.process_id, length(s.text), false, word_similarity(word, s.text) FROM tracker.searchable s
        WHERE s.text %> word;
        PERFORM set_config(threshold, before, true);
    END IF;
    RETURN QUERY
    SELECT 'version', v.id, v.process_id, length(v.summary), n.sure, n.likeness FROM tracker.values_named(word, stem) n
    JOIN tracker.version v ON v.terms @> jsonb_build_array(n.part) AND (n.process_id IS NULL OR n.process_id = v.process_id);
END $$;
COMMENT ON FUNCTION tracker.holding(text, tsquery) IS 'The records that hold a word, spelt so or much alike; versions also by what their terms name.';
