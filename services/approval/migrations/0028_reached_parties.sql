-- migrate:up

-- The days of an interested party to ask for a hearing count from when the notice reaches it (decision 0056): until then
-- the right is known and has no last day.
ALTER TABLE hearing_rights ALTER COLUMN request_by DROP NOT NULL;

-- migrate:down
UPDATE hearing_rights SET request_by = 'infinity' WHERE request_by IS NULL;
ALTER TABLE hearing_rights ALTER COLUMN request_by SET NOT NULL;
