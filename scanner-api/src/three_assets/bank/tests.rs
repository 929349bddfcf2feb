//! Statements as banks give them out, with what goes wrong with them on the way.

use std::collections::BTreeSet;

use county_primitives::three_assets::Fen;

use super::*;

const ICBC: &str = "中国工商银行企业账户明细\n\
账号:,0302 0120 0922 1000 123,户名:,某某村股份经济合作社\n\
凭证号,对方账号,交易时间,借/贷,借方发生额,贷方发生额,对方行号,摘要,用途,对方单位名称,余额,个性化信息\n\
10000231,6222020200112233445\t,2026-09-01 10:21:33,贷,,\"12,000.00\",102100099996,转账,土地发包款,张某某,\"86,530.20\",\n\
10000232,6228480402564890018\t,2026-09-03 09:02:10,借,\"1,860.00\",,103100000026,转账,化肥,某某农资店,\"84,670.20\",\n\
0,,2026-09-21 00:00:00,贷,0.00,58.31,,结息,,,\"84,728.51\",\n\
合计,,,,\"1,860.00\",\"12,058.31\",,,,,,\n";

const ABC: &str = "交易时间\t收入金额\t支出金额\t账户余额\t交易行名\t对方省市\t对方账号\t对方户名\t交易说明\t交易摘要\t交易附言\n\
20260905143015\t0.00\t9,500.00\t20,500.00\t某某支行\t辽宁\t6228480402564890018\t辽中某某建材\t\t转支\t桥面维修\n\
20260904101500\t30,000.00\t0.00\t30,000.00\t某某支行\t辽宁\t11223344556677\t辽中区财政局\t\t转存\t一事一议补助\n";

const CCB: &str = "账号,账户名称,交易时间,借方发生额（支取）,贷方发生额（收入）,余额,币种,对方户名,对方账号,对方开户机构,记账日期,摘要,备注,账户明细编号-交易流水号,企业流水号,凭证种类,凭证号\n\
=\"21050144110000000123\",某某村,20260907 15:20:01,3000.00,0.00,17500.00,人民币元,李某某,=\"6217000010099887766\",建行辽中支行,20260907,电子转出,清淤工钱,105-N2105014400019283,,,\n\
=\"21050144110000000123\",某某村,20260907 15:20:01,5.00,0.00,17495.00,人民币元,,,,20260907,手续费,,105-N2105014400019283,,,\n";

const RURAL: &str = "交易日期,交易流水号,借贷标志,交易金额,余额,对方账号,对方户名,对方行名,摘要\n\
2026年9月8日,000000881,借,￥800.00,1200.00,6210260500012345678,王某某,辽中农商行,误工补贴\n\
2026.9.9,000000882,贷,2500,3700.00,6210260500087654321,赵某某,辽中农商行,鱼塘承包费\n";

const BOC: &str = "查询账号[ Inquirer account number ],285000000123\n\
交易类型[ Transaction Type ],付款人开户行名[ Payer account bank ],付款人账号[ Debit Account No. ],付款人名称[ Payer's Name ],收款人开户行名[ Beneficiary account bank ],收款人账号[ Payee's Account Number ],收款人名称[ Payee's Name ],交易日期[ Transaction Date ],交易时间[ Transaction time ],交易金额[ Trade Amount ],交易后余额[ After-transaction balance ],交易流水号[ Transaction reference number ],摘要[ Reference ],用途[ Purpose ]\n\
往账,中行辽中支行,285000000123,某某村,农行辽中支行,6228480402564890018,某某农资店,20260910,10:23:45,\"-1,860.00\",8140.00,B0001,转账,化肥\n\
往账,中行辽中支行,285000000123,某某村,,,,20260910,10:24:00,5.00,8135.00,B0002,手续费,\n\
来账,辽中农商行,6222020200112233445,张某某,中行辽中支行,285000000123,某某村,20260911,09:00:01,\"2,500.00\",10635.00,B0003,转账,承包费\n";

const CMB: &str = "交易日,交易时间,起息日,交易类型,借方金额,贷方金额,余额,摘要,流水号,收（付）方名称,收（付）方帐号,收（付）方开户行名\n\
20260912,08:11:22,20260912,代发,500.00,,10135.00,劳务费,C0001,王某某,6210260500012345678,辽中农商行\n\
20260913,16:40:00,20260913,转账,,300.00,10435.00,水费,C0002,赵某某,6210260500087654321,辽中农商行\n";

fn gbk(text: &str) -> Vec<u8> {
    encoding_rs::GBK.encode(text).0.into_owned()
}

fn amounts(statement: &StatementRead) -> Vec<i64> {
    statement.lines.iter().map(|line| line.amount.0).collect()
}

#[test]
fn six_banks_are_read_in_both_encodings() {
    for (text, format, sums) in [
        (ICBC, Format::Icbc, vec![1_200_000, -186_000, 5_831]),
        (ABC, Format::Abc, vec![-950_000, 3_000_000]),
        (CCB, Format::Ccb, vec![-300_000, -500]),
        (RURAL, Format::RuralCredit, vec![-80_000, 250_000]),
        (BOC, Format::Boc, vec![-186_000, -500, 250_000]),
        (CMB, Format::Cmb, vec![-50_000, 30_000]),
    ] {
        for bytes in [text.as_bytes().to_vec(), gbk(text)] {
            let statement = read(&bytes, None).unwrap();
            assert_eq!(statement.format, format, "{text}");
            assert_eq!(amounts(&statement), sums, "{text}");
            assert_eq!(statement.faults, vec![], "{text}");
            assert_eq!(statement.breaks, Vec::<u64>::new(), "{text}");
        }
    }
}

#[test]
fn the_other_end_is_the_one_that_is_not_the_village() {
    let ends = |text: &str| -> Vec<(String, String, String)> {
        let lines = read(text.as_bytes(), None).unwrap().lines.into_iter();
        lines
            .map(|line| (line.party, line.account, line.bank))
            .collect()
    };
    let end = |party: &str, account: &str, bank: &str| {
        (party.to_owned(), account.to_owned(), bank.to_owned())
    };
    assert_eq!(
        ends(BOC),
        [
            end("某某农资店", "6228480402564890018", "农行辽中支行"),
            end("", "", ""),
            end("张某某", "6222020200112233445", "辽中农商行"),
        ]
    );
    assert_eq!(
        ends(CMB)[1],
        end("赵某某", "6210260500087654321", "辽中农商行")
    );
}

#[test]
fn a_statement_says_whose_it_is() {
    let icbc = read(ICBC.as_bytes(), None).unwrap();
    assert_eq!(icbc.own_account.as_deref(), Some("0302012009221000123"));
    let ccb = read(CCB.as_bytes(), None).unwrap();
    assert_eq!(ccb.own_account.as_deref(), Some("21050144110000000123"));
    assert_eq!(read(RURAL.as_bytes(), None).unwrap().own_account, None);
    let boc = read(BOC.as_bytes(), None).unwrap();
    assert_eq!(boc.own_account.as_deref(), Some("285000000123"));
}

#[test]
fn what_a_line_says_is_kept() {
    let icbc = read(&gbk(ICBC), None).unwrap();
    let first = &icbc.lines[0];
    assert_eq!(first.date.to_string(), "2026-09-01");
    assert_eq!(
        (first.party.as_str(), first.account.as_str()),
        ("张某某", "6222020200112233445")
    );
    assert_eq!(
        (first.bank_reference.as_str(), first.summary.as_str()),
        ("10000231", "转账 土地发包款")
    );
    assert_eq!(icbc.sums(), (Fen(1_205_831), Fen(186_000)));
    // What a line says makes it unique; interest has no reference of its own.
    let references = icbc.lines.iter().map(|line| line.reference.as_str());
    assert_eq!(
        references.collect::<Vec<_>>(),
        [
            "10000231|2026-09-01|12000.00|6222020200112233445|86530.20",
            "10000232|2026-09-03|~1860.00|6228480402564890018|84670.20",
            "2026-09-21 00:00:00|2026-09-21|58.31||84728.51",
        ]
    );
    assert_eq!(icbc.lines[2].bank_reference, "");
    let abc = read(ABC.as_bytes(), None).unwrap();
    assert_eq!(abc.lines[1].summary, "转存 一事一议补助");
}

#[test]
fn lines_that_share_a_reference_are_told_apart_the_same_way_every_time() {
    let references = |text: &str| -> Vec<(i64, String)> {
        let mut lines: Vec<_> = read(text.as_bytes(), None)
            .unwrap()
            .lines
            .into_iter()
            .map(|line| (line.amount.0, line.reference))
            .collect();
        lines.sort();
        lines
    };
    let mut turned: Vec<&str> = CCB.lines().collect();
    turned[1..].reverse();
    assert_eq!(references(CCB), references(&turned.join("\n")));
    let names: BTreeSet<String> = references(CCB).into_iter().map(|(_, name)| name).collect();
    assert_eq!(names.len(), 2);
}

fn references(text: &str) -> BTreeSet<String> {
    let lines = read(text.as_bytes(), None).unwrap().lines.into_iter();
    lines.map(|line| line.reference).collect()
}

/// The lines of a text behind its header that are picked by number, as a file of their own.
fn some_of(text: &str, picked: &[usize]) -> String {
    let mut lines = text.lines();
    let header = lines.next().unwrap();
    let rest: Vec<&str> = lines.collect();
    let picked = picked.iter().map(|at| rest[*at]);
    [header]
        .into_iter()
        .chain(picked)
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn a_line_has_one_name_in_whichever_file_it_arrives() {
    // A payment and its fee share a reference.
    let both = references(CCB);
    let payment = references(&some_of(CCB, &[0]));
    let fee = references(&some_of(CCB, &[1]));
    assert_eq!((both.len(), payment.len(), fee.len()), (2, 1, 1));
    assert!(payment.is_disjoint(&fee));
    assert_eq!(&payment | &fee, both);
    // Slips are numbered anew every month, and files overlap.
    let slips = "日期,金额,对方账号,凭证号,余额\n\
        2026-09-02,-100.00,1,0001,900.00\n\
        2026-09-30,-100.00,1,0002,800.00\n\
        2026-10-02,-100.00,1,0001,700.00\n\
        2026-10-02,-100.00,1,0001,600.00\n";
    let whole = references(slips);
    assert_eq!(whole.len(), 4);
    let september = references(&some_of(slips, &[0, 1]));
    let later = references(&some_of(slips, &[1, 2, 3]));
    assert_eq!(september.intersection(&later).count(), 1);
    assert_eq!(&september | &later, whole);
    assert_eq!(references(&some_of(slips, &[3, 2, 1, 0])), whole);
}

#[test]
fn equal_lines_are_one_only_if_a_reference_or_a_balance_says_so() {
    let read = |text: &str| {
        let statement = read(text.as_bytes(), None).unwrap();
        (statement.lines.len(), statement.faults.len())
    };
    let by_balance = "日期,金额,余额\n2026-09-02,-5.00,10.00\n2026-09-02,-5.00,10.00\n";
    assert_eq!(read(by_balance), (1, 1));
    let by_reference = "日期,金额,流水号\n2026-09-02,-5.00,A1\n2026-09-02,-5.00,A1\n";
    assert_eq!(read(by_reference), (1, 1));
    let fees = "日期,金额\n2026-09-02,-5.00\n2026-09-02,-5.00\n2026-09-02,5.00\n";
    assert_eq!(read(fees), (3, 0));
    assert_eq!(
        references(fees).into_iter().collect::<Vec<_>>(),
        [
            "2026-09-02|2026-09-02|5.00||",
            "2026-09-02|2026-09-02|~5.00||",
            "2026-09-02|2026-09-02|~5.00||#2",
        ]
    );
}

#[test]
fn a_missing_line_shows_in_the_balances() {
    let torn: String = ICBC
        .lines()
        .filter(|line| !line.contains("化肥"))
        .map(|line| format!("{line}\n"))
        .collect();
    assert_eq!(read(torn.as_bytes(), None).unwrap().breaks, [5]);
    // Files that begin with the newest line are as good.
    assert_eq!(
        read(ABC.as_bytes(), None).unwrap().breaks,
        Vec::<u64>::new()
    );
}

#[test]
fn every_broken_line_says_what_is_wrong() {
    let text = "日期,金额,对方户名,对方账号,流水号,摘要\n\
        2026-09-31,12.00,甲,1,a1,没有这一天\n\
        2026-09-01,12.345,甲,1,a2,三位小数\n\
        2026-09-01,,甲,1,a3,没有金额\n\
        2026-09-01,12.00,甲,6.22202E+18,a4,账号成了科学计数\n\
        2026-09-01,12.00,甲,1,a5,好的\n\
        2026-09-01,12.00,甲,1,a5,好的\n\
        昨天,12.00,甲,1,a6,不是日期\n";
    let statement = read(text.as_bytes(), None).unwrap();
    assert_eq!(statement.format, Format::Generic);
    assert_eq!(amounts(&statement), [1_200]);
    let troubles: Vec<(u64, Trouble)> = statement
        .faults
        .iter()
        .map(|fault| (fault.line, fault.trouble))
        .collect();
    assert_eq!(
        troubles,
        [
            (2, Trouble::Date),
            (3, Trouble::Amount),
            (4, Trouble::NoAmount),
            (5, Trouble::AccountRounded),
            (7, Trouble::Twice),
            (8, Trouble::Date),
        ]
    );
    let text = "日期,借方金额,贷方金额\n2026-09-01,1.00,2.00\n";
    let statement = read(text.as_bytes(), None).unwrap();
    assert_eq!(statement.faults[0].trouble, Trouble::BothWays);
    let text = "日期,金额,借贷标志\n2026-09-01,1.00,冲\n";
    let statement = read(text.as_bytes(), None).unwrap();
    assert_eq!(statement.faults[0].trouble, Trouble::Direction);
}

#[test]
fn signed_amounts_and_odd_signs_are_read() {
    let text = "Date;Amount;Party\n2026-9-1;−1,234.50;甲\n2026/09/02;（12.00）;乙\n2026-09-03;＋３.５０;丙\n";
    let statement = read(text.as_bytes(), None).unwrap();
    assert_eq!(amounts(&statement), [-123_450, -1_200, 350]);
}

#[test]
fn files_that_are_no_statement_are_refused_as_a_whole() {
    for (bytes, fault) in [
        (&b""[..], FileFault::Empty),
        (b" \r\n ", FileFault::Empty),
        (b"PK\x03\x04rest", FileFault::NotText),
        (b"\xd0\xcf\x11\xe0rest", FileFault::NotText),
        (b"<html><table>", FileFault::NotText),
        (b"\xff\xff\xff,1", FileFault::Encoding),
        (b"name,phone\n1,2\n", FileFault::NoHeader),
    ] {
        assert_eq!(read(bytes, None), Err(fault));
    }
    let large = vec![b'1'; 8 * 1024 * 1024 + 1];
    assert_eq!(read(&large, None), Err(FileFault::TooLarge));
}

#[test]
fn our_own_template_reads_back() {
    let statement = read(template().as_bytes(), None).unwrap();
    assert_eq!(amounts(&statement), [1_200_000, -186_000]);
    assert_eq!(statement.breaks, Vec::<u64>::new());
}

#[test]
fn payments_are_written_for_banks_and_never_as_formulas() {
    let line = PaymentLine {
        from: "0302012009221000123".to_owned(),
        payee: "=HYPERLINK(张三)".to_owned(),
        account: "6222020200112233445".to_owned(),
        bank: "农商银行".to_owned(),
        amount: Fen(950_000),
        purpose: "桥面维修\r\n".to_owned(),
        reference: "S7".to_owned(),
    };
    let bytes = file_of(&[line.clone(), line], Encoding::Gbk).unwrap();
    let (text, is_broken) = encoding_rs::GBK.decode_without_bom_handling(&bytes);
    assert!(!is_broken);
    let rows: Vec<&str> = text.split("\r\n").collect();
    assert_eq!(rows[1], "1,0302012009221000123,HYPERLINK(张三),6222020200112233445,农商银行,9500.00,CNY,桥面维修  ,S7");
    assert_eq!(rows[3], "合计,,2,,,19000.00");
    let utf8 = file_of(&[], Encoding::Utf8).unwrap();
    assert!(utf8.starts_with(&[0xef, 0xbb, 0xbf]));
}
