-- migrate:up

-- What an open application's workflow was told, beside what its last step's journal has of it: a workflow that Temporal
-- loses between two steps is rebuilt with it. Personal values are sealed; it goes when the application is over.
CREATE TABLE heard (
    application_id text  NOT NULL,
    event_id       text  NOT NULL,
    event          bytea NOT NULL, -- onetrip.process.v1.Event
    PRIMARY KEY (application_id, event_id)
);

-- migrate:down
DROP TABLE heard;
