-- migrate:up

-- An operator ends what no decision can come for any more (docs/decisions/0053).
ALTER TABLE outcomes
    DROP CONSTRAINT outcomes_basis_check,
    ADD CONSTRAINT outcomes_basis_check CHECK (basis IN ('rule', 'officer', 'silence', 'withdrawn', 'lapsed',
                                                         'prerequisite-refused', 'not-accepted', 'terminated'));

-- migrate:down
ALTER TABLE outcomes
    DROP CONSTRAINT outcomes_basis_check,
    ADD CONSTRAINT outcomes_basis_check CHECK (basis IN ('rule', 'officer', 'silence', 'withdrawn', 'lapsed',
                                                         'prerequisite-refused', 'not-accepted'));
