-- migrate:up

-- The years that each calendar is made of, each with the notice that announced it.
CREATE TABLE calendar_years (
    version      text     NOT NULL REFERENCES calendars,
    year         smallint NOT NULL,
    source       text     NOT NULL CHECK (source <> ''),
    days_off     date[]   NOT NULL,
    make_up_days date[]   NOT NULL,
    PRIMARY KEY (version, year)
);

-- Who put which calendar into force, and when: the highest number is in force. `deadlines` and `applications` are
-- what the preview said would move.
CREATE TABLE calendar_loads (
    number       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    from_version text        REFERENCES calendars,
    to_version   text        NOT NULL REFERENCES calendars,
    loaded_by    text        NOT NULL CHECK (loaded_by <> ''),
    loaded_at    timestamptz NOT NULL DEFAULT now(),
    applications integer     NOT NULL DEFAULT 0,
    deadlines    integer     NOT NULL DEFAULT 0
);

-- When no open application was left that computed by an older calendar, and how many deadlines had moved.
CREATE TABLE calendar_load_ends (
    number       bigint      PRIMARY KEY REFERENCES calendar_loads,
    ended_at     timestamptz NOT NULL DEFAULT now(),
    applications integer     NOT NULL,
    deadlines    integer     NOT NULL
);

-- The audit of calendars is only added to.
CREATE FUNCTION calendar_audit_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit of calendars is only added to';
END
$$;
CREATE TRIGGER calendar_years_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON calendar_years
    FOR EACH STATEMENT EXECUTE FUNCTION calendar_audit_stays();
CREATE TRIGGER calendar_loads_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON calendar_loads
    FOR EACH STATEMENT EXECUTE FUNCTION calendar_audit_stays();
CREATE TRIGGER calendar_load_ends_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON calendar_load_ends
    FOR EACH STATEMENT EXECUTE FUNCTION calendar_audit_stays();

-- Who computes by another calendar than the one in force: found without reading all that are open.
CREATE INDEX applications_by_calendar ON applications (calendar_version, application_id)
    WHERE closed_at IS NULL AND item_code <> '';

-- migrate:down
DROP INDEX applications_by_calendar;
DROP TABLE calendar_load_ends, calendar_loads, calendar_years;
DROP FUNCTION calendar_audit_stays;
