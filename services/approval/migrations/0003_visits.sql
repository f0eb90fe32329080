-- migrate:up

-- When and where a presence is, once a department has said so. `place` is a sealed DecisionText: it may be an address.
ALTER TABLE visits
    ADD COLUMN visit_time timestamptz,
    ADD COLUMN place      bytea,
    ADD CHECK ((visit_time IS NULL) = (place IS NULL)),
    DROP CONSTRAINT visits_kind_check,
    ADD CONSTRAINT visits_kind_check CHECK (kind IN ('filing', 'inspection', 'collection', 'appearance'));

-- Presences that officers asked for, each by one step of a case. `number` is the visit of the ledger it is at: several
-- steps in one presence are one visit. Without a number the ledger refused it, and it waits to be converted.
CREATE TABLE visit_requests (
    id             text PRIMARY KEY,
    application_id text        NOT NULL REFERENCES applications (id),
    task_id        text        NOT NULL REFERENCES tasks (id),
    case_id        text        NOT NULL,
    department     text        NOT NULL,
    kind           text        NOT NULL CHECK (kind IN ('inspection', 'appearance')),
    stage          text        NOT NULL,
    number         smallint,
    joined         boolean     NOT NULL DEFAULT false,
    appointments   integer     NOT NULL DEFAULT 0 CHECK (appointments >= 0),
    refusals       integer     NOT NULL DEFAULT 0 CHECK (refusals >= 0),
    requested_by   text        NOT NULL,
    requested_at   timestamptz NOT NULL,
    FOREIGN KEY (application_id, number) REFERENCES visits (application_id, number),
    CHECK ((number IS NULL) = (appointments = 0)),
    CHECK ((number IS NULL) = (refusals > 0))
);
CREATE INDEX visit_requests_application ON visit_requests (application_id, requested_at);
-- What was refused is refused again under the same id, not asked for anew.
CREATE UNIQUE INDEX visit_requests_refused_once ON visit_requests (application_id, kind, stage) WHERE number IS NULL;

-- What replaces a visit: chosen at opening by the plan, later by a person.
ALTER TABLE conversions
    ADD COLUMN visit_id  text REFERENCES visit_requests (id),
    ADD COLUMN chosen_by text NOT NULL DEFAULT '',
    DROP CONSTRAINT conversions_kind_check,
    ADD CONSTRAINT conversions_kind_check CHECK (kind IN ('inspection', 'collection', 'appearance')),
    DROP CONSTRAINT conversions_replaced_by_check,
    ADD CONSTRAINT conversions_replaced_by_check CHECK (replaced_by IN ('electronic', 'courier', 'chosen-time', 'lookup',
        'courier-both-ways', 'video', 'home-visit', 'agent'));
CREATE UNIQUE INDEX conversions_visit ON conversions (visit_id);

-- migrate:down
DELETE FROM conversions WHERE visit_id IS NOT NULL;
ALTER TABLE conversions
    DROP COLUMN visit_id,
    DROP COLUMN chosen_by,
    DROP CONSTRAINT conversions_kind_check,
    ADD CONSTRAINT conversions_kind_check CHECK (kind IN ('inspection', 'collection')),
    DROP CONSTRAINT conversions_replaced_by_check,
    ADD CONSTRAINT conversions_replaced_by_check CHECK (replaced_by IN ('electronic', 'courier', 'chosen-time'));
DROP TABLE visit_requests;
DELETE FROM visits WHERE kind = 'appearance';
ALTER TABLE visits
    DROP COLUMN visit_time,
    DROP COLUMN place,
    DROP CONSTRAINT visits_kind_check,
    ADD CONSTRAINT visits_kind_check CHECK (kind IN ('filing', 'inspection', 'collection'));
