-- States, organisations and persons.
CREATE OR REPLACE VIEW analysis.actor AS
SELECT a.slug AS actor, a.kind, a.name, a.description FROM tracker.actor a;

COMMENT ON VIEW analysis.actor IS 'One row a state, organisation or person.';
COMMENT ON COLUMN analysis.actor.actor IS 'Slug of the actor: the name by which it stands everywhere else.';
COMMENT ON COLUMN analysis.actor.kind IS 'state, organisation or person.';
COMMENT ON COLUMN analysis.actor.name IS 'Its name, as it is shown.';
COMMENT ON COLUMN analysis.actor.description IS 'Who it is, in our words; null where the name says enough.';
