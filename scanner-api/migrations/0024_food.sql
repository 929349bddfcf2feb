-- Milk and eggs of living animals, with their own withdrawal periods, and the vehicle of a declaration. The same
-- rules as in 0001.

-- Days from the last dose to the first milk or eggs for food; without them the default of the policy holds.
ALTER TABLE drugs ADD COLUMN milk_days BIGINT;
ALTER TABLE drugs ADD COLUMN egg_days BIGINT;
-- First day of milk or eggs for food that all treatments so far allow; none for a species that gives neither.
ALTER TABLE medications ADD COLUMN food_from TEXT;
ALTER TABLE lives ADD COLUMN food_from TEXT;
-- Keyed commitment to the plate of the vehicle that was declared; the certificate has the one that goes.
ALTER TABLE declarations ADD COLUMN plate TEXT NOT NULL DEFAULT '';

CREATE TABLE food_lots (
    id BIGINT PRIMARY KEY,
    -- `milk` or `eggs`.
    kind TEXT NOT NULL,
    species TEXT NOT NULL,
    farm BIGINT NOT NULL,
    village TEXT NOT NULL,
    heads BIGINT NOT NULL,
    mass BIGINT NOT NULL,
    -- How many eggs; none for milk.
    eggs BIGINT,
    date TEXT NOT NULL,
    -- The raw milk station or buyer it was delivered to, if it was.
    receiver BIGINT,
    late BOOLEAN NOT NULL,
    member BIGINT,
    ledger_ms BIGINT NOT NULL
);
CREATE INDEX food_lots_by_farm ON food_lots (farm, id);
CREATE INDEX food_lots_by_receiver ON food_lots (receiver, id);
CREATE INDEX food_lots_by_village ON food_lots (village, id);
-- The lots of a day, counted at every opening of a county's console.
CREATE INDEX food_lots_by_day ON food_lots (date, village, id);

CREATE TABLE food_units (
    lot BIGINT NOT NULL,
    position BIGINT NOT NULL,
    unit TEXT NOT NULL,
    PRIMARY KEY (lot, position)
);
CREATE INDEX food_units_by_unit ON food_units (unit, lot);
