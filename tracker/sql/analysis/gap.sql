-- Where the parties stand to each other on a day: what each holds on each topic, which held demands of others oppose it,
-- and when it last moved there and whither. A new wording is no move, nor is a new version that says the same.
-- Nothing is read of whole tables: what is held is found by day, and its demands one by one (LATERAL, OFFSET 0). When a
-- party moved is told by all that it demands on the topic, held or not: of those whose life began by that day. A spell that
-- lasted no day is in no index by demand, but another spell or an ending follows on it the same day.
CREATE OR REPLACE FUNCTION analysis.gap(on_date date, for_process text DEFAULT NULL) RETURNS TABLE (
    process text, topic text, party text, demands text[], summaries text[], opposed_by text[], last_moved_on date,
    last_direction text, last_moved_precision text
)
LANGUAGE sql STABLE
AS $$
WITH held AS (
    SELECT n.*, c.summary
    FROM tracker.spells_between(tracker.find('process', for_process), on_date, on_date, true) s
    CROSS JOIN LATERAL (SELECT o.* FROM tracker.named_demand o WHERE o.demand_id = s.demand_id OFFSET 0) n
    CROSS JOIN LATERAL (SELECT o.summary FROM tracker.worded o WHERE o.spell_id = s.spell_id OFFSET 0) c
),
stand AS (
    SELECT h.process_id, h.topic_id, h.party_id, h.process, h.topic, h.party,
        array_agg(h.demand ORDER BY h.demand COLLATE "C") AS demands, array_agg(h.summary ORDER BY h.demand COLLATE "C") AS summaries,
        array_agg(h.demand_id) AS demand_ids
    FROM held h GROUP BY h.process_id, h.topic_id, h.party_id, h.process, h.topic, h.party
)
SELECT s.process, s.topic, s.party, s.demands, s.summaries,
    ARRAY(SELECT o.demand FROM tracker.opposed l JOIN held o ON o.demand_id = l.other_id
        WHERE l.demand_id = ANY (s.demand_ids) AND o.party_id <> s.party_id
        GROUP BY o.demand ORDER BY o.demand COLLATE "C"),
    m.changed_on, m.direction, m.precision
FROM stand s
LEFT JOIN LATERAL (
    SELECT t.changed_on, t.direction, t.precision
    FROM (SELECT o.* FROM tracker.named_demand o WHERE o.topic_id = s.topic_id OFFSET 0) n
    CROSS JOIN LATERAL (SELECT u.* FROM tracker.turn u WHERE u.demand_id = n.demand_id AND u.changed_on <= on_date OFFSET 0) t
    WHERE n.process_id = s.process_id AND n.party_id = s.party_id
        AND (EXISTS (SELECT FROM tracker.period p WHERE p.demand_id = n.demand_id AND p.held_from <= on_date
                AND p.held_from IS DISTINCT FROM p.held_to OFFSET 0)
            OR EXISTS (SELECT FROM tracker.demand_ending e WHERE e.demand_id = n.demand_id AND e.day <= on_date OFFSET 0))
        AND t.change NOT IN ('reworded', 'persisted')
    ORDER BY t.changed_on DESC, t.direction IS NULL, n.demand COLLATE "C" DESC LIMIT 1
) m ON true
WHERE tracker.is_there('process', for_process)
ORDER BY s.process COLLATE "C", s.topic COLLATE "C", s.party COLLATE "C"
$$;
COMMENT ON FUNCTION analysis.gap(date, text) IS
'Where parties stand on each topic on a date, which demands of others oppose theirs, and when they last moved. One row a topic and party that holds a demand there.
on_date: The day asked about.
for_process: Slug of the process to narrow it to; null for all.
party: Slug of the party that holds the demands.
demands: Slugs of the demands that it holds there.
summaries: What they ask, in the same order.
opposed_by: Slugs of held demands of other parties that oppose one of them.
last_moved_on: Day of the party''s last change on the topic, a new wording not counted.
last_direction: What that change meant for whoever is obliged: hardened, softened, mixed or neutral; null where it was a first statement or an ending.
last_moved_precision: How exactly last_moved_on is known: day, month, year, or by (not later than).';
