-- What a certificate needs beyond the chain, sealed or signed here. Not made from blocks: a rebuild of
-- the index keeps it. The same rules as in 0001.

-- Plate numbers. The chain has a keyed digest of each; the number itself is erased by deleting the row.
CREATE TABLE plates (
    digest TEXT PRIMARY KEY,
    sealed BLOB NOT NULL,
    created_ms BIGINT NOT NULL
);

-- Names, phones and remarks of certificates. The chain has a salted digest of each.
CREATE TABLE certificate_particulars (
    digest TEXT PRIMARY KEY,
    sealed BLOB NOT NULL,
    created_ms BIGINT NOT NULL
);

-- Signatures of vets over what the code on a certificate says, 64 bytes each.
CREATE TABLE certificate_signatures (
    certificate BIGINT PRIMARY KEY,
    signature BLOB NOT NULL,
    created_ms BIGINT NOT NULL
);
