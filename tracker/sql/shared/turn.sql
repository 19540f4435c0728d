-- Every moment at which something changed for a demand: a spell begins (against the spell before), it ends (a spell, or
-- none if nothing was held), or a running spell comes to be asked as one option of several. Of each the spells to be
-- contrasted, as of which days, and the document where it is not the one that states the spell.
-- Of one demand everything is found by index, the spells by their versions (LATERAL, OFFSET 0: also where nothing is known
-- of how many rows there are): select from it by demand_id in a subquery of
-- its own (LATERAL, OFFSET 0), as a condition of a join would not reach the branches.
CREATE OR REPLACE VIEW tracker.turn AS
SELECT v.process_id, v.demand_id, s.held_from AS changed_on, s.change,
    coalesce((SELECT o.direction FROM tracker.direction o
              WHERE o.version_id = s.version_id AND o.from_version_id = s.from_version_id), s.direction) AS direction,
    p.id AS from_spell, 'infinity'::date AS from_day, s.id AS to_spell, s.held_from AS to_day, NULL::text AS document,
    s.held_from_precision AS precision
FROM tracker.version v
CROSS JOIN LATERAL (SELECT o.* FROM tracker.spell o WHERE o.version_id = v.id OFFSET 0) s
LEFT JOIN LATERAL (SELECT o.id, o.ordinal FROM tracker.spell o WHERE o.version_id = s.from_version_id OFFSET 0) p
    ON p.ordinal = s.ordinal - 1
UNION ALL
SELECT e.process_id, e.demand_id, e.day, e.how, NULL, s.id, 'infinity', NULL, NULL, e.document, e.ended_precision
FROM tracker.demand_ending e
LEFT JOIN LATERAL (
    SELECT o.id, o.ordinal, o.held_to FROM tracker.version v
    CROSS JOIN LATERAL (SELECT i.* FROM tracker.spell i WHERE i.version_id = v.id OFFSET 0) o
    WHERE v.demand_id = e.demand_id OFFSET 0
) s ON s.held_to = e.day AND s.ordinal = tracker.spell_at(e.demand_id, e.day, coalesce(e.ordinal, 2147483647))
UNION ALL
SELECT v.process_id, v.demand_id, c.day, 'altered', 'neutral', s.id, c.day - 1, s.id, c.day, c.document, c.precision
FROM tracker.version v
CROSS JOIN LATERAL (SELECT o.* FROM tracker.spell o WHERE o.version_id = v.id OFFSET 0) s
CROSS JOIN LATERAL (
    SELECT a.day, a.document, a.precision
    FROM (SELECT a.* FROM tracker.affirmation a WHERE a.spell_id = s.id AND a.passage_id IS NOT NULL OFFSET 0) a
    WHERE EXISTS (SELECT FROM tracker.options_of(a.passage_id))
    ORDER BY a.day, a.place, a.document COLLATE "C" LIMIT 1
) c
WHERE c.day > s.held_from;
COMMENT ON VIEW tracker.turn IS 'Every moment at which something changed for a demand.';
