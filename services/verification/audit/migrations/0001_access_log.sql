-- migrate:up
-- The access log (decision 0042). It is its own role's, under which no process runs: verification, which writes it, may
-- append and read and nothing else, and cannot change that.

-- Which bytes of a row are hashed: every field, each with its length in front, so that none can run into the next.
CREATE FUNCTION audit.packed(VARIADIC fields text[]) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
    SELECT convert_to(string_agg(octet_length(field) || ':' || field, ',' ORDER BY place), 'UTF8')
    FROM unnest(fields) WITH ORDINALITY AS packed (field, place)
$$;

-- Who read whose data, and why.
CREATE TABLE audit.access_log (
    id             text        PRIMARY KEY,
    person_id      text        NOT NULL,
    reader         text        NOT NULL,
    role           text        NOT NULL,
    department     text        NOT NULL,
    purpose        text        NOT NULL,
    application_id text        NOT NULL,
    fields         text[]      NOT NULL,
    read_at        timestamptz NOT NULL,
    -- Its place in one of the chains, the hash of the row before it (32 zeros before the first), and its own.
    chain          smallint    NOT NULL,
    position       bigint      NOT NULL CHECK (position > 0),
    previous       bytea       NOT NULL CHECK (octet_length(previous) = 32),
    hash           bytea       NOT NULL CHECK (octet_length(hash) = 32),
    UNIQUE (chain, position)
);
CREATE INDEX access_log_person ON audit.access_log (person_id, read_at DESC, id DESC);

-- A transaction takes whichever of the 16 chains is free and keeps it until it ends, so that writers do not wait for
-- each other; when all are taken, it waits for one. Each statement here sees what was committed before it.
CREATE FUNCTION audit.chain_access() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    space constant integer := TG_RELID::integer;
    first constant integer := pg_backend_pid() % 16;
BEGIN
    NEW.chain := NULL;
    FOR step IN 0..15 LOOP
        IF pg_try_advisory_xact_lock(space, (first + step) % 16) THEN
            NEW.chain := (first + step) % 16;
            EXIT;
        END IF;
    END LOOP;
    IF NEW.chain IS NULL THEN
        PERFORM pg_advisory_xact_lock(space, first);
        NEW.chain := first;
    END IF;
    SELECT position + 1, hash INTO NEW.position, NEW.previous
    FROM audit.access_log WHERE chain = NEW.chain ORDER BY position DESC LIMIT 1;
    NEW.position := coalesce(NEW.position, 1);
    NEW.previous := coalesce(NEW.previous, decode(repeat('00', 32), 'hex'));
    NEW.hash := sha256(NEW.previous || audit.packed(VARIADIC ARRAY[
        '1', NEW.chain::text, NEW.position::text, NEW.id, NEW.person_id, NEW.reader, NEW.role, NEW.department, NEW.purpose,
        NEW.application_id, (extract(epoch FROM NEW.read_at) * 1000000)::bigint::text
    ] || NEW.fields));
    RETURN NEW;
END $$;
CREATE TRIGGER access_log_chained BEFORE INSERT ON audit.access_log
    FOR EACH ROW EXECUTE FUNCTION audit.chain_access();

-- For the owner too, so that nobody changes it by mistake.
CREATE FUNCTION audit.access_log_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the access log is only appended to';
END $$;
CREATE TRIGGER access_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.access_log
    FOR EACH STATEMENT EXECUTE FUNCTION audit.access_log_is_append_only();

GRANT USAGE ON SCHEMA audit TO verification;
GRANT SELECT, INSERT ON audit.access_log TO verification;

-- migrate:down
REVOKE USAGE ON SCHEMA audit FROM verification;
DROP TABLE audit.access_log;
DROP FUNCTION audit.chain_access, audit.access_log_is_append_only, audit.packed;
