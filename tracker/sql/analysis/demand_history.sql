-- One demand through time, spell by spell, with what changed against the spell before and on what each rests. It
-- follows lineage: those that it was split from or merged of, and those that it was split into or merged into.
CREATE OR REPLACE FUNCTION analysis.demand_history(of_demand text) RETURNS TABLE (
    process text, party text, addressee text, demand text, kind text, topic text, title text, version text, spell integer,
    summary text, terms text[], held_from date, held_from_precision text, held_to date, stated_in text, change text,
    direction text, direction_computed text, direction_reason text, choices text[], last_affirmed_on date,
    affirmations integer, silent_in text[], changeset bigint, recorded_at timestamptz,
    added_terms text[], removed_terms text[], moved_terms text[], from_summary text, documents text[], responses integer,
    last_affirmed_precision text, obliged text, weighed text[]
)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_hashjoin = off SET enable_mergejoin = off  -- few rows are asked for: each is found by index
AS $$
#variable_conflict use_column
DECLARE
    asked constant bigint := tracker.find('demand', of_demand);
    up_to constant date := (SELECT k.day FROM tracker.today k);
BEGIN
    RETURN QUERY
    SELECT s.process, s.party, s.addressee, s.demand, s.kind, s.topic, s.title, s.version, s.spell, s.summary, s.terms,
        s.held_from, s.held_from_precision, s.held_to, s.stated_in, s.change, s.direction, s.direction_computed,
        s.direction_reason, s.choices, s.last_affirmed_on, s.affirmations, s.silent_in, s.changeset, s.recorded_at,
        CASE WHEN s.from_version_id IS NULL THEN s.terms ELSE t.added END,
        t.removed, t.moved, f.summary,
        ARRAY(SELECT a.document FROM tracker.affirmation a WHERE a.spell_id = s.spell_id AND a.day <= greatest(up_to, s.held_from)
            GROUP BY a.document ORDER BY max(a.day) DESC, a.document COLLATE "C"),
        tracker.responses_to(s.spell_id, greatest(up_to, s.held_from)), s.last_affirmed_precision,
        CASE WHEN s.direction IS NOT NULL THEN tracker.obliged(b.burden) END, t.weighed
    FROM tracker.lineage_of(asked) l (id)
    JOIN tracker.named_demand n ON n.demand_id = l.id
    CROSS JOIN LATERAL (SELECT s.* FROM tracker.spells_as_of(up_to) s WHERE s.demand = n.demand OFFSET 0) s
    JOIN tracker.content c ON c.version_id = s.version_id
    LEFT JOIN tracker.content f ON f.version_id = s.from_version_id
    CROSS JOIN LATERAL (SELECT tracker.burden(c.content, s.kind, s.party, s.addressee) AS burden) b
    CROSS JOIN LATERAL (SELECT CASE WHEN f.digest <> c.digest THEN coalesce(
        (SELECT p.compared FROM tracker.period p WHERE p.spell_id = s.spell_id),
        tracker.compare_terms(f.content, c.content, b.burden)) END AS compared OFFSET 0) x
    CROSS JOIN LATERAL tracker.changed_terms(x.compared) t;
END $$;
COMMENT ON FUNCTION analysis.demand_history(text) IS
'One demand through time, spell by spell, with what changed against the spell before. Follows lineage: what it was split from or merged of, and what became of it.
of_demand: Slug of the demand, or one that it bore before.
added_terms: Terms that came, as attribute=value; of a first spell all.
from_summary: The content before, in our own words; null for a first one.
documents: Slugs of all documents that say it in this spell, the newest first.
responses: Number of answers of other parties to it in this spell, also those to a document or passage that says it.
obliged: Whom the content after obliges: others, party (itself: harder and softer are reversed) or both (no term weighs); null where there is no direction.
weighed: What each changed term contributes, as harder: extent=begun -> complete: harder, softer, equal, incomparable, contained (what contains it stands on the other side), shared (both are obliged) or unweighed (its attribute has no polarity).';
