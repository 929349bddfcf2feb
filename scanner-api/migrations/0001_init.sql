-- Portable SQL: only types and constraints that PostgreSQL knows as well. Times are milliseconds UTC,
-- days are YYYY-MM-DD, digests, keys and hashes are lower-case hex, lists and records are JSON.

-- ---------------------------------------------------------------------------------------------------
-- The index: made from finalized blocks only, and the same after every rebuild.
-- ---------------------------------------------------------------------------------------------------

-- How far the index has come. One row, written in the transaction of the block it names.
CREATE TABLE index_head (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    number BIGINT NOT NULL,
    hash TEXT NOT NULL,
    time_ms BIGINT NOT NULL,
    spec_version BIGINT NOT NULL,
    genesis_hash TEXT NOT NULL
);

-- The blocks that carry records, and the genesis block.
CREATE TABLE blocks (
    number BIGINT PRIMARY KEY,
    hash TEXT NOT NULL,
    parent TEXT NOT NULL,
    time_ms BIGINT NOT NULL,
    spec_version BIGINT NOT NULL
);

CREATE TABLE records (
    block BIGINT NOT NULL REFERENCES blocks (number),
    event_index BIGINT NOT NULL,
    extrinsic_index BIGINT,
    subject TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    pallet TEXT NOT NULL,
    kind TEXT NOT NULL,
    author_member BIGINT,
    author_organisation BIGINT,
    author_role TEXT,
    ledger_ms BIGINT NOT NULL,
    scale BLOB NOT NULL,
    json TEXT NOT NULL,
    PRIMARY KEY (block, event_index),
    UNIQUE (subject, sequence)
);
CREATE INDEX records_by_organisation ON records (author_organisation, block, event_index);
CREATE INDEX records_by_kind ON records (kind, block, event_index);

CREATE TABLE timelines (
    subject TEXT PRIMARY KEY,
    len BIGINT NOT NULL,
    head TEXT NOT NULL
);

CREATE TABLE organisations (
    id BIGINT PRIMARY KEY,
    kind TEXT NOT NULL,
    division TEXT NOT NULL,
    credit_code TEXT,
    name TEXT,
    pseudonym TEXT,
    status TEXT NOT NULL,
    reason TEXT NOT NULL,
    registered_ms BIGINT NOT NULL
);
CREATE INDEX organisations_by_status ON organisations (status, id);
CREATE INDEX organisations_by_division ON organisations (division, id);
CREATE INDEX organisations_by_pseudonym ON organisations (pseudonym);

CREATE TABLE members (
    id BIGINT PRIMARY KEY,
    organisation BIGINT NOT NULL,
    public_key TEXT NOT NULL UNIQUE,
    key_number BIGINT NOT NULL,
    person TEXT NOT NULL,
    status TEXT NOT NULL,
    registered_ms BIGINT NOT NULL
);
CREATE INDEX members_by_organisation ON members (organisation, id);

CREATE TABLE member_roles (
    member BIGINT NOT NULL,
    role TEXT NOT NULL,
    division TEXT NOT NULL,
    PRIMARY KEY (member, role, division)
);

CREATE TABLE counties (
    county TEXT PRIMARY KEY,
    valid_from TEXT NOT NULL,
    valid_to TEXT
);

CREATE TABLE policies (
    division TEXT NOT NULL,
    setting TEXT NOT NULL,
    effective TEXT NOT NULL,
    value BIGINT NOT NULL,
    PRIMARY KEY (division, setting, effective)
);

CREATE TABLE input_labels (
    division TEXT NOT NULL,
    registration TEXT NOT NULL,
    crop TEXT NOT NULL,
    name TEXT NOT NULL,
    interval_days BIGINT NOT NULL,
    times_max BIGINT NOT NULL,
    unit TEXT NOT NULL,
    dose_min BIGINT NOT NULL,
    dose_max BIGINT NOT NULL,
    restriction TEXT NOT NULL,
    forbidden_on TEXT NOT NULL,
    set_ms BIGINT NOT NULL,
    PRIMARY KEY (division, registration, crop)
);

CREATE TABLE yield_caps (
    division TEXT NOT NULL,
    product TEXT NOT NULL,
    per_mu BIGINT NOT NULL,
    set_ms BIGINT NOT NULL,
    PRIMARY KEY (division, product)
);

CREATE TABLE plots (
    id BIGINT PRIMARY KEY,
    producer BIGINT NOT NULL,
    village TEXT NOT NULL,
    area BIGINT NOT NULL,
    kind TEXT NOT NULL,
    geometry TEXT NOT NULL,
    opened_ms BIGINT NOT NULL
);
CREATE INDEX plots_by_producer ON plots (producer, id);

CREATE TABLE cycles (
    id BIGINT PRIMARY KEY,
    plot BIGINT NOT NULL,
    producer BIGINT NOT NULL,
    product TEXT NOT NULL,
    variety TEXT NOT NULL,
    started TEXT NOT NULL,
    yield_cap BIGINT NOT NULL,
    harvest_from TEXT,
    test_flag TEXT NOT NULL,
    test BIGINT,
    yield_percent BIGINT,
    started_ms BIGINT NOT NULL,
    finished_ms BIGINT
);
CREATE INDEX cycles_by_producer ON cycles (producer, id);
CREATE INDEX cycles_by_plot ON cycles (plot, id);

CREATE TABLE operations (
    block BIGINT NOT NULL,
    event_index BIGINT NOT NULL,
    cycle BIGINT NOT NULL,
    kind TEXT NOT NULL,
    date TEXT NOT NULL,
    note TEXT NOT NULL,
    evidence TEXT,
    late BOOLEAN NOT NULL,
    member BIGINT,
    ledger_ms BIGINT NOT NULL,
    PRIMARY KEY (block, event_index)
);
CREATE INDEX operations_by_cycle ON operations (cycle, block, event_index);

CREATE TABLE input_uses (
    block BIGINT NOT NULL,
    event_index BIGINT NOT NULL,
    cycle BIGINT NOT NULL,
    registration TEXT NOT NULL,
    name TEXT NOT NULL,
    dose BIGINT NOT NULL,
    unit TEXT NOT NULL,
    area BIGINT NOT NULL,
    date TEXT NOT NULL,
    target TEXT NOT NULL,
    unit_code TEXT,
    harvest_from TEXT NOT NULL,
    times BIGINT NOT NULL,
    late BOOLEAN NOT NULL,
    member BIGINT,
    ledger_ms BIGINT NOT NULL,
    PRIMARY KEY (block, event_index)
);
CREATE INDEX input_uses_by_cycle ON input_uses (cycle, block, event_index);

CREATE TABLE tests (
    id BIGINT PRIMARY KEY,
    target TEXT NOT NULL,
    method TEXT NOT NULL,
    sample TEXT NOT NULL,
    sampled TEXT NOT NULL,
    items TEXT NOT NULL,
    verdict TEXT NOT NULL,
    report TEXT NOT NULL,
    status TEXT NOT NULL,
    organisation BIGINT,
    member BIGINT,
    recorded_ms BIGINT NOT NULL,
    approved_ms BIGINT
);
CREATE INDEX tests_by_target ON tests (target, id);
CREATE INDEX tests_by_organisation ON tests (organisation, id);
CREATE INDEX tests_by_status ON tests (status, id);

-- A lot is harvested (gross, from cycles) or formed by a grading (net, from parent lots).
CREATE TABLE lots (
    id BIGINT PRIMARY KEY,
    producer BIGINT,
    holder BIGINT,
    division TEXT NOT NULL,
    product TEXT NOT NULL,
    origin TEXT NOT NULL,
    date TEXT NOT NULL,
    mass BIGINT NOT NULL,
    mass_left BIGINT NOT NULL,
    grade TEXT,
    brix_tenths BIGINT,
    diameter_mm BIGINT,
    harvest_from TEXT,
    test_flag TEXT NOT NULL,
    test BIGINT,
    late BOOLEAN NOT NULL,
    formed_ms BIGINT NOT NULL
);
CREATE INDEX lots_by_holder ON lots (holder, id);
CREATE INDEX lots_by_producer ON lots (producer, id);

-- Only of harvested lots; the cycles of a graded lot are those of its ancestors.
CREATE TABLE lot_cycles (
    lot BIGINT NOT NULL,
    cycle BIGINT NOT NULL,
    PRIMARY KEY (lot, cycle)
);
CREATE INDEX lot_cycles_by_cycle ON lot_cycles (cycle, lot);

-- Every ancestor of a lot, its parents at distance 1.
CREATE TABLE lot_ancestors (
    lot BIGINT NOT NULL,
    ancestor BIGINT NOT NULL,
    distance BIGINT NOT NULL,
    PRIMARY KEY (lot, ancestor)
);
CREATE INDEX lot_ancestors_by_ancestor ON lot_ancestors (ancestor, lot);

CREATE TABLE gradings (
    block BIGINT NOT NULL,
    event_index BIGINT NOT NULL,
    parent BIGINT NOT NULL,
    mass BIGINT NOT NULL,
    children TEXT NOT NULL,
    member BIGINT,
    organisation BIGINT,
    ledger_ms BIGINT NOT NULL,
    PRIMARY KEY (block, event_index)
);
CREATE INDEX gradings_by_parent ON gradings (parent, block, event_index);
CREATE INDEX gradings_by_organisation ON gradings (organisation, block, event_index);

CREATE TABLE deliveries (
    block BIGINT NOT NULL,
    event_index BIGINT NOT NULL,
    lot BIGINT NOT NULL,
    sender BIGINT NOT NULL,
    receiver BIGINT NOT NULL,
    ledger_ms BIGINT NOT NULL,
    PRIMARY KEY (block, event_index)
);
CREATE INDEX deliveries_by_lot ON deliveries (lot, block, event_index);
CREATE INDEX deliveries_by_sender ON deliveries (sender, block, event_index);
CREATE INDEX deliveries_by_receiver ON deliveries (receiver, block, event_index);

CREATE TABLE brands (
    id BIGINT PRIMARY KEY,
    owner BIGINT NOT NULL,
    name TEXT NOT NULL,
    product TEXT NOT NULL,
    area TEXT NOT NULL,
    grades TEXT NOT NULL,
    registered_ms BIGINT NOT NULL
);
CREATE INDEX brands_by_owner ON brands (owner, id);

CREATE TABLE quotas (
    brand BIGINT NOT NULL,
    organisation BIGINT NOT NULL,
    season BIGINT NOT NULL,
    approved_yield BIGINT NOT NULL,
    grade_rate BIGINT NOT NULL,
    unit_net BIGINT NOT NULL,
    codes BIGINT NOT NULL,
    issued BIGINT NOT NULL,
    approved BOOLEAN NOT NULL,
    granted_ms BIGINT NOT NULL,
    approved_ms BIGINT,
    PRIMARY KEY (brand, organisation, season)
);
CREATE INDEX quotas_by_organisation ON quotas (organisation, season);

CREATE TABLE batches (
    id BIGINT PRIMARY KEY,
    issuer BIGINT NOT NULL,
    brand BIGINT NOT NULL,
    season BIGINT NOT NULL,
    kind TEXT NOT NULL,
    count BIGINT NOT NULL,
    root TEXT NOT NULL,
    unit_net BIGINT NOT NULL,
    -- The order of issue; batch numbers are random.
    ordinal BIGINT NOT NULL UNIQUE,
    issued_ms BIGINT NOT NULL
);
CREATE INDEX batches_by_issuer ON batches (issuer, ordinal);

-- The codes of a batch as intervals of equal state, without gaps: 0 to count - 1.
CREATE TABLE code_ranges (
    batch BIGINT NOT NULL,
    first BIGINT NOT NULL,
    last BIGINT NOT NULL,
    state TEXT NOT NULL,
    lot BIGINT,
    changed_ms BIGINT NOT NULL,
    PRIMARY KEY (batch, first)
);
CREATE INDEX code_ranges_by_lot ON code_ranges (lot, batch, first);

CREATE TABLE cases (
    id BIGINT PRIMARY KEY,
    subject TEXT NOT NULL,
    cause TEXT NOT NULL,
    reason TEXT NOT NULL,
    evidence TEXT,
    test BIGINT,
    opened_by BIGINT,
    opened_ms BIGINT NOT NULL,
    expires_ms BIGINT,
    released_by BIGINT,
    released_ms BIGINT,
    release_reason TEXT
);
CREATE INDEX cases_by_subject ON cases (subject, id);

-- ---------------------------------------------------------------------------------------------------
-- The service's own memory: nothing here can be rebuilt from the chain.
-- ---------------------------------------------------------------------------------------------------

-- The salt of the master key and a sealed constant that tells a wrong key from a damaged row.
CREATE TABLE vault (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    salt BLOB NOT NULL,
    check_value BLOB NOT NULL
);

CREATE TABLE accounts (
    id INTEGER PRIMARY KEY,
    login TEXT NOT NULL UNIQUE,
    password_hash TEXT NOT NULL,
    -- The first account; its key sits in the council.
    bootstrap BOOLEAN NOT NULL,
    created_ms BIGINT NOT NULL
);

-- Wrong passwords by digest of the login that was tried, whether or not there is such an account.
CREATE TABLE login_failures (
    login_digest TEXT PRIMARY KEY,
    failures BIGINT NOT NULL,
    locked_until_ms BIGINT NOT NULL
);

-- The keys made for an account, sealed. The one the chain knows for a member is the one in use; after
-- an interrupted rotation the other is simply never used.
CREATE TABLE account_keys (
    public_key TEXT PRIMARY KEY,
    account BIGINT NOT NULL REFERENCES accounts (id),
    sealed BLOB NOT NULL,
    created_ms BIGINT NOT NULL
);
CREATE INDEX account_keys_by_account ON account_keys (account, created_ms);

CREATE TABLE sessions (
    token_hash TEXT PRIMARY KEY,
    account BIGINT NOT NULL REFERENCES accounts (id),
    created_ms BIGINT NOT NULL,
    expires_ms BIGINT NOT NULL
);
CREATE INDEX sessions_by_account ON sessions (account);
CREATE INDEX sessions_by_expiry ON sessions (expires_ms);

CREATE TABLE tokens (
    id TEXT PRIMARY KEY,
    token_hash TEXT NOT NULL UNIQUE,
    account BIGINT NOT NULL REFERENCES accounts (id),
    name TEXT NOT NULL,
    created_ms BIGINT NOT NULL
);
CREATE INDEX tokens_by_account ON tokens (account, created_ms);

CREATE TABLE batch_secrets (
    batch BIGINT PRIMARY KEY,
    organisation BIGINT NOT NULL,
    sealed BLOB NOT NULL,
    created_ms BIGINT NOT NULL
);

-- Who a pseudonym is, sealed; erased by deleting the row.
CREATE TABLE persons (
    pseudonym TEXT PRIMARY KEY,
    sealed BLOB NOT NULL,
    created_ms BIGINT NOT NULL
);

-- Every extrinsic the service has signed. Pending ones are settled by the index, also after a restart.
CREATE TABLE tickets (
    id TEXT PRIMARY KEY,
    account BIGINT NOT NULL REFERENCES accounts (id),
    public_key TEXT NOT NULL,
    nonce BIGINT NOT NULL,
    extrinsic_hash TEXT NOT NULL UNIQUE,
    -- The signed bytes while it is pending: a node that lost its pool gets them again.
    extrinsic BLOB,
    pallet TEXT NOT NULL,
    call TEXT NOT NULL,
    status TEXT NOT NULL,
    -- The last block that could include it.
    valid_until BIGINT NOT NULL,
    block BIGINT,
    block_hash TEXT,
    subjects TEXT,
    problem TEXT,
    created_ms BIGINT NOT NULL
);
CREATE INDEX tickets_pending ON tickets (status, valid_until);
CREATE INDEX tickets_by_key ON tickets (public_key, status, nonce);

CREATE TABLE idempotency (
    account BIGINT NOT NULL REFERENCES accounts (id),
    key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    ticket TEXT,
    created_ms BIGINT NOT NULL,
    PRIMARY KEY (account, key)
);
CREATE INDEX idempotency_by_age ON idempotency (created_ms);

CREATE TABLE documents (
    digest TEXT PRIMARY KEY,
    media_type TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    thumbnail BOOLEAN NOT NULL,
    created_ms BIGINT NOT NULL
);

-- Who uploaded a document; the same file may come from several organisations and is stored once.
CREATE TABLE document_holders (
    digest TEXT NOT NULL REFERENCES documents (digest),
    organisation BIGINT NOT NULL,
    account BIGINT NOT NULL REFERENCES accounts (id),
    name TEXT NOT NULL,
    visibility TEXT NOT NULL,
    created_ms BIGINT NOT NULL,
    PRIMARY KEY (digest, organisation)
);
CREATE INDEX document_holders_by_organisation ON document_holders (organisation, created_ms);

-- Scans are counted per code, without anything about who scanned.
CREATE TABLE scans (
    code TEXT PRIMARY KEY,
    first_ms BIGINT NOT NULL,
    last_ms BIGINT NOT NULL,
    count BIGINT NOT NULL
);
