-- migrate:up

-- Which check is computed by another calendar than the one in force: found without reading all that are open.
CREATE INDEX commitment_checks_by_calendar ON commitment_checks (calendar_version, case_id) WHERE closed_at IS NULL;
-- How many a calendar moved is counted when nobody lags behind it.
CREATE INDEX commitment_check_steps_of_calendars ON commitment_check_steps (step_id) WHERE step_id LIKE 'calendar:%';

-- migrate:down
DROP INDEX commitment_check_steps_of_calendars;
DROP INDEX commitment_checks_by_calendar;
