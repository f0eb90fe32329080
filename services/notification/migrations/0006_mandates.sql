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

-- The item or bundle that was applied for: what a mandate covers or not. Of what is here already it is the one that is
-- named as the whole.
ALTER TABLE applications ADD COLUMN item_code text NOT NULL DEFAULT '';
UPDATE applications SET item_code = coalesce(
    (SELECT key FROM jsonb_each(matter -> 'items') WHERE value = matter -> 'name' ORDER BY key LIMIT 1), '');

-- migrate:down
ALTER TABLE applications DROP COLUMN item_code;
DROP TABLE mandates;
