-- The values that attributes allow.
CREATE OR REPLACE VIEW analysis.code AS
SELECT a.slug AS attribute, c.slug AS code, u.slug AS parent, c.definition, c.when_to_use, c.when_not, c.example, c.rank
FROM tracker.code c
JOIN tracker.attribute a ON a.id = c.attribute_id
LEFT JOIN tracker.code u ON u.id = c.parent_id;

COMMENT ON VIEW analysis.code IS 'One row a value that an attribute allows, with its definition.';
COMMENT ON COLUMN analysis.code.attribute IS 'Slug of the attribute.';
COMMENT ON COLUMN analysis.code.code IS 'Slug of the code, unique in its attribute.';
COMMENT ON COLUMN analysis.code.parent IS 'The code of the same attribute that contains it.';
COMMENT ON COLUMN analysis.code.definition IS 'What it means.';
COMMENT ON COLUMN analysis.code.when_to_use IS 'When it is to be used.';
COMMENT ON COLUMN analysis.code.when_not IS 'When something else is to be used.';
COMMENT ON COLUMN analysis.code.example IS 'One example.';
COMMENT ON COLUMN analysis.code.rank IS 'Place in the order of a one-valued attribute: more is harder.';
