-- The carcasses of a slaughterhouse and a day: meat of which only the day is known may come of every one of them.
-- The same rules as in 0001.

CREATE INDEX meats_of_day ON meats (house, killed, batch) WHERE kind = 'carcass';

-- Certificates counted animals that had died between the declaration and the certificate.
DELETE FROM certificate_units WHERE outcome IN ('certified', 'arrived') AND EXISTS (SELECT 1 FROM deaths
    JOIN certificates ON certificates.id = certificate_units.certificate
    WHERE deaths.unit = certificate_units.unit AND deaths.reported_ms <= certificates.issued_ms);
