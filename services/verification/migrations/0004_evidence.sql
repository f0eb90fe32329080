-- migrate:up

-- Whose each application is: the person, or the organisation by the keyed hash of its code.
CREATE TABLE application_holders (
    application_id text PRIMARY KEY,
    person_id      text NOT NULL,
    holder         text NOT NULL
);

-- Certificates held (电子证照), as approval issued them. `sealed_content` is a CertificateContent, sealed for the holder;
-- number and code are looked up by keyed hash, what a certificate is about is compared by keyed hash.
CREATE TABLE certificates (
    id             text        PRIMARY KEY,
    case_id        text        NOT NULL UNIQUE,
    application_id text        NOT NULL,
    person_id      text        NOT NULL,
    holder         text        NOT NULL,
    number_hash    bytea       NOT NULL UNIQUE,
    code_hash      bytea       NOT NULL,
    kind           text        NOT NULL,
    name_zh        text        NOT NULL,
    name_en        text        NOT NULL,
    item_code      text        NOT NULL,
    department     text        NOT NULL,
    subject        jsonb       NOT NULL,
    sealed_content bytea       NOT NULL,
    valid_from     date        NOT NULL,
    valid_until    date,
    issued_at      timestamptz NOT NULL,
    revoked_at     timestamptz
);
CREATE INDEX certificates_of_person ON certificates (person_id, issued_at DESC, id DESC);
CREATE INDEX certificates_of_holder ON certificates (holder, kind);

-- Documents as they were given: trust C until a clerk has compared one with the original, B from then on. `given` is a
-- GivenMaterial; the bytes are intake's.
CREATE TABLE materials (
    material_id    text        NOT NULL,
    code           text        NOT NULL,
    holder         text        NOT NULL,
    person_id      text        NOT NULL,
    application_id text        NOT NULL,
    given          bytea       NOT NULL,
    given_at       timestamptz NOT NULL,
    PRIMARY KEY (material_id, code)
);
CREATE INDEX materials_of_holder ON materials (holder, code);
CREATE TABLE attestations (
    material_id text        PRIMARY KEY,
    attested_by text        NOT NULL,
    attested_at timestamptz NOT NULL,
    valid_until date        NOT NULL,
    request_id  text        NOT NULL,
    body        bytea       NOT NULL,
    UNIQUE (attested_by, request_id)
);

-- What each application was spared by what: when that falls, it is verified again.
CREATE TABLE evidence_used (
    application_id text NOT NULL,
    item_code      text NOT NULL,
    material_code  text NOT NULL,
    source         text NOT NULL,
    evidence_id    text NOT NULL,
    PRIMARY KEY (application_id, item_code, material_code, evidence_id)
);
CREATE INDEX evidence_used_by ON evidence_used (evidence_id);

-- A holder's consent that one other person sees a certificate once. The code is kept as a keyed hash.
CREATE TABLE consents (
    code_hash      bytea       PRIMARY KEY,
    certificate_id text        NOT NULL REFERENCES certificates (id),
    person_id      text        NOT NULL,
    request_id     text        NOT NULL,
    expires_at     timestamptz NOT NULL,
    used_at        timestamptz,
    used_by        text        NOT NULL DEFAULT '',
    UNIQUE (person_id, request_id)
);

-- migrate:down
DROP TABLE consents, evidence_used, attestations, materials, certificates, application_holders;
