-- The codebook's tree of subjects.
CREATE OR REPLACE VIEW analysis.topic AS
SELECT t.slug AS topic, a.slug AS parent, t.title, t.definition, t.when_to_use, t.when_not, t.example
FROM tracker.topic t
LEFT JOIN tracker.topic a ON a.id = t.parent_id;

COMMENT ON VIEW analysis.topic IS 'One row a node of the tree of subjects, with its definition.';
COMMENT ON COLUMN analysis.topic.topic IS 'Slug of the topic: that of the topic above, a dot, its own name.';
COMMENT ON COLUMN analysis.topic.parent IS 'Slug of the topic above; null at the top.';
COMMENT ON COLUMN analysis.topic.title IS 'Its title.';
COMMENT ON COLUMN analysis.topic.definition IS 'What it means.';
COMMENT ON COLUMN analysis.topic.when_to_use IS 'When it is to be used; null where the definition says enough.';
COMMENT ON COLUMN analysis.topic.when_not IS 'When something else is to be used; null where nothing is near.';
COMMENT ON COLUMN analysis.topic.example IS 'One example; null where none is given.';
