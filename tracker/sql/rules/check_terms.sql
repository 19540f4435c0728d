-- After versions or agreements are written: every term is in the codebook and stored as it reads. Each distinct
-- term of the statement is read once, and once for each process where it may name an event of it. First of all terms are
-- what the other checks take for granted: a list of objects.
CREATE OR REPLACE FUNCTION tracker.check_terms() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    fault record;
BEGIN
    IF NOT EXISTS (SELECT FROM new_rows WHERE terms <> '[]') THEN
        RETURN NULL;
    END IF;
    SELECT e.problem INTO fault
    FROM (
        SELECT CASE
            WHEN jsonb_typeof(n.terms) <> 'array' THEN 'terms are a list; write them with tracker.terms(process, …)'
            WHEN jsonb_typeof(t -> 'attribute') IS DISTINCT FROM 'string' OR jsonb_typeof(t -> 'value') IS DISTINCT FROM 'string'
                THEN 'a term is an object with a text as attribute and one as value; write terms with tracker.terms(process, …)'
            WHEN t - '{attribute,value,min,max,unit,approximate,from,to,place,actor,event,demand}'::text[] <> '{}'
                THEN format('term %s=%s: ', t ->> 'attribute', t ->> 'value') || tracker.qualifier_problem(TG_TABLE_NAME, t)
            END AS problem
        FROM new_rows n
        CROSS JOIN LATERAL jsonb_array_elements(CASE jsonb_typeof(n.terms) WHEN 'array' THEN n.terms ELSE '[null]' END) t
    ) e
    WHERE e.problem IS NOT NULL LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION '%', fault.problem USING ERRCODE = 'check_violation';
    END IF;
    SELECT d.attribute, d.value, coalesce(r.problem,
        CASE WHEN d.parts <> r.parts THEN 'it is not stored as it reads; write terms with tracker.terms(process, …)' END) AS problem
    INTO fault
    FROM (SELECT DISTINCT CASE WHEN a.type IN ('timing', 'condition') THEN n.process_id END AS process_id,
            t ->> 'attribute' AS attribute, t ->> 'value' AS value,
            t - '{attribute,value,in,certainty,wording,speaker,document,passage,via_document,via_passage,quote}'::text[] AS parts
          FROM new_rows n CROSS JOIN LATERAL jsonb_array_elements(n.terms) t
          LEFT JOIN tracker.attribute a ON a.slug = t ->> 'attribute') d
    CROSS JOIN LATERAL tracker.read_term(d.process_id, d.attribute, d.value) r
    WHERE r.problem IS NOT NULL OR d.parts <> r.parts LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'term %=%: %', fault.attribute, fault.value, fault.problem USING ERRCODE = 'check_violation';
    END IF;
    SELECT t.attribute, t.value, CASE WHEN t.value <= t.earlier THEN 'terms are a set, stored in order of attribute and value'
        ELSE 'the attribute takes one value, ' || t.earlier || ' stands already' END AS problem
    INTO fault
    FROM (SELECT e ->> 'attribute' AS attribute, e ->> 'value' COLLATE "C" AS value,
            lag(e ->> 'value') OVER w COLLATE "C" AS earlier, lag(e ->> 'attribute') OVER w AS earlier_attribute
          FROM new_rows n CROSS JOIN LATERAL jsonb_array_elements(n.terms) WITH ORDINALITY x (e, place)
          WINDOW w AS (PARTITION BY n.id ORDER BY place)) t
    JOIN tracker.attribute a ON a.slug = t.attribute
    WHERE t.attribute COLLATE "C" < t.earlier_attribute COLLATE "C"
        OR t.attribute = t.earlier_attribute AND (t.value <= t.earlier OR NOT a.many) LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'term %=%: %', fault.attribute, fault.value, fault.problem USING ERRCODE = 'check_violation';
    END IF;
    SELECT d.place INTO fault
    FROM (SELECT DISTINCT jsonb_array_elements_text(t -> 'in') AS place
          FROM new_rows n CROSS JOIN LATERAL jsonb_array_elements(n.terms) t WHERE t ? 'in') d
    WHERE NOT EXISTS (SELECT FROM tracker.passage p JOIN tracker.document o ON o.id = p.document_id
        WHERE o.slug = split_part(d.place, '#', 1) AND p.label = split_part(d.place, '#', 2)
            AND d.place = o.slug || '#' || p.label) LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'a term names the passage %, which does not exist', fault.place USING ERRCODE = 'foreign_key_violation';
    END IF;
    SELECT t ->> 'attribute' AS attribute, t ->> 'value' AS value, tracker.evidence_problem(t) AS problem INTO fault
    FROM new_rows n CROSS JOIN LATERAL jsonb_array_elements(n.terms) t
    WHERE t ?| '{speaker,document,passage,via_document,via_passage}' AND tracker.evidence_problem(t) IS NOT NULL LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'term %=%: %', fault.attribute, fault.value, fault.problem USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END $$;
COMMENT ON FUNCTION tracker.check_terms() IS 'Refuses terms outside the codebook or not in their stored form.';
CREATE OR REPLACE TRIGGER c_check_inserted_terms AFTER INSERT ON tracker.version
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.check_terms();
CREATE OR REPLACE TRIGGER c_check_updated_terms AFTER UPDATE ON tracker.version
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.check_terms();
CREATE OR REPLACE TRIGGER c_check_inserted_terms AFTER INSERT ON tracker.agreement
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.check_terms();
CREATE OR REPLACE TRIGGER c_check_updated_terms AFTER UPDATE ON tracker.agreement
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tracker.check_terms();
