-- migrate:up

-- The working calendars that were ever in force. Applications name the one their dates were computed by.
CREATE TABLE calendars (
    version   text        PRIMARY KEY,
    content   bytea       NOT NULL, -- onetrip.process.v1.Calendar
    loaded_at timestamptz NOT NULL DEFAULT now()
);

-- What orchestration has established of each application: enough to rebuild its workflow if Temporal's
-- database is lost. An application that only events have been heard of has an empty `item_code` and waits for its
-- submission. `submitted` and `journal` hold personal values only sealed; both go when it is over.
CREATE TABLE applications (
    application_id   text        PRIMARY KEY,
    item_code        text        NOT NULL,
    state            smallint    NOT NULL, -- onetrip.process.v1.ApplicationState
    submitted        bytea,                -- onetrip.intake.v1.ApplicationSubmitted
    journal          bytea,                -- onetrip.process.v1.Journal
    calendar_version text        NOT NULL,
    established_at   timestamptz NOT NULL, -- by the process's clock, as all times here
    closed_at        timestamptz
);
CREATE INDEX applications_open ON applications (established_at) WHERE closed_at IS NULL;

-- Each step once: a step that runs again after a crash finds what it established before.
CREATE TABLE steps (
    application_id text        NOT NULL REFERENCES applications,
    step_id        text        NOT NULL,
    established_at timestamptz NOT NULL,
    detail         text        NOT NULL,
    PRIMARY KEY (application_id, step_id)
);

-- Plumbing of the message layer (runtime/migrations/plumbing.sql, copied verbatim).

-- Messages to send, written in the transaction of the effect they tell of. Never deleted before the
-- reconciler has seen their effect, so that a lost one can be sent again.
CREATE TABLE outbox (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    shard       smallint    NOT NULL,
    topic       text        NOT NULL,
    key         text        NOT NULL,
    message_id  text        NOT NULL,
    type        text        NOT NULL,
    source      text        NOT NULL,
    time        timestamptz NOT NULL,
    traceparent text,
    headers     jsonb,
    payload     bytea       NOT NULL,
    cause       text,
    created_at  timestamptz NOT NULL DEFAULT now(),
    sent_at     timestamptz,
    UNIQUE (topic, message_id)
);
CREATE INDEX outbox_unsent ON outbox (shard, id) WHERE sent_at IS NULL;
CREATE INDEX outbox_cause ON outbox (cause) WHERE cause IS NOT NULL;

-- What each consumer has done, written in the transaction of the effect: a message has its effect once.
CREATE TABLE inbox (
    consumer    text        NOT NULL,
    event_id    text        NOT NULL,
    received_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (consumer, event_id)
);

-- Messages that could not be handled, and the later ones of their key, which wait behind them.
CREATE TABLE parked (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    consumer    text        NOT NULL,
    topic       text        NOT NULL,
    key         text        NOT NULL,
    event_id    text        NOT NULL,
    type        text        NOT NULL,
    headers     jsonb       NOT NULL,
    payload     bytea       NOT NULL,
    error       text        NOT NULL,
    attempts    integer     NOT NULL,
    parked_at   timestamptz NOT NULL DEFAULT now(),
    state       text        NOT NULL DEFAULT 'parked' CHECK (state IN ('parked', 'replay')),
    UNIQUE (consumer, topic, event_id)
);
CREATE INDEX parked_key ON parked (consumer, topic, key, id);
CREATE INDEX parked_replay ON parked (consumer, id) WHERE state = 'replay';

-- migrate:down
DROP TABLE steps, applications, calendars, outbox, inbox, parked;
