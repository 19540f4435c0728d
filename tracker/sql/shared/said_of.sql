-- By whom and when a spell was said: always one row, its lists by the days on which documents say it, ascending.
-- Of passages only those within others may lie in an option.
CREATE OR REPLACE FUNCTION tracker.said_of(of_spell bigint) RETURNS TABLE (
    stated_in text, said_on date[], said_precision text[], said_by integer[], changesets bigint[],
    passages bigint[], passages_on date[]
)
LANGUAGE sql STABLE ROWS 1
AS $$
SELECT (array_agg(d.document ORDER BY d.day))[1], array_agg(d.day ORDER BY d.day),
    CASE WHEN NOT bool_and(d.precision = 'day') THEN array_agg(d.precision ORDER BY d.day) END,
    array_agg(d.documents::integer ORDER BY d.day), array_agg(d.changeset ORDER BY d.day), max(d.passages), max(d.passages_on)
FROM (
    SELECT a.day, (array_agg(a.document ORDER BY a.place, a.document COLLATE "C"))[1] AS document,
        (array_agg(a.precision ORDER BY a.precision <> 'day', a.precision COLLATE "C"))[1] AS precision,
        sum(count(*) FILTER (WHERE a.nth = 1)) OVER (ORDER BY a.day) AS documents,
        max(max(a.changeset)) OVER (ORDER BY a.day) AS changeset, max(a.passages) AS passages, max(a.passages_on) AS passages_on
    FROM (
        SELECT a.*, row_number() OVER (PARTITION BY a.document_id ORDER BY a.day) AS nth,
            array_agg(a.passage_id) FILTER (WHERE a.inside) OVER () AS passages,
            array_agg(a.day) FILTER (WHERE a.inside) OVER () AS passages_on
        FROM (
            SELECT a.day, a.place, a.document, a.document_id, a.precision, a.changeset, a.passage_id,
                a.passage_id IS NOT NULL AND (SELECT o.parent_id FROM tracker.outline o WHERE o.id = a.passage_id) IS NOT NULL AS inside
            FROM tracker.affirmation a WHERE a.spell_id = of_spell OFFSET 0
        ) a
    ) a GROUP BY a.day
) d
$$;
COMMENT ON FUNCTION tracker.said_of(bigint) IS
    'By whom and when a spell was said: lists by the days on which documents say it; and its passages that lie in others.';
