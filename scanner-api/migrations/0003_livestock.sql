-- Livestock. The same rules as in 0001: portable SQL, days are text, times are milliseconds, lists are
-- JSON. An animal or herd is named by its subject, `animal:7` or `herd:3`, as on its timeline.

-- Codes are on a lot or on meat, never on both.
ALTER TABLE code_ranges ADD COLUMN meat BIGINT;
CREATE INDEX code_ranges_by_meat ON code_ranges (meat, batch, first);

-- ---------------------------------------------------------------------------------------------------
-- The index.
-- ---------------------------------------------------------------------------------------------------

CREATE TABLE drugs (
    division TEXT NOT NULL,
    approval TEXT NOT NULL,
    species TEXT NOT NULL,
    route TEXT NOT NULL,
    name TEXT NOT NULL,
    withdrawal_days BIGINT NOT NULL,
    prescription BOOLEAN NOT NULL,
    banned BOOLEAN NOT NULL,
    set_ms BIGINT NOT NULL,
    PRIMARY KEY (division, approval, species, route)
);

CREATE TABLE immunity_rules (
    division TEXT NOT NULL,
    species TEXT NOT NULL,
    disease TEXT NOT NULL,
    compulsory BOOLEAN NOT NULL,
    from_age_days BIGINT NOT NULL,
    valid_days BIGINT NOT NULL,
    set_ms BIGINT NOT NULL,
    PRIMARY KEY (division, species, disease)
);

CREATE TABLE zones (
    id BIGINT PRIMARY KEY,
    disease TEXT NOT NULL,
    order_number TEXT NOT NULL,
    divisions TEXT NOT NULL,
    farms TEXT NOT NULL,
    -- Empty means all.
    species TEXT NOT NULL,
    from_day TEXT NOT NULL,
    until_day TEXT,
    evidence TEXT NOT NULL,
    ordered_ms BIGINT NOT NULL,
    lift_order TEXT,
    lifted_ms BIGINT
);

CREATE TABLE zone_divisions (
    zone BIGINT NOT NULL,
    division TEXT NOT NULL,
    PRIMARY KEY (zone, division)
);
CREATE INDEX zone_divisions_by_division ON zone_divisions (division, zone);

CREATE TABLE zone_farms (
    zone BIGINT NOT NULL,
    farm BIGINT NOT NULL,
    PRIMARY KEY (zone, farm)
);
CREATE INDEX zone_farms_by_farm ON zone_farms (farm, zone);

CREATE TABLE farm_grades (
    farm BIGINT PRIMARY KEY,
    grade TEXT NOT NULL,
    until_day TEXT NOT NULL,
    report TEXT NOT NULL,
    graded_ms BIGINT NOT NULL
);

CREATE TABLE vehicles (
    id BIGINT PRIMARY KEY,
    plate TEXT NOT NULL UNIQUE,
    carrier BIGINT NOT NULL,
    for_bodies BOOLEAN NOT NULL,
    until_day TEXT NOT NULL,
    filed_ms BIGINT NOT NULL
);
CREATE INDEX vehicles_by_carrier ON vehicles (carrier, id);

-- The tags an organisation has in stock: intervals of tag numbers, apart and each of one series.
CREATE TABLE tag_stocks (
    organisation BIGINT NOT NULL,
    first BIGINT NOT NULL,
    last BIGINT NOT NULL,
    PRIMARY KEY (organisation, first)
);
CREATE INDEX tag_stocks_by_tag ON tag_stocks (first, last);

-- Where the tags of a series (species and county: the first seven digits) are. In stock is the rest.
CREATE TABLE tag_ledgers (
    series BIGINT PRIMARY KEY,
    issued BIGINT NOT NULL,
    applied BIGINT NOT NULL,
    damaged BIGINT NOT NULL,
    lost BIGINT NOT NULL
);

-- Every tag that was ever in an ear: `applied`, `replaced` or `collected`.
CREATE TABLE tags (
    tag TEXT PRIMARY KEY,
    unit TEXT NOT NULL,
    fate TEXT NOT NULL,
    since_ms BIGINT NOT NULL
);
CREATE INDEX tags_by_unit ON tags (unit, since_ms);

-- Every animal and every herd: one state, one place.
CREATE TABLE lives (
    unit TEXT PRIMARY KEY,
    id BIGINT NOT NULL,
    -- `animal` or `herd`.
    kind TEXT NOT NULL,
    tag TEXT,
    electronic TEXT,
    heads BIGINT NOT NULL,
    species TEXT NOT NULL,
    farm BIGINT NOT NULL,
    village TEXT NOT NULL,
    pen TEXT NOT NULL,
    state TEXT NOT NULL,
    -- What it is on, or came on: a declaration, certificate, slaughter batch or disposal.
    through TEXT,
    born TEXT NOT NULL,
    breed TEXT NOT NULL,
    -- How it came to its first farm, as JSON.
    origin TEXT NOT NULL,
    -- The herd it grew up in or was split from.
    herd TEXT,
    slaughter_from TEXT,
    barred BOOLEAN NOT NULL,
    mass BIGINT,
    registered_ms BIGINT NOT NULL,
    changed_ms BIGINT NOT NULL,
    -- The order of registration, for lists.
    ordinal BIGINT NOT NULL UNIQUE
);
CREATE INDEX lives_by_tag ON lives (tag);
CREATE INDEX lives_by_electronic ON lives (electronic);
CREATE INDEX lives_by_farm ON lives (farm, state, ordinal);
CREATE INDEX lives_by_village ON lives (village, ordinal);
CREATE INDEX lives_by_through ON lives (through);
CREATE INDEX lives_by_herd ON lives (herd);

-- The tagged ones and the others.
CREATE VIEW animals AS SELECT * FROM lives WHERE kind = 'animal';
CREATE VIEW herds AS SELECT * FROM lives WHERE kind = 'herd';

CREATE TABLE immunities (
    block BIGINT NOT NULL,
    event_index BIGINT NOT NULL,
    unit TEXT NOT NULL,
    disease TEXT NOT NULL,
    vaccine TEXT NOT NULL,
    batch TEXT NOT NULL,
    code TEXT,
    dose TEXT NOT NULL,
    date TEXT NOT NULL,
    until_day TEXT NOT NULL,
    late BOOLEAN NOT NULL,
    member BIGINT,
    ledger_ms BIGINT NOT NULL,
    PRIMARY KEY (block, event_index)
);
CREATE INDEX immunities_by_unit ON immunities (unit, disease, until_day);

CREATE TABLE medications (
    block BIGINT NOT NULL,
    event_index BIGINT NOT NULL,
    unit TEXT NOT NULL,
    approval TEXT NOT NULL,
    name TEXT NOT NULL,
    route TEXT NOT NULL,
    code TEXT,
    dose TEXT NOT NULL,
    last_dose TEXT NOT NULL,
    prescription TEXT,
    slaughter_from TEXT NOT NULL,
    late BOOLEAN NOT NULL,
    member BIGINT,
    ledger_ms BIGINT NOT NULL,
    PRIMARY KEY (block, event_index)
);
CREATE INDEX medications_by_unit ON medications (unit, last_dose);

CREATE TABLE declarations (
    id BIGINT PRIMARY KEY,
    farm BIGINT NOT NULL,
    village TEXT NOT NULL,
    species TEXT NOT NULL,
    heads BIGINT NOT NULL,
    purpose TEXT NOT NULL,
    receiver BIGINT,
    destination TEXT NOT NULL,
    transport TEXT NOT NULL,
    -- The certificate the load came on, of a re-dispatch.
    basis BIGINT,
    -- `submitted`, `accepted`, `refused`, `withdrawn`, `failed` or `certified`.
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    certificate BIGINT,
    member BIGINT,
    declared_ms BIGINT NOT NULL,
    answered_ms BIGINT
);
CREATE INDEX declarations_by_farm ON declarations (farm, id);
CREATE INDEX declarations_by_village ON declarations (village, state, id);
CREATE INDEX declarations_by_state ON declarations (state, id);

CREATE TABLE declaration_units (
    declaration BIGINT NOT NULL,
    position BIGINT NOT NULL,
    unit TEXT NOT NULL,
    PRIMARY KEY (declaration, position)
);
CREATE INDEX declaration_units_by_unit ON declaration_units (unit, declaration);

CREATE TABLE certificates (
    id BIGINT PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    form TEXT NOT NULL,
    -- None for products.
    declaration BIGINT,
    species TEXT,
    purpose TEXT,
    -- What the vet saw, as JSON; none for products.
    inspection TEXT,
    owner BIGINT NOT NULL,
    origin TEXT NOT NULL,
    receiver BIGINT,
    destination TEXT NOT NULL,
    carrier BIGINT NOT NULL,
    plate TEXT NOT NULL,
    mode TEXT NOT NULL,
    disinfection TEXT NOT NULL,
    -- As issued.
    heads BIGINT NOT NULL,
    -- Counted now: without those that died or stayed behind.
    heads_now BIGINT NOT NULL,
    vet BIGINT,
    office BIGINT,
    vet_key BIGINT,
    valid_until TEXT NOT NULL,
    particulars TEXT NOT NULL,
    payload TEXT NOT NULL,
    -- `issued`, `cancelled`, `departed`, `arrived` or `left`.
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    issued_ms BIGINT NOT NULL,
    loaded BIGINT,
    departed_ms BIGINT,
    -- Where and to whom it came.
    arrived_at TEXT,
    arrived_to BIGINT,
    arrived BIGINT,
    dead BIGINT,
    missing BIGINT,
    arrived_ms BIGINT,
    origin_reported BIGINT,
    origin_reported_ms BIGINT,
    destination_reported BIGINT,
    destination_reported_ms BIGINT
);
CREATE INDEX certificates_by_owner ON certificates (owner, id);
CREATE INDEX certificates_by_receiver ON certificates (receiver, id);
CREATE INDEX certificates_by_carrier ON certificates (carrier, id);
CREATE INDEX certificates_by_plate ON certificates (plate, id);
CREATE INDEX certificates_by_origin ON certificates (origin, id);
CREATE INDEX certificates_by_vet ON certificates (vet, id);
CREATE INDEX certificates_by_state ON certificates (state, id);

-- What a certificate is for, in the order of its list. `certified`, `left_behind`, `dead`, `missing` or
-- `arrived`.
CREATE TABLE certificate_units (
    certificate BIGINT NOT NULL,
    position BIGINT NOT NULL,
    unit TEXT NOT NULL,
    outcome TEXT NOT NULL,
    PRIMARY KEY (certificate, position)
);
CREATE INDEX certificate_units_by_unit ON certificate_units (unit, certificate);

CREATE TABLE certificate_meats (
    certificate BIGINT NOT NULL,
    position BIGINT NOT NULL,
    meat BIGINT NOT NULL,
    PRIMARY KEY (certificate, position)
);
CREATE INDEX certificate_meats_by_meat ON certificate_meats (meat, certificate);

CREATE TABLE checkpoints (
    block BIGINT NOT NULL,
    event_index BIGINT NOT NULL,
    certificate BIGINT NOT NULL,
    passage TEXT NOT NULL,
    division TEXT NOT NULL,
    plate TEXT NOT NULL,
    heads BIGINT NOT NULL,
    at_ms BIGINT NOT NULL,
    member BIGINT,
    organisation BIGINT,
    ledger_ms BIGINT NOT NULL,
    PRIMARY KEY (block, event_index)
);
CREATE INDEX checkpoints_by_certificate ON checkpoints (certificate, at_ms);

-- Every ride from one organisation to another, for contact tracing: of a load by its certificate, of
-- bodies by their consignment (one row for each place they were collected from).
CREATE TABLE moves (
    subject TEXT NOT NULL,
    from_org BIGINT NOT NULL,
    from_village TEXT NOT NULL,
    to_org BIGINT,
    to_village TEXT NOT NULL,
    carrier BIGINT NOT NULL,
    plate TEXT NOT NULL,
    heads BIGINT NOT NULL,
    departed_ms BIGINT NOT NULL,
    arrived_ms BIGINT,
    PRIMARY KEY (subject, from_org, from_village)
);
CREATE INDEX moves_by_from ON moves (from_org, departed_ms);
CREATE INDEX moves_by_to ON moves (to_org, departed_ms);
CREATE INDEX moves_by_plate ON moves (plate, departed_ms);

CREATE TABLE slaughter_batches (
    id BIGINT PRIMARY KEY,
    house BIGINT NOT NULL,
    certificate BIGINT NOT NULL,
    farm BIGINT NOT NULL,
    origin TEXT NOT NULL,
    species TEXT NOT NULL,
    heads BIGINT NOT NULL,
    taken_in_ms BIGINT NOT NULL,
    planned_ms BIGINT,
    emergency BOOLEAN,
    announced_ms BIGINT,
    inspected_ms BIGINT,
    failed BIGINT,
    inspection_note TEXT,
    -- The latest test: `pass` or `fail`.
    tested TEXT,
    tested_for TEXT,
    tested_report TEXT,
    tested_ms BIGINT,
    killed BIGINT NOT NULL,
    live BIGINT NOT NULL,
    hot BIGINT NOT NULL,
    recalled BOOLEAN NOT NULL,
    ledger_ms BIGINT NOT NULL
);
CREATE INDEX slaughter_batches_by_house ON slaughter_batches (house, id);
CREATE INDEX slaughter_batches_by_farm ON slaughter_batches (farm, taken_in_ms);
CREATE INDEX slaughter_batches_by_certificate ON slaughter_batches (certificate);

CREATE TABLE slaughter_units (
    batch BIGINT NOT NULL,
    position BIGINT NOT NULL,
    unit TEXT NOT NULL,
    PRIMARY KEY (batch, position)
);
CREATE INDEX slaughter_units_by_unit ON slaughter_units (unit, batch);

-- Every piece of meat: carcass, part or package.
CREATE TABLE meats (
    id BIGINT PRIMARY KEY,
    kind TEXT NOT NULL,
    -- The code of a carcass, the name of a cut or package.
    name TEXT NOT NULL,
    product TEXT NOT NULL,
    species TEXT NOT NULL,
    house BIGINT NOT NULL,
    holder BIGINT NOT NULL,
    -- Only of carcasses; of everything else the batches are those of the carcasses it comes from.
    batch BIGINT,
    -- `individual`, `pen_batch` or `day_batch`.
    identity TEXT NOT NULL,
    -- The animal, if it is one that is known.
    unit TEXT,
    -- Live mass, only of carcasses.
    live BIGINT,
    killed TEXT NOT NULL,
    grade TEXT,
    mass BIGINT NOT NULL,
    mass_left BIGINT NOT NULL,
    condemned BIGINT NOT NULL,
    -- Only of carcasses: the vet's and the house's inspection.
    quarantine_passed BOOLEAN,
    quarantine_seal TEXT,
    quality_passed BOOLEAN,
    quality_seal TEXT,
    certificate BIGINT,
    recalled BOOLEAN NOT NULL,
    made TEXT NOT NULL,
    formed_ms BIGINT NOT NULL
);
CREATE INDEX meats_by_holder ON meats (holder, id);
CREATE INDEX meats_by_house ON meats (house, killed, id);
CREATE INDEX meats_by_batch ON meats (batch, id);
CREATE INDEX meats_by_unit ON meats (unit, id);

-- What went into what. Of a cutting the mass is that of the part.
CREATE TABLE meat_edges (
    parent BIGINT NOT NULL,
    child BIGINT NOT NULL,
    mass BIGINT NOT NULL,
    PRIMARY KEY (parent, child)
);
CREATE INDEX meat_edges_by_child ON meat_edges (child, parent);

CREATE TABLE meat_deliveries (
    block BIGINT NOT NULL,
    event_index BIGINT NOT NULL,
    meat BIGINT NOT NULL,
    sender BIGINT NOT NULL,
    receiver BIGINT NOT NULL,
    ledger_ms BIGINT NOT NULL,
    PRIMARY KEY (block, event_index)
);
CREATE INDEX meat_deliveries_by_meat ON meat_deliveries (meat, block, event_index);
CREATE INDEX meat_deliveries_by_sender ON meat_deliveries (sender, block, event_index);
CREATE INDEX meat_deliveries_by_receiver ON meat_deliveries (receiver, block, event_index);

-- Recalls, whatever their scope; a day of a house is told by day.
CREATE TABLE recalls (
    block BIGINT NOT NULL,
    event_index BIGINT NOT NULL,
    meat BIGINT,
    batch BIGINT,
    house BIGINT,
    day TEXT,
    reason TEXT NOT NULL,
    evidence TEXT,
    member BIGINT,
    organisation BIGINT,
    ledger_ms BIGINT NOT NULL,
    PRIMARY KEY (block, event_index)
);
CREATE INDEX recalls_by_meat ON recalls (meat);
CREATE INDEX recalls_by_batch ON recalls (batch);
CREATE INDEX recalls_by_house ON recalls (house, day);

CREATE TABLE deaths (
    unit TEXT PRIMARY KEY,
    farm BIGINT NOT NULL,
    village TEXT NOT NULL,
    species TEXT NOT NULL,
    heads BIGINT NOT NULL,
    -- As JSON: a word, or `{"disease": …}` and `{"suspected": …}`.
    cause TEXT NOT NULL,
    mass BIGINT NOT NULL,
    photo TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    member BIGINT,
    reported_ms BIGINT NOT NULL,
    disposal BIGINT,
    collected_mass BIGINT,
    collected_ms BIGINT
);
CREATE INDEX deaths_by_farm ON deaths (farm, at_ms);
CREATE INDEX deaths_by_village ON deaths (village, at_ms);
CREATE INDEX deaths_by_disposal ON deaths (disposal);

CREATE TABLE disposals (
    id BIGINT PRIMARY KEY,
    carrier BIGINT NOT NULL,
    plant BIGINT NOT NULL,
    plate TEXT NOT NULL,
    handover TEXT NOT NULL,
    heads BIGINT NOT NULL,
    mass BIGINT NOT NULL,
    -- `collected`, `received` or `treated`.
    state TEXT NOT NULL,
    collected_ms BIGINT NOT NULL,
    received_heads BIGINT,
    received_mass BIGINT,
    received_video TEXT,
    received_ms BIGINT,
    method TEXT,
    treated_mass BIGINT,
    products BIGINT,
    product TEXT,
    treated_video TEXT,
    treated_ms BIGINT
);
CREATE INDEX disposals_by_carrier ON disposals (carrier, id);
CREATE INDEX disposals_by_plant ON disposals (plant, id);

CREATE TABLE disposal_bodies (
    disposal BIGINT NOT NULL,
    position BIGINT NOT NULL,
    -- `animal:7`, `herd:3` or `meat:5`.
    remains TEXT NOT NULL,
    mass BIGINT NOT NULL,
    PRIMARY KEY (disposal, position)
);
CREATE INDEX disposal_bodies_by_remains ON disposal_bodies (remains, disposal);

CREATE TABLE insurances (
    id BIGINT PRIMARY KEY,
    insurer BIGINT NOT NULL,
    number TEXT NOT NULL,
    farm BIGINT NOT NULL,
    species TEXT NOT NULL,
    heads BIGINT NOT NULL,
    from_day TEXT NOT NULL,
    until_day TEXT NOT NULL,
    -- In fen.
    sum_per_head BIGINT NOT NULL,
    terms TEXT NOT NULL,
    insured_ms BIGINT NOT NULL
);
CREATE INDEX insurances_by_insurer ON insurances (insurer, id);
CREATE INDEX insurances_by_farm ON insurances (farm, id);

CREATE TABLE insurance_units (
    insurance BIGINT NOT NULL,
    position BIGINT NOT NULL,
    unit TEXT NOT NULL,
    PRIMARY KEY (insurance, position)
);
CREATE INDEX insurance_units_by_unit ON insurance_units (unit, insurance);

CREATE TABLE claims (
    id BIGINT PRIMARY KEY,
    insurance BIGINT NOT NULL,
    unit TEXT NOT NULL,
    mass BIGINT NOT NULL,
    -- In fen.
    amount BIGINT NOT NULL,
    photo TEXT NOT NULL,
    survey TEXT NOT NULL,
    disposal BIGINT NOT NULL,
    -- `filed`, `approved`, `refused` or `paid`.
    state TEXT NOT NULL,
    agreed BIGINT,
    reason TEXT NOT NULL,
    receipt TEXT,
    filed_by BIGINT,
    filed_ms BIGINT NOT NULL,
    decided_by BIGINT,
    decided_ms BIGINT,
    paid_ms BIGINT
);
CREATE INDEX claims_by_insurance ON claims (insurance, id);
CREATE INDEX claims_by_unit ON claims (unit, id);
CREATE INDEX claims_by_state ON claims (state, id);

CREATE TABLE livestock_warnings (
    block BIGINT NOT NULL,
    event_index BIGINT NOT NULL,
    -- Block and position in one, for lists.
    ordinal BIGINT NOT NULL UNIQUE,
    subject TEXT NOT NULL,
    -- `yellow`, `orange` or `red`.
    level TEXT NOT NULL,
    kind TEXT NOT NULL,
    -- The warning as JSON.
    warning TEXT NOT NULL,
    -- The member, organisation and division concerned.
    member BIGINT,
    organisation BIGINT,
    division TEXT,
    ledger_ms BIGINT NOT NULL,
    PRIMARY KEY (block, event_index)
);
CREATE INDEX livestock_warnings_by_subject ON livestock_warnings (subject, ordinal);
CREATE INDEX livestock_warnings_by_organisation ON livestock_warnings (organisation, ordinal);
CREATE INDEX livestock_warnings_by_division ON livestock_warnings (division, ordinal);

-- Heads that changed on a farm on a local day: `born`, `entered`, `arrived`, `departed`, `died`,
-- `missing`, `recovered`, `slaughtered`; and `immunised`, by disease, which changes nothing.
CREATE TABLE farm_days (
    farm BIGINT NOT NULL,
    species TEXT NOT NULL,
    day TEXT NOT NULL,
    kind TEXT NOT NULL,
    detail TEXT NOT NULL,
    heads BIGINT NOT NULL,
    PRIMARY KEY (farm, species, day, kind, detail)
);
CREATE INDEX farm_days_by_day ON farm_days (day, farm);

-- ---------------------------------------------------------------------------------------------------
-- The service's own memory.
-- ---------------------------------------------------------------------------------------------------

-- What the county said of a farm's monthly report (直联直报). A month is YYYY-MM. The digest is of the
-- figures that were judged: if they change afterwards, the report waits again.
CREATE TABLE report_audits (
    farm BIGINT NOT NULL,
    month TEXT NOT NULL,
    -- `accepted` or `returned`.
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    figures TEXT NOT NULL,
    account BIGINT NOT NULL REFERENCES accounts (id),
    member BIGINT,
    audited_ms BIGINT NOT NULL,
    PRIMARY KEY (farm, month)
);
