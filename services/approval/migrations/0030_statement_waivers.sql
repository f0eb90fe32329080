-- migrate:up

-- That the applicant gave up being heard before a grant is revoked for a false commitment: nobody waits for the day.
CREATE TABLE statement_waivers (
    case_id        text PRIMARY KEY REFERENCES outcomes (case_id),
    application_id text        NOT NULL REFERENCES applications (id),
    waived_by      text        NOT NULL,
    waived_at      timestamptz NOT NULL
);
CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE ON statement_waivers
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- migrate:down
DROP TABLE statement_waivers;
