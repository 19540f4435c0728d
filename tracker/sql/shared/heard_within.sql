-- Of documents, the newest first, each with its age (the days from its date to the first of 2000), those after one day, up
-- to another and before a third.
CREATE OR REPLACE FUNCTION tracker.heard_within(age integer[], documents text[], after_day date, up_to date, before_day date) RETURNS text[]
LANGUAGE sql IMMUTABLE
AS $$
SELECT documents[width_bucket(date '2000-01-01' - least(up_to, before_day - 1, date '9999-12-31') - 1, age) + 1
    : width_bucket(date '2000-01-01' - greatest(after_day, date '0001-01-01') - 1, age)]
$$;
COMMENT ON FUNCTION tracker.heard_within(integer[], text[], date, date, date) IS 'Of documents with their ages those within a period.';
