-- Every spell as the view `version` shows it, with affirmations, choices and silence counted up to a day: the one
-- given, or that of views. A spell that begins later is counted on its first day. The last change of a row is that of the
-- spell, its version, its demand, or a citation that counts; what was removed cannot be seen here.
CREATE OR REPLACE FUNCTION tracker.spells_as_of(asked date) RETURNS TABLE (
    process text, party text, addressee text, demand text, kind text, topic text, title text, version text, spell integer,
    summary text, terms text[], held_from date, held_from_precision text, held_to date, stated_in text, change text,
    direction text, direction_computed text, direction_reason text, choices text[], last_affirmed_on date,
    affirmations integer, silent_in text[], changeset bigint, recorded_at timestamptz,
    spell_id bigint, process_id bigint, demand_id bigint, version_id bigint, from_version_id bigint, content jsonb,
    last_affirmed_precision text
)
LANGUAGE sql STABLE
AS $$
SELECT h.process, h.party, h.addressee, h.demand, h.kind, h.topic, h.title, h.version, h.spell, h.summary,
    ARRAY(SELECT (t ->> 'attribute') || '=' || (t ->> 'value') FROM jsonb_array_elements(h.content) t),
    h.held_from, h.held_from_precision, h.held_to, e.stated_in, h.change, h.direction, h.direction_computed,
    h.direction_reason, CASE WHEN e.passages IS NULL THEN '{}' ELSE tracker.options_among(e.passages) END,
    e.last_affirmed_on, e.affirmations,
    CASE WHEN h.process_id IN (SELECT c.process_id FROM tracker.covering c)
        THEN tracker.silent_documents(h.demand_id, e.last_affirmed_on, coalesce(asked, k.day), h.held_to) ELSE '{}' END,
    greatest(h.changeset, e.changeset),
    (SELECT r.recorded_at FROM tracker.recorded r WHERE r.changeset = greatest(h.changeset, e.changeset)),
    h.spell_id, h.process_id, h.demand_id, h.version_id, h.from_version_id, h.content, e.last_affirmed_precision
FROM tracker.held h
CROSS JOIN tracker.today k
LEFT JOIN LATERAL tracker.affirmed(h.spell_id, greatest(coalesce(asked, k.day), h.held_from)) e ON true
$$;
COMMENT ON FUNCTION tracker.spells_as_of(date) IS 'Spells as the view version shows them, counted up to a day.';
