-- Who kept silent when: a document of the party that covers the topic of a demand which is held on its date, and neither
-- says nor ends it, while no other document of that day says it. What an affirmation later takes back stays listed.
CREATE OR REPLACE FUNCTION analysis.silences(for_process text DEFAULT NULL) RETURNS TABLE (
    process text, party text, demand text, topic text, version text, spell integer, document text, dated_on date
)
LANGUAGE sql STABLE
AS $$
SELECT h.process, h.party, h.demand, h.topic, h.version, h.spell, d.slug, d.issued_on
FROM tracker.held h
CROSS JOIN LATERAL tracker.silent_in(h.process_id, h.party_id, h.topic_id, h.demand_id, true, h.held_from, 'infinity', h.held_to) i
CROSS JOIN LATERAL unnest(i.documents) s (document)
JOIN tracker.issued d ON d.slug = s.document
WHERE (for_process IS NULL OR h.process_id = tracker.find('process', for_process))
    AND h.process_id IN (SELECT c.process_id FROM tracker.covering c)
    AND NOT EXISTS (SELECT FROM tracker.affirmation a WHERE a.spell_id = h.spell_id AND a.day = d.issued_on)
    AND tracker.is_there('process', for_process)
$$;
COMMENT ON FUNCTION analysis.silences(text) IS
'Documents in which parties passed over in silence what they held: one row a demand and document, also where a later document says it again.
for_process: Slug of the process to narrow it to; null for all.
party: Slug of the party that holds the demand, and whose document it is.
topic: Slug of the demand''s topic, which the document covers.
version: Name of the version that is held on the date of the document.
spell: Place of the spell among those of its demand, from 1.
document: Slug of the document that is silent.
dated_on: When its issuer stated it; for a coarse date its first day.';
