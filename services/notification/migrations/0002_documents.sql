-- migrate:up

-- A notice is a document: it has a department, and its number is the next of that department, kind and year. `series`
-- is the word in front of the number as it was when it was issued; `layout` the form it is printed in for ever;
-- `code` what somebody who is shown the paper can have it verified by; `sealed_addressee` the name on it, where known.
ALTER TABLE notices
    ADD COLUMN department       text,
    ADD COLUMN series           text,
    ADD COLUMN layout           smallint,
    ADD COLUMN code             text UNIQUE,
    ADD COLUMN sealed_addressee bytea,
    DROP CONSTRAINT notices_kind_year_number_key;
-- What was issued before belongs to no department, and keeps the word of its kind.
UPDATE notices SET department = '', layout = 1,
    series = coalesce((ARRAY['收件', '受理', '补正', '催补', '不予受理', '决定', '送达', '终止', '撤回'])[kind], ''),
    code = upper(translate(substr(replace(gen_random_uuid()::text, '-', ''), 1, 16), '0189', 'ghij'))
WHERE issued_at IS NOT NULL;
ALTER TABLE notices
    ADD UNIQUE (department, kind, year, number),
    ADD CHECK (num_nulls(department, series, layout, code, issued_at) IN (0, 5));

-- The last number given. The row is locked by who takes a number until the notice is committed: no gap, no double.
ALTER TABLE numbering ADD COLUMN department text NOT NULL DEFAULT '';
ALTER TABLE numbering ALTER COLUMN department DROP DEFAULT;
ALTER TABLE numbering DROP CONSTRAINT numbering_pkey, ADD PRIMARY KEY (department, kind, year);

-- migrate:down
-- Numbers are unique by department now, so those of one kind and year can repeat: going back needs an empty table.
ALTER TABLE numbering DROP CONSTRAINT numbering_pkey, ADD PRIMARY KEY (kind, year), DROP COLUMN department;
ALTER TABLE notices
    ADD UNIQUE (kind, year, number), DROP COLUMN department, DROP COLUMN series, DROP COLUMN layout, DROP COLUMN code,
    DROP COLUMN sealed_addressee;
