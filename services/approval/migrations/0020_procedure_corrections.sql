-- migrate:up

-- What a special procedure should have been recorded as: a correction is added, what it corrects stays (decision 0054).
CREATE TABLE procedure_corrections (
    procedure_id text        NOT NULL REFERENCES special_procedures (id),
    number       smallint    NOT NULL CHECK (number > 0),
    request_id   text        NOT NULL, -- the operator's; who and why is in the audit of `process`
    kind         text        NOT NULL CHECK (kind IN ('hearing', 'tender', 'auction', 'inspection', 'testing',
                                                      'quarantine', 'appraisal', 'expert-review')),
    started_at   timestamptz NOT NULL,
    ended_at     timestamptz, -- null: its end is as it was recorded
    corrected_at timestamptz NOT NULL,
    PRIMARY KEY (procedure_id, number),
    CHECK (ended_at >= started_at)
);
CREATE TRIGGER never_changed BEFORE UPDATE OR DELETE ON procedure_corrections
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_clock();

-- The intervals as they count: as corrected last.
CREATE VIEW procedure_intervals AS
SELECT p.id, p.application_id, p.case_id, p.stage, coalesce(c.kind, p.kind) AS kind, p.expected_working_days,
       coalesce(c.started_at, p.started_at) AS started_at, coalesce(c.ended_at, e.ended_at) AS ended_at
FROM special_procedures AS p LEFT JOIN special_procedure_ends AS e ON e.procedure_id = p.id
     LEFT JOIN LATERAL (SELECT kind, started_at, ended_at FROM procedure_corrections
                        WHERE procedure_id = p.id ORDER BY number DESC LIMIT 1) AS c ON true;

-- migrate:down
DROP VIEW procedure_intervals;
DROP TABLE procedure_corrections;
