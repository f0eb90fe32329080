-- migrate:up

-- What an applicant holds is looked for before an officer may ask them for it (order 716, art. 7).
CREATE INDEX applications_applicant ON applications (applicant_id) WHERE applicant_id <> '';

-- migrate:down

DROP INDEX applications_applicant;
