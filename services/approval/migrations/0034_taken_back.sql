-- migrate:up

-- What approval had said and, since its database was set back to an earlier moment, has forgotten, by what the message says
-- (decision 0067): done as it was when the command that it answered is heard again. The messages are in the outbox again.
CREATE TABLE taken_back (
    message_id     text PRIMARY KEY,
    application_id text NOT NULL
);
CREATE INDEX taken_back_application ON taken_back (application_id);

-- migrate:down
DROP TABLE taken_back;
