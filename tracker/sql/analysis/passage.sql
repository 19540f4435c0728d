-- The located parts of documents. The window is cut by the document's slug, so that the passages of one document are
-- found by index.
CREATE OR REPLACE VIEW analysis.passage AS
SELECT d.slug AS document, p.label AS passage, (SELECT a.label FROM tracker.passage a WHERE a.id = p.parent_id) AS parent,
    coalesce(p.ordinal, row_number() OVER (PARTITION BY d.slug, p.parent_id ORDER BY p.char_start, p.label COLLATE "C"))::integer
        AS ordinal,
    p.combine, p.gist, p.markers, p.char_start, p.char_end, encode(p.digest, 'hex') AS digest, p.text
FROM tracker.passage p
JOIN tracker.document d ON d.id = p.document_id;

COMMENT ON VIEW analysis.passage IS 'One row a located part of a document; passages form a tree.';
COMMENT ON COLUMN analysis.passage.document IS 'Slug of the document.';
COMMENT ON COLUMN analysis.passage.passage IS 'Label of the passage, unique in its document: II.1 as the document numbers it, p15.2 for the second sentence of the fifteenth line.';
COMMENT ON COLUMN analysis.passage.parent IS 'Label of the passage above; null at the top.';
COMMENT ON COLUMN analysis.passage.ordinal IS 'Place among its siblings: as coded, else by the place in the text.';
COMMENT ON COLUMN analysis.passage.combine IS 'How the passages below it combine: all (each is asked), any (alternatives: one suffices) or sequence (in this order); null where none is below.';
COMMENT ON COLUMN analysis.passage.gist IS 'What it says, in our words; null where nothing is noted.';
COMMENT ON COLUMN analysis.passage.markers IS 'Footnote markers that stand in it.';
COMMENT ON COLUMN analysis.passage.char_start IS 'First code point of it in the file, from 0; null where it has no locator.';
COMMENT ON COLUMN analysis.passage.char_end IS 'The code point after its last; null where it has no locator.';
COMMENT ON COLUMN analysis.passage.digest IS 'SHA-256 of the UTF-8 bytes of the slice, in lower-case hexadecimal; null where it has no locator.';
COMMENT ON COLUMN analysis.passage.text IS 'The slice itself; null where the text is not attached.';
