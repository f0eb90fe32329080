-- migrate:up

-- A person looks at what a rule has decided (人工复核; PIPL, art. 24): because the applicant asked, or as a sample. Each once
-- for a decision. `sealed_words` is a sealed DecisionText, empty where nothing was said. Due date and light are the process's.
CREATE TABLE rule_reviews (
    id              text PRIMARY KEY,
    decision_id     text        NOT NULL REFERENCES outcomes (decision_id),
    application_id  text        NOT NULL REFERENCES applications (id),
    sampled         boolean     NOT NULL,
    item_code       text        NOT NULL,
    department      text        NOT NULL,
    requested_by    text        NOT NULL,
    sealed_words    bytea       NOT NULL,
    opened_at       timestamptz NOT NULL,
    due_on          date,
    due_provisional boolean     NOT NULL DEFAULT false,
    light           smallint    NOT NULL DEFAULT 1 CHECK (light BETWEEN 1 AND 3),
    UNIQUE (decision_id, sampled),
    CHECK (sampled = (requested_by = ''))
);
CREATE INDEX rule_reviews_application ON rule_reviews (application_id);

-- What was found, written once. Only a sample would have been decided otherwise; what an applicant asked for is changed by
-- an amendment of the decision.
CREATE TABLE rule_review_answers (
    review_id      text PRIMARY KEY REFERENCES rule_reviews (id),
    answer         text        NOT NULL CHECK (answer IN ('confirmed', 'otherwise', 'corrected', 'revoked')),
    sealed_reasons bytea       NOT NULL,
    answered_by    text        NOT NULL,
    answered_at    timestamptz NOT NULL
);
CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE ON rule_review_answers
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- migrate:down
DROP TABLE rule_review_answers, rule_reviews;
