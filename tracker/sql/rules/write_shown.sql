-- The spells that are shown otherwise after a changeset: those that it wrote, and those of what it wrote. A citation that came
-- concerns its version, unless it is placed apart from its document, which tells of the whole demand; so does one that
-- went, as it may have stood between others of its day. Only what was written is asked.
CREATE OR REPLACE FUNCTION tracker.shown_otherwise(number bigint) RETURNS bigint[]
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    written constant text[] := tracker.written_tables(number);
    of_versions text;
    of_demands text;
    found bigint[];
BEGIN
    SELECT string_agg(q.query, ' UNION ALL ') FILTER (WHERE NOT q.whole), string_agg(q.query, ' UNION ALL ') FILTER (WHERE q.whole)
    INTO of_versions, of_demands
    FROM (VALUES
        ('spell', false, 'SELECT s.version_id FROM tracker.spell s WHERE s.changeset = $1'),
        ('version', false, 'SELECT v.id FROM tracker.version v WHERE v.changeset = $1'),
        ('direction', false, 'SELECT o.version_id FROM tracker.direction o WHERE o.changeset = $1'),
        ('history.direction', false, 'SELECT o.version_id FROM history.direction o WHERE o.ended_by = $1'),
        ('citation', false, 'SELECT c.version_id FROM tracker.citation c WHERE c.changeset = $1'),
        ('citation', true, 'SELECT c.demand_id FROM tracker.citation c WHERE c.changeset = $1 AND c.placed_on IS NOT NULL'),
        ('history.citation', true, 'SELECT c.demand_id FROM history.citation c WHERE c.ended_by = $1'),
        ('history.demand', true, 'SELECT d.id FROM history.demand d WHERE d.ended_by = $1'),
        ('ending', true, 'SELECT e.demand_id FROM tracker.ending e WHERE e.changeset = $1'),
        ('history.ending', true, 'SELECT e.demand_id FROM history.ending e WHERE e.ended_by = $1'),
        ('settlement', true, 'SELECT s.demand_id FROM tracker.settlement s WHERE s.changeset = $1'),
        ('history.settlement', true, 'SELECT s.demand_id FROM history.settlement s WHERE s.ended_by = $1'),
        ('history.agreement', true, 'SELECT s.demand_id FROM history.agreement a
            JOIN tracker.settlement s ON s.agreement_id = a.id WHERE a.ended_by = $1'),
        ('history.document', true, 'SELECT c.demand_id FROM history.document h JOIN tracker.document d ON d.id = h.id
            AND (d.slug, d.issued_on, d.issued_precision) <> (h.slug, h.issued_on, h.issued_precision)
            JOIN tracker.citation c ON c.document_id = h.id WHERE h.ended_by = $1'),
        ('history.document', true, 'SELECT e.demand_id FROM history.document h JOIN tracker.document d ON d.id = h.id
            AND (d.issued_on, d.issued_precision) <> (h.issued_on, h.issued_precision)
            JOIN tracker.demand_ending e ON e.document_id = h.id WHERE h.ended_by = $1'),
        ('history.passage', true, 'SELECT c.demand_id FROM history.passage h
            JOIN tracker.citation c ON c.document_id = h.document_id WHERE h.ended_by = $1'),
        ('history.actor', true, 'SELECT d.id FROM history.actor h JOIN tracker.actor a ON a.id = h.id AND a.slug <> h.slug
            JOIN tracker.demand d ON d.party_id = h.id WHERE h.ended_by = $1'),
        ('history.actor', true, 'SELECT d.id FROM history.actor h JOIN tracker.actor a ON a.id = h.id AND a.slug <> h.slug
            JOIN tracker.demand d ON d.addressee_id = h.id WHERE h.ended_by = $1'),
        ('history.topic', true, 'SELECT d.id FROM history.topic h JOIN tracker.topic t ON t.id = h.id AND t.slug <> h.slug
            JOIN tracker.demand d ON d.topic_id = h.id WHERE h.ended_by = $1'),
        ('history.process', true, 'SELECT d.id FROM history.process h JOIN tracker.process p ON p.id = h.id AND p.slug <> h.slug
            JOIN tracker.demand d ON d.process_id = h.id WHERE h.ended_by = $1')
    ) q (kind, whole, query)
    WHERE q.kind = ANY (written);
    IF of_versions IS NULL AND of_demands IS NULL THEN
        RETURN '{}';
    END IF;
    EXECUTE 'SELECT ARRAY(SELECT s.id FROM (' || concat_ws(' UNION ', of_versions,
        'SELECT v.id FROM (' || of_demands || ') d (id) JOIN tracker.version v ON v.demand_id = d.id')
        || ') v (id) JOIN tracker.spell s ON s.version_id = v.id)' INTO found USING number;
    RETURN found;
END $$;
COMMENT ON FUNCTION tracker.shown_otherwise(bigint) IS 'The spells that are shown otherwise after a changeset.';

-- Whether a changeset was sealed before and then written again, within its transaction: what stood in between is in no
-- history, but what was kept ready of it bears the changeset; or a greater one, that was opened then and came to nothing.
CREATE OR REPLACE FUNCTION tracker.sealed_before(number bigint) RETURNS boolean
LANGUAGE sql STABLE
AS $$ SELECT EXISTS (SELECT FROM tracker.checksum s WHERE s.changeset = number) $$;
COMMENT ON FUNCTION tracker.sealed_before(bigint) IS 'Whether a changeset was sealed before and then written again.';

-- Works out anew what is shown of the spells that a changeset wrote or says otherwise. They are joined as they are written
-- down: to look for a better order takes longer than a small changeset.
CREATE OR REPLACE FUNCTION tracker.write_shown(number bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET join_collapse_limit = 1 SET from_collapse_limit = 1
AS $$
DECLARE
    spells bigint[] := tracker.shown_otherwise(number);
BEGIN
    IF tracker.sealed_before(number) THEN
        spells := ARRAY(SELECT unnest(spells) UNION SELECT s.spell_id FROM tracker.shown s WHERE s.since >= number);
    END IF;
    IF cardinality(spells) > 500 THEN  -- else an earlier look at the spells may mislead: few, or none
        PERFORM tracker.refresh_statistics('{spell}');
    END IF;
    DELETE FROM tracker.shown s
    WHERE s.spell_id = ANY (spells || ARRAY(SELECT h.id FROM history.spell h WHERE h.ended_by = number));
    INSERT INTO tracker.shown SELECT s.*, number FROM tracker.derived_shown s WHERE s.spell_id = ANY (spells);
END $$;
COMMENT ON FUNCTION tracker.write_shown(bigint) IS 'Works out anew what is shown of the spells that a changeset concerns.';

-- The parties that could have spoken in other documents after a changeset, each with its process: those of documents whose
-- coding, name, date or issuer it changed, those whose people it changed, and all where topics moved.
CREATE OR REPLACE FUNCTION tracker.heard_otherwise(number bigint) RETURNS TABLE (process_id bigint, party_id bigint)
LANGUAGE plpgsql STABLE
AS $$
#variable_conflict use_column
DECLARE
    written constant text[] := tracker.written_tables(number);
BEGIN
    IF tracker.sealed_before(number) THEN
        RETURN QUERY SELECT h.process_id, h.party_id FROM tracker.heard h WHERE h.since >= number;
    END IF;
    IF written && '{coverage,history.coverage,history.document}' THEN
        RETURN QUERY
        WITH covered AS (
            SELECT k.process_id, k.document_id FROM tracker.coverage k WHERE k.changeset = number
            UNION SELECT k.process_id, k.document_id FROM history.coverage k WHERE k.ended_by = number
            UNION SELECT k.process_id, k.document_id FROM history.document h JOIN tracker.document d ON d.id = h.id
                JOIN tracker.coverage k ON k.document_id = h.id
                WHERE h.ended_by = number AND (h.slug, h.issued_on, h.issuer_id) IS DISTINCT FROM (d.slug, d.issued_on, d.issuer_id)
        ),
        issued AS (
            SELECT c.process_id, d.issuer_id, d.issued_on FROM covered c JOIN tracker.document d ON d.id = c.document_id
            UNION SELECT c.process_id, h.issuer_id, h.issued_on FROM covered c JOIN history.document h ON h.id = c.document_id AND h.ended_by = number
        )
        SELECT i.process_id, y.actor_id FROM issued i JOIN tracker.party y ON y.process_id = i.process_id
        WHERE EXISTS (SELECT FROM tracker.speaks_for(i.issuer_id, y.actor_id, i.issued_on));
    END IF;
    IF written && '{affiliation,history.affiliation}' THEN
        RETURN QUERY
        SELECT y.process_id, y.actor_id FROM tracker.affiliation f JOIN tracker.party y ON y.actor_id = f.actor_id WHERE f.changeset = number
        UNION SELECT y.process_id, y.actor_id FROM history.affiliation f JOIN tracker.party y ON y.actor_id = f.actor_id WHERE f.ended_by = number;
    END IF;
    IF written && '{history.topic}' AND EXISTS (SELECT FROM history.topic h LEFT JOIN tracker.topic t ON t.id = h.id
            WHERE h.ended_by = number AND h.parent_id IS DISTINCT FROM t.parent_id) THEN
        RETURN QUERY SELECT y.process_id, y.actor_id FROM tracker.party y;
    END IF;
END $$;
COMMENT ON FUNCTION tracker.heard_otherwise(bigint) IS 'The parties that could have spoken otherwise after a changeset.';

CREATE OR REPLACE FUNCTION tracker.write_heard(number bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    demands constant boolean := tracker.written_tables(number) && '{demand,history.demand}';
BEGIN
    IF tracker.sealed_before(number) THEN
        DELETE FROM tracker.heard h WHERE h.since >= number AND NOT EXISTS (SELECT FROM tracker.demand q
            WHERE q.process_id = h.process_id AND q.party_id = h.party_id AND q.topic_id = h.topic_id);
    END IF;
    IF demands THEN
        DELETE FROM tracker.heard h USING history.demand d
        WHERE d.ended_by = number AND h.process_id = d.process_id AND h.party_id = d.party_id AND h.topic_id = d.topic_id
            AND NOT EXISTS (SELECT FROM tracker.demand q
                WHERE q.process_id = h.process_id AND q.party_id = h.party_id AND q.topic_id = h.topic_id);
    END IF;
    INSERT INTO tracker.heard AS h SELECT q.process_id, q.party_id, q.topic_id, d.age, d.documents, number
    FROM (
        SELECT q.process_id, q.party_id, q.topic_id FROM tracker.heard_otherwise(number) o
        JOIN tracker.demand q ON q.process_id = o.process_id AND q.party_id = o.party_id
        UNION SELECT q.process_id, q.party_id, q.topic_id FROM tracker.demand q
        WHERE demands AND q.changeset = number AND NOT EXISTS (SELECT FROM tracker.heard h
            WHERE h.process_id = q.process_id AND h.party_id = q.party_id AND h.topic_id = q.topic_id)
    ) q
    CROSS JOIN LATERAL tracker.documents_heard(q.process_id, q.party_id, q.topic_id) d
    ON CONFLICT (process_id, party_id, topic_id) DO UPDATE
        SET age = EXCLUDED.age, documents = EXCLUDED.documents, since = EXCLUDED.since
        WHERE (h.age, h.documents) IS DISTINCT FROM (EXCLUDED.age, EXCLUDED.documents);
END $$;
COMMENT ON FUNCTION tracker.write_heard(bigint) IS 'Works out anew who could have spoken where a changeset touched it.';

-- After the rules have changed: everything. What stays as it is keeps the changeset since which it is so.
CREATE OR REPLACE FUNCTION tracker.show_again() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    last constant bigint := coalesce((SELECT max(c.changeset) FROM tracker.changeset c), 0);
BEGIN
    CREATE TEMPORARY TABLE heard_before ON COMMIT DROP AS SELECT * FROM tracker.heard;
    CREATE TEMPORARY TABLE shown_before ON COMMIT DROP AS SELECT * FROM tracker.shown;
    TRUNCATE tracker.shown, tracker.heard;
    INSERT INTO tracker.heard SELECT d.*, CASE WHEN to_jsonb(b) - 'since' = to_jsonb(d) THEN b.since ELSE last END
    FROM tracker.derived_heard d LEFT JOIN heard_before b
        ON b.process_id = d.process_id AND b.party_id = d.party_id AND b.topic_id = d.topic_id;
    ANALYZE tracker.heard;
    INSERT INTO tracker.shown SELECT d.*, CASE WHEN to_jsonb(b) - 'since' = to_jsonb(d) THEN b.since ELSE last END
    FROM tracker.derived_shown d LEFT JOIN shown_before b ON b.spell_id = d.spell_id;
    ANALYZE tracker.shown;
    DROP TABLE heard_before, shown_before;
END $$;
COMMENT ON FUNCTION tracker.show_again() IS 'Works out anew all that is kept as it is shown.';
