-- Claimed numbers. Two claimants stand side by side.
CREATE OR REPLACE VIEW analysis.figure AS
SELECT p.slug AS process, f.slug AS figure, m.slug AS metric, o.slug AS about, f.amount_min, f.amount_max, u.slug AS unit,
    f.approximate, f.wording, f.as_of, f.as_of_precision, f.from_date, f.from_precision, f.to_date, f.to_precision,
    c.slug AS claimant, f.basis,
    (SELECT a.slug FROM tracker.actor a WHERE a.id = f.speaker_id) AS speaker, d.slug AS document,
    (SELECT p.label FROM tracker.passage p WHERE p.id = f.passage_id) AS passage,
    (SELECT o.slug FROM tracker.document o WHERE o.id = f.via_document_id) AS via_document,
    (SELECT p.label FROM tracker.passage p WHERE p.id = f.via_passage_id) AS via_passage, f.quote
FROM tracker.figure f
JOIN tracker.process p ON p.id = f.process_id
JOIN tracker.code m ON m.id = f.metric_id
JOIN tracker.code u ON u.id = f.unit_id
JOIN tracker.actor c ON c.id = f.claimant_id
JOIN tracker.document d ON d.id = f.document_id
LEFT JOIN tracker.code o ON o.id = f.about_id;

COMMENT ON VIEW analysis.figure IS 'One row a number claimed by somebody about something; what two claim about one thing stands side by side.';
COMMENT ON COLUMN analysis.figure.process IS 'Slug of the process.';
COMMENT ON COLUMN analysis.figure.figure IS 'Slug of the figure.';
COMMENT ON COLUMN analysis.figure.metric IS 'What is counted or measured: a code of the attribute metric.';
COMMENT ON COLUMN analysis.figure.about IS 'About what: a code of the attribute about.';
COMMENT ON COLUMN analysis.figure.amount_min IS 'Lower bound, counted in unit; null where it is open.';
COMMENT ON COLUMN analysis.figure.amount_max IS 'Upper bound, equal to the lower one where the number is exact; null where it is open.';
COMMENT ON COLUMN analysis.figure.unit IS 'What both bounds count: a code of the attribute unit, as the source counts.';
COMMENT ON COLUMN analysis.figure.approximate IS 'Whether the source says roughly.';
COMMENT ON COLUMN analysis.figure.wording IS 'The source''s phrase, where it gives no digits or names what it counts; else null.';
COMMENT ON COLUMN analysis.figure.as_of IS 'The date for which it holds; null where it counts a period, or none is given.';
COMMENT ON COLUMN analysis.figure.as_of_precision IS 'How exactly as_of is known: day, month, year, or by (not later than); null where that is.';
COMMENT ON COLUMN analysis.figure.from_date IS 'First day of the period that it counts; null where it counts none.';
COMMENT ON COLUMN analysis.figure.from_precision IS 'How exactly from_date is known: day, month, year, or by (not later than); null where that is.';
COMMENT ON COLUMN analysis.figure.to_date IS 'Last day of that period; null where it counts none.';
COMMENT ON COLUMN analysis.figure.to_precision IS 'How exactly to_date is known: day, month, year, or by (not later than); null where that is.';
COMMENT ON COLUMN analysis.figure.claimant IS 'Slug of the actor who claims it.';
COMMENT ON COLUMN analysis.figure.basis IS 'verified (checked one by one), claimed, estimated or measured: by the claimant''s own account.';
COMMENT ON COLUMN analysis.figure.speaker IS 'Slug of the actor who said it in the document; null where the coding names nobody.';
COMMENT ON COLUMN analysis.figure.document IS 'Slug of the dated source in which it was said.';
COMMENT ON COLUMN analysis.figure.passage IS 'Label of the passage of that document; null where none is given.';
COMMENT ON COLUMN analysis.figure.via_document IS 'Slug of the report in which it was read; null where the document itself was.';
COMMENT ON COLUMN analysis.figure.via_passage IS 'Label of the passage of that report; null where none is given.';
COMMENT ON COLUMN analysis.figure.quote IS 'A principal''s few words, where the wording is the fact; else null.';
