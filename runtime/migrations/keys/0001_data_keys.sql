-- migrate:up
-- The keys that facts about people are sealed with, one for each application, person, organisation and document (decision
-- 0050). They are their own role's, under which no process runs: those that seal may read and make them and nothing else.
-- Key and end are never both there: what was destroyed is remembered, so that nothing is ever sealed for it again.
CREATE TABLE keys.data_keys (
    owner        text        PRIMARY KEY,           -- application/<id>, person/<id>, organisation/<hash>, material/<id>
    wrapped      bytea,                             -- sealed under a master key: runtime/sealing.py
    made_at      timestamptz NOT NULL DEFAULT now(),
    destroyed_at timestamptz,
    CHECK ((wrapped IS NULL) = (destroyed_at IS NOT NULL))
);

CREATE FUNCTION keys.destroyed_for_good() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a data key that was destroyed stays so';
END $$;
CREATE TRIGGER data_keys_destroyed BEFORE UPDATE OR DELETE ON keys.data_keys
    FOR EACH ROW WHEN (OLD.wrapped IS NULL) EXECUTE FUNCTION keys.destroyed_for_good();
CREATE TRIGGER data_keys_kept BEFORE TRUNCATE ON keys.data_keys
    FOR EACH STATEMENT EXECUTE FUNCTION keys.destroyed_for_good();

GRANT USAGE ON SCHEMA keys TO intake, verification, approval, notification, process;
GRANT SELECT, INSERT (owner, wrapped) ON keys.data_keys TO intake, verification, approval, notification, process;

-- migrate:down
REVOKE USAGE ON SCHEMA keys FROM intake, verification, approval, notification, process;
DROP TABLE keys.data_keys;
DROP FUNCTION keys.destroyed_for_good;
