-- What is wrong with a term that names something that is not there, in words that name what is.
CREATE OR REPLACE FUNCTION tracker.unknown_in_term(
    of_process bigint, attribute_id bigint, type text, of_attribute text, of_value text, parts jsonb
) RETURNS text
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    allowed text;
BEGIN
    CASE type
    WHEN 'code' THEN
        SELECT string_agg(c.slug, ', ' ORDER BY c.slug COLLATE "C") INTO allowed
        FROM tracker.code c WHERE c.attribute_id = unknown_in_term.attribute_id;
        RETURN format('%s has no code %L; it has %s', of_attribute, of_value, coalesce(allowed, 'none'));
    WHEN 'timing' THEN
        SELECT string_agg(e.slug, ', ' ORDER BY e.slug COLLATE "C") INTO allowed FROM tracker.event e WHERE e.process_id = of_process;
        RETURN format('the process has no event %L; it has %s', parts ->> 'event', coalesce(allowed, 'none'));
    WHEN 'quantity' THEN
        SELECT string_agg(c.slug, ', ' ORDER BY c.slug COLLATE "C") INTO allowed
        FROM tracker.code c JOIN tracker.attribute u ON u.id = c.attribute_id WHERE u.slug = 'unit';
        RETURN format('the codebook has no unit %L; it has %s', parts ->> 'unit', coalesce(allowed, 'none'));
    WHEN 'condition' THEN
        RETURN format('%s takes a demand, an event of the process or unconditional; there is no %L', of_attribute, of_value);
    ELSE
        EXECUTE format('SELECT string_agg(n.slug, '', '') FROM (SELECT x.slug FROM tracker.%I x'
            ' ORDER BY tracker.likeness(x.slug, $1) DESC, x.slug COLLATE "C" LIMIT 3) n', type) INTO allowed USING of_value;
        RETURN format('there is no %s %L', type, of_value) || coalesce('; the nearest are ' || allowed, '');
    END CASE;
END $$;
COMMENT ON FUNCTION tracker.unknown_in_term(bigint, bigint, text, text, text, jsonb) IS 'What is wrong with a term that names something that is not there.';

-- Reads one term by the codebook: its parts, or what is wrong with it in words that name what is allowed.
CREATE OR REPLACE FUNCTION tracker.read_term(
    of_process bigint, of_attribute text, of_value text, OUT parts jsonb, OUT problem text
)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    at record;
    known boolean := true;
    reserved constant text[] := '{metric,unit,about,document-kind,answer,delegation-role}';
    shape constant jsonb := '{"duration": "an ISO 8601 duration or a range of two: P90D, P2D/P3D",
        "timing": "before EVENT, after EVENT or DURATION after EVENT: P30D after ceasefire-start",
        "window": "two dates: 2025-06-20/2025-06-30",
        "quantity": "a number or a range and a unit: 6000 bodies-per-side, >=1000 prisoners-total, ~35000 children, 2/3 day"}';
BEGIN
    SELECT a.id, a.type INTO at FROM tracker.attribute a WHERE a.slug = of_attribute;
    IF NOT FOUND OR of_attribute = ANY (reserved) THEN
        problem := format('the codebook has no attribute %L; it has %s', of_attribute,
            (SELECT string_agg(a.slug, ', ' ORDER BY a.slug COLLATE "C") FROM tracker.attribute a
             WHERE a.slug <> ALL (reserved)));
        RETURN;
    END IF;
    parts := tracker.parse_value(at.type, of_value);
    IF parts IS NULL THEN
        problem := CASE WHEN tracker.parse_value(at.type, tracker.canonical_value(of_value)) IS NULL
            THEN format('%s takes %s', of_attribute, shape ->> at.type)
            ELSE format('there is one way to write this; write %s', tracker.canonical_value(of_value)) END;
        RETURN;
    END IF;
    -- What the value names must be there. The messages are made only where they are needed: they cost more.
    IF at.type = 'code' THEN
        known := EXISTS (SELECT FROM tracker.code c WHERE c.attribute_id = at.id AND c.slug = of_value);
    ELSIF at.type = 'place' THEN
        known := EXISTS (SELECT FROM tracker.place p WHERE p.slug = of_value);
    ELSIF at.type = 'actor' THEN
        known := EXISTS (SELECT FROM tracker.actor a WHERE a.slug = of_value);
    ELSIF at.type = 'timing' THEN
        known := EXISTS (SELECT FROM tracker.event e WHERE e.process_id = of_process AND e.slug = parts ->> 'event');
    ELSIF at.type = 'quantity' THEN
        known := EXISTS (SELECT FROM tracker.code c JOIN tracker.attribute u ON u.id = c.attribute_id
            WHERE u.slug = 'unit' AND c.slug = parts ->> 'unit');
    ELSIF at.type = 'condition' AND of_value <> 'unconditional' THEN
        IF EXISTS (SELECT FROM tracker.event e WHERE e.process_id = of_process AND e.slug = of_value) THEN
            parts := jsonb_build_object('event', of_value);
        ELSE
            known := EXISTS (SELECT FROM tracker.demand d WHERE d.slug = of_value);
            parts := jsonb_build_object('demand', of_value);
        END IF;
    END IF;
    IF NOT known THEN
        problem := tracker.unknown_in_term(of_process, at.id, at.type, of_attribute, of_value, parts);
    END IF;
END $$;
COMMENT ON FUNCTION tracker.read_term(bigint, text, text) IS 'The parts of a term by the codebook, or what is wrong with it.';
