-- The spells that the citations and endings of some demands amount to (all demands where null): runs of citations
-- of one version, each from its first date to the next citation of another version or the next ending. A version that says
-- word for word what the one before says is a spell of its own, and has persisted. Where a changeset is given, what it has
-- not written is not compared again: the stored comparison is taken.
CREATE OR REPLACE FUNCTION tracker.derived_spells(of_demands bigint[], written_since bigint)
RETURNS TABLE (process_id bigint, demand_id bigint, version_id bigint, ordinal integer, held_from date,
    held_from_precision text, held_to date, change text, direction text, from_version_id bigint, compared text[])
LANGUAGE sql STABLE
AS $$
WITH moment AS (
    SELECT m.* FROM tracker.moment m WHERE of_demands IS NULL OR m.demand_id = ANY (of_demands)
),
once AS (
    SELECT m.process_id, m.demand_id, m.version_id, m.day, m.place,
        ('{day,by,month,year}'::text[])[min(array_position('{day,by,month,year}', m.precision))] AS precision
    FROM moment m GROUP BY m.demand_id, m.day, m.place, m.version_id, m.process_id  -- in the order of what follows
),
ordered AS (
    SELECT o.*, lag(o.version_id) OVER w AS before_version, row_number() OVER w AS nth
    FROM once o
    WINDOW w AS (PARTITION BY o.demand_id ORDER BY o.day, o.place, o.version_id NULLS LAST)
),
bound AS (
    SELECT o.*, o.nth > 1 AND o.before_version IS NULL AS after_ending,
        lead(o.day) OVER (PARTITION BY o.demand_id ORDER BY o.nth) AS until,
        -- An ending comes after the citations of its own place: these are still of the spell that it ends.
        lead(CASE WHEN o.version_id IS NULL AND o.place < 2147483647 THEN o.place + 1 ELSE o.place END)
            OVER (PARTITION BY o.demand_id ORDER BY o.nth) AS until_place
    FROM ordered o
    WHERE o.version_id IS NULL OR o.nth = 1 OR o.before_version IS DISTINCT FROM o.version_id
),
start AS (
    SELECT b.*, row_number() OVER w AS nth_spell, lag(b.version_id) OVER w AS from_version,
        lag(b.day) OVER w AS from_day, lag(b.place) OVER w AS from_place
    FROM bound b WHERE b.version_id IS NOT NULL
    WINDOW w AS (PARTITION BY b.demand_id ORDER BY b.nth)
)
SELECT w.process_id, w.demand_id, w.version_id, w.ordinal, w.held_from, w.held_from_precision, w.held_to, w.change,
    CASE WHEN w.change NOT IN ('first', 'persisted') THEN coalesce(w.compared[2], 'neutral') END, w.from_version_id, w.compared
FROM (
    SELECT s.process_id, s.demand_id, s.version_id, s.nth_spell::integer AS ordinal, s.day AS held_from,
        s.precision AS held_from_precision, s.until AS held_to,
        CASE
            WHEN s.from_version IS NULL THEN 'first'
            WHEN s.after_ending THEN 'revived'
            WHEN coalesce(c.compared[1], 'reworded') = 'reworded'
                AND tracker.has_choice(s.from_version, s.from_day, s.from_place, s.day, s.place)
                <> tracker.has_choice(s.version_id, s.day, s.place, coalesce(least(s.until, s.day + 1), s.day + 1),
                    CASE s.until WHEN s.day THEN s.until_place ELSE 0 END) THEN 'altered'
            WHEN c.compared IS NULL AND f.summary = v.summary THEN 'persisted'
            ELSE coalesce(c.compared[1], 'reworded')
        END AS change,
        c.compared, s.from_version AS from_version_id
    FROM start s
    JOIN tracker.demand d ON d.id = s.demand_id
    JOIN tracker.actor y ON y.id = d.party_id
    JOIN tracker.actor a ON a.id = d.addressee_id
    JOIN tracker.version v ON v.id = s.version_id
    LEFT JOIN tracker.version f ON f.id = s.from_version
    CROSS JOIN LATERAL (SELECT CASE WHEN f.digest <> v.digest THEN coalesce(
        CASE WHEN greatest(f.changeset, v.changeset, d.changeset, y.changeset, a.changeset) < written_since THEN
            (SELECT max(o.compared) FROM tracker.spell o WHERE o.version_id = v.id AND o.from_version_id = f.id) END,
        tracker.compare_terms(f.terms, v.terms, tracker.burden(v.terms, d.kind, y.slug, a.slug))) END AS compared OFFSET 0) c
) w
$$;
COMMENT ON FUNCTION tracker.derived_spells(bigint[], bigint) IS 'The spells that the citations and endings of demands amount to.';
