-- The difference of two sets of terms, as a list: the word for it; what it means for whoever is obliged (`burden`: see
-- tracker.burden); then each term that was added (+), removed (-) or moved (>), with what it contributes, as
-- `>harder: extent=begun -> complete`. The terms are literal; the word and the direction see containment, so that NATO
-- becoming all alliances is more, not something else. Of each term:
--   harder, softer  for whoever is obliged; reversed already where that is the party itself
--   equal           compared, and neither is harder
--   incomparable    values of which none is harder than the other: a length after another event, a code without a rank
--   contained       what contains it stands on the other side, so that it is neither more nor less
--   shared          both sides are obliged, so that more of it speaks for neither
--   unweighed       its attribute has no polarity
-- It is kept with spells: a migration that changes what it says must empty tracker.spell.compared, which is then worked out
-- by readers. It has the owner's rights, so that what analysts call may read the codebook. It is called for every change of an import:
-- a loop over the few terms that differ, with one plan a session, costs a fraction of one query that says all of it.
CREATE OR REPLACE FUNCTION tracker.compare_terms(
    from_terms jsonb, to_terms jsonb, burden integer
) RETURNS text[]
LANGUAGE plpgsql STABLE STRICT SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
    step record;
    other_value text;
    term text;
    side text;
    weight text;
    told text[] := '{}';
    widens integer;
    wider boolean := false;
    narrower boolean := false;
    moved boolean := false;
    hardened boolean := false;
    softened boolean := false;
BEGIN
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
        ORDER BY x.side DESC, x.nth
    LOOP
        other_value := CASE WHEN NOT step.many THEN tracker.first_value(step.other_side, step.slug) END;
        -- An attribute that takes one value and has another made one step, told where the new value stands.
        CONTINUE WHEN other_value IS NOT NULL AND step.side < 0;
        IF other_value IS NOT NULL THEN
            term := step.slug || '=' || other_value || ' -> ' || step.value;
            side := '>';
            widens := 0;
        ELSE
            term := step.slug || '=' || step.value;
            side := CASE WHEN step.side > 0 THEN '+' ELSE '-' END;
            -- What is contained in what stands on the other side is neither more nor less than that.
            widens := CASE WHEN tracker.lies_in(step.slug, step.type, step.inside, step.other_side) THEN 0
                WHEN step.polarity = 'limiting' AND step.value <> 'unconditional' THEN -step.side ELSE step.side END;
        END IF;
        weight := CASE
            WHEN step.polarity = 'none' THEN 'unweighed'
            WHEN burden = 0 THEN 'shared'
            WHEN step.polarity = 'shorter-is-harder' AND step.has_length
                THEN tracker.compare_lengths(from_terms, to_terms, step.slug)
            WHEN step.polarity = 'more-is-harder' AND other_value IS NOT NULL
                THEN tracker.compare_values(step.id, step.slug, other_value, step.value)
            WHEN other_value IS NOT NULL THEN 'incomparable' END;
        weight := coalesce(weight, CASE WHEN widens > 0 THEN 'harder' WHEN widens < 0 THEN 'softer' ELSE 'contained' END);
        IF burden < 0 THEN
            weight := CASE weight WHEN 'harder' THEN 'softer' WHEN 'softer' THEN 'harder' ELSE weight END;
        END IF;
        told := told || (side || weight || ': ' || term);
        moved := moved OR side = '>';
        wider := wider OR widens > 0;
        narrower := narrower OR widens < 0;
        hardened := hardened OR weight = 'harder';
        softened := softened OR weight = 'softer';
    END LOOP;
    RETURN ARRAY[
        CASE WHEN moved OR wider AND narrower THEN 'altered'
            WHEN wider THEN 'expanded' WHEN narrower THEN 'narrowed' ELSE 'reworded' END,
        CASE WHEN hardened AND softened THEN 'mixed' WHEN hardened THEN 'hardened' WHEN softened THEN 'softened' ELSE 'neutral' END
    ] || told;
END $$;
COMMENT ON FUNCTION tracker.compare_terms(jsonb, jsonb, integer) IS
    'The difference of two contents: the word for it, its direction, and each changed term with what it contributes.';
