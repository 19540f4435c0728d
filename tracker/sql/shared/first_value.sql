CREATE OR REPLACE FUNCTION tracker.first_value(terms jsonb, of_attribute text) RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
SELECT jsonb_path_query_first(terms, '$[*] ? (@.attribute == $a).value', jsonb_build_object('a', of_attribute)) #>> '{}'
$$;
COMMENT ON FUNCTION tracker.first_value(jsonb, text) IS 'The first value of an attribute among some terms; null where there is none.';
