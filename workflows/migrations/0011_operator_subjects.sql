-- migrate:up

-- What an action was about, where its kind does not say it: why an application was ended, what was corrected.
ALTER TABLE operator_actions ADD COLUMN subject text NOT NULL DEFAULT '';

-- migrate:down
ALTER TABLE operator_actions DROP COLUMN subject;
