//! Which fields a refusal of the three assets is about, so that it stands beside them.

/// The fields a condition can be about; the first that the form has is meant.
pub(crate) fn fields_of(condition: &str) -> &'static [&'static str] {
    match condition {
        "AmountInvalid" | "AmountDiffers" | "AmountOverflow" => &["amount", "statement"],
        "TextBlank" => &[
            "purpose",
            "summary",
            "reason",
            "about",
            "title",
            "text",
            "account_name",
        ],
        "DateInFuture" => &[
            "occurred",
            "date",
            "paid_on",
            "notice_day",
            "meeting",
            "since",
        ],
        "OccurredAfterDate" => &["occurred", "date"],
        "DateOutsideBook" | "MonthClosed" | "HistoryEnded" => &["date"],
        "DocumentMissing" => &["documents", "document"],
        "ReceiptUsed" => &["receipt_number"],
        "ProjectMissing" => &["project"],
        "PayeeDiffers" | "RelatedParty" => &["payee"],
        "MethodDiffers" => &["method"],
        "BankAccountUnknown" | "BankAccountClosed" => &["from", "account"],
        "DecisionUnknown" | "DecisionUnfit" | "DecisionUsedUp" | "NobodyAbstained"
        | "DecisionMissing" => &["decision"],
        "NotReconciled" => &["in_transit", "statement"],
        "NoticeTooShort" => &["plan_given", "meeting"],
        "MeetingMoved" => &["date"],
        "TallyImpossible" => &["present", "yes"],
        "TooManyAbstain" => &["abstaining"],
        "MatterForMembersOnly" | "NoSuchBody" | "BoardInvalid" => &["body"],
        "YearNotNext" | "YearNotClosed" | "BookKnown" => &["year"],
        "LineMismatch" => &["match"],
        "SubjectUnknown" => &["about"],
        "FiguresImpossible" => &["representatives"],
        "OfficerKnown" | "SamePerson" => &["member"],
        "TermInvalid" => &["term_until"],
        "DutiesExclude" | "ChairTaken" | "BoardFull" => &["post"],
        "KinExclude" => &["kin"],
        "BankAccountKnown" => &["account_number"],
        "BasicAccountTaken" => &["account_kind"],
        "LedgerNotBank" | "LedgerTaken" | "AccountUnknown" | "AccountNotLeaf" => &["ledger"],
        "ParentUnknown" | "NotSubAccount" => &["parent"],
        _ => &[],
    }
}
