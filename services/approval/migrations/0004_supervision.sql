-- migrate:up

-- Records that are only ever added to.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is only added to', TG_TABLE_NAME; END $$;

-- Officers as their tokens last named them: tasks are passed on inside one department only.
CREATE TABLE officers (
    id         text PRIMARY KEY,
    department text        NOT NULL,
    seen_at    timestamptz NOT NULL
);

-- Who is away, and who may take what they hold. Over when its last day is.
CREATE TABLE absences (
    officer    text PRIMARY KEY REFERENCES officers (id),
    from_on    date        NOT NULL,
    until_on   date        NOT NULL,
    substitute text        NOT NULL REFERENCES officers (id),
    set_by     text        NOT NULL,
    set_at     timestamptz NOT NULL,
    CHECK (from_on <= until_on),
    CHECK (substitute <> officer)
);

-- Tasks that changed hands. `reason` is a sealed DecisionText, empty where a substitute stepped in.
CREATE TABLE reassignments (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    application_id text        NOT NULL REFERENCES applications (id),
    task_id        text        NOT NULL REFERENCES tasks (id),
    from_officer   text        NOT NULL,
    to_officer     text        NOT NULL,
    reassigned_by  text        NOT NULL,
    reason         bytea       NOT NULL,
    reassigned_at  timestamptz NOT NULL
);
CREATE INDEX reassignments_application ON reassignments (application_id, id);
CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE ON reassignments FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- What officers tried and a rule of the domain refused. Nothing of the matter itself.
CREATE TABLE attempts (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    application_id text        NOT NULL,
    object_id      text        NOT NULL,
    officer        text        NOT NULL,
    department     text        NOT NULL,
    action         text        NOT NULL,
    reason         text        NOT NULL,
    attempted_at   timestamptz NOT NULL
);
CREATE INDEX attempts_application ON attempts (application_id, id);
CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE ON attempts FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- The lights the process told of: of a case (no stage) and of each step. 3 is red, as in the contract.
CREATE TABLE lights (
    case_id         text        NOT NULL,
    stage           text        NOT NULL,
    application_id  text        NOT NULL,
    light           smallint    NOT NULL CHECK (light BETWEEN 1 AND 3),
    due_on          date,
    due_provisional boolean     NOT NULL,
    changed_at      timestamptz NOT NULL,
    PRIMARY KEY (case_id, stage)
);
CREATE INDEX lights_application ON lights (application_id);

-- Lights passed on: yellow to the handler, red to the supervisor. The key makes it once for each light.
CREATE TABLE escalations (
    application_id  text        NOT NULL,
    case_id         text        NOT NULL,
    stage           text        NOT NULL,
    light           smallint    NOT NULL CHECK (light IN (2, 3)),
    due_on          date,
    due_provisional boolean     NOT NULL,
    escalated_at    timestamptz NOT NULL,
    PRIMARY KEY (case_id, stage, light)
);
CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE ON escalations FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- What was said about a decision after it was made; the decision's own row never changes. `content` is a sealed
-- DecisionAmendment. A certificate is void when its case's decision has a revocation here.
CREATE TABLE amendments (
    decision_id    text        NOT NULL REFERENCES outcomes (decision_id),
    number         smallint    NOT NULL CHECK (number > 0),
    application_id text        NOT NULL REFERENCES applications (id),
    kind           text        NOT NULL CHECK (kind IN ('correction', 'revocation')),
    content        bytea       NOT NULL,
    amended_by     text        NOT NULL,
    amended_at     timestamptz NOT NULL,
    PRIMARY KEY (decision_id, number)
);
CREATE UNIQUE INDEX amendments_revoked_once ON amendments (decision_id) WHERE kind = 'revocation';
CREATE INDEX amendments_application ON amendments (application_id);
CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE ON amendments FOR EACH ROW EXECUTE FUNCTION refuse_change();
-- The public register of grants (licensing law, art. 40), the latest first.
CREATE INDEX outcomes_granted ON outcomes (decided_at DESC, decision_id DESC) WHERE outcome = 'granted';

-- The supervisors' list: a row for each case that people work on and each department it concerns. Derived from cases,
-- tasks, outcomes, supplements and lights by the triggers below, so that no handler can forget it.
CREATE TABLE board (
    case_id        text     NOT NULL REFERENCES cases (id),
    department     text     NOT NULL,
    application_id text     NOT NULL REFERENCES applications (id),
    item_code      text     NOT NULL,
    state          text     NOT NULL CHECK (state IN ('open', 'granted', 'refused', 'ended')),
    waits_for      text     NOT NULL CHECK (waits_for IN ('claim', 'officer', 'other-department', 'applicant',
                                                          'procedure', 'process', 'nothing')),
    -- 0 red, 1 yellow, 2 green.
    urgency        smallint NOT NULL CHECK (urgency BETWEEN 0 AND 2),
    due_on         date     NOT NULL,
    due_provisional boolean NOT NULL,
    PRIMARY KEY (case_id, department)
);
CREATE INDEX board_application ON board (application_id);
-- A page is read from one of these three, once for each thing waited for, whatever else is in the table. Each is found by
-- one text, so that no other index can seem to serve the same question and be read through for want of better.
CREATE INDEX board_of_all ON board ((state || '/' || waits_for), urgency, due_on, case_id, department);
CREATE INDEX board_of_department ON board ((department || '/' || state || '/' || waits_for), urgency, due_on, case_id,
                                           department);
CREATE INDEX board_of_item ON board ((item_code || '/' || state || '/' || waits_for), urgency, due_on, case_id,
                                     department);

-- A result that is late in its applicant's hands has the light of the stage '@delivery'.
CREATE FUNCTION post_on_board(the_application text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    -- What a rule decides at once never comes to people, so it is never posted.
    IF NOT EXISTS (SELECT FROM tasks WHERE application_id = the_application)
       AND NOT EXISTS (SELECT FROM supplements WHERE application_id = the_application)
       AND NOT EXISTS (SELECT FROM lights WHERE application_id = the_application) THEN
        RETURN;
    END IF;
    WITH open_tasks AS (
        SELECT case_id, stage, department, state, due_on, due_provisional FROM tasks
        WHERE application_id = the_application AND state IN ('open', 'claimed')
    ), concerned AS (
        SELECT id, item_code, department FROM cases WHERE application_id = the_application
        UNION
        SELECT cases.id, cases.item_code, open_tasks.department
        FROM cases JOIN open_tasks ON open_tasks.case_id IN ('', cases.id)
        WHERE cases.application_id = the_application
    ), posted AS (
        SELECT concerned.id, concerned.department, concerned.item_code,
               coalesce(outcomes.outcome, 'open') AS state,
               CASE WHEN outcomes.case_id IS NOT NULL THEN 'nothing'
                    WHEN cases.paused THEN 'procedure'
                    WHEN work.claimable THEN 'claim'
                    WHEN work.held THEN 'officer'
                    WHEN work.elsewhere THEN 'other-department'
                    WHEN applications.accepted_on IS NULL
                         AND EXISTS (SELECT FROM supplements WHERE application_id = the_application) THEN 'applicant'
                    ELSE 'process' END AS waits_for,
               3 - coalesce((
                   SELECT max(light) FROM lights
                   WHERE lights.case_id = concerned.id
                     AND (lights.stage IN ('', '@delivery') OR EXISTS (SELECT FROM open_tasks AS own
                          WHERE own.case_id = concerned.id AND own.stage = lights.stage
                            AND own.department = concerned.department))
               ), 1) AS urgency,
               coalesce(nearest.due_on, 'infinity') AS due_on,
               coalesce(nearest.provisional, false) AS due_provisional
        FROM concerned
        JOIN cases ON cases.id = concerned.id
        JOIN applications ON applications.id = the_application
        LEFT JOIN outcomes ON outcomes.case_id = concerned.id
        LEFT JOIN lights AS whole ON whole.case_id = concerned.id AND whole.stage = ''
        CROSS JOIN LATERAL (
            SELECT bool_or(department = concerned.department AND state = 'open') AS claimable,
                   bool_or(department = concerned.department AND state = 'claimed') AS held,
                   bool_or(department <> concerned.department) AS elsewhere
            FROM open_tasks WHERE case_id IN ('', concerned.id)
        ) AS work
        LEFT JOIN LATERAL (
            SELECT due_on, due_provisional AS provisional FROM open_tasks
            WHERE case_id IN ('', concerned.id) AND department = concerned.department AND due_on IS NOT NULL
            UNION ALL SELECT cases.due_on, cases.due_provisional WHERE cases.due_on IS NOT NULL
            UNION ALL SELECT whole.due_on, whole.due_provisional WHERE cases.due_on IS NULL AND whole.due_on IS NOT NULL
            ORDER BY 1, 2 LIMIT 1
        ) AS nearest ON true
    ), gone AS (
        DELETE FROM board WHERE application_id = the_application
            AND NOT EXISTS (SELECT FROM concerned
                            WHERE concerned.id = board.case_id AND concerned.department = board.department)
    )
    INSERT INTO board AS known (case_id, department, application_id, item_code, state, waits_for, urgency, due_on,
                                due_provisional)
    SELECT id, department, the_application, item_code, state, waits_for, urgency, due_on, due_provisional FROM posted
    ON CONFLICT (case_id, department) DO UPDATE
        SET state = excluded.state, waits_for = excluded.waits_for, urgency = excluded.urgency,
            due_on = excluded.due_on, due_provisional = excluded.due_provisional
        WHERE (known.state, known.waits_for, known.urgency, known.due_on, known.due_provisional) IS DISTINCT FROM
              (excluded.state, excluded.waits_for, excluded.urgency, excluded.due_on, excluded.due_provisional);
END $$;

CREATE FUNCTION post_changed() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN PERFORM post_on_board(NEW.application_id); RETURN NULL; END $$;

CREATE TRIGGER posted AFTER INSERT OR UPDATE OF state, claimed_by, due_on ON tasks
    FOR EACH ROW EXECUTE FUNCTION post_changed();
CREATE TRIGGER posted AFTER UPDATE OF paused ON cases FOR EACH ROW EXECUTE FUNCTION post_changed();
CREATE TRIGGER posted AFTER INSERT ON outcomes FOR EACH ROW EXECUTE FUNCTION post_changed();
CREATE TRIGGER posted AFTER INSERT ON supplements FOR EACH ROW EXECUTE FUNCTION post_changed();
CREATE TRIGGER posted AFTER INSERT OR UPDATE ON lights FOR EACH ROW EXECUTE FUNCTION post_changed();

-- migrate:down
DROP TRIGGER posted ON tasks;
DROP TRIGGER posted ON cases;
DROP TRIGGER posted ON outcomes;
DROP TRIGGER posted ON supplements;
DROP INDEX outcomes_granted;
DROP TABLE amendments, board, escalations, lights, attempts, reassignments, absences, officers;
DROP FUNCTION post_on_board, post_changed, refuse_change;
