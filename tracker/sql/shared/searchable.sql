-- What is searched, by kind of record. Each text is, to the letter, that of the indexes NAME_words_idx and
-- NAME_letters_idx: a condition on it, outside, reaches these. Only the first 100,000 characters count: PostgreSQL
-- makes no list of words of much more.
CREATE OR REPLACE VIEW tracker.searchable AS
SELECT 'demand' AS entity, d.id, d.process_id, left(d.title || ' ' || translate(d.slug, '.-', '  '), 100000) AS text
FROM tracker.demand d
UNION ALL
SELECT 'version', v.id, v.process_id, left(v.summary, 100000) FROM tracker.version v
UNION ALL
SELECT 'document', d.id, NULL, left(d.title || ' ' || translate(d.slug, '.-', '  ') || ' ' || coalesce(d.summary, ''), 100000)
FROM tracker.document d
UNION ALL
SELECT 'passage', p.id, NULL, left(coalesce(p.gist, '') || ' ' || coalesce(p.text, ''), 100000) FROM tracker.passage p;
COMMENT ON VIEW tracker.searchable IS 'What is searched: the words of demands, versions, documents and passages.';
