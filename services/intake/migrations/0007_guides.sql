-- migrate:up

-- The questions of the guides (办事指南), as the catalogue's folder last had them. No part of an item's version.
CREATE TABLE guides (
    item_code  text        PRIMARY KEY,
    definition bytea       NOT NULL, -- onetrip.catalog.v1.Guide
    loaded_at  timestamptz NOT NULL
);

-- migrate:down

DROP TABLE guides;
