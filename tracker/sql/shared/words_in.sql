-- The words to search for, each with its stem, and with that of its other spelling where one writes -is- and another -iz-.
-- Words that say nothing ("of the") are left out; where no other is left that is an error, never an empty answer. Words
-- end at signs that are listed, not at all that are no letters: not every server knows the letters of all languages.
CREATE OR REPLACE FUNCTION tracker.words_in(for_text text) RETURNS TABLE (word text, stem tsquery)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    most constant integer := 20;
    counted integer;
BEGIN
    RETURN QUERY
    SELECT w.word, plainto_tsquery('pg_catalog.english', w.word)
        || plainto_tsquery('pg_catalog.english', regexp_replace(w.word, '([^aeiou])is(e|ed|es|er|ers|ing|ation|ations)$', '\1iz\2'))
        || plainto_tsquery('pg_catalog.english', regexp_replace(w.word, '([^aeiou])iz(e|ed|es|er|ers|ing|ation|ations)$', '\1is\2'))
    FROM (SELECT DISTINCT s.word FROM regexp_split_to_table(lower(for_text), '[\s!-/:-@\[-`{-~«»“”„‘’…–—]+') s (word)) w
    WHERE numnode(plainto_tsquery('pg_catalog.english', w.word)) > 0
    ORDER BY w.word COLLATE "C";
    GET DIAGNOSTICS counted = ROW_COUNT;
    IF counted = 0 THEN
        RAISE EXCEPTION 'there is no word to search for in %', quote_literal(coalesce(for_text, ''))
            USING ERRCODE = 'invalid_parameter_value', HINT = 'Words such as "the" and "of" are in every text; give one that says what is meant.';
    ELSIF counted > most THEN
        RAISE EXCEPTION 'there are % words to search for, more than %', counted, most
            USING ERRCODE = 'invalid_parameter_value', HINT = 'Every one of them must be found; give those that matter.';
    END IF;
END $$;
COMMENT ON FUNCTION tracker.words_in(text) IS 'The words to search for and their stems; an error where there is none.';
