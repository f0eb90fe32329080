-- migrate:up

-- A mandate is for one organisation, or for the person's own matters (decision 0062): keyed hash of its code, as intake
-- says it; '' for none. An application's is null where it was filed before this was told.
ALTER TABLE mandates ADD COLUMN organisation text NOT NULL DEFAULT '';
ALTER TABLE applications ADD COLUMN organisation text;

-- migrate:down
ALTER TABLE applications DROP COLUMN organisation;
ALTER TABLE mandates DROP COLUMN organisation;
