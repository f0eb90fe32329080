-- migrate:up

-- The registers connected, as the catalogue's folder last had them: what supplies a document is derived from them.
CREATE TABLE connected_registers (
    code       text        PRIMARY KEY,
    definition bytea       NOT NULL, -- onetrip.catalog.v1.Register
    loaded_at  timestamptz NOT NULL
);

-- migrate:down

DROP TABLE connected_registers;
