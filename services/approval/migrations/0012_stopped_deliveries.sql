-- migrate:up

-- A result whose decision was revoked on the way is handed over no more: in hand or stopped, never both.
ALTER TABLE deliveries
    ADD COLUMN stopped_at timestamptz,
    ADD CONSTRAINT in_hand_or_stopped CHECK (delivered_at IS NULL OR stopped_at IS NULL);
DROP INDEX deliveries_under_way;
CREATE INDEX deliveries_under_way ON deliveries (created_at, id) WHERE delivered_at IS NULL AND stopped_at IS NULL;

-- migrate:down
DROP INDEX deliveries_under_way;
CREATE INDEX deliveries_under_way ON deliveries (created_at, id) WHERE delivered_at IS NULL;
ALTER TABLE deliveries DROP CONSTRAINT in_hand_or_stopped, DROP COLUMN stopped_at;
