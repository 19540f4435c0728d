-- What is held today (the date in UTC); in `past`, on the day of the changeset that is looked at.
CREATE OR REPLACE VIEW analysis.position AS
SELECT v.* FROM analysis.version v CROSS JOIN tracker.today k
WHERE v.held_from <= k.day AND (v.held_to IS NULL OR v.held_to > k.day);

COMMENT ON VIEW analysis.position IS 'What each party holds today: the row of each demand''s running spell.';
COMMENT ON COLUMN analysis.position.process IS 'Slug of the process.';
COMMENT ON COLUMN analysis.position.party IS 'Slug of the party that demands or proposes.';
COMMENT ON COLUMN analysis.position.addressee IS 'Slug of the actor of whom it is asked.';
COMMENT ON COLUMN analysis.position.demand IS 'Slug of the demand.';
COMMENT ON COLUMN analysis.position.kind IS 'demand (the addressee alone must act) or proposal (the party binds itself as well).';
COMMENT ON COLUMN analysis.position.topic IS 'Slug of the topic.';
COMMENT ON COLUMN analysis.position.title IS 'Title of the demand.';
COMMENT ON COLUMN analysis.position.version IS 'Name of the version that was held.';
COMMENT ON COLUMN analysis.position.spell IS 'Place of the spell within the demand, from 1.';
COMMENT ON COLUMN analysis.position.summary IS 'The content, in our own words.';
COMMENT ON COLUMN analysis.position.terms IS 'The content as typed facts, attribute=value, sorted; one a row in the view term.';
COMMENT ON COLUMN analysis.position.held_from IS 'First day on which it was held.';
COMMENT ON COLUMN analysis.position.held_from_precision IS 'How exactly held_from is known: day, month, year, or by (not later than).';
COMMENT ON COLUMN analysis.position.held_to IS 'The day after the last; null while it is held; equal to held_from where another came on the same day.';
COMMENT ON COLUMN analysis.position.stated_in IS 'Slug of the document that states it first in this spell.';
COMMENT ON COLUMN analysis.position.change IS 'Against the spell before: first, revived, expanded, narrowed, altered, reworded, or persisted (another version of equal content).';
COMMENT ON COLUMN analysis.position.direction IS 'What the change means for whoever is obliged: hardened, softened, mixed or neutral; an analyst''s judgement where there is one; null for a first one, and for one that says the same.';
COMMENT ON COLUMN analysis.position.direction_computed IS 'The same as computed from the terms; null for a first one, and for one that says the same.';
COMMENT ON COLUMN analysis.position.direction_reason IS 'Why an analyst judged the direction; null where it is as computed.';
COMMENT ON COLUMN analysis.position.choices IS 'Options (document#label) under which it has been asked in this spell up to today, the newest document''s first.';
COMMENT ON COLUMN analysis.position.last_affirmed_on IS 'Last day, up to today, on which a document says it.';
COMMENT ON COLUMN analysis.position.affirmations IS 'Number of documents that say it in this spell up to today, the first included.';
COMMENT ON COLUMN analysis.position.silent_in IS 'Later documents of the party that cover the topic and do not say it, the newest first.';
COMMENT ON COLUMN analysis.position.changeset IS 'Number of the changeset in which our record of this row last changed.';
COMMENT ON COLUMN analysis.position.recorded_at IS 'When that was recorded.';
COMMENT ON COLUMN analysis.position.last_affirmed_precision IS 'How exactly last_affirmed_on is known: day, month, year, or by (not later than).';
