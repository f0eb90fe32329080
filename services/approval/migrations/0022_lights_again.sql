-- migrate:up

-- A colour can be shown again, after its limit began anew or a light that was wrong was taken back: it is passed on once for
-- each of these turns.
ALTER TABLE escalations ADD COLUMN turn integer NOT NULL DEFAULT 0 CHECK (turn >= 0);
ALTER TABLE escalations DROP CONSTRAINT escalations_pkey, ADD PRIMARY KEY (case_id, stage, light, extended, turn);

-- The days to answer have a light too, under the stage '@acceptance': that of the window's task while it is open. A
-- supplement notice ends the days that it was of; it goes out with them.
CREATE OR REPLACE FUNCTION post_on_board(the_application text) RETURNS void LANGUAGE plpgsql AS $$
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
                            AND own.department = concerned.department)
                          OR (lights.stage = '@acceptance' AND EXISTS (SELECT FROM open_tasks AS own
                          WHERE own.case_id = '' AND own.department = concerned.department)
                          AND NOT EXISTS (SELECT FROM supplements WHERE supplements.application_id = the_application
                            AND asked_at > lights.changed_at)))
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

-- migrate:down
CREATE OR REPLACE FUNCTION post_on_board(the_application text) RETURNS void LANGUAGE plpgsql AS $$
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
DROP TRIGGER only_added_to ON escalations;
DELETE FROM escalations WHERE turn > 0;
ALTER TABLE escalations DROP CONSTRAINT escalations_pkey, ADD PRIMARY KEY (case_id, stage, light, extended);
ALTER TABLE escalations DROP COLUMN turn;
CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE ON escalations FOR EACH ROW EXECUTE FUNCTION refuse_change();
