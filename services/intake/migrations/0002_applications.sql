-- migrate:up

-- Published items and bundles. A version never changes; the highest one is in force.
CREATE TABLE catalogue_versions (
    code         text        NOT NULL,
    version      integer     NOT NULL CHECK (version > 0),
    content_hash bytea       NOT NULL,
    definition   bytea       NOT NULL, -- onetrip.catalog.v1.ServiceItem
    loaded_at    timestamptz NOT NULL,
    PRIMARY KEY (code, version)
);

-- Applications as filed, and where they stand. Person ids are pseudonyms; what people said is sealed.
CREATE TABLE applications (
    id              text        PRIMARY KEY,
    tracking_number text        NOT NULL UNIQUE,
    item_code       text        NOT NULL,
    item_version    integer     NOT NULL,
    channel         smallint    NOT NULL, -- onetrip.catalog.v1.Channel
    applicant_id    text        NOT NULL,
    applicant_kind  smallint    NOT NULL, -- onetrip.catalog.v1.ApplicantKind
    filed_by        text        NOT NULL,
    filed_as        smallint    NOT NULL, -- onetrip.intake.v1.FilingRole
    delivery_method smallint    NOT NULL, -- onetrip.catalog.v1.DeliveryMethod
    subject_hash    bytea       NOT NULL, -- keyed hash of what the application is about
    sealed_form     bytea       NOT NULL, -- onetrip.intake.v1.FormContent
    sealed_name     bytea,                -- the applicant's name, masked
    progress        jsonb       NOT NULL, -- services/intake/domain.py, Progress
    state           smallint    NOT NULL, -- derived from progress: onetrip.process.v1.ApplicationState
    ended           boolean     NOT NULL DEFAULT false,
    version         integer     NOT NULL DEFAULT 1, -- the etag
    receive_time    timestamptz NOT NULL,
    update_time     timestamptz NOT NULL
) WITH (fillfactor = 70);
-- Two live applications of one applicant for the same item and subject are one (domain.md).
CREATE UNIQUE INDEX applications_live ON applications (applicant_id, item_code, subject_hash) WHERE NOT ended;
CREATE INDEX applications_of_person ON applications (applicant_id, receive_time DESC, id DESC);

-- What happened. The key is what was told, so that it stands here once however often it is told. No foreign key: it
-- is written only together with the application's row, and the check would cost the hot path a lookup.
CREATE TABLE timeline (
    application_id text        NOT NULL,
    key            text        NOT NULL,
    recorded       bigint      GENERATED ALWAYS AS IDENTITY,
    kind           text        NOT NULL,
    case_id        text        NOT NULL DEFAULT '',
    department     text        NOT NULL DEFAULT '',
    details        jsonb       NOT NULL DEFAULT '{}',
    event_time     timestamptz NOT NULL,
    PRIMARY KEY (application_id, key)
);

-- The answer to a repeated call is the first one's (AIP-155). The hash is keyed: bodies hold personal data.
CREATE TABLE requests (
    caller     text        NOT NULL,
    request_id text        NOT NULL,
    body_hash  bytea       NOT NULL,
    result_id  text        NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (caller, request_id)
);

-- Documents. The bytes, encrypted, are in the object store under a random name.
CREATE TABLE materials (
    id           text        PRIMARY KEY,
    object_name  text        NOT NULL UNIQUE,
    uploaded_by  text        NOT NULL,
    held_for     text,                 -- the applicant; null until it is given with an application
    content_type text        NOT NULL,
    size_bytes   bigint      NOT NULL CHECK (size_bytes > 0),
    sha256       text        NOT NULL,
    uploaded_at  timestamptz NOT NULL
);
CREATE INDEX materials_unattached ON materials (uploaded_by, uploaded_at) WHERE held_for IS NULL;
CREATE INDEX materials_abandoned ON materials (uploaded_at) WHERE held_for IS NULL;

-- Which documents were given with which application, as what.
CREATE TABLE given_materials (
    application_id text        NOT NULL REFERENCES applications,
    position       integer     NOT NULL,
    code           text        NOT NULL,
    material_id    text        NOT NULL REFERENCES materials,
    PRIMARY KEY (application_id, position)
);
CREATE INDEX given_materials_of ON given_materials (material_id);

-- Who may act for whom, for what, until when (代办授权).
CREATE TABLE mandates (
    id           text        PRIMARY KEY,
    principal_id text        NOT NULL,
    agent_id     text        NOT NULL CHECK (agent_id <> principal_id),
    item_codes   text[]      NOT NULL, -- empty: all
    granted_by   text        NOT NULL,
    grant_time   timestamptz NOT NULL,
    expire_time  timestamptz NOT NULL,
    revoke_time  timestamptz
);
CREATE INDEX mandates_of_agent ON mandates (agent_id, principal_id);
CREATE INDEX mandates_of_principal ON mandates (principal_id);

-- migrate:down

DROP TABLE mandates;
DROP TABLE given_materials;
DROP TABLE materials;
DROP TABLE requests;
DROP TABLE timeline;
DROP TABLE applications;
DROP TABLE catalogue_versions;
