-- migrate:up

-- Grants that rest on a commitment (告知承诺), and what the process has established of each check: enough to rebuild its
-- workflow if Temporal's database is lost. `decided` and `journal` go when it is over. What a check was told beside its
-- journal is in `heard`, under its case.
CREATE TABLE commitment_checks (
    case_id                 text PRIMARY KEY,
    application_id          text        NOT NULL,
    decided                 bytea,                -- onetrip.approval.v1.CaseDecided
    journal                 bytea,                -- onetrip.process.v1.Journal
    statement_working_days  smallint    NOT NULL CHECK (statement_working_days > 0),
    revocation_working_days smallint    NOT NULL CHECK (revocation_working_days > 0),
    calendar_version        text        NOT NULL,
    established_at          timestamptz NOT NULL, -- by the process's clock, as all times here
    closed_at               timestamptz
);
CREATE INDEX commitment_checks_open ON commitment_checks (established_at) WHERE closed_at IS NULL;

-- Each step once: a step that runs again after a crash finds what it established before.
CREATE TABLE commitment_check_steps (
    case_id        text        NOT NULL REFERENCES commitment_checks,
    step_id        text        NOT NULL,
    established_at timestamptz NOT NULL,
    detail         text        NOT NULL,
    PRIMARY KEY (case_id, step_id)
);

-- migrate:down
DROP TABLE commitment_check_steps, commitment_checks;
