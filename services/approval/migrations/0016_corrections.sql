-- migrate:up

-- What applicants were let correct on the spot (licensing law, art. 32(3)): no supplement notice, so in no ledger of
-- those. `items` is a serialised CorrectionRequested without its words; nothing of the person.
CREATE TABLE corrections (
    application_id text        NOT NULL REFERENCES applications (id),
    number         smallint    NOT NULL,
    task_id        text        NOT NULL REFERENCES tasks (id),
    officer        text        NOT NULL,
    items          bytea       NOT NULL,
    asked_at       timestamptz NOT NULL,
    answered_at    timestamptz,
    PRIMARY KEY (application_id, number)
);
CREATE INDEX corrections_task ON corrections (task_id);

-- migrate:down

DROP TABLE corrections;
