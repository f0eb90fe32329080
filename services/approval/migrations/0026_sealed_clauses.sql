-- migrate:up

-- Which clauses of the instant rule failed may say something bad about a person: TriedRule, sealed for the application.
-- `declined_clauses` holds what release 0.2.0 wrote, and is written no more.
ALTER TABLE cases ADD COLUMN sealed_tried bytea;

-- migrate:down
ALTER TABLE cases DROP COLUMN sealed_tried;
