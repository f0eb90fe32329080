-- migrate:up

-- The account of the social security card 社会保障卡, into which benefits are paid; null: it has none.
ALTER TABLE social_insurance ADD COLUMN card_account text;

-- Pages of the population go by its ids, byte by byte whatever the database's collation (decision record 0049).
CREATE INDEX population_pages ON population (person_id COLLATE "C");

-- migrate:down

DROP INDEX population_pages;
ALTER TABLE social_insurance DROP COLUMN card_account;
