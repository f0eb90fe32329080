-- migrate:up

-- A mandate is for one organisation, or for the person's own matters and those of no organisation (decision 0062): keyed
-- hash of the organisation's code, and the code as lists may show it. What was given before named none.
ALTER TABLE mandates ADD COLUMN organisation text NOT NULL DEFAULT '';
ALTER TABLE mandates ADD COLUMN organisation_masked text NOT NULL DEFAULT '';
-- Whether approval and notification were told of it: of what release 0.1.0 took in they were not.
ALTER TABLE mandates ADD COLUMN told boolean NOT NULL DEFAULT false;
CREATE INDEX mandates_untold ON mandates (id) WHERE NOT told;

-- The organisation that applied, as in `mandates`; '' where a person did. Null: filed before this was kept.
ALTER TABLE applications ADD COLUMN organisation text;

-- migrate:down

ALTER TABLE applications DROP COLUMN organisation;
DROP INDEX mandates_untold;
ALTER TABLE mandates DROP COLUMN told;
ALTER TABLE mandates DROP COLUMN organisation_masked;
ALTER TABLE mandates DROP COLUMN organisation;
