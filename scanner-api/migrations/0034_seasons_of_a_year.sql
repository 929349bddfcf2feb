-- How many seasons of a product a plot can have in a year. The same rules as in 0001.

ALTER TABLE yield_caps ADD COLUMN seasons_per_year BIGINT NOT NULL DEFAULT 1;
