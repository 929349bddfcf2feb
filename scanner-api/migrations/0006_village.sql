-- What the village's pages need beyond the chain, sealed here. Not made from blocks: a rebuild of the
-- index keeps it. The same rules as in 0001.

-- Whom a village pays or is paid by, and the kin of its officers. The chain has the keyed digest. Every
-- village keeps its own rows: what one has entered, no other reads.
CREATE TABLE parties (
    digest TEXT NOT NULL,
    village TEXT NOT NULL,
    -- `person` or `organisation`.
    kind TEXT NOT NULL,
    -- Keyed digest of the name, to find who was entered before without opening every row.
    name_key TEXT NOT NULL,
    -- Keyed digest of the id number or credit code, if it is known.
    number_key TEXT,
    sealed BLOB NOT NULL,
    created_ms BIGINT NOT NULL,
    PRIMARY KEY (digest, village)
);
CREATE INDEX parties_by_name ON parties (village, name_key);
CREATE INDEX parties_by_number ON parties (village, number_key);

-- Bank accounts of parties and of the collectives themselves. The chain has the keyed digest.
CREATE TABLE party_accounts (
    digest TEXT NOT NULL,
    village TEXT NOT NULL,
    -- Whose it is; the collective's own accounts have none.
    party TEXT,
    sealed BLOB NOT NULL,
    created_ms BIGINT NOT NULL,
    PRIMARY KEY (digest, village)
);
CREATE INDEX party_accounts_by_party ON party_accounts (village, party);

-- Questions, answers and other texts. The chain has the digest of salt and text.
CREATE TABLE sealed_texts (
    digest TEXT PRIMARY KEY,
    village TEXT NOT NULL,
    sealed BLOB NOT NULL,
    created_ms BIGINT NOT NULL
);

-- Who stands behind the one-time name of a challenge: the account is sealed, and its keyed digest finds the
-- own challenges of whoever is logged in.
CREATE TABLE askers (
    pseudonym TEXT PRIMARY KEY,
    account_key TEXT NOT NULL,
    sealed BLOB NOT NULL,
    created_ms BIGINT NOT NULL
);
CREATE INDEX askers_by_account ON askers (account_key);
