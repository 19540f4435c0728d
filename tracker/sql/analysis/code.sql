-- The values that attributes allow.
CREATE OR REPLACE VIEW analysis.code AS
SELECT a.slug AS attribute, c.slug AS code, u.slug AS parent, c.definition, c.when_to_use, c.when_not, c.example, c.rank
FROM tracker.code c
JOIN tracker.attribute a ON a.id = c.attribute_id
LEFT JOIN tracker.code u ON u.id = c.parent_id;

COMMENT ON VIEW analysis.code IS 'One row a value that an attribute allows, with its definition.';
COMMENT ON COLUMN analysis.code.attribute IS 'Slug of the attribute.';
COMMENT ON COLUMN analysis.code.code IS 'Slug of the code, unique in its attribute.';
COMMENT ON COLUMN analysis.code.parent IS 'The code of the same attribute that contains it; null at the top.';
COMMENT ON COLUMN analysis.code.definition IS 'What it means; null where the code says it.';
COMMENT ON COLUMN analysis.code.when_to_use IS 'When it is to be used; null where the definition says enough.';
COMMENT ON COLUMN analysis.code.when_not IS 'When something else is to be used; null where nothing is near.';
COMMENT ON COLUMN analysis.code.example IS 'One example; null where none is given.';
COMMENT ON COLUMN analysis.code.rank IS 'Place in the order of a one-valued attribute, where more is harder; null where there is no order.';
