-- What was held on a day: affirmations, choices and silence are counted up to that day only. Each way has a statement of its
-- own. Of one process it is found as it is shown, by an index, with a plan that is kept. Of all, the day tells whether an index
-- is of use: that is planned for each. In the past, of whose unions the planner knows nothing, the spells are found by the
-- day, and each is looked up as it was shown (LATERAL, OFFSET 0); the building of the twin changes the name that tells.
CREATE OR REPLACE FUNCTION analysis.positions_on(on_date date, for_process text DEFAULT NULL) RETURNS TABLE (
    process text, party text, addressee text, demand text, kind text, topic text, title text, version text, spell integer,
    summary text, terms text[], held_from date, held_from_precision text, held_to date, stated_in text, change text,
    direction text, direction_computed text, direction_reason text, choices text[], last_affirmed_on date,
    affirmations integer, silent_in text[], changeset bigint, recorded_at timestamptz,
    last_affirmed_precision text
)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan
SET work_mem = '64MB'  -- so that a large answer is not written to a file first
AS $$
#variable_conflict use_column
DECLARE
    in_process constant bigint := tracker.find('process', for_process);
    of_process constant text := (SELECT p.slug FROM tracker.process p WHERE p.id = in_process);
BEGIN
    IF 'tracker.spell' LIKE 'known%' THEN
        RETURN QUERY SELECT s.process, s.party, s.addressee, s.demand, s.kind, s.topic, s.title, s.version, s.spell, s.summary,
            s.terms, s.held_from, s.held_from_precision, s.held_to, s.stated_in, s.change, s.direction, s.direction_computed,
            s.direction_reason, s.choices, s.last_affirmed_on, s.affirmations, s.silent_in, s.changeset, s.recorded_at,
            s.last_affirmed_precision
        FROM tracker.spells_between(in_process, on_date, on_date, true) b
        CROSS JOIN LATERAL (SELECT o.* FROM tracker.spells_as_of(on_date) o WHERE o.spell_id = b.spell_id OFFSET 0) s;
    ELSIF of_process IS NOT NULL THEN
        RETURN QUERY SELECT s.process, s.party, s.addressee, s.demand, s.kind, s.topic, s.title, s.version, s.spell, s.summary,
            s.terms, s.held_from, s.held_from_precision, s.held_to, s.stated_in, s.change, s.direction, s.direction_computed,
            s.direction_reason, s.choices, s.last_affirmed_on, s.affirmations, s.silent_in, s.changeset, s.recorded_at,
            s.last_affirmed_precision
        FROM tracker.spells_as_of(on_date) s
        WHERE s.process = of_process AND s.held_from <= on_date AND (s.held_to IS NULL OR s.held_to > on_date);
    ELSE
        PERFORM set_config('plan_cache_mode', 'force_custom_plan', true);
        RETURN QUERY SELECT s.process, s.party, s.addressee, s.demand, s.kind, s.topic, s.title, s.version, s.spell, s.summary,
            s.terms, s.held_from, s.held_from_precision, s.held_to, s.stated_in, s.change, s.direction, s.direction_computed,
            s.direction_reason, s.choices, s.last_affirmed_on, s.affirmations, s.silent_in, s.changeset, s.recorded_at,
            s.last_affirmed_precision
        FROM tracker.spells_as_of(on_date) s
        WHERE s.held_from <= on_date AND (s.held_to IS NULL OR s.held_to > on_date);
    END IF;
END $$;
COMMENT ON FUNCTION analysis.positions_on(date, text) IS
'What was held on a date: the columns of version, with affirmations, choices and silence counted up to that date only.
on_date: The day asked about.
for_process: Slug of the process to narrow it to; null for all.
held_to: The day after the last, as we know now; null while it is held. A date after on_date says that it has ended since.';
