-- migrate:up

-- Why an approver had to look at an application's decisions, and until when that lets them. `sealed_reason` is a sealed
-- DecisionText.
CREATE TABLE matters (
    id             text PRIMARY KEY,
    application_id text        NOT NULL REFERENCES applications (id),
    department     text        NOT NULL,
    kind           text        NOT NULL CHECK (kind IN ('correction', 'revocation')),
    sealed_reason  bytea       NOT NULL,
    opened_by      text        NOT NULL,
    opened_at      timestamptz NOT NULL,
    until_on       date        NOT NULL
);
CREATE INDEX matters_application ON matters (application_id, opened_by, until_on);
CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE ON matters FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- migrate:down
DROP TABLE matters;
