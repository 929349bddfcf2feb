-- Indexes for the filters of the inspectors' room, over 0005 and 0009. Every filter names the index it reads, so that
-- none depends on what a planner guesses: `inspect::filter::scan` says which and why. The same rules as in 0001.

-- Lists by time: every column that a filter asks about, so that a filter that fits few rows reads the index alone.
DROP INDEX transactions_by_county;
CREATE INDEX transactions_by_county ON transactions (county, ordinal, kind, state, amount, day, warned, rule, holds);
DROP INDEX transactions_by_township;
CREATE INDEX transactions_by_township ON transactions (township, ordinal, kind, state, amount, day, warned, rule, holds);
-- What few rows have.
CREATE INDEX transactions_by_state ON transactions (county, state, ordinal);
CREATE INDEX transactions_by_day ON transactions (county, day, ordinal);
CREATE INDEX transactions_by_rule ON transactions (county, rule, ordinal) WHERE rule IS NOT NULL;

-- How many warnings wait, are overdue and are red, without reading the warnings.
DROP INDEX asset_warnings_waiting;
CREATE INDEX asset_warnings_waiting ON asset_warnings
    (county, due, id, level, township, division, waiting) WHERE waiting;
