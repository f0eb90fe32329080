-- migrate:up

-- What a rule was last asked about a case, so that a new version can be tried on what the old one saw. `sealed_facts` is the
-- FactSet it saw, sealed as it came.
CREATE TABLE rule_runs (
    case_id        text PRIMARY KEY REFERENCES cases (id),
    application_id text        NOT NULL REFERENCES applications (id),
    rule_version   text        NOT NULL,
    granted        boolean     NOT NULL,
    sealed_facts   bytea       NOT NULL,
    asked_at       timestamptz NOT NULL
);

-- migrate:down
DROP TABLE rule_runs;
