-- migrate:up

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

-- What notices need to know of an application. No foreign keys point here: topics overtake each other, so a notice
-- can be due, and the registers' contact known, before the application is.
CREATE TABLE applications (
    id              text        PRIMARY KEY,
    tracking_number text        NOT NULL,
    person_id       text        NOT NULL,
    agent_id        text,
    by_clerk        boolean     NOT NULL,
    matter          jsonb       NOT NULL
);

-- How an applicant is reached, sealed for the application: 1 as given with it, 2 as the registers have it.
-- `reachable` says which channels have a target in it; `settled`: nothing more is coming.
CREATE TABLE contacts (
    application_id text       NOT NULL,
    source         smallint   NOT NULL CHECK (source IN (1, 2)),
    sealed         bytea      NOT NULL,
    reachable      smallint[] NOT NULL,
    settled        boolean    NOT NULL,
    PRIMARY KEY (application_id, source)
);

-- A notice is due as soon as its event is in, and issued when it has its number: once for each (application, kind,
-- version). `version` is the case or round it is about. `event` is kept until the notice is issued.
CREATE TABLE notices (
    id             text        PRIMARY KEY,
    application_id text        NOT NULL,
    kind           smallint    NOT NULL,
    version        text        NOT NULL,
    due_at         timestamptz NOT NULL,
    event_type     text,
    event          bytea,
    fault          text,
    year           smallint,
    number         integer,
    person_id      text,
    agent_id       text,
    in_inbox       boolean,
    sealed_text    bytea,
    issued_at      timestamptz,
    UNIQUE (application_id, kind, version),
    UNIQUE (kind, year, number),
    CHECK (num_nulls(year, number, person_id, in_inbox, sealed_text, issued_at) IN (0, 6)),
    CHECK ((event IS NULL) = (issued_at IS NOT NULL))
);
CREATE INDEX notices_due ON notices (due_at, kind, id) WHERE issued_at IS NULL AND fault IS NULL;
CREATE INDEX notices_person ON notices (person_id, issued_at, id) WHERE person_id IS NOT NULL;
CREATE INDEX notices_agent ON notices (agent_id, issued_at, id) WHERE agent_id IS NOT NULL;

-- The last number given, by kind and year: without a gap, because it is taken in the transaction that issues.
CREATE TABLE numbering (
    kind   smallint NOT NULL,
    year   smallint NOT NULL,
    number integer  NOT NULL,
    PRIMARY KEY (kind, year)
);

-- One try to reach the applicant: one for each notice and channel. Pending with `try_at`: for the dispatcher, from
-- then on (real time). Pending without: a call or a letter in the work list.
CREATE TABLE deliveries (
    notice_id      text        NOT NULL REFERENCES notices,
    channel        smallint    NOT NULL,
    application_id text        NOT NULL,
    state          smallint    NOT NULL CHECK (state IN (1, 2, 3)),
    attempts       integer     NOT NULL DEFAULT 0,
    try_at         timestamptz,
    created_at     timestamptz NOT NULL,
    updated_at     timestamptz NOT NULL,
    PRIMARY KEY (notice_id, channel),
    CHECK (state = 1 OR try_at IS NULL)
);
CREATE INDEX deliveries_waiting ON deliveries (try_at) WHERE try_at IS NOT NULL;
CREATE INDEX deliveries_errands ON deliveries (created_at, notice_id, channel) WHERE state = 1 AND try_at IS NULL;

-- What clerks recorded of their tries. Also the memory of `request_id`: the same one never counts twice.
CREATE TABLE errand_records (
    clerk_id    text        NOT NULL,
    request_id  text        NOT NULL,
    body_hash   bytea       NOT NULL,
    notice_id   text        NOT NULL,
    channel     smallint    NOT NULL,
    outcome     smallint    NOT NULL,
    sealed_note bytea,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (clerk_id, request_id),
    FOREIGN KEY (notice_id, channel) REFERENCES deliveries
);

CREATE TABLE preferences (
    person_id text       PRIMARY KEY,
    channels  smallint[] NOT NULL,
    version   integer    NOT NULL
);

-- What would have left the house: written by the sandbox gateway, in environments other than production.
CREATE TABLE sandbox_messages (
    id      text        PRIMARY KEY,
    channel smallint    NOT NULL,
    sealed  bytea       NOT NULL,
    sent_at timestamptz NOT NULL DEFAULT now()
);

-- migrate:down
DROP TABLE sandbox_messages, preferences, errand_records, deliveries, numbering, notices, contacts, applications,
    parked, inbox, outbox;
