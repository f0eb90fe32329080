-- migrate:up

-- Proactive runs 免申即享: how far each has come. Enough to go on when it is stopped, or if Temporal's database is lost;
-- the last person read is a pseudonym, and nobody else is in it.
CREATE TABLE proactive_runs (
    run_id     text        PRIMARY KEY,
    item_code  text        NOT NULL,
    dry_run    boolean     NOT NULL,
    started_by text        NOT NULL,
    start      bytea       NOT NULL, -- onetrip.process.v1.StartProactiveRun
    progress   bytea       NOT NULL, -- onetrip.process.v1.ProactiveProgress
    state      smallint    NOT NULL, -- onetrip.process.v1.ProactiveState
    begun_at   timestamptz NOT NULL, -- by the process's clock, as all times here
    changed_at timestamptz NOT NULL,
    ended_at   timestamptz
);
-- One at a time of an item: two would read the same people twice.
CREATE UNIQUE INDEX proactive_runs_live ON proactive_runs (item_code) WHERE ended_at IS NULL;

-- migrate:down
DROP TABLE proactive_runs;
