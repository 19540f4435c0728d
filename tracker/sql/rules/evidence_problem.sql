-- What is wrong with the evidence of a term; null where nothing is, or where it has none. Foreign keys cannot tell:
-- a term names speaker, document and passages by their slugs.
CREATE OR REPLACE FUNCTION tracker.evidence_problem(term jsonb) RETURNS text
LANGUAGE sql STABLE
AS $$
SELECT CASE
    WHEN NOT EXISTS (SELECT FROM tracker.actor a WHERE a.slug = term ->> 'speaker') AND term ? 'speaker'
        THEN format('there is no actor %L', term ->> 'speaker')
    ELSE (
        SELECT CASE
            WHEN p.label IS NOT NULL AND p.document IS NULL THEN format('the passage %s stands without its document', p.label)
            WHEN d.id IS NULL THEN format('there is no document %L', p.document)
            ELSE format('there is no passage %L', p.document || '#' || p.label) END
        FROM (VALUES (term ->> 'document', term ->> 'passage'), (term ->> 'via_document', term ->> 'via_passage')) p (document, label)
        LEFT JOIN tracker.document d ON d.slug = p.document
        LEFT JOIN tracker.passage l ON l.document_id = d.id AND l.label = p.label
        WHERE p.document IS NOT NULL AND d.id IS NULL OR p.label IS NOT NULL AND l.id IS NULL
        LIMIT 1)
    END
$$;
COMMENT ON FUNCTION tracker.evidence_problem(jsonb) IS 'What is wrong with the evidence of a term of an agreement.';
