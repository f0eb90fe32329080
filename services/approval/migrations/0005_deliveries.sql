-- migrate:up

-- The result's way into the applicant's hands: the ways it was sent, the last one is the one it is on; each is tried once.
ALTER TABLE deliveries
    ADD COLUMN ways            text[]   NOT NULL DEFAULT '{}',
    ADD COLUMN due_on          date,
    ADD COLUMN due_provisional boolean  NOT NULL DEFAULT false,
    ADD COLUMN latest_report   text,
    ADD COLUMN failures        smallint NOT NULL DEFAULT 0,
    ADD COLUMN by_agent        boolean  NOT NULL DEFAULT false,
    DROP CONSTRAINT deliveries_method_check,
    ADD CONSTRAINT deliveries_method_check CHECK (method IN ('electronic', 'courier', 'collection', 'home-visit'));
UPDATE deliveries SET ways = ARRAY[method];

-- What couriers and clerks reported, by their own ids: each counts once, in whatever order it comes.
CREATE TABLE delivery_reports (
    delivery_id text        NOT NULL REFERENCES deliveries (id),
    reported_by text        NOT NULL,
    report_id   text        NOT NULL,
    method      text        NOT NULL,
    report      text        NOT NULL CHECK (report IN ('collected', 'under-way', 'delivered', 'failed', 'returned')),
    happened_at timestamptz NOT NULL,
    reported_at timestamptz NOT NULL,
    PRIMARY KEY (delivery_id, reported_by, report_id)
);

-- migrate:down
DROP TABLE delivery_reports;
DELETE FROM deliveries WHERE method = 'home-visit';
ALTER TABLE deliveries
    DROP COLUMN ways,
    DROP COLUMN due_on,
    DROP COLUMN due_provisional,
    DROP COLUMN latest_report,
    DROP COLUMN failures,
    DROP COLUMN by_agent,
    DROP CONSTRAINT deliveries_method_check,
    ADD CONSTRAINT deliveries_method_check CHECK (method IN ('electronic', 'courier', 'collection'));
