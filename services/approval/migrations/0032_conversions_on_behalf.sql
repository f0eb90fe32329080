-- migrate:up

-- For whom a clerk wrote a choice down, at the counter or on the phone: both identities are kept. Empty: nobody's clerk did.
ALTER TABLE conversions ADD COLUMN on_behalf_of text NOT NULL DEFAULT '';

-- migrate:down
ALTER TABLE conversions DROP COLUMN on_behalf_of;
