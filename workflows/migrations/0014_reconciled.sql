-- migrate:up

-- What the last `onetrip reconcile --repair` left, by kind: who shows it to Prometheus reads it here (decision 0067).
CREATE TABLE reconciled (
    kind      text        PRIMARY KEY,
    gaps      integer     NOT NULL,
    looked_at timestamptz NOT NULL
);

-- migrate:down
DROP TABLE reconciled;
