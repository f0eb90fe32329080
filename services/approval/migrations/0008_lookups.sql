-- migrate:up

-- Requests to the applicant that were refused because the state holds the answer (order 716, art. 7), one row for each
-- document, and what was looked up instead. `source` is register:<code> or certificate:<kind>; nothing of the person.
CREATE TABLE lookups (
    id             text        NOT NULL,
    position       smallint    NOT NULL,
    application_id text        NOT NULL REFERENCES applications (id),
    task_id        text        NOT NULL REFERENCES tasks (id),
    item_code      text        NOT NULL,
    material_code  text        NOT NULL,
    source         text        NOT NULL,
    officer        text        NOT NULL,
    department     text        NOT NULL,
    asked_at       timestamptz NOT NULL,
    answered_at    timestamptz,
    outcome        smallint    NOT NULL DEFAULT 0, -- onetrip.approval.v1.LookupOutcome
    PRIMARY KEY (id, position),
    CHECK ((answered_at IS NULL) = (outcome = 0))
);
CREATE INDEX lookups_application ON lookups (application_id, asked_at DESC);
CREATE INDEX lookups_task ON lookups (task_id);

-- migrate:down

DROP TABLE lookups;
