-- migrate:up

-- What was signed instead of giving a document (告知承诺): onetrip.intake.v1.SignedCommitment, as it was signed.
CREATE TABLE commitments (
    application_id text  NOT NULL REFERENCES applications,
    material_code  text  NOT NULL,
    content        bytea NOT NULL,
    PRIMARY KEY (application_id, material_code)
);

-- Who has signed a false one, and until when no other is taken: approval's ledger as it was told. The subject is the
-- person's pseudonym, or a keyed hash of the organisation's code.
CREATE TABLE marks (
    application_id text NOT NULL,
    case_id        text NOT NULL,
    subject        text NOT NULL,
    until_on       date NOT NULL,
    PRIMARY KEY (application_id, case_id)
);
CREATE INDEX marks_of_subject ON marks (subject, until_on);

-- migrate:down
DROP TABLE marks;
DROP TABLE commitments;
