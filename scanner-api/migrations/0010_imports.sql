-- Import and export of books: tables of the service, kept when the index is rebuilt. The same rules as in 0001.

-- A file that somebody uploaded to take over existing books. The file itself lies sealed in the document store until the
-- import has ended.
CREATE TABLE imports (
    id INTEGER PRIMARY KEY,
    -- Who uploaded it, and the collective that was chosen, if it is of one only.
    account BIGINT NOT NULL REFERENCES accounts (id),
    collective BIGINT,
    -- `journal` or `openings`; `2004` or `2023`.
    kind TEXT NOT NULL,
    chart TEXT NOT NULL,
    -- Headings of 2004 and where they go, as JSON; whether unknown sub-accounts are booked on the account above.
    choices TEXT NOT NULL,
    fold BOOLEAN NOT NULL,
    name TEXT NOT NULL,
    digest TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    -- `checking`, `checked`, `running`, `paused`, `cancelling`, `cancelled`, `done` or `unreadable`.
    state TEXT NOT NULL,
    -- Counts of the check: rows of the file and of units without errors; units (vouchers or books) without and with
    -- errors; errors and notices.
    file_rows BIGINT NOT NULL,
    good_rows BIGINT NOT NULL,
    units BIGINT NOT NULL,
    bad_units BIGINT NOT NULL,
    errors BIGINT NOT NULL,
    notices BIGINT NOT NULL,
    -- Headings of 2004 for which a choice is needed, as JSON.
    asked TEXT NOT NULL,
    -- Whether units with errors are left out; otherwise an import with errors is not started.
    leave_out BOOLEAN NOT NULL,
    -- Who drafts, and who posts.
    drafter BIGINT,
    poster BIGINT,
    -- Why it is paused or unreadable, as JSON with both languages.
    problem TEXT,
    created_ms BIGINT NOT NULL,
    checked_ms BIGINT,
    started_ms BIGINT,
    finished_ms BIGINT
);
CREATE INDEX imports_by_account ON imports (account, id);
CREATE INDEX imports_by_state ON imports (state);

-- The collectives whose books are in it.
CREATE TABLE import_collectives (
    import BIGINT NOT NULL REFERENCES imports (id),
    collective BIGINT NOT NULL,
    PRIMARY KEY (import, collective)
);
CREATE INDEX import_collectives_by_collective ON import_collectives (collective, import);

-- The units of a file: vouchers of a journal, books of opening balances, in their order.
CREATE TABLE import_rows (
    import BIGINT NOT NULL REFERENCES imports (id),
    seq BIGINT NOT NULL,
    first_row BIGINT NOT NULL,
    last_row BIGINT NOT NULL,
    -- The same for the same voucher in every file.
    unit_key TEXT NOT NULL,
    book BIGINT NOT NULL,
    month BIGINT NOT NULL,
    number TEXT NOT NULL,
    document TEXT NOT NULL,
    rows BIGINT NOT NULL,
    lines BIGINT NOT NULL,
    -- The item of the call in SCALE, with numbers in the place of parties.
    input BLOB NOT NULL,
    -- `waiting`, `sent`, `drafted`, `posting`, `done`, `refused`, `withdrawing`, `withdrawn`.
    state TEXT NOT NULL,
    -- The batch it was sent with last.
    batch BIGINT,
    -- Its number on the ledger.
    voucher BIGINT,
    PRIMARY KEY (import, seq)
);
CREATE INDEX import_rows_by_state ON import_rows (import, state, seq);
CREATE INDEX import_rows_by_key ON import_rows (unit_key);
CREATE INDEX import_rows_by_batch ON import_rows (batch) WHERE batch IS NOT NULL;

-- What is wrong in a file. Values with personal numbers are not kept.
CREATE TABLE import_problems (
    id INTEGER PRIMARY KEY,
    import BIGINT NOT NULL REFERENCES imports (id),
    file_row BIGINT NOT NULL,
    file_column TEXT,
    kind TEXT NOT NULL,
    weight TEXT NOT NULL,
    shown TEXT NOT NULL
);
CREATE INDEX import_problems_by_import ON import_problems (import, weight, file_row, id);

-- What the units without errors come to, by book and account: as the file has it.
CREATE TABLE import_sums (
    import BIGINT NOT NULL REFERENCES imports (id),
    book BIGINT NOT NULL,
    account TEXT NOT NULL,
    debit BIGINT NOT NULL,
    credit BIGINT NOT NULL,
    PRIMARY KEY (import, book, account)
);

-- Calls of an import. A batch is written before it is sent, and names its ticket from the moment there is one.
CREATE TABLE import_batches (
    id INTEGER PRIMARY KEY,
    import BIGINT NOT NULL REFERENCES imports (id),
    -- `draft`, `post`, `withdraw` or `open`.
    phase TEXT NOT NULL,
    account BIGINT NOT NULL,
    -- `made`, `sent`, `done`, `refused` or `lost`.
    state TEXT NOT NULL,
    ticket TEXT,
    units BIGINT NOT NULL,
    created_ms BIGINT NOT NULL,
    settled_ms BIGINT
);
CREATE INDEX import_batches_open ON import_batches (import, phase, id) WHERE state IN ('made', 'sent');

-- Who took which books out of the service.
CREATE TABLE export_log (
    id INTEGER PRIMARY KEY,
    account BIGINT NOT NULL REFERENCES accounts (id),
    member BIGINT,
    book BIGINT NOT NULL,
    -- What was exported, for which months and in which format.
    content TEXT NOT NULL,
    from_month BIGINT NOT NULL,
    to_month BIGINT NOT NULL,
    format TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    digest TEXT NOT NULL,
    -- The block whose state it shows.
    block BIGINT NOT NULL,
    exported_ms BIGINT NOT NULL
);
CREATE INDEX export_log_by_book ON export_log (book, id);
