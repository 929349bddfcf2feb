-- 500 villages of a district with 2,000 posted vouchers each, in the index's own tables (see src/bench/books.rs).
-- Numbers: collectives from 1,000,001 on, vouchers from 10,000,001 on, ordinals from 1,000,000,000,001 on, so that they
-- meet nothing the service indexes meanwhile. The villages lie in 25 townships, whether there are so many or not.
PRAGMA foreign_keys = OFF;
PRAGMA synchronous = OFF;
-- A gigabyte: many indexes are filled in an order that is not theirs.
PRAGMA cache_size = -1000000;
BEGIN;

INSERT INTO collectives (id, organisation, name, credit_code, level, division, county, township, members,
    representatives, households, party_members, agency, year, registered_ms)
SELECT 1000001 + value, 1000001 + value, '第' || value || '村股份经济合作社', printf('N2210115MF%08d', value), 'village',
       printf('210115%03d%03d', 100 + value / 20, 201 + value % 20), '210115', printf('210115%03d', 100 + value / 20), 1000, 21, 300, 30,
       NULL, 2025, 0
FROM generate_series(0, 499);

INSERT INTO organisations
SELECT 1000001 + value, 'collective', printf('210115%03d%03d', 100 + value / 20, 201 + value % 20), NULL, '第' || value || '村股份经济合作社', NULL,
       'active', '', 0
FROM generate_series(0, 499);

INSERT INTO books (id, collective, year, carried, vouchers, closed, year_closed, surplus, cash_day, opened_ms, year_closed_ms)
SELECT (1000001 + value) * 10000 + 2025, 1000001 + value, 2025, 0, 2000, 12, FALSE, NULL, '2025-12-28', 0, NULL
FROM generate_series(0, 499);

-- What vouchers are about, with the pairs of characters that the search finds them by.
CREATE TEMP TABLE matters (id INTEGER PRIMARY KEY, title TEXT, words TEXT, debit TEXT, credit TEXT, direction TEXT);
INSERT INTO matters VALUES
    (0, '收土地发包款', '收土 土地 地发 发包 包款 款', '102', '501', 'in'),
    (1, '收厂房租金', '收厂 厂房 房租 租金 金', '102', '501', 'in'),
    (2, '支付路灯电费', '支付 付路 路灯 灯电 电费 费', '514', '102', 'out'),
    (3, '购买办公用品', '购买 买办 办公 公用 用品 品', '513', '101', 'out'),
    (4, '发放村干部报酬', '发放 放村 村干 干部 部报 报酬 酬', '513', '102', 'out'),
    (5, '收到运转补助', '收到 到运 运转 转补 补助 助', '102', '503', 'in'),
    (6, '维修机井水泵', '维修 修机 机井 井水 水泵 泵', '514', '102', 'out'),
    (7, '提取备用金', '提取 取备 备用 用金 金', '101', '102', 'none');

CREATE TEMP TABLE entries AS
SELECT value AS n, value % 500 AS village, 1 + value / 500 % 12 AS month, value / 6000 + 1 AS number,
       (value * 7 + value / 500) % 8 AS matter, 10000 + value * 37 % 5000000 AS amount,
       printf('2025-%02d-%02d', 1 + value / 500 % 12, 1 + value % 28) AS day,
       1735660800000 + (value / 500 % 12) * 2592000000 + value % 28 * 86400000 AS at_ms
FROM generate_series(0, 999999);

INSERT INTO vouchers (id, book, collective, month, number, date, occurred, summary, state, total, inflow, origin, reverses,
    reversed_by, nature, spending, decision, receipt_series, receipt_number, deposit, documents, content, maker,
    maker_organisation, drafted_ms, poster, poster_organisation, posted_ms, withdrawn_by, withdrawn_ms, reason, block,
    event_index, posted_block, posted_event)
SELECT 10000001 + n, (1000001 + village) * 10000 + 2025, 1000001 + village, month, number, day, day,
       title || ' 第' || (n % 977) || '号', 'posted', amount,
       CASE direction WHEN 'in' THEN amount WHEN 'out' THEN -amount ELSE 0 END, 'entered', NULL, NULL, 'ordinary', NULL, NULL,
       NULL, NULL, NULL, '[]', printf('%064x', n), NULL, NULL, at_ms, NULL, NULL, at_ms, NULL, NULL, '', 0, n, 0, n
FROM entries JOIN matters ON matters.id = entries.matter;

INSERT INTO voucher_lines
SELECT 10000001 + n, 0, (1000001 + village) * 10000 + 2025, debit, 'debit', amount, NULL, NULL
FROM entries JOIN matters ON matters.id = entries.matter
UNION ALL
SELECT 10000001 + n, 1, (1000001 + village) * 10000 + 2025, credit, 'credit', amount, printf('%064x', n % 20000), NULL
FROM entries JOIN matters ON matters.id = entries.matter;

INSERT INTO balances SELECT DISTINCT book, account, 0 FROM voucher_lines WHERE book > 10000010000;

INSERT INTO turnovers
SELECT voucher_lines.book, account, month, SUM(CASE side WHEN 'debit' THEN amount ELSE 0 END),
       SUM(CASE side WHEN 'credit' THEN amount ELSE 0 END)
FROM voucher_lines JOIN vouchers ON vouchers.id = voucher_lines.voucher
WHERE voucher_lines.book > 10000010000
GROUP BY voucher_lines.book, account, month;

INSERT INTO book_months (book, month, vouchers, drafts, reversals, closed_by, closed_ms)
SELECT book, month, COUNT(*), 0, 0, NULL, 0 FROM vouchers WHERE book > 10000010000 GROUP BY book, month;

INSERT INTO transactions (ordinal, changed, subject, kind, state, collective, division, county, township, amount,
    direction, party, day, ledger_ms, title, warned, rule, holds)
SELECT 1000000000001 + n, 1000000000001 + n, 'voucher:' || (10000001 + n), 'voucher', 'posted', 1000001 + village,
       printf('210115%03d%03d', 100 + village / 20, 201 + village % 20), '210115', printf('210115%03d', 100 + village / 20), amount, direction,
       printf('%064x', n % 20000), day, at_ms, title || ' 第' || (n % 977) || '号', NULL, NULL, 0
FROM entries JOIN matters ON matters.id = entries.matter;

INSERT INTO transaction_words (rowid, words, places)
SELECT 1000000000001 + n, words || ' 第 ' || (n % 977) || ' 号',
       printf('210115 210115%03d 210115%03d%03d', 100 + village / 20, 100 + village / 20, 201 + village % 20)
       || ' voucher collective' || (1000001 + village)
FROM entries JOIN matters ON matters.id = entries.matter;

COMMIT;
ANALYZE;
SELECT COUNT(*) FROM vouchers WHERE state = 'posted' AND book > 10000010000;
