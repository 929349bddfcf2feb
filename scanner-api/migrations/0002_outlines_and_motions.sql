-- Outlines of plots, sealed: where a plot lies is nobody's business but its producer's. The chain
-- holds a salted commitment to each; salt and outline are erased by deleting the row.
CREATE TABLE outlines (
    commitment TEXT PRIMARY KEY,
    organisation BIGINT NOT NULL,
    sealed BLOB NOT NULL,
    created_ms BIGINT NOT NULL
);

-- Set when the call was put to the council and waits for its votes: the hash of the motion.
ALTER TABLE tickets ADD COLUMN motion TEXT;

-- Scans are not counted: a page that records nothing about who scans has no table to do it in.
DROP TABLE scans;
