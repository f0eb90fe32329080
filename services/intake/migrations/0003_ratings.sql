-- migrate:up

-- How completed applications were rated (好差评), once each, and what became of the bad ones: what the department did,
-- whether it appealed. Its limit and light are the process's to say; they are in the application's progress. The id is
-- what departments know a rating by: it leads them to no application.
CREATE TABLE ratings (
    id                text        PRIMARY KEY,
    application_id    text        NOT NULL UNIQUE REFERENCES applications,
    level             smallint    NOT NULL CHECK (level BETWEEN 1 AND 5), -- onetrip.intake.v1.RatingLevel
    channel           smallint    NOT NULL,                              -- onetrip.catalog.v1.Channel
    item_code         text        NOT NULL,
    department        text        NOT NULL,
    rated_by          text        NOT NULL,
    sealed_comment    bytea,
    rated_at          timestamptz NOT NULL,
    call_back         smallint,                                          -- onetrip.intake.v1.CallBack
    sealed_measures   bytea,
    sealed_answer     bytea,                                             -- onetrip.approval.v1.DecisionText
    resolved_by       text,
    resolved_at       timestamptz,
    sealed_appeal     bytea,
    appealed_by       text,
    appealed_at       timestamptz,
    malicious         boolean,
    sealed_judgement  bytea,                                             -- onetrip.approval.v1.DecisionText
    judged_by         text,
    judged_at         timestamptz,
    CHECK (num_nulls(call_back, sealed_measures, sealed_answer, resolved_by, resolved_at) IN (0, 5)),
    CHECK (num_nulls(sealed_appeal, appealed_by, appealed_at) IN (0, 3)),
    CHECK (num_nulls(malicious, sealed_judgement, judged_by, judged_at) IN (0, 4)),
    CHECK (judged_at IS NULL OR appealed_at IS NOT NULL),
    -- A follow-up has one end, and only a bad rating has a follow-up.
    CHECK (resolved_at IS NULL OR malicious IS NOT TRUE),
    CHECK (level <= 2 OR num_nonnulls(resolved_at, appealed_at) = 0)
);
CREATE INDEX ratings_followed_up ON ratings (rated_at, id)
    WHERE level <= 2 AND resolved_at IS NULL AND malicious IS NOT TRUE;
CREATE INDEX ratings_by_time ON ratings (rated_at);

-- migrate:down

DROP TABLE ratings;
