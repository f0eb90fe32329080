-- migrate:up

-- Bad ratings that are followed up (差评整改), and what the process has established of each: enough to rebuild its
-- workflow if Temporal's database is lost. `rated` and `journal` go when it is over.
CREATE TABLE follow_ups (
    application_id     text        PRIMARY KEY,
    rated              bytea,                -- onetrip.intake.v1.ApplicationRated
    journal            bytea,                -- onetrip.process.v1.Journal
    limit_working_days smallint    NOT NULL CHECK (limit_working_days > 0),
    calendar_version   text        NOT NULL,
    established_at     timestamptz NOT NULL, -- by the process's clock, as all times here
    closed_at          timestamptz
);
CREATE INDEX follow_ups_open ON follow_ups (established_at) WHERE closed_at IS NULL;

-- Each step once: a step that runs again after a crash finds what it established before.
CREATE TABLE follow_up_steps (
    application_id text        NOT NULL REFERENCES follow_ups,
    step_id        text        NOT NULL,
    established_at timestamptz NOT NULL,
    detail         text        NOT NULL,
    PRIMARY KEY (application_id, step_id)
);

-- migrate:down
DROP TABLE follow_up_steps, follow_ups;
