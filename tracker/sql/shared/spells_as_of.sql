-- Every spell as the view `version` shows it, with affirmations, choices and silence counted up to a day: the one
-- given, or that of views. A spell that begins later is counted on its first day. The last change of a row is that of the
-- spell, its version, its demand, or a citation that counts; what was removed cannot be seen here.
CREATE OR REPLACE FUNCTION tracker.spells_as_of(asked date) RETURNS TABLE (
    process text, party text, addressee text, demand text, kind text, topic text, title text, version text, spell integer,
    summary text, terms text[], held_from date, held_from_precision text, held_to date, stated_in text, change text,
    direction text, direction_computed text, direction_reason text, choices text[], last_affirmed_on date,
    affirmations integer, silent_in text[], changeset bigint, recorded_at timestamptz,
    spell_id bigint, process_id bigint, demand_id bigint, version_id bigint, from_version_id bigint,
    last_affirmed_precision text
)
LANGUAGE sql STABLE
AS $$
SELECT s.process, s.party, s.addressee, s.demand, s.kind, s.topic, s.title, s.version, s.spell, s.summary, s.terms,
    s.held_from, s.held_from_precision, s.held_to, s.stated_in, s.change, s.direction, s.direction_computed,
    s.direction_reason,
    o.choices,
    s.said_on[n.nth],
    s.said_by[n.nth],
    q.documents,
    coalesce(s.changesets[n.nth], s.changesets[1]),
    coalesce(s.recorded[n.nth], s.recorded[1]),
    s.spell_id, s.process_id, s.demand_id, s.version_id, s.from_version_id,
    CASE WHEN s.said_precision IS NULL THEN 'day'
        ELSE s.said_precision[n.nth] END
FROM tracker.standing s
LEFT JOIN tracker.hearing h ON h.process_id = s.process_id AND h.party_id = s.party_id AND h.topic_id = s.topic_id
CROSS JOIN LATERAL (SELECT width_bucket(greatest(asked, s.held_from), s.said_on) AS nth OFFSET 0) n
CROSS JOIN LATERAL tracker.silence(h.age, h.documents, s.process_id, s.party_id, s.topic_id, s.demand_id, s.elsewhere,
    s.said_on[n.nth], asked, s.held_to) q
CROSS JOIN LATERAL tracker.chosen(s.choices, s.chosen_on, greatest(asked, s.held_from)) o
$$;
COMMENT ON FUNCTION tracker.spells_as_of(date) IS 'Spells as the view version shows them, counted up to a day.';
