-- Values as a bundle writes them.
CREATE OR REPLACE FUNCTION known.written_date(day date, day_precision text) RETURNS text
LANGUAGE sql IMMUTABLE
AS $$
SELECT CASE day_precision WHEN 'year' THEN to_char(day, 'YYYY') WHEN 'month' THEN to_char(day, 'YYYY-MM')
    WHEN 'by' THEN to_char(day, '".."YYYY-MM-DD') ELSE to_char(day, 'YYYY-MM-DD') END
$$;
COMMENT ON FUNCTION known.written_date(date, text) IS 'A date as it was entered: 2022, 2022-02, 2022-02-24 or ..2022-02-24.';
