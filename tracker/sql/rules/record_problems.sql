-- What stands in the way of recording the other rows of a changeset; asked only of the tables that it wrote. Codes of the
-- reserved attributes are checked here: a foreign key cannot say of which attribute a code must be.
CREATE OR REPLACE FUNCTION tracker.record_problems(number bigint) RETURNS TABLE (entity text, record_id bigint, what text, problem text)
LANGUAGE plpgsql STABLE
AS $$
#variable_conflict use_column
DECLARE
    written constant text[] := tracker.written_tables(number);
    coded record;
BEGIN
    FOR coded IN
        SELECT * FROM (VALUES ('document', 't.slug', 'kind_id', 'document-kind'), ('response', 't.slug', 'answer_id', 'answer'),
            ('figure', 't.slug', 'metric_id', 'metric'), ('figure', 't.slug', 'about_id', 'about'), ('figure', 't.slug', 'unit_id', 'unit'),
            ('delegation', '(SELECT m.slug FROM tracker.meeting m WHERE m.id = t.meeting_id)', 'role_id', 'delegation-role')
        ) c (kind, key, code_id, reserved) WHERE kind = ANY (written)
    LOOP
        RETURN QUERY EXECUTE format($query$
            SELECT %1$L, t.id, %2$s, format('%%s is a code of the attribute %%s, not of %%s', c.slug, a.slug, %4$L)
            FROM tracker.%1$I t JOIN tracker.code c ON c.id = t.%3$I JOIN tracker.attribute a ON a.id = c.attribute_id
            WHERE t.changeset = $1 AND a.slug <> %4$L
            $query$, coded.kind, coded.key, coded.code_id, coded.reserved)
        USING number;
    END LOOP;
    IF written && '{passage}' THEN
        RETURN QUERY
        SELECT 'passage', p.id, d.slug || '#' || p.label, 'a passage with passages below it says how they combine: all, any or sequence'
        FROM tracker.passage p JOIN tracker.document d ON d.id = p.document_id
        WHERE p.combine IS NULL AND p.id IN (
            SELECT c.parent_id FROM tracker.passage c WHERE c.changeset = number
            UNION SELECT c.parent_id FROM tracker.passage o JOIN tracker.passage c ON c.parent_id = o.id WHERE o.changeset = number);
    END IF;
    IF written && '{history.passage}' THEN
        RETURN QUERY
        SELECT 'passage', p.id, d.slug || '#' || p.label, 'a passage stays in its document, as which terms name it'
        FROM tracker.passage p JOIN history.passage h ON h.id = p.id AND h.ended_by = number AND h.document_id <> p.document_id
        JOIN tracker.document d ON d.id = p.document_id;
    END IF;
    IF written && '{link}' THEN
        RETURN QUERY
        SELECT 'link', l.id, d.slug || '/' || l.relation || '/' || o.slug, 'the demands are of different processes'
        FROM tracker.link l JOIN tracker.demand d ON d.id = l.demand_id JOIN tracker.demand o ON o.id = l.other_demand_id
        WHERE l.changeset = number AND d.process_id <> o.process_id;
    END IF;
    IF written && '{direction}' THEN
        RETURN QUERY
        SELECT 'direction', o.id, d.slug || '@' || v.name, 'a direction is between versions of one demand'
        FROM tracker.direction o
        JOIN tracker.version v ON v.id = o.version_id
        JOIN tracker.version f ON f.id = o.from_version_id
        JOIN tracker.demand d ON d.id = v.demand_id
        WHERE o.changeset = number AND f.demand_id <> v.demand_id;
    END IF;
    IF written && '{affiliation,history.actor}' THEN
        RETURN QUERY
        SELECT 'affiliation', f.id, p.slug || '/' || a.slug, format('%s is no person (it is of kind %s): persons act for others', p.slug, p.kind)
        FROM tracker.affiliation f
        JOIN tracker.actor p ON p.id = f.person_id AND p.kind <> 'person'
        JOIN tracker.actor a ON a.id = f.actor_id
        WHERE f.id IN (SELECT x.id FROM tracker.affiliation x WHERE x.changeset = number
            UNION SELECT x.id FROM tracker.actor y JOIN tracker.affiliation x ON x.person_id = y.id WHERE y.changeset = number);
    END IF;
    IF written && '{response,history.demand}' THEN  -- what is new has no answers from before
        RETURN QUERY
        SELECT 'response', r.id, r.slug, format('%s cannot answer its own demand %s', a.slug, d.slug)
        FROM tracker.response r
        JOIN tracker.demand d ON d.id = r.demand_id AND d.party_id = r.party_id
        JOIN tracker.actor a ON a.id = r.party_id
        WHERE r.id IN (SELECT x.id FROM tracker.response x WHERE x.changeset = number
            UNION SELECT x.id FROM tracker.demand y JOIN tracker.response x ON x.demand_id = y.id WHERE y.changeset = number);
    END IF;
    IF written && '{history.attribute}' THEN
        RETURN QUERY
        SELECT 'attribute', a.id, a.slug, 'the codebook''s own attribute cannot lose its name: ' || r
        FROM unnest('{metric,unit,about,document-kind,answer,delegation-role}'::text[]) r
        JOIN history.attribute h ON h.slug = r AND h.ended_by = number
        JOIN tracker.attribute a ON a.id = h.id
        WHERE a.slug <> r;
        RETURN QUERY
        SELECT o.entity, o.id, o.what, 'term ' || a.slug || '=' || (t.term ->> 'value') || ': ' || coalesce(r.problem,
            CASE WHEN NOT a.many AND t.values > 1 THEN 'the attribute takes one value, here are ' || t.values
                ELSE 'it is not stored as it reads now' END)
        FROM tracker.attribute a
        JOIN history.attribute h ON h.id = a.id AND h.ended_by = number AND (h.type, h.many) <> (a.type, a.many)
        CROSS JOIN LATERAL (
            SELECT 'version' AS entity, v.id, d.slug || '@' || v.name AS what, v.process_id, v.terms
            FROM tracker.version v JOIN tracker.demand d ON d.id = v.demand_id
            WHERE v.terms @> jsonb_build_array(jsonb_build_object('attribute', a.slug))
            UNION ALL
            SELECT 'agreement', g.id, g.slug, g.process_id, g.terms FROM tracker.agreement g
            WHERE g.terms @> jsonb_build_array(jsonb_build_object('attribute', a.slug))
        ) o
        CROSS JOIN LATERAL (
            SELECT e AS term, count(*) OVER () AS values FROM jsonb_array_elements(o.terms) e WHERE e ->> 'attribute' = a.slug) t
        CROSS JOIN LATERAL tracker.read_term(o.process_id, a.slug, t.term ->> 'value') r
        WHERE r.problem IS NOT NULL OR NOT t.term @> r.parts OR NOT a.many AND t.values > 1;
    END IF;
    IF written && '{history.code}' THEN
        RETURN QUERY
        SELECT 'code', c.id, c.slug, 'a code stays with its attribute, whose terms name it'
        FROM tracker.code c JOIN history.code h ON h.id = c.id AND h.ended_by = number AND h.attribute_id <> c.attribute_id;
    END IF;
    IF written && '{history.event}' THEN
        RETURN QUERY
        SELECT 'event', e.id, e.slug, 'an event stays in its process, whose terms name it'
        FROM tracker.event e JOIN history.event h ON h.id = e.id AND h.ended_by = number AND h.process_id <> e.process_id;
    END IF;
    IF written && '{place,topic,code,passage}' THEN
        RETURN QUERY SELECT * FROM tracker.tree_problems(number);
    END IF;
    RETURN QUERY SELECT * FROM tracker.name_problems(number);
END $$;
COMMENT ON FUNCTION tracker.record_problems(bigint) IS 'What stands in the way of recording the rows of a changeset, apart from demands.';
