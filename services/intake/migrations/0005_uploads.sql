-- migrate:up

-- Objects that are being written: noted first, so that bytes left behind by a crash are found and deleted.
CREATE TABLE incoming_uploads (
    object_name text        PRIMARY KEY,
    started_at  timestamptz NOT NULL
);
CREATE INDEX incoming_uploads_lost ON incoming_uploads (started_at);

-- intake.v1.ScanState; 0: from before there was a scan.
ALTER TABLE materials ADD scan_state smallint NOT NULL DEFAULT 0 CHECK (scan_state BETWEEN 0 AND 2);

-- migrate:down
ALTER TABLE materials DROP COLUMN scan_state;
DROP TABLE incoming_uploads;
