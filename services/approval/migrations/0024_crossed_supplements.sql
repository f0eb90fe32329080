-- migrate:up

-- When a notice was found to have crossed acceptance by silence: it went out to nobody and is not the one notice.
ALTER TABLE supplements ADD COLUMN crossed_at timestamptz;

-- migrate:down
ALTER TABLE supplements DROP COLUMN crossed_at;
