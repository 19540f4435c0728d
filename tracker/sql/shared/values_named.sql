-- What a word names that terms can name: by its stem, or, where it is long enough to be told from others, by being
-- spelt much like it.
CREATE OR REPLACE FUNCTION tracker.values_named(word text, stem tsquery)
RETURNS TABLE (process_id bigint, part jsonb, name text, sure boolean, likeness real)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, extensions, public, pg_temp
AS $$
SELECT n.process_id, n.part, n.name, n.sure, CASE WHEN n.sure THEN 1 ELSE n.likeness END
FROM (
    SELECT n.process_id, n.part, n.name, to_tsvector('pg_catalog.english', n.text) @@ stem AS sure,
        CASE WHEN length(word) >= 5 THEN word_similarity(word, n.text) ELSE 0 END AS likeness
    FROM tracker.nameable n
) n
WHERE n.sure OR n.likeness >= tracker.likeness_wanted()
$$;
COMMENT ON FUNCTION tracker.values_named(text, tsquery) IS 'What a word names that terms can name, and how alike the names are.';
