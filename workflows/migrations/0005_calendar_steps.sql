-- migrate:up

-- How many applications a calendar moved is counted when nobody lags behind it: found without reading every step.
CREATE INDEX steps_of_calendars ON steps (step_id) WHERE step_id LIKE 'calendar:%';

-- migrate:down
DROP INDEX steps_of_calendars;
