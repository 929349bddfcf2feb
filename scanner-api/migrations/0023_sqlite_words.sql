-- SQLite's own: no other database reads this file. Full-text search over `transactions` of 0005, by their ordinal.
-- Chinese has no spaces, so texts are written as overlapping pairs of characters, and queries as phrases of such pairs;
-- `three_assets::search` makes both. `places` has the codes of county, township and village, the kind and the
-- collective, so that a search inside a scope reads no other rows. (With PostgreSQL this is a tsvector of the same
-- words.) A database that was made while 0005 had this table has it already.
CREATE VIRTUAL TABLE IF NOT EXISTS transaction_words USING fts5 (
    words,
    places,
    content = '',
    tokenize = 'unicode61 remove_diacritics 0'
);
