-- Indexes for what waits in the consoles of livestock, over 0003: the first page counts it at every opening. A county
-- has a million lives and millions of pieces after some years, of which few wait. The same rules as in 0001.

-- Missing and dead animals of a place.
CREATE INDEX lives_by_state ON lives (state, village, ordinal);
-- Animals that an inspection barred.
CREATE INDEX lives_barred ON lives (village, ordinal) WHERE barred;
-- Carcasses that wait for the vet, and for the house's own inspection.
CREATE INDEX meats_for_quarantine ON meats (house, id) WHERE kind = 'carcass' AND quarantine_passed IS NULL;
CREATE INDEX meats_for_quality ON meats (house, id) WHERE kind = 'carcass' AND quality_passed IS NULL;
-- Batches that wait for the vet before the kill.
CREATE INDEX slaughter_batches_to_look ON slaughter_batches (house, id) WHERE inspected_ms IS NULL;
-- Pieces of which something is left.
CREATE INDEX meats_held ON meats (holder, id) WHERE mass_left > 0;
-- Landings that nobody reported yet, by both ends.
CREATE INDEX certificates_unreported ON certificates (owner, id) WHERE origin_reported IS NULL;
CREATE INDEX certificates_by_arrival ON certificates (arrived_to, id) WHERE destination_reported IS NULL;
