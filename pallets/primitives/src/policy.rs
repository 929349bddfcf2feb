//! The named settings of a policy pack: numbers that differ from county to county and year to year.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

macro_rules! policy_keys {
    ($($(#[$doc:meta])* $variant:ident = $index:literal, $name:literal;)*) => {
        /// A setting that a division may give its own value from a date on. The most specific
        /// division wins, then the latest effective date. All are `[judgement]` values of
        /// `DOMAIN.md`: the law leaves them to the county, or is read through a secondary source.
        #[derive(
            Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Hash,
            Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
        )]
        pub enum PolicyKey {
            $($(#[$doc])* #[codec(index = $index)] $variant,)*
        }

        impl PolicyKey {
            /// Every setting, in the order of their numbers.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The name in JSON, files and pages, ending with its unit.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }
        }
    };
}

policy_keys! {
    /// How much more than its parents a graded or packed mass may be, in basis points (PI-1).
    MassToleranceBasisPoints = 0, "mass_tolerance_basis_points";
    /// Harvest above this share of the yield cap raises a warning, in percent (PI-2).
    YieldWarningPercent = 1, "yield_warning_percent";
    /// Harvest above this share of the yield cap is refused, in percent (PI-2).
    YieldLimitPercent = 2, "yield_limit_percent";
    /// How far a time on a record may lie ahead of the ledger, in seconds (PI-8).
    FutureLimitSeconds = 3, "future_limit_seconds";
    /// A record about something older than this is marked late, in hours (PI-8).
    LateAfterHours = 4, "late_after_hours";
    /// How many codes more than the quota may be issued for spoilage, in basis points (2.5).
    SpoilAllowanceBasisPoints = 5, "spoil_allowance_basis_points";
    /// The longest a hold may be set for at once, in days (4.9).
    HoldLimitDays = 6, "hold_limit_days";
    /// How many signed calls a member may send per day.
    CallsPerDay = 7, "calls_per_day";
    /// How many call items a member may send per day.
    ItemsPerDay = 8, "items_per_day";
    /// How many unconfirmed transactions a member may have in the pool.
    InFlightLimit = 9, "in_flight_limit";
    /// Withdrawal of a drug that no catalogue knows, in days (3.4).
    WithdrawalDefaultDays = 10, "withdrawal_default_days";
    /// Up to which age an animal born on the farm may be tagged, in days (3.1).
    TagAgeDays = 11, "tag_age_days";
    /// How many days after its arrival an imported animal may be tagged (3.1).
    TagEntryDays = 12, "tag_entry_days";
    /// How many days before the transport it must be declared (L6).
    DeclarationNoticeDays = 13, "declaration_notice_days";
    /// The longest validity of an Animal A certificate, in days (3.3).
    AnimalCertificateDays = 14, "animal_certificate_days";
    /// The longest validity of a Product A certificate, in days (3.3).
    ProductCertificateDays = 15, "product_certificate_days";
    /// The longest validity of the B certificates, in days; 1 is the day of issue (3.3).
    LocalCertificateDays = 16, "local_certificate_days";
    /// How many days after arrival a certificate may serve as the basis of a new one (3.3).
    RedispatchDays = 17, "redispatch_days";
    /// How many days after arrival the landing reports are due (L13).
    LandingReportDays = 18, "landing_report_days";
    /// How long dairy and breeding stock from another province is isolated, in days (L14).
    IsolationDays = 19, "isolation_days";
    /// 1 if a farm without a risk grade gets no certificate, 0 if it may (L8).
    FarmGradeRequired = 20, "farm_grade_required";
    /// How long a farm's risk grade holds, in days (L8).
    FarmGradeDays = 21, "farm_grade_days";
    /// More certificates than this by one vet on one day raise a warning (3.2).
    VetCertificatesPerDay = 22, "vet_certificates_per_day";
    /// Certifying before this minute of the local day raises a warning (3.2).
    VetFirstMinute = 23, "vet_first_minute";
    /// Certifying after this minute of the local day raises a warning (3.2).
    VetLastMinute = 24, "vet_last_minute";
    /// One tag in two counties within fewer minutes raises a warning (3.2).
    CloneCountyMinutes = 25, "clone_minutes_between_counties";
    /// One tag in two townships of a county within fewer minutes raises a warning (3.2).
    CloneTownshipMinutes = 26, "clone_minutes_between_townships";
    /// How long before the kill it must be declared, in minutes (L16).
    SlaughterNoticeMinutes = 27, "slaughter_notice_minutes";
    /// How long animals rest before the kill, in minutes (L16).
    SlaughterRestMinutes = 28, "slaughter_rest_minutes";
    /// 1 if a batch of pigs is killed only after a passed ASF test, 0 otherwise (L16).
    SlaughterTestRequired = 29, "slaughter_test_required";
    /// A hot carcass above this share of the live mass is refused, in basis points (3.5).
    CarcassLimitBasisPoints = 30, "carcass_limit_basis_points";
    /// A pig's carcass below this share of its live mass raises a warning (3.5).
    PigCarcassMinBasisPoints = 31, "pig_carcass_min_basis_points";
    /// A pig's carcass above this share of its live mass raises a warning (3.5).
    PigCarcassMaxBasisPoints = 32, "pig_carcass_max_basis_points";
    /// A bovine carcass below this share of its live mass raises a warning (3.5).
    CattleCarcassMinBasisPoints = 33, "cattle_carcass_min_basis_points";
    /// A bovine carcass above this share of its live mass raises a warning (3.5).
    CattleCarcassMaxBasisPoints = 34, "cattle_carcass_max_basis_points";
    /// The largest chill loss of a carcass, in basis points (3.5).
    ChillLossBasisPoints = 35, "chill_loss_basis_points";
    /// By how much parts, trim, loss and condemned may differ from the whole (3.5).
    MeatToleranceBasisPoints = 36, "meat_tolerance_basis_points";
    /// By how much collected, received and treated masses may differ without a warning (3.6).
    DisposalToleranceBasisPoints = 37, "disposal_tolerance_basis_points";
    /// Products of a treatment above this share of its intake are refused (3.6).
    DisposalYieldBasisPoints = 38, "disposal_yield_basis_points";
    /// A dead body collected later than this many hours after its report raises a warning (3.6).
    CollectionHours = 39, "collection_hours";
    /// By how much the claimed mass may differ from the hand-over's (3.6).
    ClaimToleranceBasisPoints = 40, "claim_tolerance_basis_points";
    /// A claim paid later than this many days after its approval raises a warning (3.6).
    ClaimPaymentDays = 41, "claim_payment_days";
    /// Claims above this share of a contract's heads raise a warning (3.6).
    ClaimRateBasisPoints = 42, "claim_rate_basis_points";
    /// A question of an inspector is answered within this many working days (4.9).
    AnswerWorkdays = 43, "answer_workdays";
    /// A custodian of recalled meat acknowledges its notice within this many minutes (2.6).
    RecallAcknowledgeMinutes = 44, "recall_acknowledge_minutes";
    /// Sold goods may be weighed in with this difference without a warning, in basis points (7).
    SaleToleranceBasisPoints = 58, "sale_tolerance_basis_points";
    /// Sold goods paid later than this many days after their delivery raise a warning (7).
    SalePaymentDays = 59, "sale_payment_days";
    /// Spending up to here is in the first row of the approval matrix (4.4).
    ApprovalLimit1Yuan = 60, "approval_limit_1_yuan";
    /// Spending up to here is in the second row (4.4).
    ApprovalLimit2Yuan = 61, "approval_limit_2_yuan";
    /// Spending up to here is in the third row (4.4).
    ApprovalLimit3Yuan = 62, "approval_limit_3_yuan";
    /// Spending up to here is in the fourth row; above is the fifth (4.4).
    ApprovalLimit4Yuan = 63, "approval_limit_4_yuan";
    /// What the first row asks for: bits 0-5 evidence, chair, board, supervisor, township, county; bits 8-9 the decision (4.4).
    Approvals1 = 64, "approvals_1";
    /// What the second row asks for, in the same bits (4.4).
    Approvals2 = 65, "approvals_2";
    /// What the third row asks for, in the same bits (4.4).
    Approvals3 = 66, "approvals_3";
    /// What the fourth row asks for, in the same bits (4.4).
    Approvals4 = 67, "approvals_4";
    /// What the fifth row asks for, in the same bits (4.4).
    Approvals5 = 68, "approvals_5";
    /// A cash payment above this raises a warning (W01).
    CashSingleLimitYuan = 69, "cash_single_limit_yuan";
    /// A cash box above this at the end of a day raises a warning (W01).
    CashBoxLimitYuan = 70, "cash_box_limit_yuan";
    /// How many days back payments to one payee are added up (W02).
    SplitWindowDays = 71, "split_window_days";
    /// A payment of at least this share of a limit, and below the limit, counts as a part of it (W02).
    SplitSharePercent = 72, "split_share_percent";
    /// A bank line unmatched for more days raises a warning (W04).
    BankUnmatchedDays = 73, "bank_unmatched_days";
    /// A month is closed by this day of the next one (W04).
    ReconciliationDay = 74, "reconciliation_day";
    /// Money that came in and is not booked for more days raises a warning (W05).
    IncomeUnbookedDays = 75, "income_unbooked_days";
    /// A voucher more days after the event raises a yellow warning (W07).
    LateEntryYellowDays = 76, "late_entry_yellow_days";
    /// A voucher more days after the event raises an orange warning (W07).
    LateEntryOrangeDays = 77, "late_entry_orange_days";
    /// Special funds that do not move for more months raise a warning (W20).
    FundIdleMonths = 78, "fund_idle_months";
    /// Non-productive spending of a year above this raises a warning (W21).
    NonProductiveCapYuan = 79, "non_productive_cap_yuan";
    /// A non-productive spending of a multiple of this raises a warning (W21).
    RoundAmountYuan = 80, "round_amount_yuan";
    /// Liabilities above this share of the assets raise a warning when debt grows (W22).
    DebtRatioPercent = 81, "debt_ratio_percent";
    /// A month, or its quarter, is on the wall this many days after its end (W24).
    DisclosureDueDays = 82, "disclosure_due_days";
    /// Something special is on the wall this many days after it happened (W24).
    SpecialDisclosureDays = 83, "special_disclosure_days";
    /// How many days a disclosure stays on the wall (4.10).
    DisclosurePostingDays = 84, "disclosure_posting_days";
    /// More reversals in a month raise a warning (W25).
    ReversalsPerMonth = 85, "reversals_per_month";
    /// How many days before their meeting the Party members get the plan (4.3).
    PartyNoticeDays = 86, "party_notice_days";
    /// A challenge is taken on within this many working days (4.10).
    ChallengeAcceptWorkdays = 87, "challenge_accept_workdays";
    /// The collective answers a challenge within this many working days (4.10).
    ChallengeAnswerWorkdays = 88, "challenge_answer_workdays";
    /// The township answers a challenge within this many days (4.10).
    ChallengeTownshipDays = 89, "challenge_township_days";
    /// The county answers a challenge within this many days (4.10).
    ChallengeCountyDays = 90, "challenge_county_days";
    /// A challenge by this many people must be minuted (4.10).
    JointPeople = 91, "joint_people";
    /// A challenge by this many households must be minuted (4.10).
    JointHouseholds = 92, "joint_households";
    /// A yellow warning goes up after this many working days (4.8).
    WarningYellowWorkdays = 93, "warning_yellow_workdays";
    /// An orange warning goes up after this many working days (4.8).
    WarningOrangeWorkdays = 94, "warning_orange_workdays";
    /// A red warning is overdue after this many working days (4.8).
    WarningRedWorkdays = 95, "warning_red_workdays";
    /// Cash that came in and is in the box for more days raises a warning (W01, 4.4).
    CashBankingDays = 96, "cash_banking_days";
    /// How many months are disclosed together: 1 where dealings are many, 3 for a quarter (W24, 4.10).
    DisclosureCycleMonths = 97, "disclosure_cycle_months";
    /// Annual report, accounts and plan of distribution are on the wall this many days before the assembly (W24, 4.10).
    AnnualReportDays = 98, "annual_report_days";
}

impl PolicyKey {
    /// Whether governance alone gives it a value. A county that could set it would silence whoever
    /// watches the county, or put off its own answers without end.
    pub fn is_reserved(self) -> bool {
        matches!(
            self,
            Self::HoldLimitDays
                | Self::CallsPerDay
                | Self::ItemsPerDay
                | Self::InFlightLimit
                | Self::AnswerWorkdays
                | Self::ChallengeCountyDays
        )
    }
}

impl core::fmt::Display for PolicyKey {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.name())
    }
}

/// No setting has this name.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct UnknownPolicyKey;

impl core::fmt::Display for UnknownPolicyKey {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("no policy setting has this name")
    }
}

impl core::error::Error for UnknownPolicyKey {}

impl core::str::FromStr for PolicyKey {
    type Err = UnknownPolicyKey;

    fn from_str(text: &str) -> Result<Self, UnknownPolicyKey> {
        Self::ALL
            .iter()
            .copied()
            .find(|key| key.name() == text)
            .ok_or(UnknownPolicyKey)
    }
}

crate::text::string_serde!(PolicyKey);
