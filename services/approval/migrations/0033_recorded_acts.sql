-- migrate:up

-- What a clerk wrote down for somebody who came to a counter, called or wrote (decision 0074): both identities are kept.
-- `about` is the view, case, visit or decision. A letter counts from the day it came in.
CREATE TABLE recorded_acts (
    id             text PRIMARY KEY,
    application_id text        NOT NULL REFERENCES applications (id),
    act            text        NOT NULL,
    about          text        NOT NULL,
    person_id      text        NOT NULL,
    clerk_id       text        NOT NULL CHECK (clerk_id <> person_id),
    channel        text        NOT NULL CHECK (channel IN ('counter', 'phone', 'post')),
    received_on    date        CHECK ((received_on IS NOT NULL) = (channel = 'post')),
    recorded_at    timestamptz NOT NULL
);
CREATE INDEX recorded_acts_application ON recorded_acts (application_id, recorded_at);
CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE ON recorded_acts FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- The day on which the right was told: no letter answers it before. Unknown for what was told before this release.
ALTER TABLE hearing_rights ADD COLUMN told_on date;

-- migrate:down
ALTER TABLE hearing_rights DROP COLUMN told_on;
DROP TABLE recorded_acts;
