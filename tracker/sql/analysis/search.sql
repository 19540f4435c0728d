-- Full-text and fuzzy search, the best first: what bears the text as its name, then what holds every word (by its English
-- stem), then what holds some of them spelt otherwise. Where a word stands in very many records, 300 of each kind and
-- process are weighed: those most alike, then the shortest.
CREATE OR REPLACE FUNCTION analysis.search(for_text text)
RETURNS TABLE (rank integer, entity text, key text, process text, snippet text)
LANGUAGE plpgsql STABLE
AS $$
#variable_conflict use_column
DECLARE
    wanted constant text := btrim(for_text);
    words text[] := '{}';
    every tsquery;  -- all the words, each by its stem
    any_one tsquery;
    named jsonb;  -- what of the codebook most of them name
    one record;
BEGIN
    FOR one IN SELECT w.word, w.stem FROM tracker.words_in(for_text) w LOOP
        words := words || one.word;
        every := coalesce(every && one.stem, one.stem);
        any_one := coalesce(any_one || one.stem, one.stem);
    END LOOP;
    named := (
        SELECT coalesce(jsonb_agg(to_jsonb(n)), '[]') FROM (
            SELECT n.process_id, n.part, n.name, rank() OVER (ORDER BY count(*) DESC) AS place
            FROM tracker.words_in(for_text) w CROSS JOIN LATERAL tracker.values_named(w.word, w.stem) n
            GROUP BY n.process_id, n.part, n.name) n
        WHERE n.place = 1);
    RETURN QUERY
    WITH hit AS (
        SELECT h.entity, h.id, h.process_id, w.word, min(h.size) AS size, bool_or(h.sure) AS sure, max(h.likeness) AS likeness
        FROM tracker.words_in(for_text) w CROSS JOIN LATERAL tracker.holding(w.word, w.stem) h
        GROUP BY h.entity, h.id, h.process_id, w.word
    ),
    found AS (
        SELECT f.entity, f.id, f.process_id, min(f.size) AS size, bool_or(f.exact) AS exact, bool_or(f.sure) AS sure,
            max(f.likeness) AS likeness
        FROM (
            SELECT h.entity, h.id, h.process_id, min(h.size) AS size, false AS exact, bool_and(h.sure) AS sure,
                avg(h.likeness) AS likeness
            FROM hit h GROUP BY h.entity, h.id, h.process_id HAVING count(*) = cardinality(words)
            UNION ALL
            SELECT b.entity, b.id, b.process_id, 0, true, true, 1 FROM tracker.bearing(wanted) b
        ) f
        GROUP BY f.entity, f.id, f.process_id
    ),
    weighed AS (
        SELECT p.key, p.process, f.entity, f.id, f.size, f.sure, f.exact OR lower(p.title) = lower(wanted) IS TRUE AS exact,
            CASE WHEN f.sure THEN ts_rank_cd(to_tsvector('pg_catalog.english', p.text), every, 1) ELSE f.likeness END AS weight
        FROM (
            SELECT f.*, row_number() OVER (PARTITION BY f.entity, f.process_id
                ORDER BY f.exact DESC, f.sure DESC, f.likeness DESC, f.size, f.id) AS place FROM found f
        ) f
        CROSS JOIN LATERAL tracker.presented(f.entity, f.id) p
        WHERE f.place <= 300
    ),
    best AS MATERIALIZED (
        SELECT b.*, row_number() OVER (ORDER BY b.exact DESC, b.sure DESC, b.weight DESC, b.size,
            array_position('{demand,version,document,passage}', b.entity), b.key COLLATE "C") AS rank
        FROM (
            SELECT w.*, row_number() OVER (PARTITION BY w.entity, w.process
                ORDER BY w.exact DESC, w.sure DESC, w.weight DESC, w.size, w.key COLLATE "C") AS place FROM weighed w
        ) b
        WHERE b.place <= 100
    )
    SELECT b.rank::integer, b.entity, b.key, b.process, tracker.snippet(b.entity, b.id, words, any_one, named)
    FROM best b ORDER BY b.rank;
END $$;
COMMENT ON FUNCTION analysis.search(text) IS
'Demands, versions (also by what their terms name), documents and passages that hold every word of a text, in any form or much alike in spelling; the best 100 of each kind and process.
for_text: The words; order does not matter.
rank: From 1, the best first.
entity: What was found: demand, version, document or passage.
key: Its slug; of a version demand@version, of a passage document#label.
process: Slug of the process; null for documents and passages.
snippet: The text around the words found, which stand **marked**.';
