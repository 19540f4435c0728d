-- What the columns of private views mean: a name means the same in all of them. Their columns that refer to a table
-- (demand_id) are its ids, those that bear its plain name (demand) are its slugs.
DO $$
DECLARE
    silent record;
    note text;
    meaning constant jsonb := '{
        "about_kind": "demand, topic, actor, document or process",
        "addressee": "Slug of whom the demand is made.",
        "age": "Days from the date of each document to the first of 2000, the newest first.",
        "assessed_on": "When; the document''s date where the coding gives none.",
        "assessed_precision": "How exactly assessed_on is known.",
        "basis": "assessed, claimed or ruled.",
        "certainty": "How sure the source is.",
        "change": "What changed against the spell before, or how the demand ended.",
        "changed_on": "The day of the change.",
        "changeset": "The changeset that wrote the row as it stands.",
        "changesets": "The last change of what is shown up to each day; one where all are equal.",
        "choices": "Options under which it was asked.",
        "chosen_on": "The first day of each.",
        "combine": "How the passages below it combine.",
        "compared": "What became of the terms: change, direction, and each term that changed.",
        "content": "The terms, as they are stored.",
        "day": "The day on which it stands and bounds spells.",
        "digest": "Of the set of terms: equal sets have equal digests.",
        "direction": "What the change means for whoever is obliged.",
        "direction_computed": "The direction as computed, where an analyst overrules it.",
        "direction_reason": "Why an analyst overrules it.",
        "documents": "Slugs of the party''s documents whose coding is complete on the topic.",
        "elsewhere": "Whether a document speaks of the demand on another day than its own.",
        "ended_on": "When it ended.",
        "ended_precision": "How exactly ended_on is known.",
        "entity": "The kind of record.",
        "from_day": "The day as of which the spell before is seen.",
        "from_spell": "Id of the spell before.",
        "held_from": "First day.",
        "held_from_precision": "How exactly held_from is known.",
        "held_to": "The day after the last; null while it is held.",
        "how": "How it ended.",
        "id": "Id of the row.",
        "issued_on": "When the document''s issuer stated it or handed it over.",
        "kind": "demand or proposal.",
        "name": "Its name, as it is shown.",
        "ordinal": "Place in its order.",
        "part": "What a stored term that names it contains.",
        "place": "Place within the day.",
        "precision": "How exactly the day is known: day, month, year or by.",
        "quote": "A principal''s few words, where the wording is the fact.",
        "reason": "Why an analyst overrules the computed direction.",
        "recorded": "When each was recorded.",
        "recorded_at": "When the changeset was recorded.",
        "said_by": "How many documents say it up to each day.",
        "said_on": "The days on which documents say it, ascending; the other lists are by these days.",
        "said_precision": "How exactly each is known; null where all are days.",
        "slug": "Slug of the row.",
        "standing": "observer, party or court.",
        "stated_in": "Slug of the document that states it first.",
        "summary": "In our own words.",
        "terms": "The content as attribute=value, sorted.",
        "text": "The words by which it is found.",
        "title": "Its title.",
        "to_day": "The day as of which the spell is seen.",
        "to_spell": "Id of the spell that begins or goes on."
    }';
BEGIN
    FOR silent IN
        SELECT c.oid::regclass AS private_view, a.attname::text AS name FROM pg_class c
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
        WHERE c.relkind = 'v' AND c.relnamespace IN ('tracker'::regnamespace, 'known'::regnamespace)
            AND col_description(c.oid, a.attnum) IS NULL
    LOOP
        note := coalesce(meaning ->> silent.name, CASE
            WHEN silent.name ~ '_id$' THEN 'Id of the ' || replace(regexp_replace(silent.name, '_id$', ''), '_', ' ') || '.'
            WHEN silent.name ~ '^(.*_)?passage$' THEN 'Label of the passage.'
            WHEN silent.name = 'version' THEN 'Name of the version.'
            WHEN silent.name = 'spell' THEN 'Place of the spell within the demand, from 1.'
            WHEN silent.name ~ '^(process|actor|party|speaker|assessor|topic|demand|assessment|(via_)?document)$'
                THEN 'Slug of the ' || replace(silent.name, '_', ' ') || '.' END);
        CONTINUE WHEN note IS NULL;
        EXECUTE format('COMMENT ON COLUMN %s.%I IS %L', silent.private_view, silent.name, note);
    END LOOP;
END $$;
