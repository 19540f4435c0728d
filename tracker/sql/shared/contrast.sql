-- Two contents of a demand side by side: that of one spell as of a day, and that of another as of a later day. Either
-- may be missing: then all terms came, or went, and there is no change to be named. The word of change is `persisted`
-- where the contents are equal; a demand that had no choice and has one, or the reverse, is altered. A direction that an
-- analyst judged for these two versions stands before the computed one.
CREATE OR REPLACE FUNCTION tracker.contrast(of_demand bigint, from_spell bigint, from_day date, to_spell bigint, to_day date)
RETURNS TABLE (
    process text, party text, demand text, topic text, title text, change text, direction text, from_version text,
    to_version text, added_terms text[], removed_terms text[], moved_terms text[], from_choices text[], to_choices text[],
    from_summary text, to_summary text, from_document text, to_document text, direction_computed text,
    direction_reason text, obliged text, weighed text[], party_id bigint, topic_id bigint, elsewhere boolean,
    last_affirmed_on date
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
    CASE WHEN c.directed THEN coalesce((SELECT j.direction FROM tracker.overruled j
        WHERE j.version_id = v.version_id AND j.from_version_id = f.version_id), x.compared[2], 'neutral') END,
    f.version, v.version,
    CASE WHEN f.version_id IS NOT NULL THEN tracker.changed_terms(x.compared, '+') ELSE coalesce(v.terms, '{}') END,
    CASE WHEN v.version_id IS NOT NULL THEN tracker.changed_terms(x.compared, '-') ELSE coalesce(f.terms, '{}') END,
    tracker.changed_terms(x.compared, '>'), o.was, o.becomes, f.summary, v.summary,
    CASE WHEN from_day >= f.held_from THEN f.stated_in END, CASE WHEN to_day >= v.held_from THEN v.stated_in END,
    CASE WHEN c.directed THEN coalesce(x.compared[2], 'neutral') END,
    CASE WHEN c.directed THEN (SELECT j.reason FROM tracker.overruled j
        WHERE j.version_id = v.version_id AND j.from_version_id = f.version_id) END,
    CASE WHEN c.directed THEN tracker.obliged(b.burden) END, tracker.weighed_terms(x.compared), n.party_id, n.topic_id,
    coalesce(v.elsewhere, f.elsewhere), v.said_on[width_bucket(to_day, v.said_on)]
FROM tracker.named_demand n
LEFT JOIN LATERAL (SELECT s.*, c.content, c.digest FROM tracker.standing s JOIN tracker.content c ON c.version_id = s.version_id
    WHERE s.spell_id = from_spell) f ON true
LEFT JOIN LATERAL (SELECT s.*, c.content, c.digest FROM tracker.standing s JOIN tracker.content c ON c.version_id = s.version_id
    WHERE s.spell_id = to_spell) v ON true
-- OFFSET 0 keeps the choices from being looked up again wherever they are mentioned.
CROSS JOIN LATERAL (SELECT
    CASE WHEN f.choices IS NULL THEN '{}' ELSE tracker.chosen(f.choices, f.chosen_on, from_day) END AS was,
    CASE WHEN v.choices IS NULL THEN '{}' ELSE tracker.chosen(v.choices, v.chosen_on, to_day) END AS becomes OFFSET 0) o
CROSS JOIN LATERAL (SELECT tracker.burden(v.content, n.kind, n.party, n.addressee) AS burden) b
-- Neighbours were compared when the later spell was written down.
CROSS JOIN LATERAL (SELECT CASE WHEN f.digest <> v.digest THEN coalesce(
    CASE WHEN v.from_version_id = f.version_id THEN (SELECT p.compared FROM tracker.period p WHERE p.spell_id = to_spell) END,
    tracker.compare_terms(f.content, v.content, b.burden)) END AS compared OFFSET 0) x
CROSS JOIN LATERAL (SELECT f.version_id IS NOT NULL AND v.version_id IS NOT NULL
    AND NOT (x.compared IS NULL AND f.summary = v.summary AND (o.was = '{}') = (o.becomes = '{}')) AS directed) c
WHERE n.demand_id = of_demand
$$;
COMMENT ON FUNCTION tracker.contrast(bigint, bigint, date, bigint, date) IS
    'Two contents of a demand side by side, each as of a day.';
