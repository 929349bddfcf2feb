-- A county of 65,000 pigs after two months, in the index's own tables (see src/bench/traces.rs).
-- Numbers: farms 1,000,001 to 1,000,500, houses 1,001,001 on, carriers 1,002,001 on, shops 1,003,001 on;
-- pigs, carcasses, halves, cuts and packages from 1, 2, 3, 3.5 and 4 million on.
PRAGMA foreign_keys = OFF;
PRAGMA synchronous = OFF;
BEGIN;

CREATE TEMP TABLE pigs AS
SELECT value AS pig, value / 130 AS load, value % 130 AS hook,
       (SELECT CAST(strftime('%s', 'now') AS INTEGER)) * 1000 - (value / 130 % 60) * 86400000 AS killed_ms,
       date('now', '+8 hours', '-' || (value / 130 % 60) || ' days') AS killed
FROM generate_series(0, 64999);

INSERT INTO organisations
SELECT 1000000 + value, 'company', '500153101201', NULL, '单位' || value, NULL, 'active', '', 0
FROM generate_series(1, 3200);

INSERT INTO lives
SELECT 'animal:' || (1000000 + pig), 1000000 + pig, 'animal', 150015380000000 + pig, NULL, 1, 'pig',
       1000001 + load, '500153101201', '1', 'slaughtered', 'slaughter_batch:' || (1000001 + load),
       date(killed, '-180 days'), '荣昌猪', '"born"', NULL, date(killed, '-30 days'), FALSE, 118000,
       killed_ms - 15552000000, killed_ms, 1000000000000 + pig
FROM pigs;

INSERT INTO tags
SELECT 150015380000000 + pig, 'animal:' || (1000000 + pig), 'collected', killed_ms FROM pigs;

INSERT INTO records
SELECT (SELECT MIN(number) FROM blocks), 1000000 + pig * 15 + step.value, NULL,
       'animal:' || (1000000 + pig), step.value, 'Livestock', 'cared_for', NULL, 1000001 + load, 'producer',
       killed_ms - (15 - step.value) * 86400000, zeroblob(110),
       '{"entry":{"cared_for":{"act":{"care":{"fed":{"feed":"育肥猪配合饲料","mass":2300}},"date":"2026-01-01"},"late":false}}}'
FROM pigs CROSS JOIN generate_series(0, 14) AS step;

-- One load of 130 from each farm to a house.
INSERT INTO certificates (id, number, form, declaration, species, purpose, inspection, owner, origin, receiver,
    destination, carrier, plate, mode, disinfection, heads, heads_now, vet, office, vet_key, valid_until,
    particulars, payload, state, reason, issued_ms, loaded, departed_ms, arrived_at, arrived_to, arrived, dead,
    missing, arrived_ms)
SELECT 1000001 + load, 'L' || load, 'animal_b', NULL, 'pig', 'slaughter', NULL, 1000001 + load, '500153101201',
       1001001 + load % 16, '500153001200', 1002001 + load % 40, printf('%064x', load % 40), 'road', '', 130, 130,
       NULL, NULL, NULL, killed, printf('%064x', load), printf('%064x', load), 'arrived', '', killed_ms - 7200000,
       130, killed_ms - 7200000, '500153001200', 1001001 + load % 16, 130, 0, 0, killed_ms - 3600000
FROM pigs WHERE hook = 0;

INSERT INTO certificate_units
SELECT 1000001 + load, hook, 'animal:' || (1000000 + pig), 'arrived' FROM pigs;

INSERT INTO moves
SELECT 'certificate:' || (1000001 + load), 1000001 + load, '500153101201', 1001001 + load % 16, '500153001200',
       1002001 + load % 40, printf('%064x', load % 40), 130, killed_ms - 7200000, killed_ms - 3600000
FROM pigs WHERE hook = 0;

-- Weaners between farms.
INSERT INTO moves
SELECT 'certificate:' || (1100000 + value), 1000001 + value * 7 % 500, '500153101201',
       1000001 + value * 13 % 500, '500153102201', 1002001 + value % 40, printf('%064x', value % 40), 20,
       CAST(strftime('%s', 'now') AS INTEGER) * 1000 - value % 60 * 86400000 - 7200000,
       CAST(strftime('%s', 'now') AS INTEGER) * 1000 - value % 60 * 86400000 - 3600000
FROM generate_series(1, 5000);

INSERT INTO slaughter_batches (id, house, certificate, farm, origin, species, heads, taken_in_ms, emergency,
    inspected_ms, tested, killed, live, hot, recalled, ledger_ms)
SELECT 1000001 + load, 1001001 + load % 16, 1000001 + load, 1000001 + load, '500153101201', 'pig', 130,
       killed_ms - 3600000, FALSE, killed_ms, 'pass', 130, 15340000, 10998000, FALSE, killed_ms
FROM pigs WHERE hook = 0;

INSERT INTO slaughter_units
SELECT 1000001 + load, hook, 'animal:' || (1000000 + pig) FROM pigs;

CREATE TEMP TABLE pieces (id INTEGER, pig INTEGER, parent INTEGER, kind TEXT, name TEXT, mass INTEGER);
INSERT INTO pieces SELECT 2000000 + pig, pig, NULL, 'carcass', 'H' || pig, 84600 FROM pigs;
INSERT INTO pieces SELECT 3000000 + pig, pig, 2000000 + pig, 'left_half', '', 39400 FROM pigs;
INSERT INTO pieces SELECT 3500000 + pig, pig, 3000000 + pig, 'cut', '五花肉', 9000 FROM pigs;
INSERT INTO pieces SELECT 4000000 + pig, pig, 3500000 + pig, 'package', '荣昌猪五花肉', 9000 FROM pigs;

INSERT INTO meats (id, kind, name, product, species, house, holder, batch, identity, unit, live, killed, grade,
    mass, mass_left, condemned, quarantine_passed, quality_passed, certificate, recalled, made, formed_ms)
SELECT pieces.id, pieces.kind, pieces.name, '030101', 'pig', 1001001 + load % 16,
       CASE pieces.kind WHEN 'package' THEN 1003001 + pigs.pig % 200 ELSE 1001001 + load % 16 END,
       CASE pieces.kind WHEN 'carcass' THEN 1000001 + load END, 'individual', 'animal:' || (1000000 + pigs.pig),
       CASE pieces.kind WHEN 'carcass' THEN 118000 END, killed, NULL, pieces.mass, pieces.mass, 0,
       CASE pieces.kind WHEN 'carcass' THEN TRUE END, CASE pieces.kind WHEN 'carcass' THEN TRUE END, NULL, FALSE,
       killed, killed_ms
FROM pieces JOIN pigs ON pigs.pig = pieces.pig;

INSERT INTO meat_edges SELECT parent, id, mass FROM pieces WHERE parent IS NOT NULL;

INSERT INTO meat_deliveries
SELECT (SELECT MIN(number) FROM blocks), 100000000 + pig, 4000000 + pig, 1001001 + load % 16, 1003001 + pig % 200,
       killed_ms + 3600000
FROM pigs;

COMMIT;
ANALYZE;
SELECT (SELECT COUNT(*) FROM records) + (SELECT COUNT(*) FROM meat_deliveries);
