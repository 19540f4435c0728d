-- The alternatives that a document offers: what each option asks, and what is asked whichever is taken.
CREATE OR REPLACE FUNCTION analysis.options(of_document text)
RETURNS TABLE (choice text, option text, demand text, version text, title text, stages text[], terms text[], passages text[])
LANGUAGE sql STABLE
AS $$
SELECT o.choice, o.option, o.demand, o.version, o.title, o.stages, o.terms, o.passages
FROM tracker.options_in(tracker.find('document', of_document)) o
ORDER BY o.choice COLLATE "C", o.option COLLATE "C", o.passages[1] COLLATE "C", o.demand COLLATE "C", o.version COLLATE "C"
$$;
COMMENT ON FUNCTION analysis.options(text) IS
    'A row a choice of a document, option and demand asked there; choice and option are null for what is asked outside every choice. stages says for what it is asked.';
