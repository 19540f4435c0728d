-- What a record says about the words searched for, these **marked**: those of the same stem and those spelt much alike.
-- Of a long text only the pieces around them. Of a version also the terms that name what was searched for (`named`: the
-- parts and names of these).
CREATE OR REPLACE FUNCTION tracker.snippet(of_entity text, of_id bigint, words text[], stems tsquery, named jsonb) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, extensions, public, pg_temp
AS $$
DECLARE
    marks constant text := 'StartSel=**, StopSel=**, ';
    told text;
    terms text;
    alike text;
BEGIN
    told := left(CASE of_entity
        WHEN 'demand' THEN (SELECT d.title FROM tracker.demand d WHERE d.id = of_id)
        WHEN 'document' THEN (SELECT concat_ws(': ', d.title, d.summary) FROM tracker.document d WHERE d.id = of_id)
        WHEN 'passage' THEN (SELECT concat_ws(' … ', p.gist, p.text) FROM tracker.passage p WHERE p.id = of_id)
        ELSE (SELECT v.summary FROM tracker.version v WHERE v.id = of_id) END, 100000);
    terms := (
        SELECT string_agg(n.told, '; ' ORDER BY n.told COLLATE "C") FROM (
            SELECT (t ->> 'attribute') || ': ' || string_agg(DISTINCT n.name, ', ') AS told FROM tracker.version v
            CROSS JOIN LATERAL jsonb_array_elements(v.terms) t
            JOIN jsonb_to_recordset(named) n (process_id bigint, part jsonb, name text)
                ON t @> n.part AND (n.process_id IS NULL OR n.process_id = v.process_id)
            WHERE of_entity = 'version' AND v.id = of_id
            GROUP BY t ->> 'attribute') n);
    FOR alike IN
        SELECT DISTINCT w.word FROM regexp_split_to_table(told || ' ' || coalesce(terms, ''), '[\s!-/:-@\[-`{-~«»“”„‘’…–—]+') w (word)
        CROSS JOIN unnest(words) s (word)
        WHERE length(s.word) >= 5 AND word_similarity(s.word, w.word) >= tracker.likeness_wanted()
    LOOP
        stems := stems || plainto_tsquery('pg_catalog.english', alike);
    END LOOP;
    RETURN concat_ws(' … ',
        ts_headline('pg_catalog.english', told, stems, marks || CASE WHEN length(told) <= 400 THEN 'HighlightAll=true'
            ELSE 'MaxFragments=2, MinWords=15, MaxWords=40, FragmentDelimiter=" … "' END),
        ts_headline('pg_catalog.english', terms, stems, marks || 'HighlightAll=true'));
END $$;
COMMENT ON FUNCTION tracker.snippet(text, bigint, text[], tsquery, jsonb) IS 'What a record says about the words searched for, these **marked**.';
