-- The inspectors' room. The same rules as in 0001: portable SQL, times are milliseconds, sealed values open
-- only in their own row.

-- ---------------------------------------------------------------------------------------------------
-- Indexes over 0005 that only this room needs.
-- ---------------------------------------------------------------------------------------------------

-- Lists by amount. In a county, filters that fit few rows read the index alone.
DROP INDEX transactions_by_amount;
CREATE INDEX transactions_by_amount ON transactions
    (county, amount, ordinal, kind, state, day, warned, rule, holds);
CREATE INDEX transactions_by_township_amount ON transactions (township, amount, ordinal);
CREATE INDEX transactions_by_division_amount ON transactions (division, amount, ordinal);
-- What waits, the most urgent first.
CREATE INDEX asset_warnings_waiting ON asset_warnings (county, due, id) WHERE waiting;
-- Who made and who signed in a time, for analyses.
CREATE INDEX spending_steps_by_time ON spending_steps (ledger_ms);

-- ---------------------------------------------------------------------------------------------------
-- The service's own memory.
-- ---------------------------------------------------------------------------------------------------

-- Who looked at what. Only inspectors read it; no page or answer of the inspected does.
CREATE TABLE inspect_views (
    id INTEGER PRIMARY KEY,
    account BIGINT NOT NULL,
    member BIGINT,
    organisation BIGINT,
    -- As what: `town`, `cty_agri`, `inspector` or `auditor`.
    role TEXT NOT NULL,
    -- `live`, `list`, `warnings`, `file`, `document`, `questions`, `analyses`, `export` or `note`.
    act TEXT NOT NULL,
    -- The division that was looked at: of the thing, or of the list.
    division TEXT NOT NULL,
    -- The subject or the digest of the document; empty for lists.
    subject TEXT NOT NULL,
    -- What was searched for, sealed, because it may name people; none if nothing was.
    detail BLOB,
    viewed_ms BIGINT NOT NULL
);
CREATE INDEX inspect_views_by_division ON inspect_views (division, id);
CREATE INDEX inspect_views_by_subject ON inspect_views (subject, id);
CREATE INDEX inspect_views_by_account ON inspect_views (account, id);

-- Working notes on a subject. They are read at the monitoring point they were written at.
CREATE TABLE inspect_notes (
    id INTEGER PRIMARY KEY,
    subject TEXT NOT NULL,
    division TEXT NOT NULL,
    account BIGINT NOT NULL,
    member BIGINT,
    role TEXT NOT NULL,
    sealed BLOB NOT NULL,
    noted_ms BIGINT NOT NULL
);
CREATE INDEX inspect_notes_by_subject ON inspect_notes (subject, role, id);

-- Which browser an account wrote from, to see whether one device made and approved the same spending (W25).
-- The device is the digest of a random cookie of the console; nothing of the browser or its address is kept.
CREATE TABLE device_uses (
    account BIGINT NOT NULL,
    device TEXT NOT NULL,
    used_ms BIGINT NOT NULL,
    PRIMARY KEY (account, used_ms, device)
);
CREATE INDEX device_uses_by_device ON device_uses (device, used_ms);
CREATE INDEX device_uses_by_time ON device_uses (used_ms);
