-- A payment that failed after the bank had booked it leaves two lines, the money out and the same money back: both name
-- the spending that was to be paid, and each the other. The same rules as in 0001.

ALTER TABLE bank_lines ADD COLUMN returned BIGINT;
ALTER TABLE bank_lines ADD COLUMN counterpart BIGINT;
CREATE INDEX bank_lines_by_returned ON bank_lines (returned) WHERE returned IS NOT NULL;
