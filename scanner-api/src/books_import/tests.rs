//! Files with deliberate mistakes of every kind, and a large one that is read without being kept.

use codec::Decode;
use county_primitives::{
    three_assets::books::{BookInput, Origin, VoucherInput},
    CollectiveId,
};

use super::{
    accounts::Rules,
    facts::{Facts, Seat},
    problems::ProblemKind,
    *,
};

mod runs;

const HEAD: &str =
    "村组织,记账日期,发生日期,凭证号,摘要,科目编码,借方金额,贷方金额,往来方,项目,附件号\n";

fn facts() -> Facts {
    let all = Seat {
        drafts: true,
        posts: true,
    };
    let mut facts = Facts::with_accounts("210115", &[("10201", false), ("102", true)]);
    facts.today = "2026-11-24".parse().unwrap();
    facts.add_collective(1, "杨士岗村股份经济合作社", "210115104201", all);
    facts.add_collective(2, "老观坨村股份经济合作社", "210115104202", Seat::default());
    facts.add_collective(3, "同名社", "210115104203", all);
    facts.add_collective(4, "同名社", "210115104204", all);
    facts.add_collective(5, "新村社", "210115104205", all);
    facts.add_book(1, 2024, 2);
    facts.add_book(1, 2023, 13);
    facts
}

/// What a file of these rows comes to: outcome, problems and units.
fn checked(
    kind: ImportKind,
    rules: &Rules,
    facts: &Facts,
    text: &str,
) -> (Outcome, Vec<Problem>, Vec<Unit>) {
    let (mut problems, mut units) = (Vec::new(), Vec::new());
    let outcome = check(
        text.as_bytes(),
        kind,
        rules,
        facts,
        &mut |found| match found {
            Found::Unit(unit) => units.push(unit),
            Found::Problem(problem) => problems.push(problem),
        },
    )
    .unwrap();
    assert_eq!(
        (outcome.errors, outcome.notices),
        problems.iter().fold((0, 0), |(errors, notices), problem| {
            match problem.kind.weight() {
                Weight::Error => (errors + 1, notices),
                Weight::Notice => (errors, notices + 1),
            }
        })
    );
    (outcome, problems, units)
}

fn journal(rows: &str) -> (Outcome, Vec<Problem>, Vec<Unit>) {
    checked(
        ImportKind::Journal,
        &Rules::default(),
        &facts(),
        &format!("{HEAD}{rows}"),
    )
}

/// The problems of a voucher of which one cell is another one. Cells are named by row and column from 0.
fn spoiled(row: usize, column: usize, value: &str) -> Vec<(u32, Option<Column>, ProblemKind)> {
    let mut rows: Vec<Vec<&str>> = [
        "杨士岗村股份经济合作社,2024-03-15,2024-03-14,记-1,收鱼塘承包费,10201,12000.00,,张庄组,,收据12",
        "杨士岗村股份经济合作社,2024-03-15,,记-1,收鱼塘承包费,501,,12000.00,,,",
    ]
    .iter()
    .map(|row| row.split(',').collect())
    .collect();
    rows[row][column] = value;
    let text: Vec<String> = rows.iter().map(|row| row.join(",")).collect();
    let (outcome, problems, units) = journal(&text.join("\n"));
    assert_eq!(units.is_empty(), outcome.errors > 0);
    assert_eq!(outcome.bad_units > 0, outcome.errors > 0);
    problems
        .into_iter()
        .map(|problem| (problem.row, problem.column, problem.kind))
        .collect()
}

use super::columns::Column;

#[test]
fn a_voucher_without_mistakes_becomes_a_voucher() {
    assert_eq!(spoiled(0, 9, ""), []);
    let (outcome, _, units) = journal(
        "杨士岗村股份经济合作社,2024-03-15,2024-03-14,记-1,收鱼塘承包费,102.01,\"1,2000.00\",,张庄组,,收据12\n\
         210115104201,2024/3/15,,记-1,收鱼塘承包费,501 经营收入,0.00,12000,,,\n",
    );
    // Two names of the same village are two vouchers of which none balances.
    assert_eq!((outcome.units, outcome.bad_units), (0, 2));
    assert!(units.is_empty());
    let (outcome, problems, units) = journal(
        "杨士岗村股份经济合作社,2024-03-15,2024-03-14,记-1,收鱼塘承包费,102.01,12000.00,,张庄组,,收据12\n\
         ,,,,补记,501 经营收入,0.00,12000,,,收据13\n\
         杨士岗村股份经济合作社,2024-03-20,,记-2,付村路保洁费,513,860,,净洁公司,人居环境,\n\
         杨士岗村股份经济合作社,2024-03-20,,记-2,付村路保洁费,101,,860,,,\n",
    );
    assert_eq!(problems, []);
    assert_eq!((outcome.rows, outcome.good_rows, outcome.units), (4, 4, 2));
    assert_eq!(outcome.parties.len(), 2);
    let first = VoucherInput::decode(&mut units[0].input.as_slice()).unwrap();
    assert_eq!(first.book, BookId::new(CollectiveId(1), 2024));
    assert_eq!(first.origin, Origin::Migrated);
    assert_eq!(first.summary.as_str(), "收鱼塘承包费；补记〔原记-1〕");
    assert_eq!(first.occurred.to_string(), "2024-03-14");
    assert_eq!(first.totals(), Some((Fen(1_200_000), Fen(1_200_000))));
    assert_eq!(first.lines[0].party.map(|it| number_of_party(&it)), Some(0));
    assert_eq!(units[0].document, "收据12；收据13");
    let second = VoucherInput::decode(&mut units[1].input.as_slice()).unwrap();
    assert_eq!(
        second.lines[0].party.map(|it| number_of_party(&it)),
        Some(1)
    );
    assert_eq!(
        second.lines[0].project.as_ref().unwrap().as_str(),
        "人居环境"
    );
    let debits: i64 = outcome.sums.values().map(|sums| sums.debit).sum();
    let credits: i64 = outcome.sums.values().map(|sums| sums.credit).sum();
    assert_eq!((debits, credits), (1_286_000, 1_286_000));
}

#[test]
fn every_mistake_of_a_cell_is_named_where_it_stands() {
    use ProblemKind as P;
    let long = "长".repeat(61);
    for (row, column, value, place, kind) in [
        (0, 0, "不存在的村", Column::Village, P::VillageUnknown),
        (
            0,
            0,
            "老观坨村股份经济合作社",
            Column::Village,
            P::VillageNotYours,
        ),
        (0, 0, "同名社", Column::Village, P::VillageAmbiguous),
        (0, 1, "2024-02-30", Column::Date, P::DateBad),
        (0, 1, "2024-02-15", Column::Date, P::MonthClosed),
        (0, 1, "2023-05-01", Column::Date, P::MonthClosed),
        (0, 1, "2022-05-01", Column::Date, P::BookMissing),
        (0, 1, "2027-01-01", Column::Date, P::DateInFuture),
        (0, 2, "昨天", Column::Occurred, P::DateBad),
        (0, 2, "2024-03-16", Column::Occurred, P::OccurredAfterDate),
        (1, 1, "2024-03-16", Column::Date, P::DatesDiffer),
        (
            0,
            4,
            "找张三13812345678",
            Column::Summary,
            P::PersonalMobile,
        ),
        (
            0,
            8,
            "11010519491231002X",
            Column::Party,
            P::PersonalIdentity,
        ),
        (
            0,
            10,
            "6222021234567890128",
            Column::Document,
            P::PersonalCard,
        ),
        (0, 8, &long, Column::Party, P::TextBad),
        (0, 5, "", Column::Account, P::AccountMissing),
        (0, 5, "1020", Column::Account, P::AccountBad),
        (0, 5, "999", Column::Account, P::AccountUnknown),
        (0, 5, "10209", Column::Account, P::AccountUnknown),
        (0, 5, "102", Column::Account, P::AccountNotLeaf),
        (0, 5, "154 在建工程", Column::Account, P::AccountName),
        (0, 5, "241", Column::Project, P::ProjectMissing),
        (
            0,
            9,
            "项目编码写得太长太长太长",
            Column::Project,
            P::TextBad,
        ),
        (0, 6, "1200O", Column::Debit, P::AmountBad),
        (0, 6, "12000.001", Column::Debit, P::AmountTooFine),
        (0, 6, "-12000", Column::Debit, P::AmountNotPositive),
        (0, 6, "999999999999999999", Column::Debit, P::AmountTooLarge),
        (0, 6, "", Column::Debit, P::AmountMissing),
        (0, 7, "12000.00", Column::Credit, P::AmountTwice),
        (0, 6, "11999.99", Column::Debit, P::VoucherUnbalanced),
    ] {
        let found = spoiled(row, column, value);
        let expected = (u32::try_from(row).unwrap() + 2, Some(place), kind);
        assert!(found.contains(&expected), "{value}: {found:?}");
        assert!(found.len() <= 4, "{value}: {found:?}");
    }
}

#[test]
fn mistakes_of_whole_vouchers_are_named() {
    use ProblemKind as P;
    let village = "杨士岗村股份经济合作社";
    let two = |date: &str, number: &str, amount: &str| {
        format!(
            "{village},{date},,{number},付款,513,{amount},,,,\n{village},{date},,{number},付款,101,,{amount},,,\n"
        )
    };
    let kinds = |rows: &str| -> Vec<(u32, ProblemKind)> {
        let (_, problems, _) = journal(rows);
        problems.into_iter().map(|it| (it.row, it.kind)).collect()
    };
    let good = two("2024-03-01", "1", "5.00");
    // The same rows again, at once and later.
    let row = format!("{village},2024-03-01,,1,付款,513,5.00,,,,\n");
    assert_eq!(kinds(&format!("{row}{row}")), [(3, P::RowTwice)]);
    assert_eq!(
        kinds(&format!("{good}{}{good}", two("2024-03-02", "2", "6.00"))),
        [(6, P::VoucherScattered)]
    );
    // Gaps and order.
    assert_eq!(
        kinds(&format!("{good}{}", two("2024-03-02", "4", "6.00"))),
        [(4, P::NumberGap)]
    );
    assert_eq!(
        kinds(&two("2024-03-02", "记-2", "6.00")),
        [(2, P::NumberGap)]
    );
    assert_eq!(
        kinds(&format!(
            "{good}{}{}",
            two("2024-03-02", "2", "6.00"),
            two("2024-04-02", "1", "6.00")
        )),
        []
    );
    let backwards = format!("{}{good}", two("2024-03-02", "2", "6.00"));
    assert_eq!(
        kinds(&backwards),
        [(2, P::NumberGap), (4, P::NumberBackwards)]
    );
    // One row; no number; no summary; too many rows.
    assert_eq!(kinds(&row), [(2, P::VoucherTooShort)]);
    assert_eq!(
        kinds(&two("2024-03-02", "", "6.00"))[0],
        (2, P::VoucherMissing)
    );
    assert_eq!(kinds(&good.replace("付款", "")), [(2, P::SummaryMissing)]);
    let mut many = String::new();
    for cents in 0..65 {
        many.push_str(&format!(
            "{village},2024-03-01,,1,付款,513,5.{cents:02},,,,\n"
        ));
    }
    assert_eq!(kinds(&many), [(2, P::VoucherTooLong)]);
    // A summary that is longer than the ledger takes is cut, and the number stays.
    let (_, problems, units) = journal(&good.replace("付款", &"修路".repeat(30)));
    assert_eq!(problems[0].kind, P::SummaryCut);
    let voucher = VoucherInput::decode(&mut units[0].input.as_slice()).unwrap();
    assert!(voucher.summary.as_str().ends_with("…〔原1〕"));
    assert!(voucher.summary.as_str().len() <= 96);
}

#[test]
fn files_without_a_table_are_named() {
    use ProblemKind as P;
    let rules = Rules::default();
    let kinds = |text: &str| -> Vec<ProblemKind> {
        let (outcome, problems, units) = checked(ImportKind::Journal, &rules, &facts(), text);
        assert!(units.is_empty() && outcome.units == 0);
        problems.into_iter().map(|it| it.kind).collect()
    };
    assert_eq!(kinds("甲,乙\n1,2\n"), [P::HeadingsMissing]);
    assert_eq!(kinds(HEAD), [P::NoRows]);
    assert_eq!(
        kinds("日期,科目,借方,贷方\n2024-03-01,101,1,\n"),
        [P::ColumnMissing, P::ColumnMissing]
    );
}

#[test]
fn a_file_of_one_village_names_no_other() {
    let mut facts = facts();
    facts.only = Some(CollectiveId(1));
    let rows = |village: &str| {
        format!(
            "{HEAD}{village},2024-03-01,,1,付款,513,5,,,,\n{village},2024-03-01,,1,付款,101,,5,,,\n"
        )
    };
    let rules = Rules::default();
    let (outcome, ..) = checked(ImportKind::Journal, &rules, &facts, &rows(""));
    assert_eq!((outcome.units, outcome.errors), (1, 0));
    let (_, problems, _) = checked(ImportKind::Journal, &rules, &facts, &rows("新村社"));
    assert_eq!(problems[0].kind, ProblemKind::VillageOther);
    facts.only = None;
    let (_, problems, _) = checked(ImportKind::Journal, &rules, &facts, &rows(""));
    assert_eq!(problems[0].kind, ProblemKind::VillageMissing);
}

#[test]
fn books_of_2004_go_on_under_their_successors() {
    let rows = "杨士岗村股份经济合作社,2024-03-01,,1,转入在建工程,154 在建工程,300.00,,,,\n\
                杨士岗村股份经济合作社,2024-03-01,,1,转入在建工程,153,,100.00,,,\n\
                杨士岗村股份经济合作社,2024-03-01,,1,转入在建工程,511,,200.00,,,\n";
    let text = format!("{HEAD}{rows}");
    let mut rules = Rules {
        chart: Chart::Of2004,
        ..Rules::default()
    };
    let (outcome, problems, _) = checked(ImportKind::Journal, &rules, &facts(), &text);
    assert_eq!(outcome.asked, [511].into());
    assert_eq!(problems[0].kind, ProblemKind::AccountChoice);
    rules.choices.insert(511, 501);
    let (outcome, problems, units) = checked(ImportKind::Journal, &rules, &facts(), &text);
    assert_eq!((problems.len(), outcome.units), (0, 1));
    let voucher = VoucherInput::decode(&mut units[0].input.as_slice()).unwrap();
    let accounts: Vec<u32> = voucher.lines.iter().map(|it| it.account.number()).collect();
    assert_eq!(accounts, [153, 154, 501]);
    // The same digits in the chart of 2023 are other accounts, and the name tells.
    rules.chart = Chart::Of2023;
    let (_, problems, _) = checked(ImportKind::Journal, &rules, &facts(), &text);
    assert_eq!(problems[0].kind, ProblemKind::AccountName);
}

#[test]
fn opening_balances_are_gathered_by_book() {
    use ProblemKind as P;
    let head = "村组织,年度,科目编码,借方余额,贷方余额\n";
    let rules = Rules {
        fold: true,
        ..Rules::default()
    };
    let read = |rows: &str| {
        let text = format!("{head}{rows}");
        checked(ImportKind::Openings, &rules, &facts(), &text)
    };
    let (outcome, problems, units) = read(
        "新村社,2024,101,1500.00,\n新村社,2024,15101,300,\n新村社,2024,15102,200,\n新村社,2024,311,,2000.00\n",
    );
    let kinds: Vec<P> = problems.iter().map(|it| it.kind).collect();
    assert_eq!(kinds, [P::AccountFolded, P::AccountFolded]);
    assert_eq!((outcome.units, outcome.good_rows), (1, 4));
    let book = BookInput::decode(&mut units[0].input.as_slice()).unwrap();
    let balances: Vec<(u32, i64)> = book
        .openings
        .iter()
        .map(|it| (it.account.number(), it.balance.0))
        .collect();
    assert_eq!(balances, [(101, 150_000), (151, 50_000), (311, -200_000)]);
    for (rows, kind) in [
        ("新村社,2024,101,5,\n新村社,2024,101,5,\n", P::OpeningTwice),
        (
            "新村社,2024,101,5,\n新村社,2024,311,,6\n",
            P::OpeningsUnbalanced,
        ),
        ("新村社,2024,501,,5\n", P::OpeningOfResult),
        ("新村社,去年,101,5,\n", P::YearBad),
        ("新村社,2024,101,,\n", P::AmountMissing),
        ("杨士岗村股份经济合作社,2024,101,5,\n", P::BookKnown),
        ("杨士岗村股份经济合作社,2025,101,5,\n", P::BookNotFirst),
        ("老观坨村股份经济合作社,2024,101,5,\n", P::VillageNotYours),
        (
            "新村社,2024,101,5,\n新村社,2024,311,,5\n新村社,2025,101,5,\n新村社,2025,311,,5\n",
            P::BookNotFirst,
        ),
    ] {
        let (outcome, problems, _) = read(rows);
        assert!(problems.iter().any(|it| it.kind == kind), "{rows}");
        assert!(outcome.bad_units > 0, "{rows}");
    }
}

#[test]
fn every_kind_of_problem_is_met_by_a_test() {
    // Refusals of the ledger and vouchers of an earlier import are met in the tests of the run.
    let elsewhere = [
        ProblemKind::Refused,
        ProblemKind::AlreadyImported,
        ProblemKind::TooManyAccounts,
        ProblemKind::PartyShared,
    ];
    let source = include_str!("tests.rs");
    for kind in ProblemKind::ALL {
        let name = format!("{kind:?}");
        let met = source.contains(&format!("P::{name}"))
            || source.contains(&format!("ProblemKind::{name}"));
        assert!(met || elsewhere.contains(kind), "{name}");
    }
}

#[test]
fn a_file_in_gbk_is_the_same_file() {
    let rows = "杨士岗村股份经济合作社,2024-03-01,,记-1,付保洁费,513,5,,王五,,\n\
                杨士岗村股份经济合作社,2024-03-01,,记-1,付保洁费,101,,5,,,\n";
    let text = format!("{HEAD}{rows}");
    let (gbk, _, unmappable) = encoding_rs::GBK.encode(&text);
    assert!(!unmappable);
    let (rules, facts) = (Rules::default(), facts());
    let mut units = Vec::new();
    let outcome = check(&gbk, ImportKind::Journal, &rules, &facts, &mut |found| {
        units.push(found);
    })
    .unwrap();
    let (same, _, utf8) = checked(ImportKind::Journal, &rules, &facts, &text);
    assert_eq!(outcome, same);
    assert_eq!(units, utf8.into_iter().map(Found::Unit).collect::<Vec<_>>());
}

/// 50,000 rows with a mistake in every five-hundredth voucher.
pub(super) fn large_file() -> String {
    let mut text = String::from(HEAD);
    for voucher in 0..25_000u32 {
        let (month, number) = (3 + voucher / 5_000, voucher % 5_000 + 1);
        let amount = format!("{}.{:02}", voucher + 1, voucher % 100);
        let other = if voucher % 500 == 499 {
            "0.01"
        } else {
            &amount
        };
        text.push_str(&format!(
            "杨士岗村股份经济合作社,2024-{month:02}-05,,记-{number},付第{number}笔,513,{amount},,承包人{},,\n\
             杨士岗村股份经济合作社,2024-{month:02}-05,,记-{number},付第{number}笔,10201,,{other},,,\n",
            voucher % 50
        ));
    }
    text
}

#[test]
fn fifty_thousand_rows_are_read_one_by_one() {
    let text = large_file();
    let (rules, facts) = (Rules::default(), facts());
    let (mut units, mut problems) = (0u32, 0u32);
    // Nothing is kept here: what is found is counted and dropped.
    let outcome = check(
        text.as_bytes(),
        ImportKind::Journal,
        &rules,
        &facts,
        &mut |found| match found {
            Found::Unit(unit) => {
                assert_eq!(unit.lines, 2);
                units += 1;
            }
            Found::Problem(problem) => {
                assert_eq!(problem.kind, ProblemKind::VoucherUnbalanced);
                problems += 1;
            }
        },
    )
    .unwrap();
    assert_eq!((outcome.rows, outcome.good_rows), (50_000, 49_900));
    assert_eq!((units, problems), (24_950, 50));
    assert_eq!((outcome.units, outcome.bad_units), (24_950, 50));
    assert_eq!(outcome.parties.len(), 50);
    let sums = &outcome.sums;
    assert_eq!(sums.len(), 2);
    let expected: i64 = (0..25_000i64)
        .filter(|voucher| voucher % 500 != 499)
        .map(|voucher| (voucher + 1) * 100 + voucher % 100)
        .sum();
    assert!(sums.values().any(|it| *it
        == Sums {
            debit: expected,
            credit: 0
        }));
    assert!(sums.values().any(|it| *it
        == Sums {
            debit: 0,
            credit: expected
        }));
}
