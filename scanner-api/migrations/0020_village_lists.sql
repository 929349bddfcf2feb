-- What the console asks of one village is found by the village: vouchers by the money they moved, which a line of a
-- bank statement is compared with, and every line of its statements. Without these, a list of one village reads
-- those of all. The same rules as in 0001.

CREATE INDEX vouchers_by_collective ON vouchers (collective, inflow, id);
CREATE INDEX bank_lines_by_collective ON bank_lines (collective, id);
