-- What is asked for one organisation or one asker is found by its name. The same rules as in 0001.

CREATE INDEX organisations_by_credit_code ON organisations (credit_code) WHERE credit_code IS NOT NULL;
CREATE INDEX challenges_by_asker ON challenges (asker);
CREATE INDEX challenge_joinings_by_asker ON challenge_joinings (asker);
