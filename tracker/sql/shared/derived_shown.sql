-- Spells as the view `version` shows them, on whatever day they are asked for: what depends on the day stands in lists by
-- the days on which documents say it. Of live rows the table shown holds the same ready.
CREATE OR REPLACE VIEW tracker.derived_shown AS
SELECT h.spell_id, h.process_id, h.demand_id, h.version_id, h.from_version_id, h.party_id, h.topic_id,
    h.process, h.party, h.addressee, h.demand, h.kind, h.topic, h.title, h.version, h.spell, h.summary,
    ARRAY(SELECT (t ->> 'attribute') || '=' || (t ->> 'value') FROM jsonb_array_elements(h.content) t) AS terms,
    h.held_from, h.held_from_precision, h.held_to, s.stated_in, h.change, h.direction, h.direction_computed,
    h.direction_reason, s.said_on, s.said_precision, s.said_by, n.changesets, r.recorded, o.choices, o.chosen_on,
    EXISTS (SELECT FROM tracker.citation c WHERE c.demand_id = h.demand_id AND c.placed_on IS NOT NULL)
        OR EXISTS (SELECT FROM tracker.demand_ending e JOIN tracker.document d ON d.id = e.document_id
            WHERE e.demand_id = h.demand_id AND e.day <> d.issued_on) AS elsewhere
FROM tracker.held h
CROSS JOIN LATERAL tracker.said_of(h.spell_id) s
CROSS JOIN LATERAL (SELECT h.changeset OFFSET 0) c
CROSS JOIN LATERAL (SELECT CASE WHEN s.changesets[cardinality(s.changesets)] <= c.changeset THEN ARRAY[c.changeset]
    ELSE ARRAY(SELECT greatest(c.changeset, n.changeset) FROM unnest(s.changesets) WITH ORDINALITY n (changeset, nth) ORDER BY n.nth)
    END AS changesets OFFSET 0) n
CROSS JOIN LATERAL (SELECT ARRAY(SELECT (SELECT g.recorded_at FROM tracker.recorded g WHERE g.changeset = r.changeset)
    FROM unnest(n.changesets) WITH ORDINALITY r (changeset, nth) ORDER BY r.nth) AS recorded OFFSET 0) r
CROSS JOIN LATERAL tracker.options_among(s.passages, s.passages_on) o;
COMMENT ON VIEW tracker.derived_shown IS 'Spells as the view version shows them, on whatever day they are asked for.';
