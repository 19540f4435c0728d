-- One row a spell: a period in which a party held one content of a demand.
CREATE OR REPLACE VIEW analysis.version AS
SELECT s.process, s.party, s.addressee, s.demand, s.kind, s.topic, s.title, s.version, s.spell, s.summary, s.terms,
    s.held_from, s.held_from_precision, s.held_to, s.stated_in, s.change, s.direction, s.direction_computed,
    s.direction_reason, s.choices, s.last_affirmed_on, s.affirmations, s.silent_in, s.changeset, s.recorded_at,
    s.last_affirmed_precision
FROM tracker.today k CROSS JOIN LATERAL tracker.spells_as_of(k.day) s;

COMMENT ON VIEW analysis.version IS 'One row a spell: a period in which a party held one content (version) of a demand without interruption. The history of demands.';
COMMENT ON COLUMN analysis.version.process IS 'Slug of the process.';
COMMENT ON COLUMN analysis.version.party IS 'Slug of the party that demands or proposes.';
COMMENT ON COLUMN analysis.version.addressee IS 'Slug of the actor of whom it is asked.';
COMMENT ON COLUMN analysis.version.demand IS 'Slug of the demand.';
COMMENT ON COLUMN analysis.version.kind IS 'demand (the addressee alone must act) or proposal (the party binds itself as well).';
COMMENT ON COLUMN analysis.version.topic IS 'Slug of the topic.';
COMMENT ON COLUMN analysis.version.title IS 'Title of the demand.';
COMMENT ON COLUMN analysis.version.version IS 'Name of the version that was held.';
COMMENT ON COLUMN analysis.version.spell IS 'Place of the spell within the demand, from 1.';
COMMENT ON COLUMN analysis.version.summary IS 'The content, in our own words.';
COMMENT ON COLUMN analysis.version.terms IS 'The content as typed facts, attribute=value, sorted; one a row in the view term.';
COMMENT ON COLUMN analysis.version.held_from IS 'First day on which it was held.';
COMMENT ON COLUMN analysis.version.held_from_precision IS 'How exactly held_from is known: day, month, year, or by (not later than).';
COMMENT ON COLUMN analysis.version.held_to IS 'The day after the last; null while it is held; equal to held_from where another came on the same day.';
COMMENT ON COLUMN analysis.version.stated_in IS 'Slug of the document that states it first in this spell.';
COMMENT ON COLUMN analysis.version.change IS 'Against the spell before: first, revived, expanded, narrowed, altered, reworded, or persisted (another version of equal content).';
COMMENT ON COLUMN analysis.version.direction IS 'What the change means for whoever is obliged: hardened, softened, mixed or neutral; an analyst''s judgement where there is one; null for a first one, and for one that says the same.';
COMMENT ON COLUMN analysis.version.direction_computed IS 'The same as computed from the terms; null for a first one, and for one that says the same.';
COMMENT ON COLUMN analysis.version.direction_reason IS 'Why an analyst judged the direction; null where it is as computed.';
COMMENT ON COLUMN analysis.version.choices IS 'Options (document#label) under which it has been asked in this spell up to today, the newest document''s first.';
COMMENT ON COLUMN analysis.version.last_affirmed_on IS 'Last day, up to today, on which a document says it.';
COMMENT ON COLUMN analysis.version.affirmations IS 'Number of documents that say it in this spell up to today, the first included.';
COMMENT ON COLUMN analysis.version.silent_in IS 'Later documents of the party that cover the topic and do not say it, the newest first.';
COMMENT ON COLUMN analysis.version.changeset IS 'Number of the changeset in which our record of this row last changed.';
COMMENT ON COLUMN analysis.version.recorded_at IS 'When that was recorded.';
COMMENT ON COLUMN analysis.version.last_affirmed_precision IS 'How exactly last_affirmed_on is known: day, month, year, or by (not later than).';
