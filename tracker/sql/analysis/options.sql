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
'What a document asks under each of its alternatives, and what it asks whichever is taken: one row a choice, option and demand.
of_document: Slug of the document.
choice: The passage (document#label) that offers alternatives; null for what is asked outside every choice.
option: The alternative (document#label); null for what is asked outside every choice.
version: Name of the version that is asked there.
stages: For what it is asked there: ceasefire, interim, final-settlement or precondition-talks; empty where the document does not say.
terms: What is asked there, as attribute=value: only what that place says, not what another option adds.
passages: The passages (document#label) that ask it.';
