-- migrate:up

-- Who acted on an application that stood still, and why: the audit of operators' actions. The step has the effect.
CREATE TABLE operator_actions (
    application_id text        NOT NULL,
    step_id        text        NOT NULL,
    kind           text        NOT NULL,
    operator       text        NOT NULL,
    sealed_reason  bytea       NOT NULL, -- the operator's words, sealed for the application
    acted_at       timestamptz NOT NULL,
    PRIMARY KEY (application_id, step_id)
);

-- migrate:down
DROP TABLE operator_actions;
