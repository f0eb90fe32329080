-- migrate:up

-- What makes two applications possibly one (decision 0048), as the catalogue's folder last had it. No part of an item's
-- version.
CREATE TABLE duplicate_rules (
    item_code  text        PRIMARY KEY,
    definition bytea       NOT NULL, -- onetrip.catalog.v1.DuplicateRule
    loaded_at  timestamptz NOT NULL
);

-- By which an application is found by another that may be the same: keyed hashes of what was answered, folded. No foreign
-- key, as for the timeline.
CREATE TABLE duplicate_keys (
    key_hash       bytea NOT NULL CHECK (octet_length(key_hash) = 32),
    application_id text  NOT NULL,
    PRIMARY KEY (key_hash, application_id)
);
CREATE INDEX duplicate_keys_of ON duplicate_keys (application_id);

-- migrate:down

DROP TABLE duplicate_keys;
DROP TABLE duplicate_rules;
