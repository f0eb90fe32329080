-- migrate:up

-- Who may act for whom, as intake says (代办授权). `item_codes` empty: all.
CREATE TABLE mandates (
    id           text        PRIMARY KEY,
    principal_id text        NOT NULL,
    agent_id     text        NOT NULL,
    item_codes   text[]      NOT NULL,
    expires_at   timestamptz NOT NULL,
    revoked_at   timestamptz
);
CREATE INDEX mandates_of ON mandates (agent_id, principal_id);

-- migrate:down
DROP TABLE mandates;
