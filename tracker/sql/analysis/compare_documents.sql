-- What became of each demand between two documents of one party. Whichever is named first, the earlier stands on the
-- from-side; of one day, the one named first. Earlier and later are told demand by demand: a document of a coarse date
-- says a demand on the day on which the coder placed it there, and on that day spells begin and end. In both, the contents
-- that they cite are compared; where only one cites a demand, it is compared with what was held on the date of the other.
CREATE OR REPLACE FUNCTION analysis.compare_documents(document_a text, document_b text) RETURNS TABLE (
    in_documents text, process text, party text, demand text, topic text, title text, change text, direction text,
    affirmed boolean, interrupted boolean, ended text, from_version text, to_version text, added_terms text[],
    removed_terms text[], moved_terms text[], from_choices text[], to_choices text[], from_summary text, to_summary text,
    from_document text, to_document text, last_affirmed_on date, silent_in text[], direction_computed text,
    direction_reason text, obliged text, weighed text[], in_passing text[], last_affirmed_precision text
)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_hashjoin = off SET enable_mergejoin = off  -- few rows are asked for: each is found by index
AS $$
#variable_conflict use_column
DECLARE
    first_id constant bigint := tracker.find('document', document_a);
    second_id constant bigint := tracker.find('document', document_b);
    parties constant bigint[] := tracker.compared_party(first_id, second_id);
BEGIN
    RETURN QUERY
    WITH pair AS (
        SELECT a.id AS a_id, a.slug AS a, a.issued_on AS a_on, b.id AS b_id, b.slug AS b, b.issued_on AS b_on
        FROM tracker.issued a CROSS JOIN tracker.issued b
        WHERE a.id = first_id AND b.id = second_id
    ),
    -- The last content of each demand that the one document cites, and the other.
    in_a AS (
        SELECT DISTINCT ON (c.demand_id) c.demand_id, c.spell_id, c.day, c.held_to
        FROM tracker.affirmation c WHERE c.document_id = first_id ORDER BY c.demand_id, c.day DESC, c.place DESC
    ),
    in_b AS (
        SELECT DISTINCT ON (c.demand_id) c.demand_id, c.spell_id, c.day, c.held_to
        FROM tracker.affirmation c WHERE c.document_id = second_id ORDER BY c.demand_id, c.day DESC, c.place DESC
    ),
    -- Which is the earlier for that demand; on the side of the document that does not cite it stands what was held on its
    -- date, if anything (of one day with the other: the day before).
    sides AS (
        SELECT n.demand_id, n.process_id, s.*, coalesce(s.earlier_spell, f.spell_id) AS from_spell,
            coalesce(s.later_spell, t.spell_id) AS to_spell, coalesce(s.ceased_on, f.held_to) AS from_until,
            CASE WHEN a.spell_id IS NULL THEN 'only_b' WHEN b.spell_id IS NULL THEN 'only_a' ELSE 'both' END AS in_documents
        FROM pair p
        CROSS JOIN (in_a a FULL JOIN in_b b ON b.demand_id = a.demand_id)
        CROSS JOIN LATERAL (SELECT o.* FROM tracker.named_demand o
            WHERE o.demand_id = coalesce(a.demand_id, b.demand_id) AND o.party_id = ANY (parties) OFFSET 0) n
        CROSS JOIN LATERAL (
            SELECT p.a AS earlier, coalesce(a.day, least(p.a_on, b.day - 1)) AS from_day, a.spell_id AS earlier_spell,
                a.held_to AS ceased_on, p.b AS later, p.b_id AS later_id, coalesce(b.day, p.b_on) AS to_day, b.spell_id AS later_spell
            WHERE coalesce(a.day, p.a_on) <= coalesce(b.day, p.b_on)
            UNION ALL
            SELECT p.b, coalesce(b.day, p.b_on), b.spell_id, b.held_to, p.a, p.a_id, coalesce(a.day, p.a_on), a.spell_id
            WHERE coalesce(a.day, p.a_on) > coalesce(b.day, p.b_on)
        ) s
        LEFT JOIN tracker.period f ON s.earlier_spell IS NULL AND f.demand_id = n.demand_id AND f.held_from IS DISTINCT FROM f.held_to
            AND f.held_from <= s.from_day AND (f.held_to IS NULL OR f.held_to > s.from_day)
        LEFT JOIN tracker.period t ON s.later_spell IS NULL AND t.demand_id = n.demand_id AND t.held_from IS DISTINCT FROM t.held_to
            AND t.held_from <= s.to_day AND (t.held_to IS NULL OR t.held_to > s.to_day)
    )
    SELECT s.in_documents, d.process, d.party, d.demand, d.topic, d.title,
        CASE
            WHEN s.in_documents = 'both' THEN d.change
            WHEN s.earlier_spell IS NOT NULL AND s.to_spell IS NULL THEN 'dropped'
            WHEN s.earlier_spell IS NOT NULL AND tracker.covers(s.later_id, s.demand_id) THEN 'silent'
            WHEN s.earlier_spell IS NOT NULL THEN 'not-covered'
            WHEN s.from_spell IS NOT NULL THEN 'restated'
            WHEN EXISTS (SELECT FROM tracker.period e WHERE e.demand_id = s.demand_id AND e.held_from <= s.from_day
                AND e.held_from IS DISTINCT FROM e.held_to OFFSET 0) THEN 'revived'
            ELSE 'new'
        END,
        d.direction, coalesce(w.last_affirmed_on > s.from_day, false),
        NOT i.plain AND tracker.interrupted(s.demand_id, s.from_spell, s.to_spell, s.from_day, s.to_day), w.ended, d.from_version, d.to_version,
        d.added_terms, d.removed_terms, d.moved_terms, d.from_choices, d.to_choices, d.from_summary, d.to_summary,
        CASE WHEN s.earlier_spell IS NOT NULL THEN s.earlier ELSE d.from_document END,
        CASE WHEN s.later_spell IS NOT NULL THEN s.later WHEN s.to_spell IS NULL THEN w.ended_in ELSE d.to_document END,
        w.last_affirmed_on,
        q.documents,
        d.direction_computed, d.direction_reason, d.obliged, d.weighed,
        g.versions, w.last_affirmed_precision
    FROM sides s
    -- Plain: of what was held in between there is nothing but the two, the second as the first ceases, and up to the end.
    CROSS JOIN LATERAL (
        SELECT max(e.held_to) FILTER (WHERE e.held_from > s.from_day AND e.held_to <= s.to_day) AS ceased_on,
            coalesce(bool_and(e.spell_id IN (coalesce(s.from_spell, 0), coalesce(s.to_spell, 0))), true)
            AND (s.to_spell IS NULL OR coalesce(bool_or(e.spell_id = s.to_spell AND (e.held_to IS NULL OR e.held_to > s.to_day)
                AND (s.from_spell IS NULL OR s.from_spell = s.to_spell OR e.held_from <= s.from_until)), false)) AS plain
        FROM tracker.period e
        WHERE e.demand_id = s.demand_id AND e.held_from <= s.to_day AND (e.held_to IS NULL OR e.held_to > s.from_day + 1)
            AND e.held_from IS DISTINCT FROM e.held_to
    ) i
    CROSS JOIN LATERAL tracker.contrast(s.demand_id, s.from_spell, s.from_day, s.to_spell, s.to_day) d
    CROSS JOIN LATERAL tracker.last_word(s.demand_id,
        CASE WHEN s.to_spell IS NULL THEN s.from_day - 1 ELSE s.from_day END, s.to_day, d.last_affirmed_on,
        d.last_affirmed_precision) w
    CROSS JOIN LATERAL tracker.silent_in(s.process_id, d.party_id, d.topic_id, s.demand_id, d.elsewhere,
        greatest(w.last_affirmed_on, s.from_day), s.to_day, CASE WHEN s.to_spell IS NULL THEN
        greatest(s.from_until, i.ceased_on) END) q
    CROSS JOIN LATERAL tracker.in_passing(s.demand_id, s.from_spell, s.to_spell, s.from_day, s.to_day) g;
END $$;
COMMENT ON FUNCTION analysis.compare_documents(text, text) IS
'What became of each demand between two documents of one party, whichever is named first. An error where they are not of one party.
document_a: Slug of a document.
document_b: Slug of another document of the same party.
in_documents: Which of them says the demand: both, only_a or only_b.
change: In both: persisted, expanded, narrowed, altered or reworded. Only in the later: new, revived, or restated (held before, and the earlier does not mention it). Only in the earlier: dropped (it ended), silent (the later covers the topic), or not-covered.
direction: What the change means for whoever is obliged: hardened, softened, mixed or neutral; null where one of the two contents is missing, or they are equal.
affirmed: Whether a document of the interval says the demand.
interrupted: Whether it was not held, or held with other content, on some day in between.
ended: How the last ending in the interval was: withdrawn, agreed, met, lapsed or replaced; null where there was none.
from_version: Name of the version held by the earlier document''s date; null where none was.
to_version: Name of the version held by the later one''s date; null where none was.
from_choices: Options (document#label) under which it had been asked by the earlier document''s date.
to_choices: Options (document#label) under which it had been asked by the later one''s date.
from_summary: The content of from_version, in our own words; null where there is none.
to_summary: The content of to_version, in our own words; null where there is none.
from_document: Slug of the document that states the content before; null where there is none.
to_document: Slug of the document that states the content after, or of that which ended it; null where there is neither.
last_affirmed_on: Last day up to the later one''s date on which a document says it; null where none does.
silent_in: Later documents of the party that cover the topic and do not say it, the newest first.
direction_computed: The same as computed from the terms; null where there is none.
direction_reason: Why an analyst judged the direction; null where it is as computed.
obliged: Whom the content after obliges: others, party (itself: harder and softer are reversed) or both (no term weighs); null where there is no direction.
weighed: What each changed term contributes, as harder: extent=begun -> complete: harder, softer, equal, incomparable, contained (what contains it stands on the other side), shared (both are obliged) or unweighed (its attribute has no polarity).
in_passing: Versions said and superseded on one day of the interval, the oldest first; they are held on no date, and say otherwise than the two compared.
last_affirmed_precision: How exactly last_affirmed_on is known: day, month, year, or by (not later than).';
