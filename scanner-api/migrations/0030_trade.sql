-- Sales of animals and meat, their goods, payments and warnings, and the prices of what was delivered. The same rules
-- as in 0001.

CREATE TABLE sales (
    id BIGINT PRIMARY KEY,
    seller BIGINT NOT NULL,
    buyer BIGINT NOT NULL,
    -- Where the seller sat, and the county around it.
    division TEXT NOT NULL,
    county TEXT NOT NULL,
    -- `live`, `breeding_stock`, `young`, `carcass`, `half_carcass`, `cut` or `package`.
    kind TEXT NOT NULL,
    species TEXT NOT NULL,
    heads BIGINT NOT NULL,
    mass BIGINT NOT NULL,
    -- `per_kilogram` or `per_head`; prices and amounts are in fen.
    price_for TEXT NOT NULL,
    price BIGINT NOT NULL,
    amount BIGINT NOT NULL,
    date TEXT NOT NULL,
    -- `offered`, `confirmed`, `refused`, `cancelled`, `delivered` or `settled`.
    state TEXT NOT NULL,
    -- Why it was refused or cancelled.
    reason TEXT NOT NULL,
    delivered_heads BIGINT,
    delivered_mass BIGINT,
    delivered_date TEXT,
    -- What is to be paid for what came.
    due BIGINT,
    -- What a kilogram of it cost, to the nearest fen, and the Monday of its week.
    kilogram_price BIGINT,
    week TEXT,
    paid BIGINT NOT NULL,
    recorded_ms BIGINT NOT NULL,
    answered_ms BIGINT,
    ended_ms BIGINT,
    delivered_ms BIGINT,
    settled_ms BIGINT
);
CREATE INDEX sales_by_seller ON sales (seller, id);
CREATE INDEX sales_by_buyer ON sales (buyer, id);
-- What waits for either side, counted at every opening of the console.
CREATE INDEX sales_of_seller ON sales (seller, state, id);
CREATE INDEX sales_of_buyer ON sales (buyer, state, id);
CREATE INDEX sales_by_division ON sales (division, id);
-- What the price index reads: all sales of a county in some weeks.
CREATE INDEX sales_by_week
    ON sales (county, week, kind, species, kilogram_price, delivered_heads, delivered_mass, due, seller)
    WHERE week IS NOT NULL;

CREATE TABLE sale_goods (
    sale BIGINT NOT NULL,
    position BIGINT NOT NULL,
    -- `animal:7`, `herd:3` or `meat:12`.
    goods TEXT NOT NULL,
    PRIMARY KEY (sale, position)
);
CREATE INDEX sale_goods_by_goods ON sale_goods (goods, sale);

CREATE TABLE sale_payments (
    ordinal BIGINT PRIMARY KEY,
    sale BIGINT NOT NULL,
    amount BIGINT NOT NULL,
    date TEXT NOT NULL,
    receipt TEXT NOT NULL,
    organisation BIGINT,
    ledger_ms BIGINT NOT NULL
);
CREATE INDEX sale_payments_by_sale ON sale_payments (sale, ordinal);

CREATE TABLE sale_warnings (
    ordinal BIGINT PRIMARY KEY,
    sale BIGINT NOT NULL,
    -- `mass_differs`, `heads_missing` or `paid_late`.
    kind TEXT NOT NULL,
    agreed BIGINT,
    delivered BIGINT,
    due TEXT,
    ledger_ms BIGINT NOT NULL
);
CREATE INDEX sale_warnings_by_sale ON sale_warnings (sale, ordinal);
