-- Places, in a tree.
CREATE OR REPLACE VIEW analysis.place AS
SELECT p.slug AS place, a.slug AS parent, p.kind, p.name, p.definition, p.when_to_use, p.when_not, p.example
FROM tracker.place p
LEFT JOIN tracker.place a ON a.id = p.parent_id;

COMMENT ON VIEW analysis.place IS 'One row a place, by ISO 3166-2 where one exists, with its definition.';
COMMENT ON COLUMN analysis.place.place IS 'Slug of the place.';
COMMENT ON COLUMN analysis.place.parent IS 'Slug of the place that contains it; null at the top.';
COMMENT ON COLUMN analysis.place.kind IS 'country, region, city.';
COMMENT ON COLUMN analysis.place.name IS 'Its name, as it is shown.';
COMMENT ON COLUMN analysis.place.definition IS 'What is meant by it; null where the name says it.';
COMMENT ON COLUMN analysis.place.when_to_use IS 'When it is to be used; null where the definition says enough.';
COMMENT ON COLUMN analysis.place.when_not IS 'When something else is to be used; null where nothing is near.';
COMMENT ON COLUMN analysis.place.example IS 'One example; null where none is given.';
