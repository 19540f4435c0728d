-- What became of each demand between two dates: the versions held at both are compared with each other, whatever lay
-- between. Two index ranges find what was held at one date only (what ceased to be held, what came to be); the choices
-- that running spells came to have are found by the documents of the interval. Unless what persisted is asked for too,
-- the cost grows with what changed. To plan it takes longer than to answer it, so that its plan is kept.
CREATE OR REPLACE FUNCTION analysis.diff(
    from_date date, to_date date, for_process text DEFAULT NULL, with_persisted boolean DEFAULT false
) RETURNS TABLE (
    process text, party text, demand text, topic text, title text, change text, direction text, affirmed boolean,
    interrupted boolean, ended text, from_version text, to_version text, added_terms text[], removed_terms text[],
    moved_terms text[], from_choices text[], to_choices text[], from_summary text, to_summary text, from_document text,
    to_document text, last_affirmed_on date, silent_in text[], direction_computed text, direction_reason text,
    obliged text, weighed text[], in_passing text[], last_affirmed_precision text
)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
DECLARE
    in_process constant bigint := tracker.find('process', for_process);
BEGIN
    PERFORM tracker.check_interval(from_date, to_date);
    RETURN QUERY
    WITH bounded AS MATERIALIZED (
        SELECT s.*, s.held_from <= from_date AS before, s.held_to IS NULL OR s.held_to > to_date AS after
        FROM tracker.spells_between(in_process, from_date, to_date, with_persisted) s
    ),
    asked AS MATERIALIZED (
        SELECT s.* FROM tracker.asked_as_option(from_date, to_date) s WHERE in_process IS NULL OR s.process_id = in_process
    ),
    between_them AS (
        SELECT b.demand_id, max(b.held_to) FILTER (WHERE b.held_from < b.held_to) AS ceased_on, bool_or(b.held_from = b.held_to) AS passed
        FROM bounded b WHERE NOT b.before AND NOT b.after GROUP BY b.demand_id
    ),
    -- ceased_on: the day on which a demand that is not held at the second date was held no more.
    pair AS (
        SELECT coalesce(g.process_id, c.process_id) AS process_id, coalesce(g.demand_id, c.demand_id) AS demand_id,
            g.spell_id AS from_spell, c.spell_id AS to_spell, false AS transient,
            CASE WHEN c.held_from > g.held_to OR b.ceased_on IS NOT NULL THEN tracker.interrupted(
                coalesce(g.demand_id, c.demand_id), g.spell_id, c.spell_id, from_date, to_date) ELSE false END AS interrupted,
            CASE WHEN c.spell_id IS NULL THEN greatest(g.held_to, b.ceased_on) END AS ceased_on,
            CASE WHEN b.passed THEN (
                SELECT i.versions FROM tracker.in_passing(b.demand_id, g.spell_id, c.spell_id, from_date, to_date) i) ELSE '{}' END AS in_passing
        FROM (SELECT b.* FROM bounded b WHERE b.before AND NOT b.after) g
        FULL JOIN (SELECT b.* FROM bounded b WHERE b.after AND NOT b.before) c ON c.demand_id = g.demand_id
        LEFT JOIN between_them b ON b.demand_id = coalesce(g.demand_id, c.demand_id)
        UNION ALL
        SELECT b.process_id, b.demand_id, NULL, b.spell_id, true, false, b.held_to, '{}' FROM bounded b
        WHERE NOT b.before AND NOT b.after
            AND NOT EXISTS (SELECT FROM bounded o WHERE o.demand_id = b.demand_id AND o.before <> o.after)
        UNION ALL
        SELECT a.process_id, a.demand_id, a.spell_id, a.spell_id, false, false, NULL, '{}' FROM asked a
        UNION ALL
        SELECT b.process_id, b.demand_id, b.spell_id, b.spell_id, false, false, NULL, '{}' FROM bounded b
        WHERE b.before AND b.after AND b.spell_id NOT IN (SELECT a.spell_id FROM asked a)
    )
    SELECT d.process, d.party, d.demand, d.topic, d.title,
        CASE
            WHEN p.transient THEN 'transient'
            WHEN p.to_spell IS NULL THEN 'dropped'
            WHEN p.from_spell IS NOT NULL THEN d.change
            WHEN EXISTS (SELECT FROM tracker.period s WHERE s.demand_id = p.demand_id AND s.held_from <= from_date
                AND s.held_from IS DISTINCT FROM s.held_to OFFSET 0) THEN 'revived'
            ELSE 'new'
        END,
        d.direction, coalesce(w.last_affirmed_on > from_date, false), p.interrupted, w.ended, d.from_version, d.to_version,
        d.added_terms, d.removed_terms, d.moved_terms, d.from_choices, d.to_choices, d.from_summary, d.to_summary,
        d.from_document, CASE WHEN p.to_spell IS NULL THEN w.ended_in ELSE d.to_document END, w.last_affirmed_on,
        q.documents,
        d.direction_computed, d.direction_reason, d.obliged, d.weighed, p.in_passing, w.last_affirmed_precision
    FROM pair p
    CROSS JOIN LATERAL tracker.contrast(p.demand_id, p.from_spell, from_date, p.to_spell, to_date) d
    CROSS JOIN LATERAL tracker.last_word(p.demand_id, from_date, to_date,
        CASE WHEN NOT p.transient THEN d.last_affirmed_on END, d.last_affirmed_precision) w
    CROSS JOIN LATERAL tracker.silent_in(p.process_id, d.party_id, d.topic_id, p.demand_id, d.elsewhere,
        greatest(w.last_affirmed_on, from_date), to_date, p.ceased_on) q
    WHERE with_persisted OR p.interrupted OR d.change IS DISTINCT FROM 'persisted';
END $$;
COMMENT ON FUNCTION analysis.diff(date, date, text, boolean) IS
'What became of each demand after one date up to another. The contents held at the two dates are compared, whatever lay between; what persisted only where it is asked for, or was interrupted.
from_date: The first date; what is dated on it counts as before.
to_date: The second date, itself included.
for_process: Slug of the process to narrow it to; null for all.
with_persisted: Whether demands that did not change are returned too.
change: new, revived (held before, but not at the first date), dropped, expanded (terms only added), narrowed (only removed), altered (both, or a value moved), reworded (same terms), persisted, or transient (held only in between).
direction: What the change means for whoever is obliged: hardened, softened, mixed or neutral; null where one of the two contents is missing, or they are equal.
affirmed: Whether a document of the interval says the demand.
interrupted: Whether it was not held, or held with other content, on some day in between.
ended: How the last ending in the interval was: withdrawn, agreed, met, lapsed or replaced; null where there was none.
from_version: Name of the version held at the first date; null where none was.
to_version: Name of the version held at the second date, or, of a transient demand, in between; null where none was.
from_choices: Options (document#label) under which it had been asked by the first date.
to_choices: Options (document#label) under which it had been asked by the second date.
from_summary: The content of from_version, in our own words; null where there is none.
to_summary: The content of to_version, in our own words; null where there is none.
from_document: Slug of the document that states the content before; null where there is none.
to_document: Slug of the document that states the content after, or of that which ended it; null where there is neither.
last_affirmed_on: Last day up to the second date on which a document says it; null where none does.
silent_in: Later documents of the party that cover the topic and do not say it, the newest first.
direction_computed: The same as computed from the terms; null where there is none.
direction_reason: Why an analyst judged the direction; null where it is as computed.
obliged: Whom the content after obliges: others, party (itself: harder and softer are reversed) or both (no term weighs); null where there is no direction.
weighed: What each changed term contributes, as harder: extent=begun -> complete: harder, softer, equal, incomparable, contained (what contains it stands on the other side), shared (both are obliged) or unweighed (its attribute has no polarity).
in_passing: Versions said and superseded on one day of the interval, the oldest first; they are held on no date, and say otherwise than the two compared.
last_affirmed_precision: How exactly last_affirmed_on is known: day, month, year, or by (not later than).';
