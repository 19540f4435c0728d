-- Every step in the life of every demand: the start of each spell against the spell before it, each ending, and the day
-- on which a running spell came to be asked as one option of several.
CREATE OR REPLACE VIEW analysis.change AS
SELECT n.process, n.party, n.demand, n.topic, t.changed_on, t.change, t.direction, c.from_version, c.to_version,
    c.added_terms, c.removed_terms, c.moved_terms, c.from_choices, c.to_choices, c.from_summary, c.to_summary,
    c.from_document, coalesce(t.document, c.to_document) AS to_document,
    -- What is revived as it was has changed all the same.
    CASE WHEN t.direction IS NOT NULL THEN coalesce(c.direction_computed, CASE t.change WHEN 'revived' THEN 'neutral' END) END
        AS direction_computed,
    CASE WHEN t.direction IS NOT NULL THEN c.direction_reason END AS direction_reason,
    CASE WHEN t.direction IS NOT NULL THEN coalesce(c.obliged,
        (SELECT tracker.obliged(tracker.burden(w.content, n.kind, n.party, n.addressee))
            FROM tracker.worded w WHERE w.spell_id = t.to_spell)) END AS obliged,
    c.weighed
FROM tracker.named_demand n
CROSS JOIN LATERAL (SELECT t.* FROM tracker.turn t WHERE t.demand_id = n.demand_id OFFSET 0) t
CROSS JOIN LATERAL tracker.contrast(t.demand_id, t.from_spell, t.from_day, t.to_spell, t.to_day) c;

COMMENT ON VIEW analysis.change IS 'One row a step of a demand: the start of a spell, an ending, or a running spell that becomes one option of several.';
COMMENT ON COLUMN analysis.change.process IS 'Slug of the process.';
COMMENT ON COLUMN analysis.change.party IS 'Slug of the party that demands or proposes.';
COMMENT ON COLUMN analysis.change.demand IS 'Slug of the demand.';
COMMENT ON COLUMN analysis.change.topic IS 'Slug of the topic.';
COMMENT ON COLUMN analysis.change.changed_on IS 'The day of the step, in the world, not in our record.';
COMMENT ON COLUMN analysis.change.change IS 'first, revived, expanded, narrowed, altered, reworded, persisted (another version of equal content); of an ending how it ended: withdrawn, agreed, met, lapsed, replaced.';
COMMENT ON COLUMN analysis.change.direction IS 'What the change means for whoever is obliged: hardened, softened, mixed or neutral; an analyst''s judgement where there is one; null for first, persisted and an ending.';
COMMENT ON COLUMN analysis.change.from_version IS 'Name of the version before; for a revived one, of the version before the gap; null for a first one.';
COMMENT ON COLUMN analysis.change.to_version IS 'Name of the version from then on; null where it ends.';
COMMENT ON COLUMN analysis.change.added_terms IS 'Terms that came, as attribute=value; see the view term for their parts.';
COMMENT ON COLUMN analysis.change.removed_terms IS 'Terms that went, as attribute=value.';
COMMENT ON COLUMN analysis.change.moved_terms IS 'Attributes that take one value and have another, as attribute=value -> value.';
COMMENT ON COLUMN analysis.change.from_choices IS 'Options (document#label) under which it had been asked before.';
COMMENT ON COLUMN analysis.change.to_choices IS 'Options (document#label) under which it has been asked by that day.';
COMMENT ON COLUMN analysis.change.from_summary IS 'The content before, in our own words; null for a first one.';
COMMENT ON COLUMN analysis.change.to_summary IS 'The content from then on, in our own words; null where it ends.';
COMMENT ON COLUMN analysis.change.from_document IS 'Slug of the document that states the content before; null for a first one.';
COMMENT ON COLUMN analysis.change.to_document IS 'Slug of the document that states the content from then on, that ends it, or that makes it an option.';
COMMENT ON COLUMN analysis.change.direction_computed IS 'The same as computed from the terms; null where there is none.';
COMMENT ON COLUMN analysis.change.direction_reason IS 'Why an analyst judged the direction; null where it is as computed.';
COMMENT ON COLUMN analysis.change.obliged IS 'Whom the content after obliges: others, party (itself: harder and softer are reversed) or both (no term weighs); null where there is no direction.';
COMMENT ON COLUMN analysis.change.weighed IS 'What each changed term contributes, as harder: extent=begun -> complete: harder, softer, equal, incomparable, contained (what contains it stands on the other side), shared (both are obliged) or unweighed (its attribute has no polarity).';
