-- migrate:up

-- What orchestration tells of a case's clock, for lists and for the check that an extension comes in time.
ALTER TABLE cases
    ADD COLUMN due_on          date,
    ADD COLUMN due_provisional boolean  NOT NULL DEFAULT false,
    ADD COLUMN paused          boolean  NOT NULL DEFAULT false;

-- What stops the clock (licensing law, art. 45): intervals with their reason. `sealed_reasons` is a sealed DecisionText.
CREATE TABLE special_procedures (
    id                    text PRIMARY KEY,
    application_id        text        NOT NULL REFERENCES applications (id),
    case_id               text        NOT NULL REFERENCES cases (id),
    stage                 text        NOT NULL,
    kind                  text        NOT NULL CHECK (kind IN ('hearing', 'tender', 'auction', 'inspection', 'testing',
                                                               'quarantine', 'appraisal', 'expert-review')),
    expected_working_days smallint    NOT NULL CHECK (expected_working_days > 0),
    sealed_reasons        bytea       NOT NULL,
    started_by            text        NOT NULL,
    started_at            timestamptz NOT NULL
);
CREATE INDEX special_procedures_case ON special_procedures (case_id);

-- The end of an interval is a row of its own, so that the start is never written again.
CREATE TABLE special_procedure_ends (
    procedure_id text PRIMARY KEY REFERENCES special_procedures (id),
    ended_by     text        NOT NULL,
    ended_at     timestamptz NOT NULL
);

-- The one extension (licensing law, art. 42). `case_id` is empty for the joint limit of all cases.
CREATE TABLE extensions (
    application_id text        NOT NULL REFERENCES applications (id),
    case_id        text        NOT NULL,
    working_days   smallint    NOT NULL CHECK (working_days BETWEEN 1 AND 15),
    sealed_reasons bytea       NOT NULL,
    approved_by    text        NOT NULL,
    approved_at    timestamptz NOT NULL,
    PRIMARY KEY (application_id, case_id)
);

CREATE FUNCTION refuse_change_of_clock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are added and never changed', TG_TABLE_NAME;
END
$$;
CREATE TRIGGER never_changed BEFORE UPDATE OR DELETE ON special_procedures
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_clock();
CREATE TRIGGER never_changed BEFORE UPDATE OR DELETE ON special_procedure_ends
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_clock();
CREATE TRIGGER never_changed BEFORE UPDATE OR DELETE ON extensions
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_clock();

-- migrate:down
DROP TABLE extensions, special_procedure_ends, special_procedures;
DROP FUNCTION refuse_change_of_clock;
ALTER TABLE cases DROP COLUMN due_on, DROP COLUMN due_provisional, DROP COLUMN paused;
