-- What terms can say something about.
CREATE OR REPLACE VIEW analysis.attribute AS
SELECT a.slug AS attribute, a.type, a.many, a.polarity, a.definition, a.when_to_use, a.when_not, a.example
FROM tracker.attribute a;

COMMENT ON VIEW analysis.attribute IS 'One row an attribute of terms, with its definition.';
COMMENT ON COLUMN analysis.attribute.attribute IS 'Slug of the attribute.';
COMMENT ON COLUMN analysis.attribute.type IS 'What its values are: code, place, actor, duration, timing, window, condition or quantity.';
COMMENT ON COLUMN analysis.attribute.many IS 'Whether a version may have several values of it.';
COMMENT ON COLUMN analysis.attribute.polarity IS 'What more of it means for whoever is obliged: more-is-harder, shorter-is-harder, limiting or none.';
COMMENT ON COLUMN analysis.attribute.definition IS 'What it means.';
COMMENT ON COLUMN analysis.attribute.when_to_use IS 'When it is to be used; null where the definition says enough.';
COMMENT ON COLUMN analysis.attribute.when_not IS 'When something else is to be used; null where nothing is near.';
COMMENT ON COLUMN analysis.attribute.example IS 'One example; null where none is given.';
