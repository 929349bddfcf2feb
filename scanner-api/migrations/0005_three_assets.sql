-- Three assets: the money of collectives. The same rules as in 0001: portable SQL, days are YYYY-MM-DD, times are
-- milliseconds, lists are JSON, ids are the chain's. Money is a whole number of fen; a balance is debit-positive.
-- Everything here is index: made from finalized records only, and the same after every rebuild.
--
-- `division` is that of the collective, twelve digits; `county` and `township` are its first six and nine, so
-- that a monitoring point finds its own with one equality. A digest of a person, a company or a bank account is
-- keyed, and means nothing without the service's table of parties.

-- Where the subject of a case belongs, if it belongs to one division.
ALTER TABLE cases ADD COLUMN division TEXT;
CREATE INDEX cases_by_division ON cases (division, id);

-- A rural collective (农村集体经济组织).
CREATE TABLE collectives (
    id BIGINT PRIMARY KEY,
    organisation BIGINT NOT NULL,
    -- As the organisation is registered.
    name TEXT NOT NULL,
    credit_code TEXT NOT NULL,
    -- `group`, `village` or `township`.
    level TEXT NOT NULL,
    division TEXT NOT NULL,
    county TEXT NOT NULL,
    township TEXT NOT NULL,
    -- What quorums are counted from.
    members BIGINT NOT NULL,
    representatives BIGINT NOT NULL,
    households BIGINT NOT NULL,
    party_members BIGINT NOT NULL,
    -- The organisation that keeps its books.
    agency BIGINT,
    -- The year of its latest book.
    year BIGINT,
    registered_ms BIGINT NOT NULL
);
CREATE INDEX collectives_by_division ON collectives (division, id);
CREATE INDEX collectives_by_county ON collectives (county, township, division, id);
CREATE INDEX collectives_by_organisation ON collectives (organisation);
CREATE INDEX collectives_by_agency ON collectives (agency, id);

-- Terms of office. In office is who is seated and whose term runs today; a member who is appointed again has
-- a new row.
CREATE TABLE officers (
    block BIGINT NOT NULL,
    event_index BIGINT NOT NULL,
    collective BIGINT NOT NULL,
    member BIGINT NOT NULL,
    -- `chair`, `director`, `supervisor`, `cashier` or `accountant`.
    post TEXT NOT NULL,
    from_day TEXT NOT NULL,
    until_day TEXT NOT NULL,
    -- Keyed digests of the person and, as JSON, of near kin and controlled companies.
    person TEXT NOT NULL,
    kin TEXT NOT NULL,
    -- Whether the chain still holds the seat: neither dismissed nor replaced by a later term.
    seated BOOLEAN NOT NULL,
    appointed_ms BIGINT NOT NULL,
    dismissed_ms BIGINT,
    reason TEXT NOT NULL,
    PRIMARY KEY (block, event_index)
);
CREATE INDEX officers_by_collective ON officers (collective, member);
CREATE INDEX officers_by_member ON officers (member, collective);
CREATE INDEX officers_by_person ON officers (person);

-- Members of a collective who died or lost membership.
CREATE TABLE departures (
    collective BIGINT NOT NULL,
    person TEXT NOT NULL,
    since TEXT NOT NULL,
    noted_ms BIGINT NOT NULL,
    PRIMARY KEY (collective, person)
);

CREATE TABLE bank_accounts (
    id BIGINT PRIMARY KEY,
    collective BIGINT NOT NULL,
    digest TEXT NOT NULL,
    bank TEXT NOT NULL,
    -- `basic`, `land_compensation` or `other`.
    kind TEXT NOT NULL,
    -- The account in the books that mirrors it.
    ledger TEXT NOT NULL,
    decision BIGINT,
    opened_ms BIGINT NOT NULL,
    closed_ms BIGINT,
    reason TEXT NOT NULL
);
CREATE INDEX bank_accounts_by_collective ON bank_accounts (collective, id);
CREATE INDEX bank_accounts_by_digest ON bank_accounts (digest);

-- What a county adds to the 42 headings of the law, which are in the code. Accounts sort as text: a
-- sub-account follows the one above it.
CREATE TABLE sub_accounts (
    county TEXT NOT NULL,
    account TEXT NOT NULL,
    name TEXT NOT NULL,
    parent TEXT NOT NULL,
    set_ms BIGINT NOT NULL,
    PRIMARY KEY (county, account)
);
CREATE INDEX sub_accounts_by_parent ON sub_accounts (county, parent, account);

-- A book (账套): one collective, one year. Its id is collective * 10000 + year.
CREATE TABLE books (
    id BIGINT PRIMARY KEY,
    collective BIGINT NOT NULL,
    year BIGINT NOT NULL,
    -- How many accounts were taken over from the year before.
    carried BIGINT NOT NULL,
    -- How many vouchers are posted.
    vouchers BIGINT NOT NULL,
    -- The last closed month, 0 if none is.
    closed BIGINT NOT NULL,
    year_closed BOOLEAN NOT NULL,
    -- Income less expense, once the year is closed.
    surplus BIGINT,
    -- The last day on which cash moved.
    cash_day TEXT,
    opened_ms BIGINT NOT NULL,
    year_closed_ms BIGINT
);
CREATE INDEX books_by_collective ON books (collective, year);

-- The months of a book in which something happened.
CREATE TABLE book_months (
    book BIGINT NOT NULL,
    month BIGINT NOT NULL,
    -- How many vouchers are posted, which is the last number; how many drafts wait; how many are reversals.
    vouchers BIGINT NOT NULL,
    drafts BIGINT NOT NULL,
    reversals BIGINT NOT NULL,
    closed_by BIGINT,
    closed_ms BIGINT,
    PRIMARY KEY (book, month)
);

-- The latest reconciliation of a month with a till: `cash`, or the subject of a bank account.
CREATE TABLE reconciliations (
    book BIGINT NOT NULL,
    month BIGINT NOT NULL,
    till TEXT NOT NULL,
    -- What the bank says, what it does not know yet, and what the book says.
    statement BIGINT NOT NULL,
    in_transit BIGINT NOT NULL,
    balance BIGINT NOT NULL,
    document TEXT NOT NULL,
    member BIGINT,
    ledger_ms BIGINT NOT NULL,
    PRIMARY KEY (book, month, till)
);

-- The accounts that a book uses, with the balance its year began with.
CREATE TABLE balances (
    book BIGINT NOT NULL,
    account TEXT NOT NULL,
    opening BIGINT NOT NULL,
    PRIMARY KEY (book, account)
);

-- What moved on an account in a month; 13 is the closing of the year. A statement of a village is made of
-- these rows alone, however many vouchers there are.
CREATE TABLE turnovers (
    book BIGINT NOT NULL,
    account TEXT NOT NULL,
    month BIGINT NOT NULL,
    debit BIGINT NOT NULL,
    credit BIGINT NOT NULL,
    PRIMARY KEY (book, account, month)
);

-- A voucher (记账凭证), from its draft on.
CREATE TABLE vouchers (
    id BIGINT PRIMARY KEY,
    book BIGINT NOT NULL,
    collective BIGINT NOT NULL,
    -- The month of the book, from its day; the number in it, once it is posted.
    month BIGINT NOT NULL,
    number BIGINT,
    date TEXT NOT NULL,
    occurred TEXT NOT NULL,
    summary TEXT NOT NULL,
    -- `draft`, `posted` or `withdrawn`.
    state TEXT NOT NULL,
    -- The sum of its debits; how much money came in, negative if it went out.
    total BIGINT NOT NULL,
    inflow BIGINT NOT NULL,
    -- `entered`, `migrated` or `reversal`.
    origin TEXT NOT NULL,
    reverses BIGINT,
    -- The posted voucher that reverses it.
    reversed_by BIGINT,
    -- `ordinary` or `land_compensation`.
    nature TEXT NOT NULL,
    spending BIGINT,
    decision BIGINT,
    receipt_series TEXT,
    receipt_number BIGINT,
    -- Keyed digest of the account that income was paid into.
    deposit TEXT,
    -- Digests of the source documents, as JSON.
    documents TEXT NOT NULL,
    -- The hash over the whole voucher, as the book has it once it is posted.
    content TEXT NOT NULL,
    maker BIGINT,
    maker_organisation BIGINT,
    drafted_ms BIGINT NOT NULL,
    poster BIGINT,
    poster_organisation BIGINT,
    posted_ms BIGINT,
    withdrawn_by BIGINT,
    withdrawn_ms BIGINT,
    reason TEXT NOT NULL,
    -- Where the record of its draft stands, and that of its posting.
    block BIGINT NOT NULL,
    event_index BIGINT NOT NULL,
    posted_block BIGINT,
    posted_event BIGINT
);
CREATE UNIQUE INDEX vouchers_by_number ON vouchers (book, month, number);
CREATE INDEX vouchers_waiting ON vouchers (collective, id) WHERE state = 'draft';
CREATE INDEX vouchers_by_spending ON vouchers (spending) WHERE spending IS NOT NULL;
CREATE INDEX vouchers_by_decision ON vouchers (decision) WHERE decision IS NOT NULL;

-- The lines (分录) of a voucher in their order.
CREATE TABLE voucher_lines (
    voucher BIGINT NOT NULL,
    position BIGINT NOT NULL,
    book BIGINT NOT NULL,
    account TEXT NOT NULL,
    -- `debit` or `credit`.
    side TEXT NOT NULL,
    -- Negative in red letters.
    amount BIGINT NOT NULL,
    party TEXT,
    project TEXT,
    PRIMARY KEY (voucher, position)
);
CREATE INDEX voucher_lines_by_account ON voucher_lines (book, account, voucher);
CREATE INDEX voucher_lines_by_party ON voucher_lines (party, voucher) WHERE party IS NOT NULL;
CREATE INDEX voucher_lines_by_project ON voucher_lines (book, project, voucher) WHERE project IS NOT NULL;

-- A line of a bank statement, and what it turned out to be.
CREATE TABLE bank_lines (
    id BIGINT PRIMARY KEY,
    account BIGINT NOT NULL,
    collective BIGINT NOT NULL,
    date TEXT NOT NULL,
    -- Money in is positive, money out negative.
    amount BIGINT NOT NULL,
    party TEXT NOT NULL,
    reference TEXT NOT NULL,
    recorded_by BIGINT,
    recorded_ms BIGINT NOT NULL,
    -- One of the two, once it is matched.
    spending BIGINT,
    voucher BIGINT,
    matched_by BIGINT,
    matched_ms BIGINT
);
CREATE INDEX bank_lines_by_account ON bank_lines (account, date, id);
CREATE INDEX bank_lines_unmatched ON bank_lines (collective, date, id) WHERE matched_ms IS NULL;
CREATE INDEX bank_lines_by_reference ON bank_lines (reference, account);
CREATE INDEX bank_lines_by_spending ON bank_lines (spending) WHERE spending IS NOT NULL;
CREATE INDEX bank_lines_by_voucher ON bank_lines (voucher) WHERE voucher IS NOT NULL;

-- A spending (支出事项) on its way from the request to the book.
CREATE TABLE spendings (
    id BIGINT PRIMARY KEY,
    collective BIGINT NOT NULL,
    division TEXT NOT NULL,
    purpose TEXT NOT NULL,
    -- A word of `SpendingKind`.
    kind TEXT NOT NULL,
    project TEXT,
    payee TEXT NOT NULL,
    payee_group TEXT,
    -- `cash` or `bank`; of the latter the keyed digest of the payee's account.
    method TEXT NOT NULL,
    payee_account TEXT,
    amount BIGINT NOT NULL,
    occurred TEXT NOT NULL,
    invoice TEXT,
    documents TEXT NOT NULL,
    -- The row of the approval matrix, 1 to 5, and what the payee got for the project in twelve months with this.
    matrix_row BIGINT NOT NULL,
    year_sum BIGINT NOT NULL,
    -- What it needs: bits of `Step`, and `none`, `board`, `representatives` or `four_steps`.
    steps BIGINT NOT NULL,
    decision_level TEXT NOT NULL,
    -- `signing`, `returned`, `rejected`, `approved`, `instructed`, `failed`, `paid` or `posted`.
    state TEXT NOT NULL,
    -- While it is signed: bits of the steps that are, the step that is next (a word of `Step`, none if only
    -- the decision is missing), and whether a decision is missing.
    signed BIGINT NOT NULL,
    next_step TEXT,
    decision_missing BOOLEAN NOT NULL,
    decision BIGINT,
    submitter BIGINT,
    submitter_organisation BIGINT,
    submitted_ms BIGINT NOT NULL,
    approved_ms BIGINT,
    -- The latest refusal.
    refused_step TEXT,
    refused_by BIGINT,
    refused_ms BIGINT,
    reason TEXT NOT NULL,
    -- The order: the bank account that pays.
    from_account BIGINT,
    instructed_by BIGINT,
    instructed_ms BIGINT,
    -- The payment: its day by the bank and the digest of the receipt; or why it failed.
    paid_day TEXT,
    receipt TEXT,
    reported_by BIGINT,
    reported_ms BIGINT,
    failure TEXT NOT NULL,
    voucher BIGINT,
    posted_ms BIGINT,
    changed_ms BIGINT NOT NULL
);
CREATE INDEX spendings_by_collective ON spendings (collective, state, id);
CREATE INDEX spendings_by_division ON spendings (division, state, id);
CREATE INDEX spendings_waiting ON spendings (next_step, division, id) WHERE next_step IS NOT NULL;
CREATE INDEX spendings_by_payee ON spendings (payee, id);
CREATE INDEX spendings_by_group ON spendings (payee_group, id) WHERE payee_group IS NOT NULL;
CREATE INDEX spendings_by_project ON spendings (collective, project, id) WHERE project IS NOT NULL;
CREATE INDEX spendings_by_invoice ON spendings (invoice) WHERE invoice IS NOT NULL;
CREATE INDEX spendings_by_decision ON spendings (decision) WHERE decision IS NOT NULL;
CREATE INDEX spendings_by_amount ON spendings (collective, amount, id);

-- Who signed which step; after a resubmission everybody signs again.
CREATE TABLE spending_signatures (
    spending BIGINT NOT NULL,
    step TEXT NOT NULL,
    member BIGINT,
    organisation BIGINT,
    ledger_ms BIGINT NOT NULL,
    block BIGINT NOT NULL,
    event_index BIGINT NOT NULL,
    PRIMARY KEY (spending, step)
);
CREATE INDEX spending_signatures_by_member ON spending_signatures (member, ledger_ms);

-- Everything that happened to a spending, in order: `submitted`, `signed`, `decision_attached`, `refused`,
-- `resubmitted`, `instructed`, `paid`, `failed`, `posted`, `reversed`.
CREATE TABLE spending_steps (
    block BIGINT NOT NULL,
    event_index BIGINT NOT NULL,
    spending BIGINT NOT NULL,
    kind TEXT NOT NULL,
    -- The step of a signature or refusal.
    step TEXT,
    -- Of a refusal: whether it may be mended.
    mendable BOOLEAN,
    -- The decision or the voucher it is about.
    decision BIGINT,
    voucher BIGINT,
    -- Digest of the receipt.
    document TEXT,
    reason TEXT NOT NULL,
    member BIGINT,
    organisation BIGINT,
    role TEXT,
    ledger_ms BIGINT NOT NULL,
    PRIMARY KEY (block, event_index)
);
CREATE INDEX spending_steps_by_spending ON spending_steps (spending, block, event_index);

-- What a decision was used for, at which level, and how much of it was used then.
CREATE TABLE spending_decisions (
    block BIGINT NOT NULL,
    event_index BIGINT NOT NULL,
    decision BIGINT NOT NULL,
    spending BIGINT NOT NULL,
    level TEXT NOT NULL,
    used BIGINT NOT NULL,
    member BIGINT,
    ledger_ms BIGINT NOT NULL,
    PRIMARY KEY (block, event_index)
);
CREATE INDEX spending_decisions_by_decision ON spending_decisions (decision, block, event_index);
CREATE INDEX spending_decisions_by_spending ON spending_decisions (spending, block, event_index);

-- A democratic decision (民主决策).
CREATE TABLE decisions (
    id BIGINT PRIMARY KEY,
    collective BIGINT NOT NULL,
    division TEXT NOT NULL,
    -- Words of `Body` and `Matter`.
    body TEXT NOT NULL,
    matter TEXT NOT NULL,
    about TEXT NOT NULL,
    four_steps BOOLEAN NOT NULL,
    merged BOOLEAN NOT NULL,
    -- Up to how much may be spent on it, and how much of that is used.
    amount BIGINT,
    used BIGINT NOT NULL,
    notice TEXT NOT NULL,
    meeting TEXT NOT NULL,
    document TEXT NOT NULL,
    -- `proposed`, `deliberated`, `reviewed`, `resolved`, `effective`, `completed`, `not_passed` or `given_up`.
    state TEXT NOT NULL,
    township BOOLEAN NOT NULL,
    -- The vote: who had one (without those who abstain, as the collective stands at the record), and the tally.
    voters BIGINT,
    abstaining BIGINT,
    present BIGINT,
    yes BIGINT,
    -- `no_quorum`, `not_passed` or `passed`.
    outcome TEXT,
    minutes TEXT,
    recorder BIGINT,
    published_by BIGINT,
    published_ms BIGINT,
    posting TEXT,
    result_posting TEXT,
    reason TEXT NOT NULL,
    opened_by BIGINT,
    opened_ms BIGINT NOT NULL,
    changed_ms BIGINT NOT NULL
);
CREATE INDEX decisions_by_collective ON decisions (collective, state, id);
CREATE INDEX decisions_by_division ON decisions (division, id);

-- Steps of a decision: `opened`, then the words of `DecisionStep`.
CREATE TABLE decision_steps (
    block BIGINT NOT NULL,
    event_index BIGINT NOT NULL,
    decision BIGINT NOT NULL,
    kind TEXT NOT NULL,
    -- The day of the meeting, and on which the plan was given.
    date TEXT,
    plan_given TEXT,
    voters BIGINT,
    abstaining BIGINT,
    present BIGINT,
    yes BIGINT,
    outcome TEXT,
    -- Digest of the plan, the minutes or the photo.
    document TEXT,
    reason TEXT NOT NULL,
    member BIGINT,
    organisation BIGINT,
    role TEXT,
    ledger_ms BIGINT NOT NULL,
    PRIMARY KEY (block, event_index)
);
CREATE INDEX decision_steps_by_decision ON decision_steps (decision, block, event_index);

-- A disclosure (财务公开): a statement of months, or something special.
CREATE TABLE disclosures (
    id BIGINT PRIMARY KEY,
    collective BIGINT NOT NULL,
    division TEXT NOT NULL,
    -- `statement` or `special`.
    kind TEXT NOT NULL,
    -- What is posted: the digest of the statement or of the document.
    digest TEXT NOT NULL,
    -- Of a statement: what the chain computed, as JSON, and the parts of it that lists show.
    book BIGINT,
    from_month BIGINT,
    to_month BIGINT,
    statement TEXT,
    vouchers BIGINT,
    -- Of something special.
    about TEXT,
    title TEXT NOT NULL,
    occurred TEXT,
    -- The day by which it is to be on the wall.
    due TEXT NOT NULL,
    -- `prepared`, `signed`, `posted` or `ended`.
    state TEXT NOT NULL,
    preparer BIGINT,
    prepared_ms BIGINT NOT NULL,
    signer BIGINT,
    signed_ms BIGINT,
    poster BIGINT,
    posted_ms BIGINT,
    photo TEXT,
    -- The last day it must stay on the wall.
    until_day TEXT,
    ended_ms BIGINT,
    -- Where the record of its preparation stands.
    block BIGINT NOT NULL,
    event_index BIGINT NOT NULL
);
CREATE INDEX disclosures_by_collective ON disclosures (collective, id);
CREATE INDEX disclosures_by_division ON disclosures (division, state, id);
CREATE INDEX disclosures_by_book ON disclosures (book, from_month, id) WHERE book IS NOT NULL;
CREATE INDEX disclosures_by_digest ON disclosures (digest);

-- Which disclosure put a month of a book on the wall, the latest one.
CREATE TABLE disclosed_months (
    book BIGINT NOT NULL,
    month BIGINT NOT NULL,
    disclosure BIGINT NOT NULL,
    PRIMARY KEY (book, month)
);

-- A challenge by villagers (质疑). Who asks has a one-time name, which only an inspector sees.
CREATE TABLE challenges (
    id BIGINT PRIMARY KEY,
    collective BIGINT NOT NULL,
    division TEXT NOT NULL,
    -- The subject it is about.
    about TEXT NOT NULL,
    question TEXT NOT NULL,
    asker TEXT NOT NULL,
    people BIGINT NOT NULL,
    households BIGINT NOT NULL,
    -- Digest of the minutes of a joint challenge.
    minutes TEXT,
    -- `village`, `township` or `county`: who has to answer.
    level TEXT NOT NULL,
    -- `submitted`, `accepted`, `answered` or `closed`.
    state TEXT NOT NULL,
    -- The last day of the clock that runs, if one does.
    due TEXT,
    answer TEXT,
    -- How often it went up a level.
    escalated BIGINT NOT NULL,
    -- `satisfied` or `closed`, and why.
    closing TEXT,
    reason TEXT NOT NULL,
    member BIGINT,
    raised_ms BIGINT NOT NULL,
    accepted_ms BIGINT,
    answered_ms BIGINT,
    closed_ms BIGINT,
    changed_ms BIGINT NOT NULL
);
CREATE INDEX challenges_by_collective ON challenges (collective, state, id);
CREATE INDEX challenges_by_division ON challenges (division, state, id);
CREATE INDEX challenges_by_about ON challenges (about, id);
CREATE INDEX challenges_due ON challenges (due, division) WHERE due IS NOT NULL;

CREATE TABLE challenge_joinings (
    challenge BIGINT NOT NULL,
    asker TEXT NOT NULL,
    household BOOLEAN NOT NULL,
    member BIGINT,
    ledger_ms BIGINT NOT NULL,
    PRIMARY KEY (challenge, asker)
);

-- Steps of a challenge: `raised`, then the words of `ChallengeStep`.
CREATE TABLE challenge_steps (
    block BIGINT NOT NULL,
    event_index BIGINT NOT NULL,
    challenge BIGINT NOT NULL,
    kind TEXT NOT NULL,
    level TEXT NOT NULL,
    due TEXT,
    -- Digest of the question, the answer or the minutes.
    document TEXT,
    reason TEXT NOT NULL,
    -- Whether the clock had run out before.
    late BOOLEAN NOT NULL,
    member BIGINT,
    organisation BIGINT,
    role TEXT,
    ledger_ms BIGINT NOT NULL,
    PRIMARY KEY (block, event_index)
);
CREATE INDEX challenge_steps_by_challenge ON challenge_steps (challenge, block, event_index);

-- A warning (预警) of the three assets.
CREATE TABLE asset_warnings (
    id BIGINT PRIMARY KEY,
    -- The number of the rule: 2 is W02.
    rule BIGINT NOT NULL,
    -- `yellow`, `orange` or `red`, as recorded last.
    level TEXT NOT NULL,
    collective BIGINT NOT NULL,
    division TEXT NOT NULL,
    county TEXT NOT NULL,
    township TEXT NOT NULL,
    -- The subject it is about.
    about TEXT NOT NULL,
    -- What was found last, and what it was compared with: fen, days or a count, as the rule counts.
    measured BIGINT NOT NULL,
    limit_value BIGINT NOT NULL,
    -- `open`, `assigned`, `explained`, `accepted`, `rectifying`, `rectified`, `verified` or `closed`.
    state TEXT NOT NULL,
    -- Whether somebody has to do something, and the last day of that clock.
    waiting BOOLEAN NOT NULL,
    due TEXT NOT NULL,
    assigned BIGINT,
    -- Who explained or rectified last; somebody else decides about it.
    explained_by BIGINT,
    -- How often the rule was met, how often the clock moved it up, how often it was opened again.
    occurrences BIGINT NOT NULL,
    escalated BIGINT NOT NULL,
    reopened BIGINT NOT NULL,
    first_ms BIGINT NOT NULL,
    last_ms BIGINT NOT NULL,
    closed_ms BIGINT,
    -- Block and position of its first and its latest record in one, as in `transactions`.
    ordinal BIGINT NOT NULL UNIQUE,
    changed BIGINT NOT NULL
);
CREATE UNIQUE INDEX asset_warnings_by_change ON asset_warnings (changed);
CREATE INDEX asset_warnings_by_county ON asset_warnings (county, ordinal);
CREATE INDEX asset_warnings_by_township ON asset_warnings (township, ordinal);
CREATE INDEX asset_warnings_by_division ON asset_warnings (division, ordinal);
CREATE INDEX asset_warnings_by_rule ON asset_warnings (county, rule, level, state, ordinal);
CREATE INDEX asset_warnings_by_level ON asset_warnings (county, level, state, ordinal);
CREATE INDEX asset_warnings_by_collective ON asset_warnings (collective, state, ordinal);
CREATE INDEX asset_warnings_by_about ON asset_warnings (about, id);
CREATE INDEX asset_warnings_due ON asset_warnings (due, county) WHERE waiting;

-- Steps of a warning: `raised` and `repeated`, then the words of `WarningStep`.
CREATE TABLE asset_warning_steps (
    block BIGINT NOT NULL,
    event_index BIGINT NOT NULL,
    warning BIGINT NOT NULL,
    kind TEXT NOT NULL,
    level TEXT NOT NULL,
    due TEXT NOT NULL,
    measured BIGINT,
    limit_value BIGINT,
    -- Whether it was opened again.
    reopened BOOLEAN NOT NULL,
    -- Who was asked, and the day by which it is to be put right.
    assigned BIGINT,
    until_day TEXT,
    text TEXT NOT NULL,
    -- Digest of the evidence or the proof.
    document TEXT,
    member BIGINT,
    organisation BIGINT,
    role TEXT,
    ledger_ms BIGINT NOT NULL,
    PRIMARY KEY (block, event_index)
);
CREATE INDEX asset_warning_steps_by_warning ON asset_warning_steps (warning, block, event_index);

-- An inspector's question (质询) about a subject, with the clock of its answer. Texts are in the service, the
-- chain has their digests.
CREATE TABLE questions (
    id BIGINT PRIMARY KEY,
    -- The subject it is about, and where that belongs.
    subject TEXT NOT NULL,
    division TEXT NOT NULL,
    question TEXT NOT NULL,
    asked_by BIGINT,
    asker_organisation BIGINT,
    asked_ms BIGINT NOT NULL,
    due_day TEXT NOT NULL,
    answer TEXT,
    answered_by BIGINT,
    answerer_organisation BIGINT,
    answered_ms BIGINT,
    -- Known once it is answered.
    late BOOLEAN
);
CREATE INDEX questions_by_subject ON questions (subject, id);
CREATE INDEX questions_by_division ON questions (division, id);
CREATE INDEX questions_open ON questions (due_day, division) WHERE answered_ms IS NULL;

-- One row for everything an inspector watches: `voucher`, `spending`, `bank_line`, `decision`, `disclosure`,
-- `challenge` and `warning`. Row by row it is what the detailed tables say, in the narrow form that streams, filters and
-- search need. Every record about it, a hold too, moves `changed`, so whoever reads on from there misses nothing.
CREATE TABLE transactions (
    -- Block * 1000000 + position among the block's events, of the first record: the order of appearance.
    ordinal BIGINT PRIMARY KEY,
    -- The same of the latest record about it.
    changed BIGINT NOT NULL,
    -- `voucher:7`; a line of a bank statement, which has no timeline of its own, is `bank_line:7`.
    subject TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    -- As in the table of its kind; of a bank line `unmatched` or `matched`.
    state TEXT NOT NULL,
    collective BIGINT NOT NULL,
    division TEXT NOT NULL,
    county TEXT NOT NULL,
    township TEXT NOT NULL,
    -- In fen, never negative; 0 where there is none.
    amount BIGINT NOT NULL,
    -- `in`, `out` or `none`: whether money comes or goes.
    direction TEXT NOT NULL,
    -- The payee of a spending, the other party of a bank line, the first party of a voucher.
    party TEXT,
    -- The day it is dated: the voucher's, the bank's, the day a spending or meeting happened.
    day TEXT NOT NULL,
    ledger_ms BIGINT NOT NULL,
    -- In the words of whoever recorded it; of a warning, those of what it is about.
    title TEXT NOT NULL,
    -- The worst level of a warning about it that is not closed; of a warning its own level.
    warned TEXT,
    -- The number of the rule of a warning.
    rule BIGINT,
    -- How many cases that hold it were not released; an order also ends by itself, as `cases` says.
    holds BIGINT NOT NULL
);
CREATE UNIQUE INDEX transactions_by_change ON transactions (changed);
-- Filters that fit few rows read this index alone, from the latest on.
CREATE INDEX transactions_by_county ON transactions (county, ordinal, kind, state, amount, direction, day, division);
CREATE INDEX transactions_by_township ON transactions (township, ordinal);
CREATE INDEX transactions_by_division ON transactions (division, ordinal);
CREATE INDEX transactions_by_kind ON transactions (county, kind, ordinal);
CREATE INDEX transactions_by_amount ON transactions (county, amount, ordinal);
CREATE INDEX transactions_by_party ON transactions (party, ordinal) WHERE party IS NOT NULL;
CREATE INDEX transactions_held ON transactions (county, ordinal) WHERE holds > 0;
CREATE INDEX transactions_warned ON transactions (county, warned, ordinal) WHERE warned IS NOT NULL;
