-- On what a spell rests up to a day: always one row. Of passages only those within others: no other is an option.
CREATE OR REPLACE FUNCTION tracker.affirmed(of_spell bigint, up_to date)
RETURNS TABLE (stated_in text, last_affirmed_on date, affirmations integer, passages bigint[], changeset bigint,
    last_affirmed_precision text)
LANGUAGE sql STABLE ROWS 1
AS $$
SELECT (array_agg(a.document ORDER BY a.day, a.place, a.document COLLATE "C"))[1], max(a.day),
    count(DISTINCT a.document_id)::integer, array_agg(a.passage_id) FILTER (WHERE a.passage_id IS NOT NULL
        AND (SELECT p.parent_id FROM tracker.outline p WHERE p.id = a.passage_id) IS NOT NULL), max(a.changeset),
    (array_agg(a.precision ORDER BY a.day DESC, a.precision <> 'day', a.precision COLLATE "C"))[1]
FROM tracker.affirmation a WHERE a.spell_id = of_spell AND a.day <= up_to
$$;
COMMENT ON FUNCTION tracker.affirmed(bigint, date) IS
    'First document, last affirmation, number of documents, passages within others and last changeset of the citations of a spell up to a day.';
