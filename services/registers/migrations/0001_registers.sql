-- migrate:up

-- Stand-ins for the departments' own databases, one table each. They are not OneTrip's data: in production an
-- adapter reads the department's system and this schema does not exist. No outbox or inbox: nothing is said on Kafka.
-- as_of is when the department last confirmed the row. Where a table has no unique subject, several rows of one
-- subject are possible in real life too, and the interface answers CONTRADICTORY when they differ.

-- 人口库, public security. person_id is the pseudonym OneTrip's tokens carry; this register resolves it.
CREATE TABLE population (
    resident_id       text PRIMARY KEY,
    person_id         text NOT NULL UNIQUE,
    name              text NOT NULL,
    birth_date        date NOT NULL,
    sex               text NOT NULL CHECK (sex IN ('female', 'male')),
    household_address text,
    household_city    text,
    deceased          boolean NOT NULL,
    phone             text,
    as_of             timestamptz NOT NULL
);

-- 婚姻与亲属关系, civil affairs. mother_of / father_of: the birth certificate number of the youngest child.
CREATE TABLE family (
    resident_id    text NOT NULL,
    spouse_name    text,
    children_count integer NOT NULL CHECK (children_count >= 0),
    mother_of      text,
    father_of      text,
    as_of          timestamptz NOT NULL
);
CREATE INDEX family_resident_id ON family (resident_id);

-- 学历学位, education. One row per degree.
CREATE TABLE education (
    resident_id     text NOT NULL,
    degree          text NOT NULL CHECK (degree IN ('associate', 'bachelor', 'master', 'doctor')),
    school          text NOT NULL,
    graduation_date date NOT NULL,
    degree_number   text NOT NULL,
    as_of           timestamptz NOT NULL
);
CREATE INDEX education_resident_id ON education (resident_id);

-- 社会保险, human resources. One row per city that insures the person; two at once contradict each other.
CREATE TABLE social_insurance (
    resident_id    text NOT NULL,
    insured_city   text NOT NULL,
    insured_months integer NOT NULL CHECK (insured_months >= 0),
    as_of          timestamptz NOT NULL
);
CREATE INDEX social_insurance_resident_id ON social_insurance (resident_id);

-- 违法犯罪记录, public security. A row says that the question was examined, has_record what came of it.
CREATE TABLE criminal_record (
    resident_id text NOT NULL,
    has_record  boolean NOT NULL,
    as_of       timestamptz NOT NULL
);
CREATE INDEX criminal_record_resident_id ON criminal_record (resident_id);

-- 机动车驾驶人, public security (traffic police).
CREATE TABLE driving (
    resident_id    text NOT NULL,
    licence_class  text NOT NULL,
    licence_since  date NOT NULL,
    points_12m     integer NOT NULL CHECK (points_12m >= 0),
    fatal_accident boolean NOT NULL,
    as_of          timestamptz NOT NULL
);
CREATE INDEX driving_resident_id ON driving (resident_id);

-- 法人库, market regulation. legal_representative is a person_id.
CREATE TABLE company (
    credit_code          text PRIMARY KEY,
    name                 text NOT NULL,
    legal_representative text NOT NULL,
    registered_address   text NOT NULL,
    status               text NOT NULL CHECK (status IN ('active', 'abnormal', 'revoked', 'cancelled')),
    registered_on        date NOT NULL,
    as_of                timestamptz NOT NULL
);
CREATE INDEX company_legal_representative ON company (legal_representative);

-- 房屋与场所, natural resources.
CREATE TABLE premises (
    premises_number text NOT NULL,
    address         text NOT NULL,
    use             text NOT NULL CHECK (use IN ('residential', 'commercial', 'industrial', 'office')),
    area_m2         double precision NOT NULL CHECK (area_m2 > 0),
    owner_name      text NOT NULL,
    fire_inspected  boolean NOT NULL,
    as_of           timestamptz NOT NULL
);
CREATE INDEX premises_number ON premises (premises_number);

-- 居住证, public security.
CREATE TABLE residence (
    permit_number     text NOT NULL,
    resident_id       text NOT NULL,
    permit_expires_on date NOT NULL,
    residence_since   date NOT NULL,
    residence_address text NOT NULL,
    as_of             timestamptz NOT NULL
);
CREATE INDEX residence_permit_number ON residence (permit_number);
CREATE INDEX residence_resident_id ON residence (resident_id);

-- 出生医学证明, health.
CREATE TABLE medical_birth (
    birth_certificate_number text NOT NULL,
    child_name               text NOT NULL,
    born_on                  date NOT NULL,
    sex                      text NOT NULL CHECK (sex IN ('female', 'male')),
    mother_resident_id       text NOT NULL,
    father_resident_id       text,
    hospital                 text NOT NULL,
    as_of                    timestamptz NOT NULL
);
CREATE INDEX medical_birth_certificate_number ON medical_birth (birth_certificate_number);

-- 公共信用, development and reform. Persons and companies: one of the two keys is set.
CREATE TABLE credit (
    resident_id text,
    credit_code text,
    bad_record  boolean NOT NULL,
    as_of       timestamptz NOT NULL,
    CHECK (num_nonnulls(resident_id, credit_code) = 1)
);
CREATE INDEX credit_resident_id ON credit (resident_id) WHERE resident_id IS NOT NULL;
CREATE INDEX credit_credit_code ON credit (credit_code) WHERE credit_code IS NOT NULL;

-- What the tables were filled with, so that the same seeding again is recognised and skipped.
CREATE TABLE seeding (
    fingerprint text NOT NULL,
    only_row    boolean PRIMARY KEY DEFAULT true CHECK (only_row)
);

-- migrate:down

DROP TABLE seeding, credit, medical_birth, residence, premises, company, driving, criminal_record, social_insurance,
    education, family, population;
