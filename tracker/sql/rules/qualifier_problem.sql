-- What is wrong with what stands beside the value of a term and its parts; null where nothing is. There is one way to write
-- each here too, that of an import: passages as a sorted list, and no certainty where the source is certain.
CREATE OR REPLACE FUNCTION tracker.qualifier_problem(of_table text, term jsonb) RETURNS text
LANGUAGE plpgsql IMMUTABLE
AS $$
DECLARE
    parts constant text[] := '{attribute,value,min,max,unit,approximate,from,to,place,actor,event,demand}';
    evidence constant text[] := '{speaker,document,passage,via_document,via_passage,quote}';
    takes constant text[] := '{in,certainty,wording}'::text[] || CASE of_table WHEN 'agreement' THEN evidence ELSE '{}' END;
    one record;
BEGIN
    FOR one IN SELECT e.key, e.value, jsonb_typeof(e.value) AS type FROM jsonb_each(term - parts) e LOOP
        IF one.key = ANY (evidence) AND of_table <> 'agreement' THEN
            RETURN format('it cannot have a %s of its own: its version has citations, and `in` names their passages', one.key);
        ELSIF one.key <> ALL (takes) THEN
            RETURN format('it has no field %L; beside the value stand %s', one.key, array_to_string(takes, ', '));
        ELSIF one.key = 'in' THEN
            IF one.type <> 'array' OR one.value = '[]' OR jsonb_path_exists(one.value, '$[*] ? (@.type() != "string")') THEN
                RETURN '`in` takes a list of passages: ["paper#II.1"]; leave it out where all citations say the term';
            ELSIF one.value <> (SELECT jsonb_agg(i ORDER BY i COLLATE "C")
                                FROM (SELECT DISTINCT jsonb_array_elements_text(one.value) AS i) d) THEN
                RETURN '`in` names each passage once, in order';
            END IF;
        ELSIF one.key = 'certainty' AND one.value <> ALL ('{"\"probable\"","\"possible\""}'::jsonb[]) THEN
            RETURN 'certainty is probable or possible; leave it out where the source is certain';
        ELSIF one.type <> 'string' OR one.value #>> '{}' = '' OR one.value #>> '{}' <> trim(one.value #>> '{}') THEN
            RETURN format('%s takes a text; leave it out where there is none', one.key);
        END IF;
    END LOOP;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION tracker.qualifier_problem(text, jsonb) IS 'What is wrong with what stands beside the value of a term.';
