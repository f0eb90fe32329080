-- migrate:up

-- Whose application it is, so that a person can list the facts used about them. Rounds of before are found in the log.
ALTER TABLE verifications ADD COLUMN person_id text NOT NULL DEFAULT '';
UPDATE verifications SET person_id = access_log.person_id FROM access_log
WHERE access_log.application_id = verifications.application_id AND access_log.reader = 'verification';

-- Tickets to the departments of sources (数据质量工单). Nothing personal: `subject` is a keyed hash of register, subject
-- and field, so that applications that stumble over one record wait for one ticket.
CREATE TABLE tickets (
    id              text        PRIMARY KEY,
    kind            smallint    NOT NULL CHECK (kind BETWEEN 1 AND 3), -- onetrip.verification.v1.TicketKind
    source          text        NOT NULL,
    department      text        NOT NULL,
    fact            text        NOT NULL,
    subject         bytea       NOT NULL,
    application_id  text        NOT NULL, -- the first that waits
    opened_at       timestamptz NOT NULL,
    -- As the process says: it counts the working days.
    due_on          date,
    due_provisional boolean     NOT NULL DEFAULT false,
    light           smallint    NOT NULL DEFAULT 1 CHECK (light BETWEEN 1 AND 3),
    answer          smallint    CHECK (answer BETWEEN 1 AND 2),        -- onetrip.verification.v1.TicketAnswer
    answered_by     text        NOT NULL DEFAULT '',
    answered_at     timestamptz,
    CHECK ((answer IS NULL) = (answered_at IS NULL)),
    CHECK ((answer IS NULL) = (answered_by = ''))
);
CREATE UNIQUE INDEX tickets_open_once ON tickets (subject, kind) WHERE answered_at IS NULL;
CREATE INDEX tickets_of_department ON tickets (department, coalesce(due_on, 'infinity'), id) WHERE answered_at IS NULL;
CREATE INDEX tickets_answered ON tickets (answered_at DESC, id DESC) WHERE answered_at IS NOT NULL;

-- The applications that wait for a ticket. One finding of an application opens one ticket, in whatever round it comes
-- again: what its department has answered is not asked again.
CREATE TABLE ticket_applications (
    ticket_id      text        NOT NULL REFERENCES tickets,
    application_id text        NOT NULL,
    item_code      text        NOT NULL,
    fact           text        NOT NULL,
    kind           smallint    NOT NULL,
    person_id      text        NOT NULL,
    content        bytea       NOT NULL, -- TicketContent, sealed for the application
    words          bytea,                -- TicketWords, sealed for the application
    waits_since    timestamptz NOT NULL,
    PRIMARY KEY (application_id, item_code, fact, kind)
);
CREATE INDEX ticket_applications_ticket ON ticket_applications (ticket_id);

-- Answers by the caller's own key, so that a repeated call gets the same one (AIP-155).
CREATE TABLE requests (
    caller     text        NOT NULL,
    request_id text        NOT NULL,
    body       bytea       NOT NULL,
    object_id  text        NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (caller, request_id)
);

-- migrate:down
DROP TABLE requests, ticket_applications, tickets;
ALTER TABLE verifications DROP COLUMN person_id;
