-- What other platforms are given of livestock (`adapters`), and the lists of animals. The same rules as in 0001.

-- Whose an animal or herd was when it was treated, and how many heads: both change later. What was indexed before
-- belonged to the sender of the first trip after it, or to the farm where it still stands.
ALTER TABLE immunities ADD COLUMN farm BIGINT;
ALTER TABLE immunities ADD COLUMN heads BIGINT;
ALTER TABLE medications ADD COLUMN farm BIGINT;
ALTER TABLE medications ADD COLUMN heads BIGINT;
UPDATE immunities SET
    farm = COALESCE(
        (SELECT certificates.owner FROM certificate_units
         JOIN certificates ON certificates.id = certificate_units.certificate
         WHERE certificate_units.unit = immunities.unit AND certificate_units.outcome <> 'left_behind'
         AND certificates.departed_ms > immunities.ledger_ms
         ORDER BY certificates.departed_ms LIMIT 1),
        (SELECT lives.farm FROM lives WHERE lives.unit = immunities.unit)),
    heads = (SELECT lives.heads FROM lives WHERE lives.unit = immunities.unit);
UPDATE medications SET
    farm = COALESCE(
        (SELECT certificates.owner FROM certificate_units
         JOIN certificates ON certificates.id = certificate_units.certificate
         WHERE certificate_units.unit = medications.unit AND certificate_units.outcome <> 'left_behind'
         AND certificates.departed_ms > medications.ledger_ms
         ORDER BY certificates.departed_ms LIMIT 1),
        (SELECT lives.farm FROM lives WHERE lives.unit = medications.unit)),
    heads = (SELECT lives.heads FROM lives WHERE lives.unit = medications.unit);
CREATE INDEX immunities_by_farm ON immunities (farm, ledger_ms, block, event_index);
CREATE INDEX medications_by_farm ON medications (farm, ledger_ms, block, event_index);

-- Lists of animals and herds, newest first: of a farm; of a county, whole or by state and species.
CREATE INDEX lives_by_farm_kind ON lives (farm, kind, ordinal);
CREATE INDEX lives_by_county ON lives (SUBSTR(village, 1, 6), kind, ordinal);
CREATE INDEX lives_by_county_state ON lives (SUBSTR(village, 1, 6), kind, state, species, ordinal);

-- ---------------------------------------------------------------------------------------------------
-- The service's own memory: a rebuild of the index keeps it.
-- ---------------------------------------------------------------------------------------------------

-- Exchange documents that were made whole, once for the same facts. The scope is a division, or a farm as
-- `farm:7`; the digest is over all facts of the document, the block the one it was first made at.
CREATE TABLE exchange_documents (
    id INTEGER PRIMARY KEY,
    system TEXT NOT NULL,
    scope TEXT NOT NULL,
    from_day TEXT NOT NULL,
    to_day TEXT NOT NULL,
    mapping BIGINT NOT NULL,
    facts BIGINT NOT NULL,
    digest TEXT NOT NULL,
    block BIGINT NOT NULL,
    block_hash TEXT NOT NULL,
    account BIGINT NOT NULL REFERENCES accounts (id),
    member BIGINT,
    made_ms BIGINT NOT NULL,
    UNIQUE (system, scope, from_day, to_day, digest)
);

-- Which of them was handed in, with the receipt of the platform. What is handed in again corrects what was before.
CREATE TABLE exchange_deliveries (
    id INTEGER PRIMARY KEY,
    document BIGINT NOT NULL REFERENCES exchange_documents (id),
    system TEXT NOT NULL,
    scope TEXT NOT NULL,
    from_day TEXT NOT NULL,
    to_day TEXT NOT NULL,
    receipt TEXT NOT NULL,
    -- Why it was handed in again; empty the first time.
    reason TEXT NOT NULL,
    corrects BIGINT REFERENCES exchange_deliveries (id),
    account BIGINT NOT NULL REFERENCES accounts (id),
    member BIGINT,
    delivered_ms BIGINT NOT NULL,
    UNIQUE (system, scope, from_day, to_day, receipt)
);
CREATE INDEX exchange_deliveries_by_period ON exchange_deliveries (system, scope, from_day, to_day, id);
