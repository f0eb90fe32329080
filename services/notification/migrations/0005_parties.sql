-- migrate:up

-- How interested parties are reached is known for each of them; `person_id` is empty for the applicant.
ALTER TABLE contacts ADD COLUMN person_id text NOT NULL DEFAULT '';
ALTER TABLE contacts DROP CONSTRAINT contacts_pkey, ADD PRIMARY KEY (application_id, person_id, source);

-- What is announced publicly because nothing reached whom a notice is for. Nothing of them, or of the applicant.
CREATE TABLE announcements (
    notice_id    text        PRIMARY KEY REFERENCES notices,
    published_at timestamptz NOT NULL,
    until_on     date        NOT NULL
);
CREATE INDEX announcements_newest ON announcements (published_at DESC, notice_id DESC);

-- migrate:down

DROP TABLE announcements;
DELETE FROM contacts WHERE person_id <> '';
ALTER TABLE contacts DROP CONSTRAINT contacts_pkey, ADD PRIMARY KEY (application_id, source), DROP COLUMN person_id;
