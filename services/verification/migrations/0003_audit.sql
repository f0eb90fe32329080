-- migrate:up
-- The access log moves to the schema `audit`, whose role no process has (decision 0042; its migrations come first). What
-- was logged before is chained in its order.
INSERT INTO audit.access_log (id, person_id, reader, role, department, purpose, application_id, fields, read_at)
SELECT id, person_id, reader, role, department, purpose, application_id, fields, read_at FROM access_log
ORDER BY read_at, id
ON CONFLICT (id) DO NOTHING;
DROP TABLE access_log;
CREATE VIEW access_log AS
SELECT id, person_id, reader, role, department, purpose, application_id, fields, read_at FROM audit.access_log;

-- How far each chain had come, and with which hash: kept apart from the log, under another owner, so that who can change
-- one cannot change the other.
CREATE TABLE access_anchors (
    chain       smallint    NOT NULL,
    position    bigint      NOT NULL,
    hash        bytea       NOT NULL,
    anchored_at timestamptz NOT NULL,
    PRIMARY KEY (chain, position)
);
CREATE TRIGGER access_anchors_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON access_anchors
    FOR EACH STATEMENT EXECUTE FUNCTION access_log_is_append_only();

-- migrate:down
DROP TABLE access_anchors;
DROP VIEW access_log;
CREATE TABLE access_log (
    id             text        PRIMARY KEY,
    person_id      text        NOT NULL,
    reader         text        NOT NULL,
    role           text        NOT NULL,
    department     text        NOT NULL,
    purpose        text        NOT NULL,
    application_id text        NOT NULL,
    fields         text[]      NOT NULL,
    read_at        timestamptz NOT NULL
);
CREATE INDEX access_log_person ON access_log (person_id, read_at DESC, id DESC);
CREATE TRIGGER access_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON access_log
    FOR EACH STATEMENT EXECUTE FUNCTION access_log_is_append_only();
INSERT INTO access_log
SELECT id, person_id, reader, role, department, purpose, application_id, fields, read_at FROM audit.access_log;
