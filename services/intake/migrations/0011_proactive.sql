-- migrate:up

-- For whom proactive runs 免申即享 have opened what: once for each period, however often somebody is found.
CREATE TABLE proactive_openings (
    item_code      text        NOT NULL,
    person_id      text        NOT NULL,
    period         text        NOT NULL, -- '' once, or YYYY, or YYYY-MM
    run_id         text        NOT NULL,
    application_id text        NOT NULL REFERENCES applications,
    opened_at      timestamptz NOT NULL,
    PRIMARY KEY (item_code, person_id, period)
);
CREATE INDEX proactive_openings_of_application ON proactive_openings (application_id);

-- Who does not want what: nothing is opened for them any more. They may apply themselves at any time.
CREATE TABLE proactive_declines (
    person_id   text        NOT NULL,
    item_code   text        NOT NULL,
    declined_by text        NOT NULL, -- the person, or the clerk who was told
    declined_at timestamptz NOT NULL,
    PRIMARY KEY (person_id, item_code)
);

-- migrate:down
DROP TABLE proactive_declines;
DROP TABLE proactive_openings;
