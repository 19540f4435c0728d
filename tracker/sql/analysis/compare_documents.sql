-- What became of each demand between two documents of one party. Whichever is named first, the earlier stands on the
-- from-side; of one day, the one named first. In both, the contents that they cite are compared; where only one cites a
-- demand, it is compared with what was held on the date of the other.
CREATE OR REPLACE FUNCTION analysis.compare_documents(document_a text, document_b text) RETURNS TABLE (
    in_documents text, process text, party text, demand text, topic text, title text, change text, direction text,
    affirmed boolean, interrupted boolean, ended text, from_version text, to_version text, added_terms text[],
    removed_terms text[], moved_terms text[], from_choices text[], to_choices text[], from_summary text, to_summary text,
    from_document text, to_document text, last_affirmed_on date, silent_in text[]
)
LANGUAGE sql STABLE
AS $$
WITH pair AS (
    SELECT a.id AS a_id, CASE WHEN a.issued_on > b.issued_on THEN b.id ELSE a.id END AS earlier_id,
        CASE WHEN a.issued_on > b.issued_on THEN a.id ELSE b.id END AS later_id,
        CASE WHEN a.issued_on > b.issued_on THEN b.slug ELSE a.slug END AS earlier,
        CASE WHEN a.issued_on > b.issued_on THEN a.slug ELSE b.slug END AS later,
        least(a.issued_on, b.issued_on) AS from_date, greatest(a.issued_on, b.issued_on) AS to_date,
        tracker.compared_party(a.id, b.id) AS parties
    FROM tracker.issued a CROSS JOIN tracker.issued b
    WHERE a.id = tracker.find('document', document_a) AND b.id = tracker.find('document', document_b)
),
-- The last content of each demand that the earlier document cites, and the later.
earlier AS (
    SELECT DISTINCT ON (c.demand_id) c.demand_id, c.spell_id, c.day, c.held_to
    FROM pair p JOIN tracker.affirmation c ON c.document_id = p.earlier_id ORDER BY c.demand_id, c.day DESC, c.place DESC
),
later AS (
    SELECT DISTINCT ON (c.demand_id) c.demand_id, c.spell_id, c.day, c.held_from
    FROM pair p JOIN tracker.affirmation c ON c.document_id = p.later_id ORDER BY c.demand_id, c.day DESC, c.place DESC
),
-- On the side of the document that does not cite the demand: what was held on its date, if anything.
sides AS (
    SELECT p.*, n.demand_id, n.process_id, f.spell_id AS earlier_spell, t.spell_id AS later_spell,
        coalesce(f.spell_id, fh.spell_id) AS from_spell, greatest(f.day, p.from_date) AS from_day,
        coalesce(t.spell_id, th.spell_id) AS to_spell, greatest(t.day, p.to_date) AS to_day,
        coalesce(f.held_to, fh.held_to) AS from_until, coalesce(t.held_from, th.held_from) AS to_since
    FROM pair p
    CROSS JOIN (earlier f FULL JOIN later t ON t.demand_id = f.demand_id)
    JOIN tracker.named_demand n ON n.demand_id = coalesce(f.demand_id, t.demand_id) AND n.party_id = ANY (p.parties)
    LEFT JOIN tracker.period fh ON f.spell_id IS NULL AND fh.demand_id = n.demand_id AND fh.held_from IS DISTINCT FROM fh.held_to
        AND fh.held_from <= p.from_date AND (fh.held_to IS NULL OR fh.held_to > p.from_date)
    LEFT JOIN tracker.period th ON t.spell_id IS NULL AND th.demand_id = n.demand_id AND th.held_from IS DISTINCT FROM th.held_to
        AND th.held_from <= p.to_date AND (th.held_to IS NULL OR th.held_to > p.to_date)
)
SELECT CASE WHEN s.earlier_spell IS NOT NULL AND s.later_spell IS NOT NULL THEN 'both'
        WHEN (s.earlier_spell IS NOT NULL) = (s.earlier_id = s.a_id) THEN 'only_a' ELSE 'only_b' END,
    d.process, d.party, d.demand, d.topic, d.title,
    CASE
        WHEN s.earlier_spell IS NOT NULL AND s.later_spell IS NOT NULL THEN d.change
        WHEN s.earlier_spell IS NOT NULL AND s.to_spell IS NULL THEN 'dropped'
        WHEN s.earlier_spell IS NOT NULL AND tracker.covers(s.later_id, s.demand_id) THEN 'silent'
        WHEN s.earlier_spell IS NOT NULL THEN 'not-covered'
        WHEN s.from_spell IS NOT NULL THEN 'restated'
        WHEN EXISTS (SELECT FROM tracker.period e WHERE e.demand_id = s.demand_id AND e.held_from <= s.from_date
            AND e.held_from IS DISTINCT FROM e.held_to) THEN 'revived'
        ELSE 'new'
    END,
    d.direction, coalesce(w.last_affirmed_on > s.from_date, false),
    coalesce(s.from_until < s.to_since, i.ceased_on IS NOT NULL), w.ended, d.from_version, d.to_version, d.added_terms, d.removed_terms, d.moved_terms, d.from_choices, d.to_choices,
    d.from_summary, d.to_summary, CASE WHEN s.earlier_spell IS NOT NULL THEN s.earlier ELSE d.from_document END,
    CASE WHEN s.later_spell IS NOT NULL THEN s.later WHEN s.to_spell IS NULL THEN w.ended_in ELSE d.to_document END,
    w.last_affirmed_on,
    tracker.silent_documents(s.demand_id, greatest(w.last_affirmed_on, s.from_date), s.to_date,
        CASE WHEN s.to_spell IS NULL THEN greatest(s.from_until, i.ceased_on) END)
FROM sides s
CROSS JOIN LATERAL (
    SELECT max(e.held_to) AS ceased_on FROM tracker.period e
    WHERE e.demand_id = s.demand_id AND e.held_from > s.from_date AND e.held_to <= s.to_date AND e.held_from IS DISTINCT FROM e.held_to
        AND e.spell_id IS DISTINCT FROM s.from_spell AND e.spell_id IS DISTINCT FROM s.to_spell
) i
CROSS JOIN LATERAL tracker.contrast(s.demand_id, s.from_spell, s.from_day, s.to_spell, s.to_day) d
CROSS JOIN LATERAL tracker.last_word(s.demand_id,
    CASE WHEN s.to_spell IS NULL THEN s.from_date - 1 ELSE s.from_date END, s.to_date) w
$$;
COMMENT ON FUNCTION analysis.compare_documents(text, text) IS
    'What became of each demand between two documents of one party.';
