-- migrate:up

-- What was decided before this database was set back had its hearing then, though the record is forgotten (decision 0067).
CREATE OR REPLACE FUNCTION refuse_unheard_decision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.basis IN ('rule', 'officer')
       AND EXISTS (SELECT FROM hearings WHERE case_id = NEW.case_id)
       AND NOT EXISTS (SELECT FROM hearing_records WHERE case_id = NEW.case_id)
       AND NOT EXISTS (SELECT FROM taken_back WHERE message_id = NEW.cause || ':CaseDecided') THEN
        RAISE EXCEPTION 'the hearing of case % has no record', NEW.case_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

-- migrate:down
CREATE OR REPLACE FUNCTION refuse_unheard_decision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.basis IN ('rule', 'officer')
       AND EXISTS (SELECT FROM hearings WHERE case_id = NEW.case_id)
       AND NOT EXISTS (SELECT FROM hearing_records WHERE case_id = NEW.case_id) THEN
        RAISE EXCEPTION 'the hearing of case % has no record', NEW.case_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
