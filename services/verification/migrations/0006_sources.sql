-- migrate:up

-- A fact may have several sources (decision 0040): one finding of an application opens one ticket to each of them.
ALTER TABLE ticket_applications ADD COLUMN source text NOT NULL DEFAULT '';
UPDATE ticket_applications SET source = tickets.source FROM tickets WHERE tickets.id = ticket_id;
ALTER TABLE ticket_applications ALTER COLUMN source DROP DEFAULT;
ALTER TABLE ticket_applications DROP CONSTRAINT ticket_applications_pkey;
ALTER TABLE ticket_applications ADD PRIMARY KEY (application_id, item_code, fact, kind, source);

-- migrate:down
ALTER TABLE ticket_applications DROP CONSTRAINT ticket_applications_pkey;
DELETE FROM ticket_applications later USING ticket_applications earlier
WHERE (later.application_id, later.item_code, later.fact, later.kind)
    = (earlier.application_id, earlier.item_code, earlier.fact, earlier.kind) AND later.source > earlier.source;
ALTER TABLE ticket_applications DROP COLUMN source;
ALTER TABLE ticket_applications ADD PRIMARY KEY (application_id, item_code, fact, kind);
