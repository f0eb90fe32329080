-- migrate:up

-- Whose follow-up is computed by another calendar than the one in force: found without reading all that are open.
CREATE INDEX follow_ups_by_calendar ON follow_ups (calendar_version, application_id) WHERE closed_at IS NULL;
-- How many a calendar moved is counted when nobody lags behind it.
CREATE INDEX follow_up_steps_of_calendars ON follow_up_steps (step_id) WHERE step_id LIKE 'calendar:%';

-- migrate:down
DROP INDEX follow_up_steps_of_calendars;
DROP INDEX follow_ups_by_calendar;
