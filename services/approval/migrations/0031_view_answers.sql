-- migrate:up

-- What a decision answers to a view (licensing law, art. 36), for whoever stated it: the reasons are the applicant's to read.
-- `sealed_answer` is a sealed DecisionText. It counts when the case has its outcome; until then it may be written anew.
CREATE TABLE view_answers (
    statement_id   text        NOT NULL REFERENCES views_stated (id),
    case_id        text        NOT NULL REFERENCES cases (id),
    application_id text        NOT NULL REFERENCES applications (id),
    sealed_answer  bytea       NOT NULL,
    answered_at    timestamptz NOT NULL,
    PRIMARY KEY (statement_id, case_id)
);
CREATE INDEX view_answers_application ON view_answers (application_id);

-- migrate:down
DROP TABLE view_answers;
