-- What the value of a term can name, with the words by which it is found: places and actors also by slugs that they bore
-- before. `part` is what a stored term that names it contains.
CREATE OR REPLACE VIEW tracker.nameable AS
SELECT n.process_id, n.part, n.name, n.name || ' ' || translate(n.words, '.-', '  ') AS text
FROM (
    SELECT NULL::bigint AS process_id, jsonb_build_object('place', p.slug) AS part, p.name || ' (' || p.slug || ')' AS name,
        concat_ws(' ', p.slug, (SELECT string_agg(a.alias, ' ') FROM tracker.alias a WHERE a.entity = 'place' AND a.record_id = p.id)) AS words
    FROM tracker.place p
    UNION ALL
    SELECT NULL, jsonb_build_object('actor', c.slug), c.name || ' (' || c.slug || ')',
        concat_ws(' ', c.slug, (SELECT string_agg(a.alias, ' ') FROM tracker.alias a WHERE a.entity = 'actor' AND a.record_id = c.id))
    FROM tracker.actor c
    UNION ALL
    SELECT e.process_id, jsonb_build_object('event', e.slug), e.title, e.slug FROM tracker.event e
    UNION ALL
    SELECT NULL, CASE t.slug WHEN 'unit' THEN jsonb_build_object('unit', c.slug)
        ELSE jsonb_build_object('attribute', t.slug, 'value', c.slug) END, c.slug, c.slug
    FROM tracker.code c JOIN tracker.attribute t ON t.id = c.attribute_id
) n;
COMMENT ON VIEW tracker.nameable IS 'Places, actors, events and codes that a term can name, and the words by which they are found.';
