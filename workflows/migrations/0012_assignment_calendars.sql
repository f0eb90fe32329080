-- migrate:up

-- What a new calendar did to an assignment, as with the others: how many dates moved.
ALTER TABLE assignment_steps ADD COLUMN detail text NOT NULL DEFAULT '';
-- Which assignment is computed by another calendar than the one in force: found without reading all that are open.
CREATE INDEX assignments_by_calendar ON assignments (calendar_version, id) WHERE closed_at IS NULL;
-- How many a calendar moved is counted when nobody lags behind it.
CREATE INDEX assignment_steps_of_calendars ON assignment_steps (step_id) WHERE step_id LIKE 'calendar:%';

-- migrate:down
DROP INDEX assignment_steps_of_calendars;
DROP INDEX assignments_by_calendar;
ALTER TABLE assignment_steps DROP COLUMN detail;
