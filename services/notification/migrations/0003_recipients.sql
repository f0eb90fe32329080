-- migrate:up

-- Who a notice is for when it is not the applicant: an interested party (licensing law, arts. 36 and 47), by pseudonym.
ALTER TABLE notices ADD COLUMN recipient_id text NOT NULL DEFAULT '';

-- migrate:down
ALTER TABLE notices DROP COLUMN recipient_id;
