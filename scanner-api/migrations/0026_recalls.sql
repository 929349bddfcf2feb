-- Recalls of meat from the order to the end, over 0003: who holds what of it, who answered, what became of it. The
-- table `recalls` says what is recalled and stays as it is. The same rules as in 0001.

-- Grams of a piece that carry codes: with what is left they are what is there of it. No table says so of what was
-- labelled before: rebuilding the index counts it.
ALTER TABLE meats ADD COLUMN labelled BIGINT NOT NULL DEFAULT 0;

CREATE TABLE recall_files (
    id BIGINT PRIMARY KEY,
    -- The scope: a piece, a batch, or a day of the house.
    meat BIGINT,
    batch BIGINT,
    day TEXT,
    house BIGINT NOT NULL,
    -- Where it was ordered.
    division TEXT NOT NULL,
    reason TEXT NOT NULL,
    evidence TEXT,
    state TEXT NOT NULL,
    member BIGINT,
    organisation BIGINT,
    ordered_ms BIGINT NOT NULL,
    -- What the custodians say together, in grams.
    recalled BIGINT NOT NULL,
    returned BIGINT NOT NULL,
    destroyed BIGINT NOT NULL,
    consumed BIGINT NOT NULL,
    unaccounted BIGINT NOT NULL,
    verified_by BIGINT,
    verified_ms BIGINT,
    verified_note TEXT,
    closed_by BIGINT,
    closed_ms BIGINT,
    closed_note TEXT
);
CREATE INDEX recall_files_by_house ON recall_files (house, id);
CREATE INDEX recall_files_by_division ON recall_files (division, id);
CREATE INDEX recall_files_by_meat ON recall_files (meat) WHERE meat IS NOT NULL;
CREATE INDEX recall_files_by_batch ON recall_files (batch) WHERE batch IS NOT NULL;
-- What is not closed yet, counted at every opening of the console.
CREATE INDEX recall_files_open ON recall_files (state, id);

CREATE TABLE recall_custodians (
    recall BIGINT NOT NULL,
    custodian BIGINT NOT NULL,
    -- When it was told; anew when more was found after it had acknowledged.
    notified_ms BIGINT NOT NULL,
    acknowledged_ms BIGINT,
    accounted_ms BIGINT,
    evidence TEXT,
    recalled BIGINT NOT NULL,
    returned BIGINT NOT NULL,
    destroyed BIGINT NOT NULL,
    consumed BIGINT NOT NULL,
    unaccounted BIGINT NOT NULL,
    PRIMARY KEY (recall, custodian)
);
CREATE INDEX recall_custodians_by_custodian ON recall_custodians (custodian, recall);

-- Who was told of which piece.
CREATE TABLE recall_pieces (
    recall BIGINT NOT NULL,
    meat BIGINT NOT NULL,
    custodian BIGINT NOT NULL,
    PRIMARY KEY (recall, meat)
);
CREATE INDEX recall_pieces_by_meat ON recall_pieces (meat);
