-- What changed in the database itself: every step, not the net difference.
CREATE OR REPLACE FUNCTION analysis.changes_since(after_changeset bigint)
RETURNS TABLE (changeset bigint, recorded_at timestamptz, author text, cause text, entity text, key text, operation text,
    derived boolean, before jsonb, after jsonb)
LANGUAGE sql STABLE
AS $$
SELECT c.changeset, c.recorded_at, c.author, c.cause, s.entity, s.key, s.operation, s.derived, s.before, s.after
FROM known.steps_between(after_changeset, (SELECT max(l.changeset) FROM analysis.changeset l)) s
JOIN analysis.changeset c ON c.changeset = s.changeset AND c.changeset > after_changeset
ORDER BY c.changeset, s.entity COLLATE "C", s.key COLLATE "C", s.operation DESC
$$;
COMMENT ON FUNCTION analysis.changes_since(bigint) IS
'Every step of the changesets after one: which record was added, changed or removed, and its fields before and after. The record of our coding, not of the world.
after_changeset: Number of a changeset; 0 for all. The steps of the later ones are returned.
entity: The kind of record, as the view of it is called: demand, version, citation, figure; spell for what was derived.
key: Its slug, or the parts of its key joined by /; of a version demand@version, of a spell demand@version/held_from.
operation: added, changed or removed.
derived: Whether the database worked it out by itself (spells), and nobody coded it.
before: The fields before, as a bundle writes them; null for what was added.
after: The fields afterwards; null for what was removed.';
