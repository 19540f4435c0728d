-- Two contents of a demand side by side: that of one spell as of a day, and that of another as of a later day. Either
-- may be missing: then all terms came, or went, and there is no change to be named. The word of change is `persisted`
-- where the contents are equal; a demand that had no choice and has one, or the reverse, is altered. A direction that an
-- analyst judged for these two versions stands before the computed one, also where they say the same and none is computed.
CREATE OR REPLACE FUNCTION tracker.contrast(of_demand bigint, from_spell bigint, from_day date, to_spell bigint, to_day date)
RETURNS TABLE (
    process text, party text, demand text, topic text, title text, change text, direction text, from_version text,
    to_version text, added_terms text[], removed_terms text[], moved_terms text[], from_choices text[], to_choices text[],
    from_summary text, to_summary text, from_document text, to_document text, direction_computed text,
    direction_reason text, obliged text, weighed text[], party_id bigint, topic_id bigint, elsewhere boolean,
    last_affirmed_on date, last_affirmed_precision text
)
LANGUAGE sql STABLE ROWS 1
AS $$
SELECT n.process, n.party, n.demand, n.topic, n.title,
    CASE
        WHEN f.version_id IS NULL OR v.version_id IS NULL THEN NULL
        WHEN coalesce(x.compared[1], 'reworded') = 'reworded' AND (o.was = '{}') <> (o.becomes = '{}') THEN 'altered'
        WHEN x.compared IS NULL AND f.summary = v.summary THEN 'persisted'
        ELSE coalesce(x.compared[1], 'reworded')
    END,
    coalesce(CASE WHEN f.version_id <> v.version_id THEN (SELECT j.direction FROM tracker.overruled j
        WHERE j.version_id = v.version_id AND j.from_version_id = f.version_id) END,
        CASE WHEN c.directed THEN coalesce(x.compared[2], 'neutral') END),
    f.version, v.version,
    CASE WHEN f.version_id IS NOT NULL THEN t.added ELSE coalesce(v.terms, '{}') END,
    CASE WHEN v.version_id IS NOT NULL THEN t.removed ELSE coalesce(f.terms, '{}') END,
    t.moved, o.was, o.becomes, f.summary, v.summary,
    CASE WHEN from_day >= f.held_from THEN f.stated_in END, CASE WHEN to_day >= v.held_from THEN v.stated_in END,
    CASE WHEN c.directed THEN coalesce(x.compared[2], 'neutral') END,
    CASE WHEN f.version_id <> v.version_id THEN (SELECT j.reason FROM tracker.overruled j
        WHERE j.version_id = v.version_id AND j.from_version_id = f.version_id) END,
    CASE WHEN c.directed OR f.version_id <> v.version_id AND (SELECT true FROM tracker.overruled j
            WHERE j.version_id = v.version_id AND j.from_version_id = f.version_id)
        THEN (SELECT tracker.obliged(tracker.burden(k.content, n.kind, n.party, n.addressee))
            FROM tracker.content k WHERE k.version_id = v.version_id) END, t.weighed, n.party_id, n.topic_id,
    coalesce(v.elsewhere, f.elsewhere), v.said_on[width_bucket(to_day, v.said_on)],
    CASE WHEN v.said_precision IS NULL THEN 'day' ELSE v.said_precision[width_bucket(to_day, v.said_on)] END
FROM (SELECT WHERE of_demand IS NOT NULL) one
LEFT JOIN LATERAL (SELECT s.* FROM tracker.standing s WHERE s.spell_id = from_spell) f ON true
LEFT JOIN LATERAL (SELECT s.* FROM tracker.standing s WHERE s.spell_id = to_spell) v ON true
-- Spells bear the names of their demand; it is looked up only where there is neither.
LEFT JOIN LATERAL (SELECT o.* FROM tracker.named_demand o
    WHERE o.demand_id = of_demand AND f.spell_id IS NULL AND v.spell_id IS NULL OFFSET 0) d ON true
CROSS JOIN LATERAL (SELECT
    coalesce(v.process, f.process, d.process) AS process, coalesce(v.party, f.party, d.party) AS party,
    coalesce(v.party_id, f.party_id, d.party_id) AS party_id, coalesce(v.addressee, f.addressee, d.addressee) AS addressee,
    coalesce(v.demand, f.demand, d.demand) AS demand, coalesce(v.kind, f.kind, d.kind) AS kind,
    coalesce(v.topic, f.topic, d.topic) AS topic, coalesce(v.topic_id, f.topic_id, d.topic_id) AS topic_id,
    coalesce(v.title, f.title, d.title) AS title
) n
-- OFFSET 0 keeps the choices from being looked up again wherever they are mentioned.
CROSS JOIN LATERAL (SELECT a.choices AS was, z.choices AS becomes
    FROM tracker.chosen(f.choices, f.chosen_on, from_day) a CROSS JOIN tracker.chosen(v.choices, v.chosen_on, to_day) z OFFSET 0) o
-- Neighbours were compared when the later spell was written down, since that is done.
CROSS JOIN LATERAL (SELECT coalesce(
    CASE WHEN v.from_version_id = f.version_id THEN (SELECT p.compared FROM tracker.period p WHERE p.spell_id = to_spell) END,
    (SELECT tracker.compare_terms(g.content, k.content, tracker.burden(k.content, n.kind, n.party, n.addressee))
        FROM tracker.content g CROSS JOIN tracker.content k
        WHERE g.version_id = f.version_id AND k.version_id = v.version_id AND g.digest <> k.digest)) AS compared OFFSET 0) x
CROSS JOIN LATERAL tracker.changed_terms(x.compared) t
CROSS JOIN LATERAL (SELECT f.version_id IS NOT NULL AND v.version_id IS NOT NULL
    AND NOT (x.compared IS NULL AND f.summary = v.summary AND (o.was = '{}') = (o.becomes = '{}')) AS directed) c
$$;
COMMENT ON FUNCTION tracker.contrast(bigint, bigint, date, bigint, date) IS
    'Two contents of a demand side by side, each as of a day.';
