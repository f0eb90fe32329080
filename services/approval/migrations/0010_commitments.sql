-- migrate:up

-- Commitments (告知承诺): what was signed stands in the decision; here is what became of it after the grant.
ALTER TABLE tasks DROP CONSTRAINT tasks_kind_check;
ALTER TABLE tasks ADD CONSTRAINT tasks_kind_check
    CHECK (kind IN ('acceptance', 'review', 'inspection', 'expert-review', 'commitment-check', 'revocation'));

-- 1: what the officer found who checked. 2: an approver upholds the grant that the first was against, after the
-- applicant was heard. `reasons` is a sealed DecisionText.
CREATE TABLE commitment_findings (
    case_id        text        NOT NULL REFERENCES outcomes (case_id),
    number         smallint    NOT NULL CHECK (number IN (1, 2)),
    application_id text        NOT NULL REFERENCES applications (id),
    kept           boolean     NOT NULL,
    reasons        bytea       NOT NULL,
    found_by       text        NOT NULL,
    found_at       timestamptz NOT NULL,
    PRIMARY KEY (case_id, number),
    CHECK (number = 1 OR kept)
);
CREATE INDEX commitment_findings_application ON commitment_findings (application_id);
CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE ON commitment_findings FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Until when the applicant may be heard before a grant is revoked for a false commitment.
CREATE TABLE statement_terms (
    case_id         text PRIMARY KEY REFERENCES outcomes (case_id),
    due_on          date    NOT NULL,
    due_provisional boolean NOT NULL
);

-- What they said: a sealed Statement.
CREATE TABLE statements (
    case_id        text        NOT NULL REFERENCES outcomes (case_id),
    number         smallint    NOT NULL CHECK (number > 0),
    application_id text        NOT NULL REFERENCES applications (id),
    content        bytea       NOT NULL,
    made_by        text        NOT NULL,
    made_at        timestamptz NOT NULL,
    PRIMARY KEY (case_id, number)
);
CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE ON statements FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- The ledger of marks: who signed a false commitment signs no other until that day, and brings nothing late (容缺).
CREATE TABLE marks (
    case_id        text PRIMARY KEY REFERENCES outcomes (case_id),
    application_id text        NOT NULL REFERENCES applications (id),
    applicant_id   text        NOT NULL,
    until_on       date        NOT NULL,
    marked_at      timestamptz NOT NULL
);
CREATE INDEX marks_applicant ON marks (applicant_id, until_on);
CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE ON marks FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- The promise of the data model, whatever a handler forgets: nobody is revoked for a false commitment before the time
-- to be heard has run.
CREATE FUNCTION refuse_early_revocation() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    the_case text;
BEGIN
    SELECT case_id INTO the_case FROM outcomes WHERE decision_id = NEW.decision_id;
    IF NEW.kind = 'revocation'
       AND EXISTS (SELECT FROM commitment_findings WHERE case_id = the_case AND number = 1 AND NOT kept)
       AND NOT EXISTS (SELECT FROM commitment_findings WHERE case_id = the_case AND number = 2)
       AND NOT EXISTS (SELECT FROM statement_terms WHERE case_id = the_case) THEN
        RAISE EXCEPTION 'case % has not been heard', the_case USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER not_before_statement BEFORE INSERT ON amendments FOR EACH ROW EXECUTE FUNCTION refuse_early_revocation();

-- A granted case whose commitment is to be checked still waits for somebody: the supervisors' list says so.
CREATE FUNCTION post_commitment() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    held boolean;
BEGIN
    IF NEW.waits_for = 'nothing' THEN
        SELECT tasks.state = 'claimed' INTO held FROM tasks
        WHERE tasks.case_id = NEW.case_id AND tasks.application_id = NEW.application_id
          AND tasks.department = NEW.department AND tasks.state IN ('open', 'claimed')
          AND tasks.kind IN ('commitment-check', 'revocation') LIMIT 1;
        IF held IS NOT NULL THEN
            NEW.waits_for := CASE WHEN held THEN 'officer' ELSE 'claim' END;
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER commitment BEFORE INSERT OR UPDATE ON board FOR EACH ROW EXECUTE FUNCTION post_commitment();

-- migrate:down
DROP TRIGGER commitment ON board;
DROP FUNCTION post_commitment;
DROP TRIGGER not_before_statement ON amendments;
DROP FUNCTION refuse_early_revocation;
DROP TABLE marks, statements, statement_terms, commitment_findings;
DELETE FROM tasks WHERE kind IN ('commitment-check', 'revocation');
ALTER TABLE tasks DROP CONSTRAINT tasks_kind_check;
ALTER TABLE tasks ADD CONSTRAINT tasks_kind_check
    CHECK (kind IN ('acceptance', 'review', 'inspection', 'expert-review'));
