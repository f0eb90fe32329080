-- migrate:up

-- A light that an extension took back and that turns again is passed on again: once before the extension, once after.
ALTER TABLE escalations ADD COLUMN extended boolean NOT NULL DEFAULT false;
ALTER TABLE escalations DROP CONSTRAINT escalations_pkey, ADD PRIMARY KEY (case_id, stage, light, extended);

-- Every officer who ever held a task, also one who gave it back or whom it was taken from: who handled a case does not
-- extend its limit (licensing law, art. 42). Written by the trigger below, so that no handler can forget it.
CREATE TABLE task_holders (
    task_id text        NOT NULL REFERENCES tasks (id),
    officer text        NOT NULL,
    held_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (task_id, officer)
);
INSERT INTO task_holders (task_id, officer)
SELECT DISTINCT id, officer FROM tasks, unnest(ARRAY[claimed_by, decided_by]) AS officer WHERE officer <> ''
UNION
SELECT task_id, from_officer FROM reassignments WHERE from_officer <> '';
CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE ON task_holders FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE FUNCTION note_holder() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO task_holders (task_id, officer) VALUES (NEW.id, NEW.claimed_by) ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER held AFTER INSERT OR UPDATE OF claimed_by ON tasks
    FOR EACH ROW WHEN (NEW.claimed_by <> '') EXECUTE FUNCTION note_holder();

-- What supervisors said of who is away, every word of it; `absences` is the last of them. Without dates: the officer is
-- there.
CREATE TABLE absence_changes (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    officer    text        NOT NULL REFERENCES officers (id),
    from_on    date,
    until_on   date,
    substitute text        REFERENCES officers (id),
    set_by     text        NOT NULL,
    set_at     timestamptz NOT NULL,
    CHECK (num_nulls(from_on, until_on, substitute) IN (0, 3))
);
INSERT INTO absence_changes (officer, from_on, until_on, substitute, set_by, set_at)
SELECT officer, from_on, until_on, substitute, set_by, set_at FROM absences ORDER BY set_at;
CREATE INDEX absence_changes_officer ON absence_changes (officer, id);
CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE ON absence_changes FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Grants of an item that a law keeps out of the public register (licensing law, arts. 5 and 40).
ALTER TABLE cases ADD COLUMN published boolean NOT NULL DEFAULT true;

-- An appointment that the applicant called off: the request stays on record, the ledger is free again.
ALTER TABLE visit_requests
    ADD COLUMN cancelled_by text NOT NULL DEFAULT '',
    ADD COLUMN cancelled_at timestamptz,
    DROP CONSTRAINT visit_requests_check,
    DROP CONSTRAINT visit_requests_check1,
    ADD CONSTRAINT visit_requests_booked_check CHECK ((number IS NOT NULL) = (appointments > 0 AND cancelled_at IS NULL)),
    ADD CONSTRAINT visit_requests_refused_check CHECK ((appointments = 0) = (refusals > 0)),
    ADD CONSTRAINT visit_requests_cancelled_check CHECK (cancelled_at IS NULL OR appointments > 0);
DROP INDEX visit_requests_refused_once;
CREATE UNIQUE INDEX visit_requests_refused_once ON visit_requests (application_id, kind, stage)
    WHERE number IS NULL AND cancelled_at IS NULL;

-- migrate:down
DELETE FROM visit_requests WHERE cancelled_at IS NOT NULL;
DROP INDEX visit_requests_refused_once;
ALTER TABLE visit_requests
    DROP CONSTRAINT visit_requests_cancelled_check,
    DROP CONSTRAINT visit_requests_refused_check,
    DROP CONSTRAINT visit_requests_booked_check,
    DROP COLUMN cancelled_by,
    DROP COLUMN cancelled_at,
    ADD CONSTRAINT visit_requests_check CHECK ((number IS NULL) = (appointments = 0)),
    ADD CONSTRAINT visit_requests_check1 CHECK ((number IS NULL) = (refusals > 0));
CREATE UNIQUE INDEX visit_requests_refused_once ON visit_requests (application_id, kind, stage) WHERE number IS NULL;
ALTER TABLE cases DROP COLUMN published;
DROP TABLE absence_changes;
DROP TRIGGER held ON tasks;
DROP FUNCTION note_holder;
DROP TABLE task_holders;
DROP TRIGGER only_added_to ON escalations;
DELETE FROM escalations WHERE extended;
ALTER TABLE escalations DROP CONSTRAINT escalations_pkey, ADD PRIMARY KEY (case_id, stage, light);
ALTER TABLE escalations DROP COLUMN extended;
CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE ON escalations FOR EACH ROW EXECUTE FUNCTION refuse_change();
