-- What the console of the village keeps besides the ledger. Not made from blocks: a rebuild of the index keeps
-- it. The same rules as in 0001.

-- Files with payment orders that somebody fetched for the bank: who, when, which orders, and the BLAKE3 digest
-- of the file.
CREATE TABLE payment_files (
    collective BIGINT NOT NULL,
    account BIGINT NOT NULL REFERENCES accounts (id),
    member BIGINT,
    -- Numbers of the spendings, as JSON.
    spendings TEXT NOT NULL,
    orders BIGINT NOT NULL,
    sum BIGINT NOT NULL,
    digest TEXT NOT NULL,
    created_ms BIGINT NOT NULL
);
CREATE INDEX payment_files_by_collective ON payment_files (collective, created_ms);

-- Statements that somebody looks at before their lines are recorded. They are sealed, and go after a day.
CREATE TABLE staged_statements (
    id TEXT PRIMARY KEY,
    account BIGINT NOT NULL REFERENCES accounts (id),
    bank_account BIGINT NOT NULL,
    sealed BLOB NOT NULL,
    created_ms BIGINT NOT NULL
);
CREATE INDEX staged_statements_by_age ON staged_statements (created_ms);

-- What a bank writes beside a line: the other party and what for. The chain has the amount, the day and digests.
CREATE TABLE bank_line_texts (
    bank_account BIGINT NOT NULL,
    -- The digest of the bank's reference, as the chain has it.
    reference TEXT NOT NULL,
    sealed BLOB NOT NULL,
    created_ms BIGINT NOT NULL,
    PRIMARY KEY (bank_account, reference)
);
