-- migrate:up

-- Late material (容缺): while a case awaits what was promised for later, a grant of it is withheld. "in" stays.
ALTER TABLE cases ADD COLUMN late text NOT NULL DEFAULT 'none' CHECK (late IN ('none', 'awaited', 'in'));

-- Grants that officers approved and that wait: what `outcomes` will hold once the material is in, and what nothing but
-- history remembers when the promise is missed or the application withdrawn. `decision` is a sealed Decision.
CREATE TABLE withheld (
    case_id        text PRIMARY KEY REFERENCES cases (id),
    application_id text        NOT NULL REFERENCES applications (id),
    decided_by     text        NOT NULL,
    second_officer text        NOT NULL,
    decision       bytea       NOT NULL,
    cause          text        NOT NULL,
    withheld_at    timestamptz NOT NULL
);
CREATE INDEX withheld_application ON withheld (application_id);
CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE ON withheld FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- The promise of the data model, whatever a handler forgets: no rule and no officer grants before the material is in.
-- What the law grants by silence (licensing law, art. 50) waits for nothing.
CREATE FUNCTION refuse_early_grant() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.outcome = 'granted' AND NEW.basis IN ('rule', 'officer')
       AND EXISTS (SELECT FROM cases WHERE id = NEW.case_id AND late = 'awaited') THEN
        RAISE EXCEPTION 'case % awaits late material', NEW.case_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER not_before_late_material BEFORE INSERT ON outcomes FOR EACH ROW EXECUTE FUNCTION refuse_early_grant();

-- A case whose grant waits, waits for the applicant: the supervisors' list says so, whatever it derives the rest from.
CREATE FUNCTION post_late_material() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.waits_for = 'process' AND EXISTS (
        SELECT FROM withheld JOIN cases ON cases.id = withheld.case_id
        WHERE withheld.case_id = NEW.case_id AND cases.late = 'awaited'
    ) THEN
        NEW.waits_for := 'applicant';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER late_material BEFORE INSERT OR UPDATE ON board FOR EACH ROW EXECUTE FUNCTION post_late_material();
CREATE TRIGGER posted AFTER INSERT ON withheld FOR EACH ROW EXECUTE FUNCTION post_changed();

-- migrate:down
DROP TRIGGER late_material ON board;
DROP FUNCTION post_late_material;
DROP TRIGGER not_before_late_material ON outcomes;
DROP FUNCTION refuse_early_grant;
DROP TABLE withheld;
ALTER TABLE cases DROP COLUMN late;
