-- The hold that follows a use recorded after the harvest: the cycle it was used on, and the first day of harvest it
-- allows. The same rules as in 0001.

ALTER TABLE cases ADD COLUMN cycle BIGINT;
ALTER TABLE cases ADD COLUMN harvest_from TEXT;
