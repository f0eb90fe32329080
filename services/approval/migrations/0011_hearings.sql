-- migrate:up

-- Whose major interests a licence bears on directly (利害关系人; licensing law, art. 36), by pseudonym. `case_id` is empty
-- for all cases. `named_by` is empty for who was named at filing. `interested` says the same beside the referee's row:
-- none of them handles the matter.
CREATE TABLE interested_parties (
    application_id text        NOT NULL REFERENCES applications (id),
    person_id      text        NOT NULL CHECK (person_id <> ''),
    case_id        text        NOT NULL,
    organisation   boolean     NOT NULL,
    named_by       text        NOT NULL,
    named_at       timestamptz NOT NULL,
    PRIMARY KEY (application_id, person_id, case_id)
);
CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE ON interested_parties
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
ALTER TABLE applications ADD COLUMN interested text[] NOT NULL DEFAULT '{}';

-- Views that were stated (陈述、申辩). `sealed_text` is a sealed DecisionText; `case_id` is empty for all cases.
CREATE TABLE views_stated (
    id             text PRIMARY KEY,
    application_id text        NOT NULL REFERENCES applications (id),
    case_id        text        NOT NULL,
    person_id      text        NOT NULL,
    by_applicant   boolean     NOT NULL,
    sealed_text    bytea       NOT NULL,
    stated_at      timestamptz NOT NULL
);
CREATE INDEX views_stated_application ON views_stated (application_id, stated_at, id);
CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE ON views_stated FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Until when each may ask for a hearing (听证; licensing law, art. 47), as the process computed and told it. An empty
-- person is the applicant's side.
CREATE TABLE hearing_rights (
    application_id text        NOT NULL REFERENCES applications (id),
    case_id        text        NOT NULL REFERENCES cases (id),
    person_id      text        NOT NULL,
    request_by     date        NOT NULL,
    provisional    boolean     NOT NULL,
    PRIMARY KEY (case_id, person_id)
);
CREATE TABLE hearing_waivers (
    application_id text        NOT NULL REFERENCES applications (id),
    case_id        text        NOT NULL REFERENCES cases (id),
    person_id      text        NOT NULL,
    waived_at      timestamptz NOT NULL,
    PRIMARY KEY (case_id, person_id)
);
CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE ON hearing_waivers
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- The one hearing of a case that was asked for: a special procedure, which stops the clock until its record is in.
CREATE TABLE hearings (
    case_id        text PRIMARY KEY REFERENCES cases (id),
    application_id text        NOT NULL REFERENCES applications (id),
    procedure_id   text        NOT NULL UNIQUE REFERENCES special_procedures (id),
    requested_by   text        NOT NULL,
    requested_at   timestamptz NOT NULL
);
CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE ON hearings FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- In what time it is held, as the process computed it: the last day, and the working days that follow the request.
CREATE TABLE hearing_times (
    case_id      text PRIMARY KEY REFERENCES cases (id),
    hold_by      date     NOT NULL,
    provisional  boolean  NOT NULL,
    working_days date[]   NOT NULL,
    notice_days  smallint NOT NULL
);
-- The dates set, the last one holds. `sealed_place` is a sealed DecisionText.
CREATE TABLE hearing_dates (
    case_id      text        NOT NULL REFERENCES hearings (case_id),
    number       smallint    NOT NULL CHECK (number > 0),
    hearing_time timestamptz NOT NULL,
    sealed_place bytea       NOT NULL,
    chair        text        NOT NULL,
    set_by       text        NOT NULL,
    set_at       timestamptz NOT NULL,
    PRIMARY KEY (case_id, number)
);
CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE ON hearing_dates FOR EACH ROW EXECUTE FUNCTION refuse_change();
-- The record (听证笔录), on which the decision rests (art. 48). `sealed_record` is a sealed DecisionText.
CREATE TABLE hearing_records (
    case_id       text PRIMARY KEY REFERENCES hearings (case_id),
    sealed_record bytea       NOT NULL,
    recorded_by   text        NOT NULL,
    recorded_at   timestamptz NOT NULL
);
CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE ON hearing_records
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- The promise of the data model, whatever a handler forgets: a hearing that was asked for comes before the decision.
-- What the law grants by silence (licensing law, art. 50) waits for nothing.
CREATE FUNCTION refuse_unheard_decision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.basis IN ('rule', 'officer')
       AND EXISTS (SELECT FROM hearings WHERE case_id = NEW.case_id)
       AND NOT EXISTS (SELECT FROM hearing_records WHERE case_id = NEW.case_id) THEN
        RAISE EXCEPTION 'the hearing of case % has no record', NEW.case_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER not_before_hearing BEFORE INSERT ON outcomes FOR EACH ROW EXECUTE FUNCTION refuse_unheard_decision();

-- migrate:down
DROP TRIGGER not_before_hearing ON outcomes;
DROP FUNCTION refuse_unheard_decision;
DROP TABLE hearing_records, hearing_dates, hearing_times, hearings, hearing_waivers, hearing_rights, views_stated,
           interested_parties;
ALTER TABLE applications DROP COLUMN interested;
