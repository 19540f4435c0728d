-- Places, in a tree.
CREATE OR REPLACE VIEW analysis.place AS
SELECT p.slug AS place, a.slug AS parent, p.kind, p.name
FROM tracker.place p
LEFT JOIN tracker.place a ON a.id = p.parent_id;

COMMENT ON VIEW analysis.place IS 'One row a place, by ISO 3166-2 where one exists.';
COMMENT ON COLUMN analysis.place.place IS 'Slug of the place.';
COMMENT ON COLUMN analysis.place.parent IS 'Slug of the place that contains it.';
COMMENT ON COLUMN analysis.place.kind IS 'country, region, city.';
COMMENT ON COLUMN analysis.place.name IS 'Its name.';
