-- Ids of records in other databases.
CREATE OR REPLACE VIEW analysis.external_id AS
SELECT 'process'::text AS entity, r.slug AS key, x.scheme, x.value AS id
FROM tracker.external_id x JOIN tracker.process r ON r.id = x.process_id
UNION ALL
SELECT 'actor', r.slug, x.scheme, x.value
FROM tracker.external_id x JOIN tracker.actor r ON r.id = x.actor_id
UNION ALL
SELECT 'place', r.slug, x.scheme, x.value
FROM tracker.external_id x JOIN tracker.place r ON r.id = x.place_id
UNION ALL
SELECT 'topic', r.slug, x.scheme, x.value
FROM tracker.external_id x JOIN tracker.topic r ON r.id = x.topic_id
UNION ALL
SELECT 'attribute', r.slug, x.scheme, x.value
FROM tracker.external_id x JOIN tracker.attribute r ON r.id = x.attribute_id
UNION ALL
SELECT 'meeting', r.slug, x.scheme, x.value
FROM tracker.external_id x JOIN tracker.meeting r ON r.id = x.meeting_id
UNION ALL
SELECT 'document', r.slug, x.scheme, x.value
FROM tracker.external_id x JOIN tracker.document r ON r.id = x.document_id
UNION ALL
SELECT 'demand', r.slug, x.scheme, x.value
FROM tracker.external_id x JOIN tracker.demand r ON r.id = x.demand_id
UNION ALL
SELECT 'response', r.slug, x.scheme, x.value
FROM tracker.external_id x JOIN tracker.response r ON r.id = x.response_id
UNION ALL
SELECT 'agreement', r.slug, x.scheme, x.value
FROM tracker.external_id x JOIN tracker.agreement r ON r.id = x.agreement_id
UNION ALL
SELECT 'figure', r.slug, x.scheme, x.value
FROM tracker.external_id x JOIN tracker.figure r ON r.id = x.figure_id
UNION ALL
SELECT 'assessment', r.slug, x.scheme, x.value
FROM tracker.external_id x JOIN tracker.assessment r ON r.id = x.assessment_id;

COMMENT ON VIEW analysis.external_id IS 'One row an id that a record has in another database.';
COMMENT ON COLUMN analysis.external_id.entity IS 'The kind of record: process, actor, document, demand and so on.';
COMMENT ON COLUMN analysis.external_id.key IS 'Slug of the record.';
COMMENT ON COLUMN analysis.external_id.scheme IS 'Whose id it is: pa-x, ucdp, wikidata.';
COMMENT ON COLUMN analysis.external_id.id IS 'The id there.';
