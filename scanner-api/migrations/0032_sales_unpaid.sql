-- What was delivered and is not paid in full, by the place of the seller: counted at every opening of an authority's
-- console. The same rules as in 0001.

CREATE INDEX sales_unpaid ON sales (division, id) WHERE state = 'delivered';
