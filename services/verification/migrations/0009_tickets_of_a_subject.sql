-- migrate:up

-- How often a ticket about the same was opened before makes its id (decision 0067), whether it was answered or not.
CREATE INDEX tickets_of_subject ON tickets (subject, kind);

-- migrate:down
DROP INDEX tickets_of_subject;
