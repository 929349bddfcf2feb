//! What the pallet keeps. The full history is in the records; here is only what the next act must know.

use alloc::vec::Vec;

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use county_primitives::{
    three_assets::{
        accounts::AccountCode,
        books::{LineTarget, Nature, Origin, VoucherInput, VoucherNumber, MONTHS},
        challenges::{ChallengeLevel, ChallengeState},
        collectives::{
            BankAccountKind, CollectiveLevel, Figures, Post, BANK_ACCOUNTS_MAX, KIN_MAX,
            OFFICERS_MAX,
        },
        decisions::{Body, Matter},
        disclosure::DisclosureState,
        spending::{Approvals, DecisionLevel, PaymentMethod, SpendingKind, Step, STEPS_MAX},
        warnings::{WarningLevel, WarningRule, WarningState},
        Fen, Project,
    },
    BankAccountId, BookId, ChallengeId, CollectiveId, CreditCode, Date, DecisionId, Digest,
    DisclosureId, DivisionCode, List, MemberId, OrganisationId, Pseudonym, SpendingId, Subject,
    Text, TimestampMs, VoucherId, WarningId,
};
use scale_info::TypeInfo;

/// The most recent parts of possible splits that are remembered for a payee. With a share of at least
/// 4 % of a limit that many parts reach the limit, so that an older one can be forgotten.
pub const PARTS_MAX: u32 = 26;
/// The most warnings that one voucher raises: W01 three times, W03, W05, W06, W08, W20, W22 twice, W26 and W27.
pub const WARNINGS_MAX: u32 = 12;
/// The months that the approval matrix adds up.
pub const SUM_MONTHS: u32 = 12;
/// The days of cash income that are told apart. The policy gives a few days to bank it; what is older is late
/// whichever day it came.
pub const CASH_DAYS_MAX: u32 = 16;

/// Whose sums these are, for which project: of a payee or of a group of kin.
pub type SumsKey = (CollectiveId, Digest, Option<Project>);

macro_rules! stored {
    ($($(#[$meta:meta])* $kind:ident $name:ident $body:tt)*) => {$(
        $(#[$meta])*
        #[derive(
            Clone, Debug, Eq, PartialEq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen,
            TypeInfo,
        )]
        pub $kind $name $body
    )*};
}

stored! {
    /// How many numbers of each kind were given out.
    #[derive(Copy, Default)]
    struct Counters {
        /// Collectives.
        pub collectives: u32,
        /// Bank accounts.
        pub bank_accounts: u32,
        /// Vouchers.
        pub vouchers: u64,
        /// Bank lines.
        pub bank_lines: u64,
        /// Spendings.
        pub spendings: u64,
        /// Decisions.
        pub decisions: u64,
        /// Disclosures.
        pub disclosures: u64,
        /// Challenges.
        pub challenges: u64,
        /// Warnings.
        pub warnings: u64,
    }

    /// A collective (农村集体经济组织).
    struct Collective {
        /// The organisation of the registry it is.
        pub organisation: OrganisationId,
        /// Its credit code.
        pub credit_code: CreditCode,
        /// Its level.
        pub level: CollectiveLevel,
        /// Its village or township.
        pub division: DivisionCode,
        /// What quorums are counted from.
        pub figures: Figures,
        /// The agency that keeps its books.
        pub agency: Option<OrganisationId>,
        /// Who is in office, also those whose term is over.
        pub officers: List<MemberId, OFFICERS_MAX>,
        /// Its open bank accounts.
        pub bank_accounts: List<BankAccountId, BANK_ACCOUNTS_MAX>,
        /// The year of its latest book.
        pub year: Option<u16>,
    }

    /// An officer of a collective.
    struct Officer {
        /// The office.
        pub post: Post,
        /// First day of the term.
        pub from: Date,
        /// Last day of the term.
        pub until: Date,
        /// Keyed digest of the person.
        pub person: Digest,
        /// Keyed digests of near kin and controlled companies.
        pub kin: List<Digest, KIN_MAX>,
    }

    /// A bank account.
    struct BankAccount {
        /// Whose it is.
        pub collective: CollectiveId,
        /// Keyed digest of its number.
        pub digest: Digest,
        /// What it is for.
        pub kind: BankAccountKind,
        /// Its account in the books.
        pub ledger: AccountCode,
        /// Whether it is open.
        pub open: bool,
    }

    /// A sub-account of a county.
    struct SubAccount {
        /// Its name.
        pub name: Text<48>,
        /// How many accounts lie directly below it; one with any takes no postings.
        pub children: u16,
    }

    /// A book.
    #[derive(Copy, Default)]
    struct Book {
        /// How many accounts it uses.
        pub accounts: u32,
        /// How many vouchers were posted.
        pub vouchers: u32,
        /// The last closed month, 0 if none is.
        pub closed: u8,
        /// Whether the year is closed.
        pub year_closed: bool,
        /// Assets by the balance of their accounts, contra accounts deducted.
        pub assets: Fen,
        /// Liabilities.
        pub liabilities: Fen,
        /// Cash.
        pub cash: Fen,
        /// The last day on which cash moved.
        pub cash_day: Date,
        /// The last day of the history that may be taken over: the day the first book was opened; none once
        /// something was entered, here or in an earlier book.
        pub history: Option<Date>,
    }

    /// A month of a book.
    #[derive(Copy, Default)]
    struct Month {
        /// The number of its last voucher.
        pub vouchers: u32,
        /// Drafts that wait for posting.
        pub drafts: u32,
        /// Reversals.
        pub reversals: u32,
    }

    /// A voucher that waits for a second person.
    struct Draft {
        /// As it was sent.
        pub input: VoucherInput,
        /// Who made it.
        pub maker: MemberId,
    }

    /// A posted voucher.
    #[derive(Copy)]
    struct Voucher {
        /// The book.
        pub book: BookId,
        /// Its number.
        pub number: VoucherNumber,
        /// The hash over its lines, which a reversal mirrors.
        pub lines: Digest,
        /// Where it came from.
        pub origin: Origin,
        /// What kind of money it moved.
        pub nature: Nature,
        /// How much money came in; negative if it went out.
        pub inflow: Fen,
        /// The day it was posted.
        pub posted: Date,
        /// The spending it booked.
        pub spending: Option<SpendingId>,
        /// The distribution it paid out without a spending.
        pub distribution: Option<DecisionId>,
        /// How much cash that had come in it brought to the bank.
        pub banked: Fen,
        /// The voucher that reversed it.
        pub reversed_by: Option<VoucherId>,
    }

    /// A line of a bank statement.
    #[derive(Copy)]
    struct BankLine {
        /// The account.
        pub account: BankAccountId,
        /// The day of the bank.
        pub date: Date,
        /// In or out.
        pub amount: Fen,
        /// What it belongs to.
        pub target: Option<LineTarget>,
    }

    /// Where a spending stands (支出状态).
    #[derive(Copy)]
    enum SpendingState {
        /// Signatures or the decision are missing.
        #[codec(index = 0)]
        Signing,
        /// It was sent back, and may be mended.
        #[codec(index = 1)]
        Returned,
        /// It was rejected.
        #[codec(index = 2)]
        Rejected,
        /// It may be paid.
        #[codec(index = 3)]
        Approved,
        /// The order to pay was given.
        #[codec(index = 4)]
        Instructed,
        /// The payment failed; it may be ordered again.
        #[codec(index = 5)]
        Failed,
        /// It was paid.
        #[codec(index = 6)]
        Paid,
        /// Its voucher was posted.
        #[codec(index = 7)]
        Posted,
    }

    /// A spending.
    struct Spending {
        /// Whose.
        pub collective: CollectiveId,
        /// What kind.
        pub kind: SpendingKind,
        /// The project.
        pub project: Option<Project>,
        /// Keyed digest of the payee.
        pub payee: Digest,
        /// The payee's household or group of kin, or else the payee.
        pub group: Digest,
        /// How it is to be paid.
        pub method: PaymentMethod,
        /// How much.
        pub amount: Fen,
        /// Its invoice, freed when the spending is rejected.
        pub invoice: Option<Digest>,
        /// The row of the matrix, 1 to 5.
        pub row: u8,
        /// What it needs.
        pub approvals: Approvals,
        /// Who submitted it.
        pub submitter: MemberId,
        /// Who signed which step.
        pub signatures: List<(Step, MemberId), STEPS_MAX>,
        /// The decision it rests on.
        pub decision: Option<DecisionId>,
        /// The day it was submitted, in whose month it counts.
        pub submitted: Date,
        /// The day it was approved.
        pub approved: Option<Date>,
        /// The account that pays, once it is ordered.
        pub from: Option<BankAccountId>,
        /// The day it was paid.
        pub paid: Option<Date>,
        /// The voucher that books it.
        pub voucher: Option<VoucherId>,
        /// How often its payment failed.
        pub failures: u32,
        /// How many of these the bank's statement shows: money out, and the same money back.
        pub returns: u32,
        /// Where it stands.
        pub state: SpendingState,
    }

    /// What one payee, or one group of kin, gets for one project.
    #[derive(Default)]
    struct PayeeSums {
        /// Sums by month number, the latest last.
        pub months: List<(u32, Fen), SUM_MONTHS>,
        /// Payments that could be parts of a split, the latest last.
        pub parts: List<(Date, SpendingId, Fen), PARTS_MAX>,
    }

    /// Cash that came in and was not brought to the bank yet, by the day it came, the oldest first.
    #[derive(Default)]
    struct CashIncome {
        /// Days and amounts.
        pub days: List<(Date, Fen), CASH_DAYS_MAX>,
    }

    /// Special funds of one project (专项应付款).
    #[derive(Copy, Default)]
    struct Fund {
        /// What is left.
        pub balance: Fen,
        /// The last day it moved.
        pub moved: Date,
    }

    /// Where a decision stands.
    #[derive(Copy)]
    enum DecisionState {
        /// Proposed.
        #[codec(index = 0)]
        Proposed,
        /// The two committees deliberated it.
        #[codec(index = 1)]
        Deliberated,
        /// The Party members reviewed it.
        #[codec(index = 2)]
        Reviewed,
        /// It was passed, and is to be published.
        #[codec(index = 3)]
        Resolved,
        /// It holds.
        #[codec(index = 4)]
        Effective,
        /// It was carried out.
        #[codec(index = 5)]
        Completed,
        /// A vote failed.
        #[codec(index = 6)]
        NotPassed,
        /// It was given up.
        #[codec(index = 7)]
        GivenUp,
    }

    /// A decision.
    #[derive(Copy)]
    struct Decision {
        /// Whose.
        pub collective: CollectiveId,
        /// Who decides.
        pub body: Body,
        /// What about.
        pub matter: Matter,
        /// Whether it goes through the four steps.
        pub four_steps: bool,
        /// Up to how much may be spent on it.
        pub amount: Option<Fen>,
        /// How much of that is used.
        pub used: Fen,
        /// How much was paid on it: by the spendings that use it, and by vouchers without one.
        pub paid: Fen,
        /// The day of the announcement.
        pub notice: Date,
        /// The day of the meeting.
        pub meeting: Date,
        /// Who recorded the vote; a second person attests its publication.
        pub recorder: Option<MemberId>,
        /// How many abstained.
        pub abstaining: u32,
        /// Since when a disclosure about it is on the wall.
        pub shown: Option<Date>,
        /// Whether the township approved it.
        pub township: bool,
        /// Where it stands.
        pub state: DecisionState,
    }

    /// A disclosure.
    #[derive(Copy)]
    struct Disclosure {
        /// Whose.
        pub collective: CollectiveId,
        /// Book and months of a statement.
        pub statement: Option<(BookId, u8, u8)>,
        /// The decision that something special is about.
        pub decision: Option<DecisionId>,
        /// What is posted: the digest of the statement, or of the document.
        pub digest: Digest,
        /// The day by which it is to be on the wall.
        pub due: Date,
        /// Who prepared it.
        pub preparer: MemberId,
        /// Until when it must stay on the wall.
        pub until: Option<Date>,
        /// Where it stands.
        pub state: DisclosureState,
    }

    /// A challenge.
    #[derive(Copy)]
    struct Challenge {
        /// Who is asked.
        pub collective: CollectiveId,
        /// About what.
        pub about: Subject,
        /// Who asks, by a one-time name.
        pub asker: Pseudonym,
        /// The member who raised it, who stands in its record as well.
        pub raised_by: MemberId,
        /// How many people ask.
        pub people: u32,
        /// From how many households.
        pub households: u32,
        /// Whether it was put into the minutes.
        pub minuted: bool,
        /// Who has to answer.
        pub level: ChallengeLevel,
        /// The last day of the clock.
        pub due: Date,
        /// Where it stands.
        pub state: ChallengeState,
    }

    /// A warning.
    #[derive(Copy)]
    struct Warning {
        /// Whose.
        pub collective: CollectiveId,
        /// The rule.
        pub rule: WarningRule,
        /// How serious, as recorded; the clock may have moved it up since.
        pub level: WarningLevel,
        /// About what.
        pub about: Subject,
        /// The last day of the clock.
        pub due: Date,
        /// Who was asked.
        pub assigned: Option<MemberId>,
        /// Who explained or rectified last; somebody else decides about it.
        pub explained_by: Option<MemberId>,
        /// Where it stands.
        pub state: WarningState,
        /// When it was raised last.
        pub raised_ms: TimestampMs,
    }
}

impl Officer {
    /// Whether the officer is in office on this day.
    pub fn is_in_office(&self, day: Date) -> bool {
        self.from <= day && day <= self.until
    }

    /// Whether the digest is the officer's, or of near kin.
    pub fn is_related_to(&self, digest: &Digest) -> bool {
        self.person == *digest || self.kin.contains(digest)
    }
}

impl Book {
    /// Whether vouchers of the month can still be posted.
    pub fn is_open(&self, month: u8) -> bool {
        month > self.closed && month <= MONTHS
    }
}

impl Decision {
    /// Whether something may rest on it now.
    pub fn holds(&self) -> bool {
        self.state == DecisionState::Effective
            && (self.matter != Matter::LandToOutsiders || self.township)
    }
}

impl Spending {
    /// The keys of the sums it counts in: the payee's, and those of the payee's group.
    pub fn sums_keys(&self) -> Vec<SumsKey> {
        sums_keys(
            self.collective,
            [self.payee, self.group],
            self.project.as_ref(),
        )
    }

    /// Whether the officer is the payee or near kin, or of the payee's household.
    pub fn is_related_to(&self, officer: &Officer) -> bool {
        officer.is_related_to(&self.payee) || officer.is_related_to(&self.group)
    }

    /// Whether nothing is missing for its approval.
    pub fn is_complete(&self) -> bool {
        self.approvals.next(&self.signed()).is_none()
            && (self.approvals.decision == DecisionLevel::None || self.decision.is_some())
    }

    /// The steps that are signed.
    pub fn signed(&self) -> Vec<Step> {
        self.signatures.iter().map(|(step, _)| *step).collect()
    }

    /// Whether it counts in the payee's sums.
    pub fn counts(&self) -> bool {
        self.state != SpendingState::Rejected
    }
}

impl PayeeSums {
    /// The sum of the twelve months that end with `month`.
    pub fn of_year(&self, month: u32) -> Option<Fen> {
        let within = self
            .months
            .iter()
            .filter(|(number, _)| *number <= month && month.saturating_sub(*number) < SUM_MONTHS);
        within
            .map(|(_, sum)| *sum)
            .try_fold(Fen::ZERO, Fen::checked_add)
    }

    /// Adds an amount to a month; an amount below nothing takes back. Months come in rising order, so the oldest
    /// goes when there is no room. `None` on overflow.
    pub fn add(&mut self, month: u32, amount: Fen) -> Option<()> {
        if let Some((_, sum)) = self.months.iter_mut().find(|(number, _)| *number == month) {
            *sum = sum.checked_add(amount)?;
            return Some(());
        }
        if amount < Fen::ZERO {
            // The month has left the window: nothing is added up from it any more.
            return Some(());
        }
        if self.months.is_full() {
            self.months.remove(0);
        }
        self.months.try_push((month, amount)).ok()
    }
}

impl CashIncome {
    /// What came more than so many days before this one; `None` on overflow.
    pub fn older_than(&self, days: u32, today: Date) -> Option<Fen> {
        let late = self
            .days
            .iter()
            .filter(|(day, _)| today.days_since(*day) > days);
        late.map(|(_, amount)| *amount)
            .try_fold(Fen::ZERO, Fen::checked_add)
    }

    /// Adds what came on a day. Where there is no room for another day, the two oldest become one, under the later
    /// of their days. `None` on overflow.
    pub fn receive(&mut self, day: Date, amount: Fen) -> Option<()> {
        if amount <= Fen::ZERO {
            return Some(());
        }
        if let Some((_, sum)) = self.days.iter_mut().find(|(known, _)| *known == day) {
            *sum = sum.checked_add(amount)?;
            return Some(());
        }
        if self.days.is_full() {
            let (_, oldest) = self.days.remove(0);
            let (_, next) = self.days.iter_mut().next()?;
            *next = next.checked_add(oldest)?;
        }
        let at = self.days.iter().filter(|(known, _)| *known < day).count();
        self.days.try_insert(at, (day, amount)).ok()
    }

    /// Takes away what was brought to the bank, the oldest first; answers how much of it had come in.
    pub fn bank(&mut self, amount: Fen) -> Fen {
        let mut rest = amount;
        for (_, sum) in &mut self.days {
            let taken = rest.max(Fen::ZERO).min(*sum);
            (*sum, rest) = (minus(*sum, taken), minus(rest, taken));
        }
        self.forget_empty();
        minus(amount, rest)
    }

    /// Takes away what did not come after all, the latest first.
    pub fn take_back(&mut self, amount: Fen) {
        let mut rest = amount;
        for (_, sum) in self.days.iter_mut().rev() {
            let taken = rest.max(Fen::ZERO).min(*sum);
            (*sum, rest) = (minus(*sum, taken), minus(rest, taken));
        }
        self.forget_empty();
    }

    /// Keeps no more than is in the box: who pays out of it spends what came first. `None` on overflow.
    pub fn keep_within(&mut self, box_holds: Fen) -> Option<()> {
        let total = self
            .days
            .iter()
            .map(|(_, amount)| *amount)
            .try_fold(Fen::ZERO, Fen::checked_add)?;
        self.bank(total.checked_sub(box_holds.max(Fen::ZERO))?);
        Some(())
    }

    fn forget_empty(&mut self) {
        self.days.retain(|(_, amount)| *amount > Fen::ZERO);
    }
}

/// The keys of the sums that a payment to a payee of a group counts in; one if nobody else is in the group.
pub fn sums_keys(
    collective: CollectiveId,
    payee_and_group: [Digest; 2],
    project: Option<&Project>,
) -> Vec<SumsKey> {
    let mut whose = payee_and_group.to_vec();
    whose.dedup();
    whose
        .into_iter()
        .map(|digest| (collective, digest, project.cloned()))
        .collect()
}

/// What is left of an amount that is not smaller than what is taken.
fn minus(amount: Fen, taken: Fen) -> Fen {
    Fen(amount.0.saturating_sub(taken.0))
}

/// The county of a division, whose chart of accounts holds there.
pub fn county_of(division: DivisionCode) -> Option<DivisionCode> {
    division
        .county()
        .and_then(|county| DivisionCode::from_county(county).ok())
}

/// Numbers that views answer about a spending.
#[derive(Clone, Debug, Eq, PartialEq, Encode, Decode, TypeInfo)]
pub struct SpendingProgress {
    /// Where it stands.
    pub state: SpendingState,
    /// The row of the matrix.
    pub row: u8,
    /// The step that is to be signed next.
    pub next: Option<Step>,
    /// Whether a decision is missing.
    pub decision_missing: bool,
    /// The statement that discloses its voucher.
    pub disclosed: Option<DisclosureId>,
}

/// What the clock makes of a challenge and a warning today, although nobody has recorded it yet.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Encode, Decode, TypeInfo)]
pub struct WarningStanding {
    /// The warning.
    pub warning: WarningId,
    /// How serious it is today.
    pub level: WarningLevel,
    /// Whether its clock has run out.
    pub overdue: bool,
    /// Where it stands.
    pub state: WarningState,
}

/// What the clock makes of a challenge today, although nobody has recorded it yet.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Encode, Decode, TypeInfo)]
pub struct ChallengeStanding {
    /// The challenge.
    pub challenge: ChallengeId,
    /// Who has to answer today.
    pub level: ChallengeLevel,
    /// Whether its clock has run out.
    pub overdue: bool,
    /// Where it stands.
    pub state: ChallengeState,
}
