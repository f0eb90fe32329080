-- migrate:up

-- What departments are given to do beside the cases (交办): data-quality tickets, reviews of what a rule has decided. Enough
-- to rebuild the workflow that watches the limit if Temporal's database is lost; nothing personal.
CREATE TABLE assignments (
    id                 text        PRIMARY KEY,
    assignment         bytea       NOT NULL, -- onetrip.process.v1.Assignment
    calendar_version   text        NOT NULL,
    established_at     timestamptz NOT NULL, -- by the process's clock, as all times here
    closed_at          timestamptz
);
CREATE INDEX assignments_open ON assignments (established_at) WHERE closed_at IS NULL;

-- Each step once: a step that runs again after a crash finds what it established before.
CREATE TABLE assignment_steps (
    assignment_id  text        NOT NULL REFERENCES assignments,
    step_id        text        NOT NULL,
    established_at timestamptz NOT NULL,
    PRIMARY KEY (assignment_id, step_id)
);

-- migrate:down
DROP TABLE assignment_steps, assignments;
