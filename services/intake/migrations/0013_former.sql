-- migrate:up

-- Files of cases that another system decided (历史办件), as they were taken in: which, how many lines, by whom, when. Each
-- case names its file in its timeline (decision 0071).
CREATE TABLE former_files (
    id          text        PRIMARY KEY,
    name        text        NOT NULL,
    sha256      text        NOT NULL,
    lines       bigint      NOT NULL CHECK (lines >= 0),
    taken_in_by text        NOT NULL,
    taken_in_at timestamptz NOT NULL
);
CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE ON former_files FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- migrate:down
DROP TABLE former_files;
