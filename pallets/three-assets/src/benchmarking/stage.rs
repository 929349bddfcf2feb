//! What the benchmarks stand on: collectives with officers and books, and the items they send.

use alloc::{format, vec::Vec};

use county_primitives::{
    three_assets::{
        accounts::{AccountCode, AccountInput, Side},
        books::{
            BankLineInput, BookInput, Nature, Origin, Reconciliation, Till, VoucherInput,
            VoucherLine,
        },
        challenges::ChallengeInput,
        collectives::{
            BankAccountInput, BankAccountKind, CollectiveInput, CollectiveLevel, Figures,
            OfficerInput, Post,
        },
        decisions::{Body, DecisionInput, Matter},
        disclosure::{DisclosureInput, Posting, SpecialInput},
        spending::{PaymentMethod, SpendingInput, SpendingKind},
        Fen,
    },
    traits::Members,
    Author, BankAccountId, BookId, CollectiveId, CreditCode, Date, DecisionId, Digest,
    DisclosureId, DivisionCode, Items, List, MemberId, OrganisationId, Pseudonym, Role, SpendingId,
    Subject, Text, VoucherId,
};
use frame_benchmarking::v2::*;
use frame_system::RawOrigin;

use crate::{
    pallet::{Books, Collectives, Config, Decisions, Pallet, Spendings},
    types::{Collective, Decision, DecisionState, SpendingState},
};

use super::Setup;

pub(super) const VILLAGE: u64 = 210_115_104_201;
pub(super) const COUNTY: u64 = 210_115_000_000;
pub(super) const CREDIT_CODE: &str = "N2210115MF1234567N";
/// The offices of a collective, each held by the person with its place in this list.
pub(super) const POSTS: [Post; 5] = [
    Post::Chair,
    Post::Director,
    Post::Supervisor,
    Post::Cashier,
    Post::Accountant,
];

pub(super) fn stop<Any>(_: Any) -> BenchmarkError {
    BenchmarkError::Stop("a value of the benchmarks is not valid")
}

pub(super) fn division(number: u64) -> Result<DivisionCode, BenchmarkError> {
    DivisionCode::new(number).map_err(stop)
}

pub(super) fn text<const N: u32>(text: &str) -> Result<Text<N>, BenchmarkError> {
    Text::new(text).map_err(stop)
}

pub(super) fn account(code: &str) -> Result<AccountCode, BenchmarkError> {
    code.parse().map_err(stop)
}

pub(super) fn list<Item, const N: u32>(
    items: impl IntoIterator<Item = Item>,
) -> Result<List<Item, N>, BenchmarkError> {
    List::try_from(items.into_iter().collect::<Vec<_>>()).map_err(stop)
}

/// `n` items, made from the numbers 1 to `n`.
pub(super) fn items<Item>(
    n: u32,
    make: impl FnMut(u32) -> Result<Item, BenchmarkError>,
) -> Result<Items<Item>, BenchmarkError> {
    list((1..=n).map(make).collect::<Result<Vec<_>, _>>()?)
}

pub(super) fn digest(number: u32) -> Digest {
    let mut bytes = [0u8; 32];
    bytes
        .iter_mut()
        .zip(number.to_le_bytes())
        .for_each(|(byte, part)| *byte = part);
    Digest(bytes)
}

pub(super) fn pseudonym(number: u32) -> Pseudonym {
    Pseudonym([u8::try_from(number % 251).unwrap_or(0); 16])
}

pub(super) fn today<T: Config>() -> Date {
    T::Members::today()
}

pub(super) fn year<T: Config>() -> u16 {
    u16::try_from(today::<T>().to_ymd().0).unwrap_or(0)
}

pub(super) fn member<T: Config>(
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
pub(super) fn by<T: Config>(role: Role) -> Result<RawOrigin<T::AccountId>, BenchmarkError> {
    match role {
        Role::Township | Role::CountyAgriculture | Role::Bank => {
            member::<T>(9, role_number(role), role, COUNTY)
        }
        _ => member::<T>(1, role_number(role), role, VILLAGE),
    }
}

pub(super) fn role_number(role: Role) -> u32 {
    let at = Role::ALL.iter().position(|one| *one == role);
    u32::try_from(at.unwrap_or(0)).unwrap_or(0)
}

pub(super) fn member_id<T: Config>(role: Role) -> Result<MemberId, BenchmarkError> {
    let place = division(VILLAGE)?;
    let (who, _) = T::BenchmarkHelper::member(1, role_number(role), role, place);
    match T::Members::authorise(&who, &[role], place, 0) {
        Ok(Author::Member(signature)) => Ok(signature.member),
        _ => Err(BenchmarkError::Stop("a member has no role")),
    }
}

pub(super) fn figures() -> Figures {
    Figures {
        members: 1_000,
        representatives: 21,
        households: 300,
        party_members: 30,
    }
}

pub(super) fn seat<T: Config>(collective: u32, post: Post) -> Result<OfficerInput, BenchmarkError> {
    Ok(OfficerInput {
        collective: CollectiveId(collective),
        member: member_id::<T>(post.role())?,
        post,
        from: Date(0),
        until: Date(u32::MAX),
        person: digest(role_number(post.role())),
        kin: list((0u32..16).map(|number| digest(number.saturating_add(1_000))))?,
    })
}

/// Puts collectives with their officers into storage, numbered from 1.
pub(super) fn found<T: Config>(count: u32) -> Result<(), BenchmarkError> {
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
pub(super) fn keep_books<T: Config>(count: u32) -> Result<(), BenchmarkError> {
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

pub(super) fn bank_account(collective: u32) -> Result<BankAccountInput, BenchmarkError> {
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
pub(super) fn book_input<T: Config>(collective: u32) -> Result<BookInput, BenchmarkError> {
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

pub(super) fn book<T: Config>(collective: u32) -> BookId {
    BookId::new(CollectiveId(collective), year::<T>())
}

/// Money out without a spending, which is worth a warning.
pub(super) fn voucher<T: Config>(lines: u32) -> Result<VoucherInput, BenchmarkError> {
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

pub(super) fn draft<T: Config>(count: u32, lines: u32) -> Result<(), BenchmarkError> {
    for _ in 0..count {
        let vouchers = items(1, |_| voucher::<T>(lines))?;
        Pallet::<T>::draft_vouchers(by::<T>(Role::VillageCashier)?.into(), vouchers)?;
    }
    Ok(())
}

pub(super) fn spending(number: u32) -> Result<SpendingInput, BenchmarkError> {
    Ok(SpendingInput {
        collective: CollectiveId(1),
        purpose: text("x")?,
        kind: SpendingKind::Ordinary,
        project: None,
        payee: payee(number),
        payee_group: Some(digest(number.saturating_add(6_000))),
        method: PaymentMethod::Bank(digest(3)),
        amount: Fen(100_000),
        occurred: Date(0),
        invoice: Some(digest(number)),
        documents: list([digest(1)])?,
    })
}

/// Spendings of the first row, in the state that is asked for.
pub(super) fn submit<T: Config>(count: u32, state: SpendingState) -> Result<(), BenchmarkError> {
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

pub(super) fn decision_input<T: Config>(body: Body) -> Result<DecisionInput, BenchmarkError> {
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

pub(super) fn open_decision<T: Config>(state: DecisionState) -> Result<(), BenchmarkError> {
    let input = items(1, |_| decision_input::<T>(Body::Members))?;
    Pallet::<T>::open_decisions(by::<T>(Role::VillageChair)?.into(), input)?;
    let latest = crate::pallet::Counters::<T>::get().decisions;
    Decisions::<T>::mutate_extant(DecisionId(latest), |decision: &mut Decision| {
        decision.state = state;
    });
    Ok(())
}

pub(super) fn special() -> Result<DisclosureInput, BenchmarkError> {
    Ok(DisclosureInput::Special(SpecialInput {
        collective: CollectiveId(1),
        about: Subject::Collective(CollectiveId(1)),
        title: text("x")?,
        occurred: Date(0),
        document: digest(1),
    }))
}

pub(super) fn prepare<T: Config>(count: u32) -> Result<(), BenchmarkError> {
    let disclosures = items(count, |_| special())?;
    Pallet::<T>::prepare_disclosures(by::<T>(Role::Accountant)?.into(), disclosures)?;
    Ok(())
}

pub(super) fn disclosures(n: u32) -> Result<Items<DisclosureId>, BenchmarkError> {
    items(n, |number| Ok(DisclosureId(number.into())))
}

pub(super) fn postings(n: u32) -> Result<Items<Posting>, BenchmarkError> {
    items(n, |number| {
        Ok(Posting {
            disclosure: DisclosureId(number.into()),
            photo: digest(2),
        })
    })
}

pub(super) fn challenge(number: u32) -> Result<ChallengeInput, BenchmarkError> {
    Ok(ChallengeInput {
        collective: CollectiveId(1),
        about: Subject::Collective(CollectiveId(1)),
        question: digest(1),
        asker: pseudonym(number),
    })
}

pub(super) fn raise<T: Config>(count: u32) -> Result<(), BenchmarkError> {
    let challenges = items(count, challenge)?;
    Pallet::<T>::raise_challenges(by::<T>(Role::CollectiveMember)?.into(), challenges)?;
    Ok(())
}

pub(super) fn bank_lines(n: u32) -> Result<Items<BankLineInput>, BenchmarkError> {
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
pub(super) fn warn<T: Config>(count: u32) -> Result<(), BenchmarkError> {
    keep_books::<T>(1)?;
    draft::<T>(count, 2)?;
    let vouchers = items(count, |number| Ok(VoucherId(number.into())))?;
    Pallet::<T>::post_vouchers(by::<T>(Role::Accountant)?.into(), vouchers)
        .map_err(|refused| refused.error)?;
    Ok(())
}

pub(super) fn registration(
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
pub(super) fn credit_code(number: u32) -> Option<CreditCode> {
    let letters = || "0123456789ABCDEFGHJKLMNPQRTUWXY".chars();
    letters()
        .flat_map(|one| letters().map(move |other| (one, other)))
        .find_map(|(one, other)| format!("N2210115{number:08}{one}{other}").parse().ok())
}

/// Takes the director out of the collectives' boards, so that the seat can be given.
pub(super) fn unseat<T: Config>(count: u32) -> Result<(), BenchmarkError> {
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

pub(super) fn open_chart<T: Config>() -> Result<(), BenchmarkError> {
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
pub(super) fn empty_accounts<T: Config>(count: u32) -> Result<(), BenchmarkError> {
    let ledger = account("10201")?;
    for number in 1..=count {
        crate::pallet::Balances::<T>::remove(book::<T>(number), ledger);
    }
    Ok(())
}

pub(super) fn reconciliation<T: Config>(collective: u32) -> Result<Reconciliation, BenchmarkError> {
    Ok(Reconciliation {
        book: book::<T>(collective),
        month: 1,
        till: Till::Bank(BankAccountId(collective)),
        statement: Fen(1_000_000_000),
        in_transit: Fen::ZERO,
        document: digest(1),
    })
}

pub(super) fn reconcile<T: Config>(count: u32) -> Result<(), BenchmarkError> {
    let items = items(count, reconciliation::<T>)?;
    Pallet::<T>::reconcile_months(by::<T>(Role::Accountant)?.into(), items)?;
    Ok(())
}

/// Books whose months are all closed.
pub(super) fn end_year<T: Config>(count: u32) {
    for number in 1..=count {
        Books::<T>::mutate_extant(book::<T>(number), |book| book.closed = 12);
    }
}

/// A payee that is nobody's kin.
pub(super) fn payee(number: u32) -> Digest {
    digest(number.saturating_add(5_000))
}

/// Up to 99 sub-accounts of each of some headings.
pub(super) fn sub_account(number: u32) -> Result<AccountCode, BenchmarkError> {
    let headings = [513u32, 514, 515, 511, 504, 503];
    let at = usize::try_from(number / 99).unwrap_or(0);
    let heading = headings.get(at).copied().unwrap_or(502);
    let code = heading.saturating_mul(100).saturating_add(number % 99);
    AccountCode::new(code.saturating_add(1)).map_err(stop)
}
