-- migrate:up

-- Applicants and interested parties are refused things too: that is on record, and not in the supervisors' list.
ALTER TABLE attempts ADD COLUMN by_staff boolean NOT NULL DEFAULT true;

-- migrate:down

ALTER TABLE attempts DROP COLUMN by_staff;
