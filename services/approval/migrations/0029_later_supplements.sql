-- migrate:up

-- The wait for a supplement after acceptance (补交告知, local) stops the clock as the procedures of art. 45 do.
ALTER TABLE special_procedures DROP CONSTRAINT special_procedures_kind_check,
    ADD CONSTRAINT special_procedures_kind_check CHECK (kind IN (
        'hearing', 'tender', 'auction', 'inspection', 'testing', 'quarantine', 'appraisal', 'expert-review', 'supplement'));
ALTER TABLE procedure_corrections DROP CONSTRAINT procedure_corrections_kind_check,
    ADD CONSTRAINT procedure_corrections_kind_check CHECK (kind IN (
        'hearing', 'tender', 'auction', 'inspection', 'testing', 'quarantine', 'appraisal', 'expert-review', 'supplement'));

-- The one request after acceptance: one for an application, whichever of its cases makes it. `asked` is a serialised
-- LaterSupplementAsked.
CREATE TABLE later_supplements (
    application_id text        PRIMARY KEY REFERENCES applications (id),
    case_id        text        NOT NULL REFERENCES cases (id),
    procedure_id   text        NOT NULL UNIQUE REFERENCES special_procedures (id),
    department     text        NOT NULL,
    asked          bytea       NOT NULL,
    asked_by       text        NOT NULL,
    asked_at       timestamptz NOT NULL
);
CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE ON later_supplements
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- migrate:down
DROP TABLE later_supplements;
