//! Benchmarks of every call, with the worst case that its limits allow for each of `n` items where that can be
//! prepared in a block, and the usual case otherwise.

use alloc::{format, vec, vec::Vec};

use county_primitives::{
    three_assets::{
        accounts::{AccountCode, AccountInput, Side},
        books::{
            BankLineInput, BookInput, LineMatch, LineTarget, Nature, Origin, Reconciliation, Till,
            VoucherInput, VoucherLine,
        },
        challenges::{ChallengeInput, ChallengeStep, ChallengeStepInput, Joining},
        collectives::{
            BankAccountClosure, BankAccountInput, BankAccountKind, CollectiveInput,
            CollectiveLevel, Departure, Dismissal, Figures, FiguresInput, OfficerInput, Post,
        },
        decisions::{Body, DecisionInput, DecisionStep, DecisionStepInput, Matter},
        disclosure::{DisclosureInput, Posting, SpecialInput, StatementInput},
        spending::{
            DecisionAttachment, Instruction, PaymentMethod, PaymentOutcome, PaymentReport, Refusal,
            Resubmission, SpendingInput, SpendingKind, SpendingSignature, Step,
        },
        warnings::{Overdue, WarningStep, WarningStepInput},
        Fen, MonthKey,
    },
    traits::Members,
    Author, BankAccountId, BankLineId, BookId, ChallengeId, CollectiveId, CreditCode, Date,
    DecisionId, Digest, DisclosureId, DivisionCode, Items, List, MemberId, OrganisationId,
    Pseudonym, Role, SpendingId, Subject, Text, VoucherId, WarningId,
};
use frame_benchmarking::v2::*;
use frame_system::RawOrigin;

use crate::{
    pallet::{Books, Call, Collectives, Config, Decisions, Pallet, Spendings, Vouchers},
    types::{Collective, Decision, DecisionState, SpendingState},
};

/// Prepares members for benchmarks. The runtime knows how.
pub trait Setup<AccountId> {
    /// An account that may act in `role` over `division`, where every policy that this pallet asks for is set.
    /// Persons of the same number of organisation sign for the same active organisation, which sits in the
    /// division it was first asked for; asked again, the answer is the same.
    fn member(
        organisation: u32,
        person: u32,
        role: Role,
        division: DivisionCode,
    ) -> (AccountId, OrganisationId);

    /// Sets the ledger's clock to this day.
    fn set_day(day: Date);
}

const VILLAGE: u64 = 210_115_104_201;
const COUNTY: u64 = 210_115_000_000;
const CREDIT_CODE: &str = "N2210115MF1234567N";
/// The offices of a collective, each held by the person with its place in this list.
const POSTS: [Post; 5] = [
    Post::Chair,
    Post::Director,
    Post::Supervisor,
    Post::Cashier,
    Post::Accountant,
];

fn stop<Any>(_: Any) -> BenchmarkError {
    BenchmarkError::Stop("a value of the benchmarks is not valid")
}

fn division(number: u64) -> Result<DivisionCode, BenchmarkError> {
    DivisionCode::new(number).map_err(stop)
}

fn text<const N: u32>(text: &str) -> Result<Text<N>, BenchmarkError> {
    Text::new(text).map_err(stop)
}

fn account(code: &str) -> Result<AccountCode, BenchmarkError> {
    code.parse().map_err(stop)
}

fn list<Item, const N: u32>(
    items: impl IntoIterator<Item = Item>,
) -> Result<List<Item, N>, BenchmarkError> {
    List::try_from(items.into_iter().collect::<Vec<_>>()).map_err(stop)
}

/// `n` items, made from the numbers 1 to `n`.
fn items<Item>(
    n: u32,
    make: impl FnMut(u32) -> Result<Item, BenchmarkError>,
) -> Result<Items<Item>, BenchmarkError> {
    list((1..=n).map(make).collect::<Result<Vec<_>, _>>()?)
}

fn digest(number: u32) -> Digest {
    let mut bytes = [0u8; 32];
    bytes
        .iter_mut()
        .zip(number.to_le_bytes())
        .for_each(|(byte, part)| *byte = part);
    Digest(bytes)
}

fn pseudonym(number: u32) -> Pseudonym {
    Pseudonym([u8::try_from(number % 251).unwrap_or(0); 16])
}

fn today<T: Config>() -> Date {
    T::Members::today()
}

fn year<T: Config>() -> u16 {
    u16::try_from(today::<T>().to_ymd().0).unwrap_or(0)
}

fn member<T: Config>(
    organisation: u32,
    person: u32,
    role: Role,
    place: u64,
) -> Result<RawOrigin<T::AccountId>, BenchmarkError> {
    let place = division(place)?;
    let (who, _) = T::BenchmarkHelper::member(organisation, person, role, place);
    Ok(RawOrigin::Signed(who))
}

/// Who signs in a role.
fn by<T: Config>(role: Role) -> Result<RawOrigin<T::AccountId>, BenchmarkError> {
    match role {
        Role::Township | Role::CountyAgriculture | Role::Bank => {
            member::<T>(9, role_number(role), role, COUNTY)
        }
        _ => member::<T>(1, role_number(role), role, VILLAGE),
    }
}

fn role_number(role: Role) -> u32 {
    let at = Role::ALL.iter().position(|one| *one == role);
    u32::try_from(at.unwrap_or(0)).unwrap_or(0)
}

fn member_id<T: Config>(role: Role) -> Result<MemberId, BenchmarkError> {
    let place = division(VILLAGE)?;
    let (who, _) = T::BenchmarkHelper::member(1, role_number(role), role, place);
    match T::Members::authorise(&who, &[role], place, 0) {
        Ok(Author::Member(signature)) => Ok(signature.member),
        _ => Err(BenchmarkError::Stop("a member has no role")),
    }
}

fn figures() -> Figures {
    Figures {
        members: 1_000,
        representatives: 21,
        households: 300,
        party_members: 30,
    }
}

fn seat<T: Config>(collective: u32, post: Post) -> Result<OfficerInput, BenchmarkError> {
    Ok(OfficerInput {
        collective: CollectiveId(collective),
        member: member_id::<T>(post.role())?,
        post,
        from: Date(0),
        until: Date(u32::MAX),
        person: digest(role_number(post.role())),
        kin: list((0..16).map(|number| digest(1_000 + number)))?,
    })
}

/// Puts collectives with their officers into storage, numbered from 1.
fn found<T: Config>(count: u32) -> Result<(), BenchmarkError> {
    T::BenchmarkHelper::set_day(Date::from_ymd(2026, 12, 20).map_err(stop)?);
    let place = division(VILLAGE)?;
    let (_, organisation) = T::BenchmarkHelper::member(1, 1, Role::VillageChair, place);
    let credit_code: CreditCode = CREDIT_CODE.parse().map_err(stop)?;
    for number in 1..=count {
        let mut officers = List::default();
        for post in POSTS {
            let input = seat::<T>(number, post)?;
            officers.try_push(input.member).map_err(stop)?;
            let officer = crate::types::Officer {
                post,
                from: input.from,
                until: input.until,
                person: input.person,
                kin: input.kin,
            };
            let related = officer.kin.iter().copied().chain([officer.person]);
            for digest in related.collect::<Vec<_>>() {
                crate::pallet::Relations::<T>::mutate((CollectiveId(number), digest), |count| {
                    *count = count.saturating_add(1);
                });
            }
            crate::pallet::Officers::<T>::insert((CollectiveId(number), input.member), officer);
        }
        Collectives::<T>::insert(
            CollectiveId(number),
            Collective {
                organisation,
                credit_code,
                level: CollectiveLevel::Village,
                division: place,
                figures: figures(),
                agency: None,
                officers,
                bank_accounts: Default::default(),
                year: None,
            },
        );
    }
    Ok(())
}

/// The chart of the county, one bank account and one book for each of so many collectives.
fn keep_books<T: Config>(count: u32) -> Result<(), BenchmarkError> {
    found::<T>(count)?;
    let county = division(COUNTY)?;
    let chart = |code: &str| {
        Ok::<_, BenchmarkError>(AccountInput {
            division: county,
            code: account(code)?,
            name: text("x")?,
        })
    };
    let accounts = list([chart("10201")?, chart("10202")?])?;
    Pallet::<T>::add_accounts(by::<T>(Role::CountyAgriculture)?.into(), accounts)?;
    let accountant = || by::<T>(Role::Accountant);
    for number in 1..=count {
        let bank = items(1, |_| bank_account(number))?;
        Pallet::<T>::open_bank_accounts(accountant()?.into(), bank)?;
        let books = items(1, |_| book_input::<T>(number))?;
        Pallet::<T>::open_books(accountant()?.into(), books)?;
    }
    Ok(())
}

fn bank_account(collective: u32) -> Result<BankAccountInput, BenchmarkError> {
    Ok(BankAccountInput {
        collective: CollectiveId(collective),
        digest: digest(collective),
        bank: text("x")?,
        kind: BankAccountKind::Basic,
        ledger: account("10201")?,
        decision: None,
    })
}

/// A book with plenty of money, so that nothing falls below nothing.
fn book_input<T: Config>(collective: u32) -> Result<BookInput, BenchmarkError> {
    let opening = |code: &str, balance: i64| {
        Ok::<_, BenchmarkError>(county_primitives::three_assets::books::Opening {
            account: account(code)?,
            balance: Fen(balance),
        })
    };
    Ok(BookInput {
        collective: CollectiveId(collective),
        year: year::<T>(),
        openings: list([
            opening("10201", 1_000_000_000)?,
            opening("301", -1_000_000_000)?,
        ])?,
    })
}

fn book<T: Config>(collective: u32) -> BookId {
    BookId::new(CollectiveId(collective), year::<T>())
}

/// Money out without a spending, which is worth a warning.
fn voucher<T: Config>(lines: u32) -> Result<VoucherInput, BenchmarkError> {
    let line = |code: &str, side: Side| {
        Ok::<_, BenchmarkError>(VoucherLine {
            account: account(code)?,
            side,
            amount: Fen(100),
            party: Some(digest(1)),
            project: None,
        })
    };
    let pairs = (0..lines.div_ceil(2).max(1))
        .map(|_| Ok([line("513", Side::Debit)?, line("10201", Side::Credit)?]))
        .collect::<Result<Vec<_>, BenchmarkError>>()?;
    Ok(VoucherInput {
        book: book::<T>(1),
        date: today::<T>(),
        occurred: today::<T>(),
        summary: text("x")?,
        lines: list(pairs.into_iter().flatten())?,
        documents: list([digest(1)])?,
        origin: Origin::Entered,
        nature: Nature::Ordinary,
        spending: None,
        decision: None,
        receipt: None,
        deposit: Some(digest(77)),
    })
}

fn draft<T: Config>(count: u32, lines: u32) -> Result<(), BenchmarkError> {
    for _ in 0..count {
        let vouchers = items(1, |_| voucher::<T>(lines))?;
        Pallet::<T>::draft_vouchers(by::<T>(Role::VillageCashier)?.into(), vouchers)?;
    }
    Ok(())
}

fn spending(number: u32) -> Result<SpendingInput, BenchmarkError> {
    Ok(SpendingInput {
        collective: CollectiveId(1),
        purpose: text("x")?,
        kind: SpendingKind::Ordinary,
        project: None,
        payee: digest(5_000 + number),
        payee_group: None,
        method: PaymentMethod::Bank(digest(3)),
        amount: Fen(100_000),
        occurred: Date(0),
        invoice: Some(digest(number)),
        documents: list([digest(1)])?,
    })
}

/// Spendings of the first row, in the state that is asked for.
fn submit<T: Config>(count: u32, state: SpendingState) -> Result<(), BenchmarkError> {
    for number in 1..=count {
        let spendings = items(1, |_| spending(number))?;
        Pallet::<T>::submit_spendings(by::<T>(Role::VillageCashier)?.into(), spendings)?;
        Spendings::<T>::mutate_extant(SpendingId(number.into()), |spending| {
            spending.state = state;
            if state != SpendingState::Signing {
                spending.approved = Some(today::<T>());
            }
        });
    }
    Ok(())
}

fn decision_input<T: Config>(body: Body) -> Result<DecisionInput, BenchmarkError> {
    Ok(DecisionInput {
        collective: CollectiveId(1),
        body,
        matter: Matter::Spending,
        about: text("x")?,
        four_steps: false,
        merged: false,
        amount: Some(Fen(i64::MAX)),
        notice: Date(0),
        meeting: today::<T>(),
        document: digest(1),
    })
}

fn open_decision<T: Config>(state: DecisionState) -> Result<(), BenchmarkError> {
    let input = items(1, |_| decision_input::<T>(Body::Members))?;
    Pallet::<T>::open_decisions(by::<T>(Role::VillageChair)?.into(), input)?;
    let latest = crate::pallet::Counters::<T>::get().decisions;
    Decisions::<T>::mutate_extant(DecisionId(latest), |decision: &mut Decision| {
        decision.state = state;
    });
    Ok(())
}

fn special<T: Config>() -> Result<DisclosureInput, BenchmarkError> {
    Ok(DisclosureInput::Special(SpecialInput {
        collective: CollectiveId(1),
        about: Subject::Collective(CollectiveId(1)),
        title: text("x")?,
        occurred: Date(0),
        document: digest(1),
    }))
}

fn prepare<T: Config>(count: u32) -> Result<(), BenchmarkError> {
    let disclosures = items(count, |_| special::<T>())?;
    Pallet::<T>::prepare_disclosures(by::<T>(Role::Accountant)?.into(), disclosures)?;
    Ok(())
}

fn disclosures(n: u32) -> Result<Items<DisclosureId>, BenchmarkError> {
    items(n, |number| Ok(DisclosureId(number.into())))
}

fn postings(n: u32) -> Result<Items<Posting>, BenchmarkError> {
    items(n, |number| {
        Ok(Posting {
            disclosure: DisclosureId(number.into()),
            photo: digest(2),
        })
    })
}

fn challenge(number: u32) -> Result<ChallengeInput, BenchmarkError> {
    Ok(ChallengeInput {
        collective: CollectiveId(1),
        about: Subject::Collective(CollectiveId(1)),
        question: digest(1),
        asker: pseudonym(number),
    })
}

fn raise<T: Config>(count: u32) -> Result<(), BenchmarkError> {
    let challenges = items(count, challenge)?;
    Pallet::<T>::raise_challenges(by::<T>(Role::CollectiveMember)?.into(), challenges)?;
    Ok(())
}

fn bank_lines<T: Config>(n: u32) -> Result<Items<BankLineInput>, BenchmarkError> {
    items(n, |number| {
        Ok(BankLineInput {
            account: BankAccountId(1),
            date: Date(0),
            amount: Fen(-100_000),
            party: digest(1),
            reference: digest(number),
        })
    })
}

/// Warnings of distinct vouchers: money out without a spending.
fn warn<T: Config>(count: u32) -> Result<(), BenchmarkError> {
    keep_books::<T>(1)?;
    draft::<T>(count, 2)?;
    let vouchers = items(count, |number| Ok(VoucherId(number.into())))?;
    Pallet::<T>::post_vouchers(by::<T>(Role::Accountant)?.into(), vouchers)
        .map_err(|refused| refused.error)?;
    Ok(())
}

fn registration(
    number: u32,
    organisation: OrganisationId,
) -> Result<CollectiveInput, BenchmarkError> {
    Ok(CollectiveInput {
        organisation,
        credit_code: credit_code(number).ok_or(BenchmarkError::Stop("no such code"))?,
        level: CollectiveLevel::Village,
        division: division(VILLAGE)?,
        figures: figures(),
        agency: None,
    })
}

/// A credit code with this serial number, its two check characters found by trial.
fn credit_code(number: u32) -> Option<CreditCode> {
    let letters = || "0123456789ABCDEFGHJKLMNPQRTUWXY".chars();
    letters()
        .flat_map(|one| letters().map(move |other| (one, other)))
        .find_map(|(one, other)| format!("N2210115{number:08}{one}{other}").parse().ok())
}

/// Takes the director out of the collectives' boards, so that the seat can be given.
fn unseat<T: Config>(count: u32) -> Result<(), BenchmarkError> {
    let member = member_id::<T>(Role::VillageBoard)?;
    for number in 1..=count {
        crate::pallet::Officers::<T>::remove((CollectiveId(number), member));
        Collectives::<T>::mutate_extant(CollectiveId(number), |collective| {
            collective.officers.retain(|one| *one != member);
        });
        // Nobody's kin may sit beside, so the others name none.
        for post in [
            Post::Chair,
            Post::Supervisor,
            Post::Cashier,
            Post::Accountant,
        ] {
            let other = member_id::<T>(post.role())?;
            crate::pallet::Officers::<T>::mutate_extant((CollectiveId(number), other), |officer| {
                officer.kin = Default::default();
            });
        }
    }
    Ok(())
}

fn open_chart<T: Config>() -> Result<(), BenchmarkError> {
    let accounts = items(1, |_| {
        Ok(AccountInput {
            division: division(COUNTY)?,
            code: account("10201")?,
            name: text("x")?,
        })
    })?;
    Pallet::<T>::add_accounts(by::<T>(Role::CountyAgriculture)?.into(), accounts)?;
    Ok(())
}

/// Books without money, so that their accounts can be closed.
fn empty_accounts<T: Config>(count: u32) -> Result<(), BenchmarkError> {
    let ledger = account("10201")?;
    for number in 1..=count {
        crate::pallet::Balances::<T>::remove(book::<T>(number), ledger);
    }
    Ok(())
}

fn reconciliation<T: Config>(collective: u32) -> Result<Reconciliation, BenchmarkError> {
    Ok(Reconciliation {
        book: book::<T>(collective),
        month: 1,
        till: Till::Bank(BankAccountId(collective)),
        statement: Fen(1_000_000_000),
        in_transit: Fen::ZERO,
        document: digest(1),
    })
}

fn reconcile<T: Config>(count: u32) -> Result<(), BenchmarkError> {
    let items = items(count, reconciliation::<T>)?;
    Pallet::<T>::reconcile_months(by::<T>(Role::Accountant)?.into(), items)?;
    Ok(())
}

/// Books whose months are all closed.
fn end_year<T: Config>(count: u32) {
    for number in 1..=count {
        Books::<T>::mutate_extant(book::<T>(number), |book| book.closed = 12);
    }
}

#[benchmarks]
mod benchmarks {
    use super::*;

    #[benchmark]
    fn register_collectives(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        T::BenchmarkHelper::set_day(Date(20_000));
        let place = division(VILLAGE)?;
        let (_, organisation) = T::BenchmarkHelper::member(1, 1, Role::VillageChair, place);
        let items = items(n, |number| registration(number, organisation))?;
        let who = by::<T>(Role::Township)?;

        #[extrinsic_call]
        _(who, items);

        assert!(Collectives::<T>::contains_key(CollectiveId(n)));
        Ok(())
    }

    #[benchmark]
    fn set_figures(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        found::<T>(1)?;
        let items = items(n, |number| {
            let _ = number;
            Ok(FiguresInput {
                collective: CollectiveId(1),
                figures: figures(),
                agency: None,
            })
        })?;
        let who = by::<T>(Role::Township)?;

        #[extrinsic_call]
        _(who, items);

        assert!(Collectives::<T>::contains_key(CollectiveId(1)));
        Ok(())
    }

    #[benchmark]
    fn appoint_officers(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        found::<T>(n)?;
        unseat::<T>(n)?;
        let items = items(n, |number| seat::<T>(number, Post::Director))?;
        let who = by::<T>(Role::Township)?;

        #[extrinsic_call]
        _(who, items);

        assert!(crate::pallet::Relations::<T>::get((CollectiveId(n), digest(1_000))) > 0);
        Ok(())
    }

    #[benchmark]
    fn dismiss_officers(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        found::<T>(n)?;
        let member = member_id::<T>(Role::VillageSupervisor)?;
        let items = items(n, |number| {
            Ok(Dismissal {
                collective: CollectiveId(number),
                member,
                reason: text("x")?,
            })
        })?;
        let who = by::<T>(Role::Township)?;

        #[extrinsic_call]
        _(who, items);

        assert!(Collectives::<T>::get(CollectiveId(n)).is_some_and(|it| it.officers.len() == 4));
        Ok(())
    }

    #[benchmark]
    fn open_bank_accounts(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        found::<T>(n)?;
        open_chart::<T>()?;
        let items = items(n, |number| bank_account(number))?;
        let who = by::<T>(Role::Accountant)?;

        #[extrinsic_call]
        _(who, items);

        assert!(crate::pallet::BankAccounts::<T>::contains_key(
            BankAccountId(n)
        ));
        Ok(())
    }

    #[benchmark]
    fn close_bank_accounts(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        keep_books::<T>(n)?;
        empty_accounts::<T>(n)?;
        let items = items(n, |number| {
            Ok(BankAccountClosure {
                account: BankAccountId(number),
                reason: text("x")?,
            })
        })?;
        let who = by::<T>(Role::Accountant)?;

        #[extrinsic_call]
        _(who, items);

        assert!(crate::pallet::BankAccounts::<T>::get(BankAccountId(n)).is_some_and(|it| !it.open));
        Ok(())
    }

    #[benchmark]
    fn add_accounts(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        T::BenchmarkHelper::set_day(Date(20_000));
        let items = items(n, |number| {
            let heading =
                [513, 514, 515, 511, 504, 503].get(usize::try_from(number / 99).unwrap_or(0));
            let code = heading.copied().unwrap_or(502u32) * 100 + number % 99 + 1;
            Ok(AccountInput {
                division: division(COUNTY)?,
                code: AccountCode::new(code).map_err(stop)?,
                name: text("x")?,
            })
        })?;
        let who = by::<T>(Role::CountyAgriculture)?;

        #[extrinsic_call]
        _(who, items);

        assert!(crate::pallet::SubAccounts::<T>::iter().count() > 1);
        Ok(())
    }

    #[benchmark]
    fn note_departures(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        found::<T>(1)?;
        let items = items(n, |number| {
            Ok(Departure {
                collective: CollectiveId(1),
                person: digest(number),
                since: Date(0),
            })
        })?;
        let who = by::<T>(Role::Accountant)?;

        #[extrinsic_call]
        _(who, items);

        assert!(crate::pallet::Departures::<T>::contains_key((
            CollectiveId(1),
            digest(n)
        )));
        Ok(())
    }

    #[benchmark]
    fn open_books(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        found::<T>(n.div_ceil(2))?;
        open_chart::<T>()?;
        let items = items(n.div_ceil(2), book_input::<T>)?;
        let who = by::<T>(Role::Accountant)?;

        #[extrinsic_call]
        _(who, items);

        assert!(Books::<T>::contains_key(book::<T>(1)));
        Ok(())
    }

    #[benchmark]
    fn draft_vouchers(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        keep_books::<T>(1)?;
        let items = items(n.div_ceil(2), |_| voucher::<T>(2))?;
        let who = by::<T>(Role::VillageCashier)?;

        #[extrinsic_call]
        _(who, items);

        assert!(crate::pallet::Drafts::<T>::contains_key(VoucherId(1)));
        Ok(())
    }

    #[benchmark]
    fn withdraw_vouchers(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        keep_books::<T>(1)?;
        draft::<T>(n, 2)?;
        let items = items(n, |number| Ok((VoucherId(number.into()), text("x")?)))?;
        let who = by::<T>(Role::VillageCashier)?;

        #[extrinsic_call]
        _(who, items);

        assert!(!crate::pallet::Drafts::<T>::contains_key(VoucherId(
            n.into()
        )));
        Ok(())
    }

    #[benchmark]
    fn post_vouchers(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        keep_books::<T>(1)?;
        draft::<T>(n, 2)?;
        let items = items(n, |number| Ok(VoucherId(number.into())))?;
        let who = by::<T>(Role::Accountant)?;

        #[extrinsic_call]
        _(who, items);

        assert!(Vouchers::<T>::contains_key(VoucherId(n.into())));
        Ok(())
    }

    #[benchmark]
    fn reconcile_months(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        keep_books::<T>(n)?;
        let items = items(n, |number| reconciliation::<T>(number))?;
        let who = by::<T>(Role::Accountant)?;

        #[extrinsic_call]
        _(who, items);

        assert!(crate::pallet::Reconciled::<T>::iter().count() > 0);
        Ok(())
    }

    #[benchmark]
    fn close_months(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        keep_books::<T>(n)?;
        reconcile::<T>(n)?;
        let items = items(n, |number| {
            Ok(MonthKey {
                book: book::<T>(number),
                month: 1,
            })
        })?;
        let who = by::<T>(Role::Accountant)?;

        #[extrinsic_call]
        _(who, items);

        assert!(Books::<T>::get(book::<T>(n)).is_some_and(|it| it.closed == 1));
        Ok(())
    }

    #[benchmark]
    fn close_years(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        keep_books::<T>(n)?;
        end_year::<T>(n);
        let items = items(n, |number| Ok(book::<T>(number)))?;
        let who = by::<T>(Role::Accountant)?;

        #[extrinsic_call]
        _(who, items);

        assert!(Books::<T>::get(book::<T>(n)).is_some_and(|it| it.year_closed));
        Ok(())
    }

    #[benchmark]
    fn record_bank_lines(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        keep_books::<T>(1)?;
        let items = bank_lines::<T>(n)?;
        let who = by::<T>(Role::VillageCashier)?;

        #[extrinsic_call]
        _(who, items);

        assert!(crate::pallet::BankLines::<T>::contains_key(BankLineId(
            n.into()
        )));
        Ok(())
    }

    #[benchmark]
    fn match_bank_lines(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        keep_books::<T>(1)?;
        let lines = bank_lines::<T>(n)?;
        Pallet::<T>::record_bank_lines(by::<T>(Role::VillageCashier)?.into(), lines)?;
        submit::<T>(n, SpendingState::Signing)?;
        let items = items(n, |number| {
            Ok(LineMatch {
                line: BankLineId(number.into()),
                target: LineTarget::Spending(SpendingId(number.into())),
            })
        })?;
        let who = by::<T>(Role::Accountant)?;

        #[extrinsic_call]
        _(who, items);

        assert!(crate::pallet::BankLines::<T>::get(BankLineId(n.into()))
            .is_some_and(|it| it.target.is_some()));
        Ok(())
    }

    #[benchmark]
    fn submit_spendings(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        found::<T>(1)?;
        let items = items(n, |number| spending(number))?;
        let who = by::<T>(Role::VillageCashier)?;

        #[extrinsic_call]
        _(who, items);

        assert!(Spendings::<T>::contains_key(SpendingId(n.into())));
        Ok(())
    }

    #[benchmark]
    fn sign_spendings(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        found::<T>(1)?;
        submit::<T>(n, SpendingState::Signing)?;
        let items = items(n, |number| {
            Ok(SpendingSignature {
                spending: SpendingId(number.into()),
                step: Step::Evidence,
                amount: Fen(100_000),
            })
        })?;
        let who = by::<T>(Role::Accountant)?;

        #[extrinsic_call]
        _(who, items);

        assert!(
            Spendings::<T>::get(SpendingId(n.into())).is_some_and(|it| !it.signatures.is_empty())
        );
        Ok(())
    }

    #[benchmark]
    fn attach_decisions(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        found::<T>(1)?;
        submit::<T>(n, SpendingState::Signing)?;
        open_decision::<T>(DecisionState::Effective)?;
        let items = items(n, |number| {
            Ok(DecisionAttachment {
                spending: SpendingId(number.into()),
                decision: DecisionId(1),
            })
        })?;
        let who = by::<T>(Role::VillageChair)?;

        #[extrinsic_call]
        _(who, items);

        assert!(Spendings::<T>::get(SpendingId(n.into())).is_some_and(|it| it.decision.is_some()));
        Ok(())
    }

    #[benchmark]
    fn refuse_spendings(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        found::<T>(1)?;
        submit::<T>(n, SpendingState::Signing)?;
        let items = items(n, |number| {
            Ok(Refusal {
                spending: SpendingId(number.into()),
                step: Step::Chair,
                mendable: false,
                reason: text("x")?,
            })
        })?;
        let who = by::<T>(Role::VillageChair)?;

        #[extrinsic_call]
        _(who, items);

        assert!(Spendings::<T>::get(SpendingId(n.into())).is_some_and(|it| !it.counts()));
        Ok(())
    }

    #[benchmark]
    fn resubmit_spendings(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        found::<T>(1)?;
        submit::<T>(n, SpendingState::Returned)?;
        let items = items(n, |number| {
            Ok(Resubmission {
                spending: SpendingId(number.into()),
                documents: list([digest(1)])?,
            })
        })?;
        let who = by::<T>(Role::VillageCashier)?;

        #[extrinsic_call]
        _(who, items);

        assert!(Spendings::<T>::get(SpendingId(n.into())).is_some_and(|it| it.approved.is_none()));
        Ok(())
    }

    #[benchmark]
    fn instruct_payments(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        keep_books::<T>(1)?;
        submit::<T>(n, SpendingState::Approved)?;
        let items = items(n, |number| {
            Ok(Instruction {
                spending: SpendingId(number.into()),
                from: Some(BankAccountId(1)),
                payee: digest(5_000 + number),
                payee_account: Some(digest(3)),
                amount: Fen(100_000),
            })
        })?;
        let who = by::<T>(Role::VillageCashier)?;

        #[extrinsic_call]
        _(who, items);

        assert!(Spendings::<T>::get(SpendingId(n.into())).is_some_and(|it| it.from.is_some()));
        Ok(())
    }

    #[benchmark]
    fn report_payments(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        found::<T>(1)?;
        submit::<T>(n, SpendingState::Instructed)?;
        let items = items(n, |number| {
            Ok(PaymentReport {
                spending: SpendingId(number.into()),
                outcome: PaymentOutcome::Paid {
                    date: Date(0),
                    receipt: digest(1),
                },
            })
        })?;
        let who = by::<T>(Role::Accountant)?;

        #[extrinsic_call]
        _(who, items);

        assert!(Spendings::<T>::get(SpendingId(n.into())).is_some_and(|it| it.paid.is_some()));
        Ok(())
    }

    #[benchmark]
    fn open_decisions(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        found::<T>(1)?;
        let items = items(n, |_| decision_input::<T>(Body::Members))?;
        let who = by::<T>(Role::VillageChair)?;

        #[extrinsic_call]
        _(who, items);

        assert!(Decisions::<T>::contains_key(DecisionId(n.into())));
        Ok(())
    }

    #[benchmark]
    fn step_decisions(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        found::<T>(1)?;
        for _ in 0..n {
            open_decision::<T>(DecisionState::Resolved)?;
        }
        let items = items(n, |number| {
            Ok(DecisionStepInput {
                decision: DecisionId(number.into()),
                step: DecisionStep::Published { posting: digest(1) },
            })
        })?;
        let who = by::<T>(Role::VillageSupervisor)?;

        #[extrinsic_call]
        _(who, items);

        assert!(Decisions::<T>::get(DecisionId(n.into())).is_some_and(|it| it.holds()));
        Ok(())
    }

    #[benchmark]
    fn prepare_disclosures(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        keep_books::<T>(1)?;
        end_year::<T>(1);
        let items = items(n, |_| {
            Ok(DisclosureInput::Statement(StatementInput {
                book: book::<T>(1),
                from: 1,
                to: 3,
            }))
        })?;
        let who = by::<T>(Role::Accountant)?;

        #[extrinsic_call]
        _(who, items);

        assert!(crate::pallet::Disclosures::<T>::contains_key(DisclosureId(
            n.into()
        )));
        Ok(())
    }

    #[benchmark]
    fn sign_disclosures(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        found::<T>(1)?;
        prepare::<T>(n)?;
        let items = disclosures(n)?;
        let who = by::<T>(Role::VillageSupervisor)?;

        #[extrinsic_call]
        _(who, items);

        assert!(crate::pallet::Disclosures::<T>::contains_key(DisclosureId(
            n.into()
        )));
        Ok(())
    }

    #[benchmark]
    fn post_disclosures(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        found::<T>(1)?;
        prepare::<T>(n)?;
        let signed = disclosures(n)?;
        Pallet::<T>::sign_disclosures(by::<T>(Role::VillageSupervisor)?.into(), signed)?;
        let items = postings(n)?;
        let who = by::<T>(Role::VillageCashier)?;

        #[extrinsic_call]
        _(who, items);

        assert!(crate::pallet::Disclosures::<T>::get(DisclosureId(n.into()))
            .is_some_and(|it| it.until.is_some()));
        Ok(())
    }

    #[benchmark]
    fn end_disclosures(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        found::<T>(1)?;
        prepare::<T>(n)?;
        let signed = disclosures(n)?;
        Pallet::<T>::sign_disclosures(by::<T>(Role::VillageSupervisor)?.into(), signed)?;
        Pallet::<T>::post_disclosures(by::<T>(Role::VillageCashier)?.into(), postings(n)?)?;
        T::BenchmarkHelper::set_day(today::<T>().plus_days(60));
        let items = disclosures(n)?;
        let who = by::<T>(Role::VillageCashier)?;

        #[extrinsic_call]
        _(who, items);

        assert!(crate::pallet::Disclosures::<T>::contains_key(DisclosureId(
            n.into()
        )));
        Ok(())
    }

    #[benchmark]
    fn raise_challenges(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        found::<T>(1)?;
        let items = items(n, |number| challenge(number))?;
        let who = by::<T>(Role::CollectiveMember)?;

        #[extrinsic_call]
        _(who, items);

        assert!(crate::pallet::Challenges::<T>::contains_key(ChallengeId(
            n.into()
        )));
        Ok(())
    }

    #[benchmark]
    fn join_challenges(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        found::<T>(1)?;
        raise::<T>(n)?;
        let items = items(n, |number| {
            Ok(Joining {
                challenge: ChallengeId(number.into()),
                asker: Pseudonym([255; 16]),
                household: true,
            })
        })?;
        let who = by::<T>(Role::CollectiveMember)?;

        #[extrinsic_call]
        _(who, items);

        assert!(crate::pallet::Challenges::<T>::get(ChallengeId(n.into()))
            .is_some_and(|it| it.people == 2));
        Ok(())
    }

    #[benchmark]
    fn step_challenges(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        found::<T>(1)?;
        raise::<T>(n)?;
        T::BenchmarkHelper::set_day(today::<T>().plus_days(30));
        let items = items(n, |number| {
            Ok(ChallengeStepInput {
                challenge: ChallengeId(number.into()),
                step: ChallengeStep::Accepted,
            })
        })?;
        let who = by::<T>(Role::VillageChair)?;

        #[extrinsic_call]
        _(who, items);

        assert!(crate::pallet::Counters::<T>::get().warnings == u64::from(n));
        Ok(())
    }

    #[benchmark]
    fn report_overdue(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        found::<T>(1)?;
        raise::<T>(n)?;
        T::BenchmarkHelper::set_day(today::<T>().plus_days(30));
        let items = items(n, |number| {
            Ok(Overdue::Challenge(ChallengeId(number.into())))
        })?;
        let who = by::<T>(Role::CollectiveMember)?;

        #[extrinsic_call]
        _(who, items);

        assert!(crate::pallet::Counters::<T>::get().warnings == u64::from(n));
        Ok(())
    }

    #[benchmark]
    fn step_warnings(n: Linear<1, 500>) -> Result<(), BenchmarkError> {
        warn::<T>(n)?;
        let items = items(n, |number| {
            Ok(WarningStepInput {
                warning: WarningId(number.into()),
                step: WarningStep::Explained {
                    text: text("x")?,
                    evidence: None,
                },
            })
        })?;
        let who = by::<T>(Role::VillageChair)?;

        #[extrinsic_call]
        _(who, items);

        assert!(crate::pallet::Warnings::<T>::get(WarningId(n.into()))
            .is_some_and(|it| it.explained_by.is_some()));
        Ok(())
    }

    /// What the lines of vouchers cost on top of the vouchers.
    #[benchmark]
    fn post_lines(n: Linear<2, 64>) -> Result<(), BenchmarkError> {
        keep_books::<T>(1)?;
        draft::<T>(1, n)?;
        let items = items(1, |_| Ok(VoucherId(1)))?;
        let who = by::<T>(Role::Accountant)?;

        #[extrinsic_call]
        post_vouchers(who, items);

        assert!(Vouchers::<T>::contains_key(VoucherId(1)));
        Ok(())
    }

    impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
