-- migrate:up

-- What a document is about beside the applicant, by form field, as keyed hashes (decision 0063); null: given before this
-- was kept.
ALTER TABLE materials ADD COLUMN subject jsonb;

-- migrate:down
ALTER TABLE materials DROP COLUMN subject;
