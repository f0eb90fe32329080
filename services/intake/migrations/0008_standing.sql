-- migrate:up

-- One matter is applied for once: while an application is live, and while the result that it ended with stands. What
-- ended before this migration stands no more: it was not kept for that, and there may be several of one matter.
ALTER TABLE applications ADD COLUMN stands boolean NOT NULL DEFAULT true;
UPDATE applications SET stands = false WHERE ended;
DROP INDEX applications_live;
CREATE UNIQUE INDEX applications_live ON applications (applicant_id, item_code, subject_hash) WHERE stands;

-- migrate:down

DROP INDEX applications_live;
CREATE UNIQUE INDEX applications_live ON applications (applicant_id, item_code, subject_hash) WHERE NOT ended;
ALTER TABLE applications DROP COLUMN stands;
