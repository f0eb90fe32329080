-- migrate:up

-- A hearing that was asked for before a revocation (licensing law, arts. 7, 47 and 48): the flag of a sealed statement,
-- so that the ledger can refuse what comes before it.
ALTER TABLE statements ADD COLUMN hearing boolean NOT NULL DEFAULT false;

-- The dates set, the last one holds; `number` goes on from those before the decision. `sealed_place` is a sealed
-- DecisionText.
CREATE TABLE revocation_hearing_dates (
    case_id      text        NOT NULL REFERENCES outcomes (case_id),
    number       smallint    NOT NULL CHECK (number > 0),
    hearing_time timestamptz NOT NULL,
    sealed_place bytea       NOT NULL,
    chair        text        NOT NULL,
    set_by       text        NOT NULL,
    set_at       timestamptz NOT NULL,
    PRIMARY KEY (case_id, number)
);
CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE ON revocation_hearing_dates
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
-- Its record (听证笔录), or why there was none. `sealed_record` is a sealed DecisionText.
CREATE TABLE revocation_hearing_records (
    case_id       text PRIMARY KEY REFERENCES outcomes (case_id),
    ending        text        NOT NULL CHECK (ending IN ('held', 'given-up', 'not-attended')),
    sealed_record bytea       NOT NULL,
    recorded_by   text        NOT NULL,
    recorded_at   timestamptz NOT NULL
);
CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE ON revocation_hearing_records
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- The promise of the data model, whatever a handler forgets: a hearing that was asked for comes before the revocation.
CREATE FUNCTION refuse_unheard_revocation() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    the_case text;
BEGIN
    SELECT case_id INTO the_case FROM outcomes WHERE decision_id = NEW.decision_id;
    IF NEW.kind = 'revocation'
       AND EXISTS (SELECT FROM statements WHERE case_id = the_case AND hearing)
       AND NOT EXISTS (SELECT FROM commitment_findings WHERE case_id = the_case AND number = 2)
       AND NOT EXISTS (SELECT FROM revocation_hearing_records WHERE case_id = the_case) THEN
        RAISE EXCEPTION 'the hearing of case % has no record', the_case USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER not_before_hearing BEFORE INSERT ON amendments FOR EACH ROW EXECUTE FUNCTION refuse_unheard_revocation();

-- migrate:down
DROP TRIGGER not_before_hearing ON amendments;
DROP FUNCTION refuse_unheard_revocation;
DROP TABLE revocation_hearing_records, revocation_hearing_dates;
ALTER TABLE statements DROP COLUMN hearing;
