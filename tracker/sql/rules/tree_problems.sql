-- Rows of a changeset that would lie within themselves: the trees of places, topics, codes and passages have no loops.
CREATE OR REPLACE FUNCTION tracker.tree_problems(number bigint) RETURNS TABLE (entity text, record_id bigint, what text, problem text)
LANGUAGE plpgsql STABLE
AS $$
BEGIN
    FOR entity IN SELECT unnest('{place,topic,code,passage}'::text[]) INTERSECT SELECT unnest(tracker.written_tables(number)) LOOP
        RETURN QUERY EXECUTE format($query$
            WITH RECURSIVE above AS (
                SELECT t.id, t.parent_id FROM tracker.%1$I t WHERE t.changeset = $1 AND t.parent_id IS NOT NULL
                UNION
                SELECT a.id, p.parent_id FROM above a JOIN tracker.%1$I p ON p.id = a.parent_id
            )
            SELECT %1$L, t.id, %2$s, 'it would lie within itself: no parent can lie below it'
            FROM above a JOIN tracker.%1$I t ON t.id = a.id WHERE a.parent_id = a.id
            $query$, entity, CASE entity WHEN 'passage'
                THEN '(SELECT d.slug FROM tracker.document d WHERE d.id = t.document_id) || ''#'' || t.label' ELSE 't.slug' END)
        USING number;
    END LOOP;
END $$;
COMMENT ON FUNCTION tracker.tree_problems(bigint) IS 'Rows of a changeset that would lie within themselves.';
