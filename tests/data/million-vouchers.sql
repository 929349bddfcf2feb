-- A province in the index's own tables (see src/bench/books.rs): 100 counties of 230 collectives each, 23,000 with 12.7
-- million households, and a million posted vouchers of one year. A third of the vouchers lies in 210115, another third in
-- four other counties, and the rest everywhere.
-- Numbers: collectives from 1,000,001 on, vouchers from 10,000,001 on, ordinals from 1,000,000,000,001 on, so that they
-- meet nothing the service indexes meanwhile. Every county has 23 townships of ten villages, whether it is so or not.
PRAGMA foreign_keys = OFF;
PRAGMA synchronous = OFF;
-- A gigabyte: many indexes are filled in an order that is not theirs.
PRAGMA cache_size = -1000000;
BEGIN;

-- The counties and districts of Liaoning by their codes of GB/T 2260; 210115 is number 9.
CREATE TEMP TABLE province (number INTEGER PRIMARY KEY, code TEXT);
INSERT INTO province SELECT key, CAST(value AS TEXT) FROM json_each('[
    210102, 210103, 210104, 210105, 210106, 210111, 210112, 210113, 210114, 210115, 210123, 210124, 210181,
    210202, 210203, 210204, 210211, 210212, 210213, 210214, 210224, 210281, 210283,
    210302, 210303, 210304, 210311, 210321, 210323, 210381,
    210402, 210403, 210404, 210411, 210421, 210422, 210423,
    210502, 210503, 210504, 210505, 210521, 210522,
    210602, 210603, 210604, 210624, 210681, 210682,
    210702, 210703, 210711, 210726, 210727, 210781, 210782,
    210802, 210803, 210804, 210811, 210881, 210882,
    210902, 210903, 210904, 210905, 210911, 210921, 210922,
    211002, 211003, 211004, 211005, 211011, 211021, 211081,
    211102, 211103, 211104, 211122,
    211202, 211204, 211221, 211223, 211224, 211281, 211282,
    211302, 211303, 211321, 211322, 211324, 211381, 211382,
    211402, 211403, 211404, 211421, 211422, 211481
]');

CREATE TEMP TABLE villages (village INTEGER PRIMARY KEY, county TEXT, township TEXT, division TEXT);
INSERT INTO villages
SELECT value, code, printf('%s%03d', code, 100 + value % 230 / 10),
       printf('%s%03d%03d', code, 100 + value % 230 / 10, 201 + value % 10)
FROM generate_series(0, 22999) JOIN province ON province.number = value / 230;

-- The differences of rounded shares add up to the whole.
INSERT INTO collectives (id, organisation, name, credit_code, level, division, county, township, members,
    representatives, households, party_members, agency, year, registered_ms)
SELECT 1000001 + village, 1000001 + village, '第' || village || '村股份经济合作社', printf('N2%sMF%08d', county, village),
       'village', division, county, township, 1600, 30,
       (village + 1) * 12700000 / 23000 - village * 12700000 / 23000, 30, NULL, 2025, 0
FROM villages;

INSERT INTO organisations
SELECT 1000001 + village, 'collective', division, NULL, '第' || village || '村股份经济合作社', NULL, 'active', '', 0
FROM villages;

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

-- Of 69,000 in a row, one for each village, a hundred for each of county 9, and 25 for each of counties 29, 49, 69 and 89.
CREATE TEMP TABLE entries AS
SELECT n, village, month, ROW_NUMBER() OVER (PARTITION BY village, month ORDER BY n) AS number,
       (n * 7 + n / 500 + n / 69000) % 8 AS matter, 10000 + n * 37 % 5000000 AS amount,
       printf('2025-%02d-%02d', month, 1 + n % 28) AS day,
       1735660800000 + (month - 1) * 2592000000 + n % 28 * 86400000 AS at_ms
FROM (
    SELECT value AS n,
           CASE WHEN value % 69000 < 23000 THEN value % 69000
                WHEN value % 69000 < 46000 THEN 9 * 230 + value % 230
                ELSE (29 + 20 * (value % 920 / 230)) * 230 + value % 230
           END AS village,
           1 + (value / 500 + value / 69000) % 12 AS month
    FROM generate_series(0, 999999)
)
ORDER BY n;

CREATE TEMP VIEW told AS
SELECT entries.n, entries.village, entries.month, entries.number, entries.amount, entries.day, entries.at_ms,
       matters.title || ' 第' || (entries.n % 977) || '号' AS title,
       matters.words || ' 第 ' || (entries.n % 977) || ' 号' AS words,
       matters.debit, matters.credit, matters.direction, villages.county, villages.township, villages.division
FROM entries CROSS JOIN matters ON matters.id = entries.matter
     CROSS JOIN villages ON villages.village = entries.village;

INSERT INTO books (id, collective, year, carried, vouchers, closed, year_closed, surplus, cash_day, opened_ms, year_closed_ms)
SELECT (1000001 + village) * 10000 + 2025, 1000001 + village, 2025, 0, COUNT(*), 12, FALSE, NULL, '2025-12-28', 0, NULL
FROM entries GROUP BY village;

INSERT INTO vouchers (id, book, collective, month, number, date, occurred, summary, state, total, inflow, origin, reverses,
    reversed_by, nature, spending, decision, receipt_series, receipt_number, deposit, documents, content, maker,
    maker_organisation, drafted_ms, poster, poster_organisation, posted_ms, withdrawn_by, withdrawn_ms, reason, block,
    event_index, posted_block, posted_event)
SELECT 10000001 + n, (1000001 + village) * 10000 + 2025, 1000001 + village, month, number, day, day, title, 'posted', amount,
       CASE direction WHEN 'in' THEN amount WHEN 'out' THEN -amount ELSE 0 END, 'entered', NULL, NULL, 'ordinary', NULL, NULL,
       NULL, NULL, NULL, '[]', printf('%064x', n), NULL, NULL, at_ms, NULL, NULL, at_ms, NULL, NULL, '', 0, n, 0, n
FROM told;

INSERT INTO voucher_lines
SELECT 10000001 + n, 0, (1000001 + village) * 10000 + 2025, debit, 'debit', amount, NULL, NULL FROM told
UNION ALL
SELECT 10000001 + n, 1, (1000001 + village) * 10000 + 2025, credit, 'credit', amount, printf('%064x', n % 20000), NULL
FROM told;

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
       division, county, township, amount, direction, printf('%064x', n % 20000), day, at_ms, title, NULL, NULL, 0
FROM told;

INSERT INTO transaction_words (rowid, words, places)
SELECT 1000000000001 + n, words,
       printf('%s %s %s', county, township, division) || ' voucher collective' || (1000001 + village)
FROM told;

COMMIT;
ANALYZE;
SELECT (SELECT COUNT(*) FROM vouchers WHERE state = 'posted' AND book > 10000010000), COUNT(*), SUM(households)
FROM collectives WHERE id > 1000000;
