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

-- A definition as applications were filed under it (pinned), once for all of them.
CREATE TABLE definitions (
    digest  bytea PRIMARY KEY,
    code    text    NOT NULL,
    version integer NOT NULL,
    content bytea   NOT NULL
);

-- The referee's row: locked first by every transaction that writes for the application.
-- Without a definition it is a tombstone: withdrawn before approval heard of the application.
CREATE TABLE applications (
    id                text PRIMARY KEY,
    definition_digest bytea REFERENCES definitions (digest),
    tracking_number   text     NOT NULL DEFAULT '',
    applicant_id      text     NOT NULL DEFAULT '',
    filed_by          text     NOT NULL DEFAULT '',
    received_at       timestamptz,
    delivery_method   text     NOT NULL DEFAULT 'electronic'
                      CHECK (delivery_method IN ('electronic', 'courier', 'collection')),
    visits_budget     smallint NOT NULL DEFAULT 0 CHECK (visits_budget IN (0, 1)),
    opened_cause      text,
    accepted_on       date,
    withdrawn_at      timestamptz,
    withdrawn_cause   text,
    CHECK (definition_digest IS NOT NULL OR withdrawn_at IS NOT NULL),
    UNIQUE (id, visits_budget)
);

-- One department's piece of work inside an application (办件).
CREATE TABLE cases (
    id               text PRIMARY KEY,
    application_id   text     NOT NULL REFERENCES applications (id),
    item_code        text     NOT NULL,
    department       text     NOT NULL,
    position         smallint NOT NULL,
    declined_version text,
    declined_clauses text[]   NOT NULL DEFAULT '{}',
    declined_cause   text,
    UNIQUE (application_id, position)
);

-- The visit ledger (最多跑一次): visits are numbered 1..budget, so one above the budget cannot be written.
CREATE TABLE visits (
    application_id text     NOT NULL,
    number         smallint NOT NULL,
    budget         smallint NOT NULL,
    kind           text     NOT NULL CHECK (kind IN ('filing', 'inspection', 'collection')),
    stage          text     NOT NULL,
    recorded_at    timestamptz NOT NULL,
    PRIMARY KEY (application_id, number),
    CHECK (number BETWEEN 1 AND budget),
    FOREIGN KEY (application_id, budget) REFERENCES applications (id, visits_budget)
);

-- Visits refused for want of budget, what replaced each and what that costs.
CREATE TABLE conversions (
    application_id    text NOT NULL REFERENCES applications (id),
    kind              text NOT NULL CHECK (kind IN ('inspection', 'collection')),
    stage             text NOT NULL,
    replaced_by       text NOT NULL CHECK (replaced_by IN ('electronic', 'courier', 'chosen-time')),
    cost_working_days smallint    NOT NULL CHECK (cost_working_days >= 0),
    recorded_at       timestamptz NOT NULL,
    PRIMARY KEY (application_id, kind, stage)
);

-- How a case ended: one row for each, whoever wins the race (a rule, an officer, a withdrawal, a lapse).
-- `explanation` is a sealed Decision: reasons, clauses and facts with their sources.
CREATE TABLE outcomes (
    case_id        text PRIMARY KEY REFERENCES cases (id),
    application_id text        NOT NULL REFERENCES applications (id),
    outcome        text        NOT NULL CHECK (outcome IN ('granted', 'refused', 'ended')),
    basis          text        NOT NULL CHECK (basis IN ('rule', 'officer', 'withdrawn', 'lapsed',
                                                         'prerequisite-refused', 'not-accepted')),
    decision_id    text UNIQUE,
    decided_by     text        NOT NULL DEFAULT '',
    second_officer text        NOT NULL DEFAULT '',
    rule_version   text        NOT NULL DEFAULT '',
    explanation    bytea,
    cause          text        NOT NULL,
    decided_at     timestamptz NOT NULL,
    CHECK ((outcome = 'ended') = (decision_id IS NULL)),
    CHECK ((outcome = 'ended') = (basis NOT IN ('rule', 'officer'))),
    -- A machine may say yes; only a person may say no (PIPL, art. 24).
    CHECK (basis <> 'rule' OR outcome = 'granted')
);
CREATE INDEX outcomes_application ON outcomes (application_id);

-- Certificates issued (电子证照): one for each granted case.
CREATE TABLE certificates (
    number         text PRIMARY KEY,
    case_id        text        NOT NULL UNIQUE REFERENCES outcomes (case_id),
    application_id text        NOT NULL REFERENCES applications (id),
    kind           text        NOT NULL,
    name_zh        text        NOT NULL,
    name_en        text        NOT NULL,
    issued_at      timestamptz NOT NULL,
    valid_until    date
);

-- The ledger of supplement notices (一次告知, licensing law, art. 32): one, or one more for a new fact.
CREATE TABLE supplements (
    application_id  text        NOT NULL REFERENCES applications (id),
    number          smallint    NOT NULL CHECK (number BETWEEN 1 AND 2),
    department      text        NOT NULL,
    sealed_new_fact bytea       NOT NULL,
    missing         bytea       NOT NULL,
    cause           text        NOT NULL,
    asked_at        timestamptz NOT NULL,
    PRIMARY KEY (application_id, number),
    CHECK (number = 1 OR sealed_new_fact <> '')
);

-- Officers' work. `face` is a Task without anything personal, `papers` one with only its materials.
CREATE TABLE tasks (
    id             text PRIMARY KEY,
    application_id text        NOT NULL REFERENCES applications (id),
    case_id        text        NOT NULL,
    stage          text        NOT NULL,
    round          integer     NOT NULL,
    kind           text        NOT NULL CHECK (kind IN ('acceptance', 'review', 'inspection', 'expert-review')),
    department     text        NOT NULL,
    state          text        NOT NULL CHECK (state IN ('open', 'claimed', 'done', 'ended')),
    claimed_by     text        NOT NULL DEFAULT '',
    version        integer     NOT NULL DEFAULT 1,
    due_on         date,
    due_provisional boolean    NOT NULL,
    face           bytea       NOT NULL,
    papers         bytea       NOT NULL,
    sealed_facts   bytea       NOT NULL,
    cause          text        NOT NULL,
    created_at     timestamptz NOT NULL,
    finished_at    timestamptz,
    -- Who finished a step that was not the last, and why: `reasons` is a sealed DecisionText.
    decided_by     text        NOT NULL DEFAULT '',
    second_officer text        NOT NULL DEFAULT '',
    reasons        bytea,
    UNIQUE (application_id, case_id, stage, round),
    CHECK ((state = 'claimed') <= (claimed_by <> '')),
    CHECK ((state IN ('done', 'ended')) = (finished_at IS NOT NULL))
);
-- One open task for each stage.
CREATE UNIQUE INDEX tasks_open_once ON tasks (application_id, case_id, stage) WHERE state IN ('open', 'claimed');
-- The departments' lists, most urgent first.
CREATE INDEX tasks_of_department ON tasks (department, coalesce(due_on, 'infinity'), id) WHERE state IN ('open', 'claimed');

-- The result's way into the applicant's hands: one for each application.
CREATE TABLE deliveries (
    id              text PRIMARY KEY,
    application_id  text        NOT NULL UNIQUE REFERENCES applications (id),
    tracking_number text        NOT NULL,
    method          text        NOT NULL CHECK (method IN ('electronic', 'courier', 'collection')),
    cause           text        NOT NULL,
    created_at      timestamptz NOT NULL,
    delivered_at    timestamptz,
    confirmed_by    text        NOT NULL DEFAULT ''
);
CREATE INDEX deliveries_under_way ON deliveries (created_at, id) WHERE delivered_at IS NULL;

-- Answers by the caller's own key, so that a repeated call gets the same one (AIP-155).
CREATE TABLE requests (
    caller     text        NOT NULL,
    request_id text        NOT NULL,
    body       bytea       NOT NULL,
    answer     bytea       NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (caller, request_id)
);

-- migrate:down
DROP TABLE requests, deliveries, tasks, supplements, certificates, outcomes, conversions, visits, cases,
           applications, definitions, parked, inbox, outbox;
