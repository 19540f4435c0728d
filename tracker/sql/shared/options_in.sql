-- What a document asks in each option of each of its choices, and outside all choices. A place has the terms whose
-- evidence lies in or below it, and those that name none: so one path's conditions never show under another. A term that
-- names a passage of a report lies where the citations lie that were read there; those of the whole report count where
-- none was read in that passage: as analysis.term_evidence has it.
-- Versions and demands are found one by one (LATERAL, OFFSET 0): the planner takes a recursion for long and would read all.
CREATE OR REPLACE FUNCTION tracker.options_in(of_document bigint)
RETURNS TABLE (choice text, option text, demand text, version text, title text, stages text[], terms text[], passages text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
WITH RECURSIVE below AS (
    SELECT o.parent_id AS choice_id, o.id AS option_id, o.id AS passage_id
    FROM tracker.passage o JOIN tracker.passage choice ON choice.id = o.parent_id
    WHERE o.document_id = of_document AND choice.combine = 'any'
    UNION ALL
    SELECT b.choice_id, b.option_id, p.id FROM below b JOIN tracker.passage p ON p.parent_id = b.passage_id
),
place AS (
    SELECT p.id AS passage_id, d.slug || '#' || p.label AS place, p.label, b.choice_id, b.option_id
    FROM tracker.passage p
    JOIN tracker.document d ON d.id = p.document_id
    LEFT JOIN below b ON b.passage_id = p.id
    WHERE p.document_id = of_document
),
asked AS (
    SELECT g.choice_id, g.option_id, c.version_id,
        array_agg(DISTINCT coalesce(g.place, d.slug) COLLATE "C" ORDER BY coalesce(g.place, d.slug) COLLATE "C") AS passages
    FROM tracker.citation c
    JOIN tracker.document d ON d.id = c.document_id
    LEFT JOIN place g ON g.passage_id = c.passage_id
    WHERE c.document_id = of_document
    GROUP BY g.choice_id, g.option_id, c.version_id
),
read_in AS (
    SELECT DISTINCT c.version_id, g.option_id, via.slug AS report, p.label AS passage
    FROM tracker.citation c
    LEFT JOIN place g ON g.passage_id = c.passage_id
    CROSS JOIN LATERAL (SELECT o.* FROM tracker.document o WHERE o.id = c.via_document_id OFFSET 0) via
    LEFT JOIN LATERAL (SELECT o.* FROM tracker.passage o WHERE o.id = c.via_passage_id OFFSET 0) p ON true
    WHERE c.document_id = of_document
),
said AS (
    SELECT a.*, v.name AS version, q.slug AS demand, q.title, t ->> 'attribute' AS attribute, t ->> 'value' AS value
    FROM asked a
    CROSS JOIN LATERAL (SELECT o.* FROM tracker.version o WHERE o.id = a.version_id OFFSET 0) v
    CROSS JOIN LATERAL (SELECT o.* FROM tracker.demand o WHERE o.id = v.demand_id OFFSET 0) q
    LEFT JOIN LATERAL jsonb_array_elements(v.terms) t ON NOT t ? 'in' OR EXISTS (
        SELECT FROM place g WHERE g.option_id IS NOT DISTINCT FROM a.option_id AND t -> 'in' ? g.place)
        OR EXISTS (
            SELECT FROM read_in r CROSS JOIN LATERAL jsonb_array_elements_text(t -> 'in') i
            WHERE r.version_id = a.version_id AND r.option_id IS NOT DISTINCT FROM a.option_id
                AND r.report = split_part(i, '#', 1) AND (r.passage = split_part(i, '#', 2) OR NOT EXISTS (
                    SELECT FROM tracker.cited o WHERE o.version_id = a.version_id
                        AND o.via_document = split_part(i, '#', 1) AND o.via_passage = split_part(i, '#', 2))))
)
SELECT (SELECT g.place FROM place g WHERE g.passage_id = s.choice_id LIMIT 1),
    (SELECT g.place FROM place g WHERE g.passage_id = s.option_id LIMIT 1), s.demand, s.version, s.title,
    coalesce(array_agg(s.value ORDER BY s.value COLLATE "C") FILTER (WHERE s.attribute = 'stage'), '{}'),
    coalesce(array_agg(s.attribute || '=' || s.value ORDER BY s.attribute COLLATE "C", s.value COLLATE "C")
        FILTER (WHERE s.attribute IS NOT NULL), '{}'),
    s.passages
FROM said s
GROUP BY s.choice_id, s.option_id, s.demand, s.version, s.title, s.passages
$$;
COMMENT ON FUNCTION tracker.options_in(bigint) IS 'What a document asks in each option and outside all choices.';
