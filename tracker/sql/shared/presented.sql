-- One record that was found: its key, its process, its title where it has one, and the words to weigh it by.
CREATE OR REPLACE FUNCTION tracker.presented(of_entity text, of_id bigint, OUT key text, OUT process text, OUT title text, OUT text text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    CASE of_entity
    WHEN 'demand' THEN
        SELECT d.slug, p.slug, d.title, d.title || ' ' || translate(d.slug, '.-', '  ') INTO key, process, title, text
        FROM tracker.demand d JOIN tracker.process p ON p.id = d.process_id WHERE d.id = of_id;
    WHEN 'version' THEN
        SELECT d.slug || '@' || v.name, p.slug, v.summary INTO key, process, text
        FROM tracker.version v JOIN tracker.demand d ON d.id = v.demand_id JOIN tracker.process p ON p.id = v.process_id
        WHERE v.id = of_id;
    WHEN 'document' THEN
        SELECT d.slug, d.title, concat_ws(' ', d.title, translate(d.slug, '.-', '  '), d.summary) INTO key, title, text
        FROM tracker.document d WHERE d.id = of_id;
    WHEN 'passage' THEN
        SELECT d.slug || '#' || p.label, concat_ws(' ', p.gist, p.text) INTO key, text
        FROM tracker.passage p JOIN tracker.document d ON d.id = p.document_id WHERE p.id = of_id;
    END CASE;
    text := left(text, 100000);
END $$;
COMMENT ON FUNCTION tracker.presented(text, bigint) IS 'Key, process, title and words of a record that was found.';
