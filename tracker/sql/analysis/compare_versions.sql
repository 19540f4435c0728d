-- Two versions of a demand side by side, whatever lay between. Either may be null, for a time when none was held: then
-- all terms came, or went. Of a version its last spell by the day stands for it; before it was ever held, its first.
CREATE OR REPLACE FUNCTION analysis.compare_versions(
    of_demand text, version_a text, version_b text, from_date date DEFAULT NULL, to_date date DEFAULT NULL
) RETURNS TABLE (
    process text, party text, demand text, topic text, title text, change text, direction text, from_version text,
    to_version text, added_terms text[], removed_terms text[], moved_terms text[], from_choices text[], to_choices text[],
    from_summary text, to_summary text, from_document text, to_document text, direction_computed text,
    direction_reason text, obliged text, weighed text[]
)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
DECLARE
    asked constant bigint := tracker.find('demand', of_demand);
    a_id constant bigint := tracker.find_version(asked, version_a);
    b_id constant bigint := tracker.find_version(asked, version_b);
BEGIN
    RETURN QUERY
    SELECT c.process, c.party, c.demand, c.topic, c.title, c.change, c.direction, c.from_version, c.to_version, c.added_terms,
        c.removed_terms, c.moved_terms, c.from_choices, c.to_choices, c.from_summary, c.to_summary, c.from_document,
        c.to_document, c.direction_computed, c.direction_reason, c.obliged, c.weighed
    FROM tracker.today k
    CROSS JOIN LATERAL (SELECT asked AS demand_id, coalesce(from_date, k.day) AS a_day, coalesce(to_date, k.day) AS b_day) n
    LEFT JOIN LATERAL (
        SELECT s.spell_id, s.held_from FROM tracker.period s WHERE s.version_id = a_id
        ORDER BY s.held_from > n.a_day, CASE WHEN s.held_from > n.a_day THEN s.ordinal ELSE -s.ordinal END LIMIT 1) f ON true
    LEFT JOIN LATERAL (
        SELECT s.spell_id, s.held_from FROM tracker.period s WHERE s.version_id = b_id
        ORDER BY s.held_from > n.b_day, CASE WHEN s.held_from > n.b_day THEN s.ordinal ELSE -s.ordinal END LIMIT 1) t ON true
    CROSS JOIN LATERAL tracker.contrast(n.demand_id, f.spell_id, greatest(n.a_day, f.held_from),
        t.spell_id, greatest(n.b_day, t.held_from)) c;
END $$;
COMMENT ON FUNCTION analysis.compare_versions(text, text, text, date, date) IS
'Two versions of a demand side by side, whatever lay between: the first before, the second after.
of_demand: Slug of the demand.
version_a: Name of the version before; null for none.
version_b: Name of the version after; null for none.
from_date: Choices of the version before are counted up to this day, or its first where that is later; null for today.
to_date: Choices of the version after are counted up to this day, or its first where that is later; null for today.
change: expanded (terms only added), narrowed (only removed), altered (both, or a value moved), reworded (same terms) or persisted; null where one of the two is missing.
direction: What the change means for whoever is obliged: hardened, softened, mixed or neutral; an analyst''s judgement where there is one; null where one of the two is missing, or they are equal.
from_document: Slug of the document that states the version before; null where there is none.
to_document: Slug of the document that states the version after; null where there is none.
direction_computed: The same as computed from the terms; null where there is none.
direction_reason: Why an analyst judged the direction; null where it is as computed.
obliged: Whom the content after obliges: others, party (itself: harder and softer are reversed) or both (no term weighs); null where there is no direction.
weighed: What each changed term contributes, as harder: extent=begun -> complete.';
