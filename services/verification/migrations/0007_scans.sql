-- migrate:up

-- What pages of registers proactive runs 免申即享 have read: what for and by which law. Whose records were on them is in
-- the access log, under the run.
CREATE TABLE scans (
    run_id       text        NOT NULL,
    page         integer     NOT NULL CHECK (page > 0),
    attempt      integer     NOT NULL CHECK (attempt > 0),
    register     text        NOT NULL,
    item_code    text        NOT NULL,
    item_version integer     NOT NULL,
    purpose      text        NOT NULL,
    legal_basis  text        NOT NULL,
    scanned      integer     NOT NULL,
    entitled     integer     NOT NULL,
    unclear      integer     NOT NULL,
    outcome      smallint    NOT NULL, -- onetrip.verification.v1.ScanOutcome
    scanned_at   timestamptz NOT NULL,
    PRIMARY KEY (run_id, page, attempt)
);

-- migrate:down
DROP TABLE scans;
