-- migrate:up

-- A renewal that nobody decided by the licence's last day is granted by the law (licensing law, art. 50).
ALTER TABLE outcomes
    DROP CONSTRAINT outcomes_basis_check,
    DROP CONSTRAINT outcomes_check1,
    ADD CONSTRAINT outcomes_basis_check CHECK (basis IN ('rule', 'officer', 'silence', 'withdrawn', 'lapsed',
                                                         'prerequisite-refused', 'not-accepted')),
    ADD CONSTRAINT outcomes_decided_check CHECK ((outcome = 'ended') = (basis NOT IN ('rule', 'officer', 'silence'))),
    -- Silence says yes, never no.
    ADD CONSTRAINT outcomes_silence_check CHECK (basis <> 'silence' OR outcome = 'granted');

-- migrate:down
ALTER TABLE outcomes
    DROP CONSTRAINT outcomes_silence_check,
    DROP CONSTRAINT outcomes_decided_check,
    DROP CONSTRAINT outcomes_basis_check,
    ADD CONSTRAINT outcomes_basis_check CHECK (basis IN ('rule', 'officer', 'withdrawn', 'lapsed',
                                                         'prerequisite-refused', 'not-accepted')),
    ADD CONSTRAINT outcomes_check1 CHECK ((outcome = 'ended') = (basis NOT IN ('rule', 'officer')));
