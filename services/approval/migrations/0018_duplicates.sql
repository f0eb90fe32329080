-- migrate:up

-- Applications that may be about the same matter, as intake found them (decision 0048). `alike` says the same beside the
-- referee's row, without those that an officer found to be about another matter: while it is not empty, no rule decides.
CREATE TABLE possible_duplicates (
    application_id text        NOT NULL REFERENCES applications (id),
    other_id       text        NOT NULL CHECK (other_id <> application_id), -- approval may not have heard of it
    found_at       timestamptz NOT NULL,
    PRIMARY KEY (application_id, other_id)
);
CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE ON possible_duplicates
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
ALTER TABLE applications ADD COLUMN alike text[] NOT NULL DEFAULT '{}';

-- What officers found them to be; the latest counts. `sealed_reasons` is a sealed DecisionText.
CREATE TABLE duplicate_judgements (
    application_id text        NOT NULL,
    other_id       text        NOT NULL,
    number         integer     NOT NULL CHECK (number > 0),
    same           boolean     NOT NULL,
    judged_by      text        NOT NULL,
    department     text        NOT NULL,
    sealed_reasons bytea       NOT NULL,
    judged_at      timestamptz NOT NULL,
    PRIMARY KEY (application_id, other_id, number),
    FOREIGN KEY (application_id, other_id) REFERENCES possible_duplicates (application_id, other_id)
);
CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE ON duplicate_judgements
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- migrate:down
DROP TABLE duplicate_judgements, possible_duplicates;
ALTER TABLE applications DROP COLUMN alike;
