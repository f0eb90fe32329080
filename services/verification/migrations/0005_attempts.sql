-- migrate:up

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is only added to', TG_TABLE_NAME; END $$;

-- What somebody tried and a rule of the domain refused, by pseudonyms (runtime/refusals.py). Nothing of the matter itself.
CREATE TABLE attempts (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    object_id    text        NOT NULL, -- the application, or whatever else the call named; empty: nothing
    caller       text        NOT NULL,
    department   text        NOT NULL,
    action       text        NOT NULL,
    reason       text        NOT NULL,
    attempted_at timestamptz NOT NULL
);
CREATE INDEX attempts_object ON attempts (object_id, id);
CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE ON attempts FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- migrate:down

DROP TABLE attempts;
DROP FUNCTION refuse_change();
