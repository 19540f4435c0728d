-- The difference of two sets of terms: what was added, removed and moved, the word for it, and what it means
-- for whoever is obliged (`burden`: see tracker.burden). The lists are literal; the word and the direction see
-- containment, so that NATO becoming all alliances is more, not something else.
-- It has the owner's rights, so that what analysts call may read the codebook. It is called for every change of an import:
-- a loop over the few terms that differ, with one plan a session, costs a fraction of one query that says all of it.
CREATE OR REPLACE FUNCTION tracker.compare_terms(
    from_terms jsonb, to_terms jsonb, burden integer,
    OUT added text[], OUT removed text[], OUT moved text[], OUT change text, OUT direction text
)
LANGUAGE plpgsql STABLE STRICT SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
    step record;
    other_value text;
    widens integer;
    harder integer;
    wider boolean := false;
    narrower boolean := false;
    hardened boolean := false;
    softened boolean := false;
BEGIN
    added := '{}'; removed := '{}'; moved := '{}';
    FOR step IN
        SELECT a.id, a.slug, a.type, a.many, a.polarity, x.value, x.side, x.other_side, x.has_length,
            CASE a.type
                WHEN 'code' THEN (SELECT c.parent_id FROM tracker.code c WHERE c.attribute_id = a.id AND c.slug = x.value)
                WHEN 'place' THEN (SELECT p.parent_id FROM tracker.place p WHERE p.slug = x.value)
            END AS inside
        FROM (
            SELECT t ->> 'attribute' AS attribute, t ->> 'value' AS value, t ? 'max' AS has_length, -1 AS side, nth, to_terms AS other_side
            FROM jsonb_array_elements(from_terms) WITH ORDINALITY e (t, nth)
            WHERE NOT to_terms @> jsonb_build_array(jsonb_build_object('attribute', t -> 'attribute', 'value', t -> 'value'))
            UNION ALL
            SELECT t ->> 'attribute', t ->> 'value', t ? 'max', 1, nth, from_terms
            FROM jsonb_array_elements(to_terms) WITH ORDINALITY e (t, nth)
            WHERE NOT from_terms @> jsonb_build_array(jsonb_build_object('attribute', t -> 'attribute', 'value', t -> 'value'))
        ) x JOIN tracker.attribute a ON a.slug = x.attribute
        ORDER BY x.nth
    LOOP
        other_value := CASE WHEN NOT step.many THEN tracker.first_value(step.other_side, step.slug) END;
        -- An attribute that takes one value and has another made one step, told where the new value stands.
        CONTINUE WHEN other_value IS NOT NULL AND step.side < 0;
        IF other_value IS NOT NULL THEN
            moved := moved || (step.slug || '=' || other_value || ' -> ' || step.value);
            widens := 0;
        ELSE
            IF step.side > 0 THEN
                added := added || (step.slug || '=' || step.value);
            ELSE
                removed := removed || (step.slug || '=' || step.value);
            END IF;
            -- What is contained in what stands on the other side is neither more nor less than that.
            widens := CASE WHEN tracker.lies_in(step.slug, step.type, step.inside, step.other_side) THEN 0
                WHEN step.polarity = 'limiting' AND step.value <> 'unconditional' THEN -step.side ELSE step.side END;
        END IF;
        harder := burden * CASE
            WHEN step.polarity = 'none' THEN 0
            WHEN step.polarity = 'shorter-is-harder' AND step.has_length
                THEN coalesce(tracker.length_sign(from_terms, to_terms, step.slug), widens)
            WHEN step.polarity = 'more-is-harder' AND other_value IS NOT NULL
                THEN tracker.compare_values(step.id, step.slug, other_value, step.value)
            ELSE widens END;
        wider := wider OR widens > 0;
        narrower := narrower OR widens < 0;
        hardened := hardened OR harder > 0;
        softened := softened OR harder < 0;
    END LOOP;
    change := CASE WHEN moved <> '{}' OR wider AND narrower THEN 'altered'
        WHEN wider THEN 'expanded' WHEN narrower THEN 'narrowed' ELSE 'reworded' END;
    direction := CASE WHEN hardened AND softened THEN 'mixed'
        WHEN hardened THEN 'hardened' WHEN softened THEN 'softened' ELSE 'neutral' END;
END $$;
COMMENT ON FUNCTION tracker.compare_terms(jsonb, jsonb, integer) IS
    'Terms added, removed and moved between two contents, the word for the change, and its direction.';
