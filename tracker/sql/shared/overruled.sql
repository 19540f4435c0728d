-- Directions that an analyst judged, for what analysts call.
CREATE OR REPLACE VIEW tracker.overruled AS SELECT o.version_id, o.from_version_id, o.direction, o.reason FROM tracker.direction o;
COMMENT ON VIEW tracker.overruled IS 'Directions that an analyst judged.';
