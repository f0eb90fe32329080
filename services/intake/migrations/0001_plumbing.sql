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

-- migrate:down

DROP TABLE parked;
DROP TABLE inbox;
DROP TABLE outbox;
