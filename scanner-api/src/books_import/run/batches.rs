//! Batches: how they are cut, sent and settled.
//!
//! A draft is charged by its lines (about 0.11 ms each), a posting by 64 lines and 12 warnings per voucher
//! beforehand and by its real ones afterwards (2.8 ms and about 0.18 ms). Drafts go in large calls; postings in small ones, so
//! that several of them find room in a block before what they really weigh is known.

use codec::{Decode, Encode};
use county_primitives::{
    three_assets::books::{BookInput, VoucherInput},
    Items, Text, VoucherId,
};
use sqlx::FromRow;

use super::{indexed, key_of, said, Run};
use crate::{
    books_import::{
        found, number_of_party,
        problems::{Problem, ProblemKind},
        store::{Import, Said},
    },
    chain::{errors::Refusal, RawCall},
    db::now_ms,
    error::{chain_texts, ApiError},
    submit::{Order, TicketProblem},
};

/// How long the key of a batch stays, whatever happens: it is taken away when the batch is settled.
const KEY_LIFETIME_MS: i64 = 3_650 * 86_400_000;

/// What a batch does.
#[derive(Clone, Copy, Debug, Eq, PartialEq, sqlx::Type)]
#[sqlx(rename_all = "snake_case")]
pub(super) enum Phase {
    /// Drafts vouchers.
    Draft,
    /// Posts them.
    Post,
    /// Withdraws drafts of an import that was cancelled.
    Withdraw,
    /// Opens books.
    Open,
}

/// How batches of a phase are made.
struct Plan {
    call: &'static str,
    /// The states of units before, on the way, and after.
    from: &'static str,
    busy: &'static str,
    to: &'static str,
    /// The most units and lines of a batch.
    units: i64,
    lines: i64,
    /// How many batches are on their way at the same time, from the call to the index. A signer may have 64 calls in
    /// the pool; the others are in blocks that are not final yet.
    window: i64,
}

impl Phase {
    fn plan(self) -> Plan {
        let (call, from, busy, to, units, lines, window) = match self {
            Self::Draft => (
                "draft_vouchers",
                "waiting",
                "sent",
                "drafted",
                500,
                1_500,
                40,
            ),
            Self::Post => (
                "post_vouchers",
                "drafted",
                "posting",
                "done",
                60,
                3_840,
                120,
            ),
            Self::Withdraw => (
                "withdraw_vouchers",
                "drafted",
                "withdrawing",
                "withdrawn",
                500,
                i64::MAX,
                8,
            ),
            Self::Open => ("open_books", "waiting", "sent", "done", 500, 1_500, 16),
        };
        Plan {
            call,
            from,
            busy,
            to,
            units,
            lines,
            window,
        }
    }
}

#[derive(FromRow)]
struct UnitRow {
    seq: i64,
    first_row: i64,
    unit_key: String,
    number: String,
    lines: i64,
    input: Vec<u8>,
    voucher: Option<i64>,
}

const UNIT: &str =
    "SELECT seq, first_row, unit_key, number, lines, input, voucher FROM import_rows";

#[derive(FromRow)]
struct BatchRow {
    id: i64,
    phase: Phase,
    account: i64,
    units: i64,
}

#[derive(FromRow)]
struct Settled {
    id: i64,
    phase: Phase,
    units: i64,
    status: Option<String>,
    block: Option<i64>,
    subjects: Option<String>,
    problem: Option<String>,
    valid_until: Option<i64>,
}

fn key(batch: i64) -> String {
    format!("import-batch-{batch}")
}

impl Run {
    /// How many batches are made but not settled.
    pub(super) async fn count_batches(&self, phase: Option<Phase>) -> Result<i64, ApiError> {
        Ok(sqlx::query_scalar(
            "SELECT COUNT(*) FROM import_batches WHERE import = ? AND state IN ('made', 'sent') \
             AND phase = COALESCE(?, phase)",
        )
        .bind(self.id)
        .bind(phase)
        .fetch_one(&self.app.db.writer)
        .await?)
    }

    /// Sends batches of a phase until enough of them are on their way.
    pub(super) async fn fill(
        &mut self,
        import: &Import,
        phase: Phase,
        account: i64,
    ) -> Result<(), ApiError> {
        // Those that were made and not sent before the run was broken off.
        let made: Vec<BatchRow> = sqlx::query_as(
            "SELECT id, phase, account, units FROM import_batches \
             WHERE import = ? AND phase = ? AND state = 'made' ORDER BY id",
        )
        .bind(self.id)
        .bind(phase)
        .fetch_all(&self.app.db.writer)
        .await?;
        for batch in made {
            self.send(import, &batch).await?;
        }
        let plan = phase.plan();
        let mut on_the_way = self.count_batches(Some(phase)).await?;
        while on_the_way < plan.window {
            let Some(batch) = self.make(import, phase, account).await? else {
                return Ok(());
            };
            self.send(import, &batch).await?;
            on_the_way = on_the_way.saturating_add(1);
        }
        Ok(())
    }

    /// Cuts the next batch and writes it down; `None` if no unit waits for this phase.
    async fn make(
        &self,
        import: &Import,
        phase: Phase,
        account: i64,
    ) -> Result<Option<BatchRow>, ApiError> {
        let plan = phase.plan();
        // Postings keep the order of the file: a voucher waits for those before it.
        let sql = format!(
            "{UNIT} WHERE import = ? AND state = ? AND (? <> 'post' OR seq < COALESCE((SELECT MIN(seq) \
             FROM import_rows WHERE import = ? AND state IN ('waiting', 'sent')), 9223372036854775807)) \
             ORDER BY seq LIMIT ?"
        );
        let mut transaction = self.app.db.writer.begin().await?;
        let waiting: Vec<UnitRow> = sqlx::query_as(&sql)
            .bind(self.id)
            .bind(plan.from)
            .bind(phase)
            .bind(self.id)
            .bind(plan.units)
            .fetch_all(&mut *transaction)
            .await?;
        let mut units = within(waiting, plan.lines);
        if matches!(phase, Phase::Draft | Phase::Open) {
            let keys: Vec<&str> = units.iter().map(|unit| unit.unit_key.as_str()).collect();
            let taken = found::taken(&mut transaction, self.id, &keys).await?;
            if let Some(unit) = units.iter().find(|unit| taken.contains(&unit.unit_key)) {
                let problem = problem_of(unit, ProblemKind::AlreadyImported, &unit.number);
                leave_out(&mut transaction, import, unit, &problem).await?;
                let seq = unit.seq;
                units.retain(|unit| unit.seq < seq);
            }
        }
        let (Some(first), Some(last)) = (units.first(), units.last()) else {
            transaction.commit().await?;
            // Another import took the first of them; the next turn looks again.
            return Ok(None);
        };
        let count = crate::db::sql(units.len());
        let id: i64 = sqlx::query_scalar(
            "INSERT INTO import_batches (import, phase, account, state, units, created_ms) \
             VALUES (?, ?, ?, 'made', ?, ?) RETURNING id",
        )
        .bind(self.id)
        .bind(phase)
        .bind(account)
        .bind(count)
        .bind(now_ms())
        .fetch_one(&mut *transaction)
        .await?;
        sqlx::query(
            "UPDATE import_rows SET state = ?, batch = ? \
             WHERE import = ? AND state = ? AND seq >= ? AND seq <= ?",
        )
        .bind(plan.busy)
        .bind(id)
        .bind(self.id)
        .bind(plan.from)
        .bind(first.seq)
        .bind(last.seq)
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(Some(BatchRow {
            id,
            phase,
            account,
            units: count,
        }))
    }

    async fn units_of(&self, batch: i64) -> Result<Vec<UnitRow>, ApiError> {
        let sql = format!("{UNIT} WHERE batch = ? ORDER BY seq");
        Ok(sqlx::query_as(&sql)
            .bind(batch)
            .fetch_all(&self.app.db.writer)
            .await?)
    }

    /// Sends a batch, unless it was sent before: then its key has the ticket.
    async fn send(&mut self, import: &Import, batch: &BatchRow) -> Result<(), ApiError> {
        let units = self.units_of(batch.id).await?;
        if crate::db::sql(units.len()) != batch.units {
            return Err(ApiError::internal("a batch of an import lost units"));
        }
        let call = self.call(batch.phase, &units).await?;
        let known: Option<Option<String>> =
            sqlx::query_scalar("SELECT ticket FROM idempotency WHERE account = ? AND key = ?")
                .bind(batch.account)
                .bind(key(batch.id))
                .fetch_optional(&self.app.db.writer)
                .await?;
        let ticket = match known.flatten() {
            Some(ticket) => ticket,
            None => self.order(import, batch, call).await?,
        };
        sqlx::query("UPDATE import_batches SET state = 'sent', ticket = ? WHERE id = ?")
            .bind(ticket)
            .bind(batch.id)
            .execute(&self.app.db.writer)
            .await?;
        Ok(())
    }

    async fn order(
        &self,
        import: &Import,
        batch: &BatchRow,
        call: RawCall,
    ) -> Result<String, ApiError> {
        sqlx::query(
            "INSERT INTO idempotency (account, key, fingerprint, created_ms) VALUES (?, ?, ?, ?) \
             ON CONFLICT (account, key) DO NOTHING",
        )
        .bind(batch.account)
        .bind(key(batch.id))
        .bind(&import.digest)
        .bind(now_ms().saturating_add(KEY_LIFETIME_MS))
        .execute(&self.app.db.writer)
        .await?;
        let order = Order {
            account: batch.account,
            public_key: key_of(&self.app, batch.account).await?,
            idempotency_key: Some(key(batch.id)),
            call,
        };
        self.app.submitter.send(order).await
    }

    /// The call of a batch.
    async fn call(&mut self, phase: Phase, units: &[UnitRow]) -> Result<RawCall, ApiError> {
        let name = phase.plan().call;
        let vouchers = || {
            let ids = units.iter().map(|unit| unit.voucher.unwrap_or_default());
            ids.map(|id| u64::try_from(id).map(VoucherId).map_err(ApiError::internal))
                .collect::<Result<Vec<_>, _>>()
        };
        Ok(match phase {
            Phase::Draft => {
                let mut items = Vec::new();
                for unit in units {
                    items.push(self.voucher(&unit.input).await?);
                }
                made(name, items)?
            }
            Phase::Open => {
                let mut items = Vec::new();
                for unit in units {
                    let input = BookInput::decode(&mut unit.input.as_slice());
                    items.push(input.map_err(ApiError::internal)?);
                }
                made(name, items)?
            }
            Phase::Post => made(name, vouchers()?)?,
            Phase::Withdraw => {
                let reason = Text::<128>::new("导入已取消").map_err(ApiError::internal)?;
                let items = vouchers()?.into_iter().map(|id| (id, reason.clone()));
                made(name, items.collect())?
            }
        })
    }

    /// A voucher with the digests of its parties.
    async fn voucher(&mut self, mut input: &[u8]) -> Result<VoucherInput, ApiError> {
        let mut voucher = VoucherInput::decode(&mut input).map_err(ApiError::internal)?;
        for line in &mut voucher.lines {
            if let Some(party) = &mut line.party {
                *party = self.digest_of(number_of_party(party)).await?;
            }
        }
        Ok(voucher)
    }

    /// Writes down what became of the batches that are decided.
    pub(super) async fn settle(&mut self, import: &Import) -> Result<(), ApiError> {
        let settled: Vec<Settled> = sqlx::query_as(
            "SELECT b.id, b.phase, b.units, t.status, t.block, t.subjects, t.problem, t.valid_until \
             FROM import_batches b LEFT JOIN tickets t ON t.id = b.ticket \
             WHERE b.import = ? AND b.state = 'sent' AND (t.status IS NULL OR t.status <> 'pending') \
             ORDER BY b.id",
        )
        .bind(self.id)
        .fetch_all(&self.app.db.writer)
        .await?;
        for batch in settled {
            if batch.status.as_deref() == Some("finalized") {
                self.complete(&batch).await?;
                continue;
            }
            // A call that the pool gave up may still be in a block, until none can take it any more.
            let may_come = batch.block.is_none()
                && batch
                    .valid_until
                    .is_some_and(|end| indexed(&self.app) <= end);
            if may_come {
                continue;
            }
            let problem = batch.problem.as_deref();
            match problem
                .map(serde_json::from_str::<TicketProblem>)
                .transpose()?
            {
                Some(TicketProblem::Refused(refusal)) => {
                    self.refused(import, &batch, &refusal).await?;
                }
                _ => self.put_back(batch.id, batch.phase, "lost").await?,
            }
        }
        Ok(())
    }

    /// The batch is on the ledger.
    async fn complete(&self, batch: &Settled) -> Result<(), ApiError> {
        let plan = batch.phase.plan();
        let units = self.units_of(batch.id).await?;
        let mut transaction = self.app.db.writer.begin().await?;
        if batch.phase == Phase::Draft {
            let subjects: Vec<String> =
                serde_json::from_str(batch.subjects.as_deref().unwrap_or("[]"))?;
            let vouchers: Vec<i64> = subjects
                .iter()
                .filter_map(|subject| subject.strip_prefix("voucher:")?.parse().ok())
                .collect();
            if crate::db::sql(vouchers.len()) != batch.units || vouchers.len() != units.len() {
                return Err(ApiError::internal(
                    "a batch of an import has other vouchers than units",
                ));
            }
            for (unit, voucher) in units.iter().zip(vouchers) {
                sqlx::query("UPDATE import_rows SET voucher = ? WHERE import = ? AND seq = ?")
                    .bind(voucher)
                    .bind(self.id)
                    .bind(unit.seq)
                    .execute(&mut *transaction)
                    .await?;
            }
        }
        sqlx::query("UPDATE import_rows SET state = ? WHERE batch = ? AND state = ?")
            .bind(plan.to)
            .bind(batch.id)
            .bind(plan.busy)
            .execute(&mut *transaction)
            .await?;
        close(&mut transaction, batch.id, "done").await?;
        transaction.commit().await?;
        Ok(())
    }

    /// The units of a batch wait again.
    async fn put_back(&self, batch: i64, phase: Phase, state: &str) -> Result<(), ApiError> {
        let plan = phase.plan();
        let mut transaction = self.app.db.writer.begin().await?;
        sqlx::query("UPDATE import_rows SET state = ?, batch = NULL WHERE batch = ? AND state = ?")
            .bind(plan.from)
            .bind(batch)
            .bind(plan.busy)
            .execute(&mut *transaction)
            .await?;
        close(&mut transaction, batch, state).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// The ledger refused the batch because of one unit: that one is left out, if units with errors are; otherwise
    /// somebody has to look.
    async fn refused(
        &self,
        import: &Import,
        batch: &Settled,
        refusal: &Refusal,
    ) -> Result<(), ApiError> {
        let units = self.units_of(batch.id).await?;
        let item = refusal.item.map(usize::from);
        let unit = item.and_then(|item| units.get(item));
        let about = unit.filter(|_| {
            matches!(batch.phase, Phase::Draft | Phase::Open)
                && !chain_texts::is_authorisation(&refusal.code)
        });
        self.put_back(batch.id, batch.phase, "refused").await?;
        let said = said(&ApiError::refused(refusal));
        if let Some(unit) = about {
            let shown = format!("{}\u{1f}{}", said.detail_zh, said.detail);
            let problem = problem_of(unit, ProblemKind::Refused, &shown);
            let mut transaction = self.app.db.writer.begin().await?;
            leave_out(&mut transaction, import, unit, &problem).await?;
            transaction.commit().await?;
            if import.leave_out {
                return Ok(());
            }
        }
        let rows = unit.map(|unit| unit.first_row);
        self.stop(&with_row(said, rows)).await
    }
}

/// The first units that have at most so many lines together; at least one.
fn within(units: Vec<UnitRow>, lines_max: i64) -> Vec<UnitRow> {
    let mut lines = 0i64;
    let mut taken = Vec::with_capacity(units.len());
    for unit in units {
        lines = lines.saturating_add(unit.lines);
        if lines > lines_max && !taken.is_empty() {
            break;
        }
        taken.push(unit);
    }
    taken
}

fn problem_of(unit: &UnitRow, kind: ProblemKind, shown: &str) -> Problem {
    Problem {
        row: u32::try_from(unit.first_row).unwrap_or(0),
        column: None,
        kind,
        shown: shown.to_owned(),
    }
}

fn with_row(said: Said, row: Option<i64>) -> Said {
    match row {
        None => said,
        Some(row) => Said {
            detail: format!("Row {row}: {}", said.detail),
            detail_zh: format!("第 {row} 行：{}", said.detail_zh),
        },
    }
}

/// Takes a unit out of an import: its state, what is written about it, the counts and the sums.
async fn leave_out(
    connection: &mut sqlx::SqliteConnection,
    import: &Import,
    unit: &UnitRow,
    problem: &Problem,
) -> Result<(), ApiError> {
    let id = import.id;
    sqlx::query("UPDATE import_rows SET state = 'refused' WHERE import = ? AND seq = ?")
        .bind(id)
        .bind(unit.seq)
        .execute(&mut *connection)
        .await?;
    found::insert_problems(connection, id, std::slice::from_ref(problem)).await?;
    for (book, account, is_debit, amount) in found::lines_of(import.kind, &unit.input)? {
        let side = if is_debit { "debit" } else { "credit" };
        let sql = format!(
            "UPDATE import_sums SET {side} = {side} - ? WHERE import = ? AND book = ? AND account = ?"
        );
        sqlx::query(&sql)
            .bind(amount.0)
            .bind(id)
            .bind(crate::db::sql(book.0))
            .bind(account.to_string())
            .execute(&mut *connection)
            .await?;
    }
    sqlx::query(
        "UPDATE imports SET units = units - 1, bad_units = bad_units + 1, errors = errors + 1, \
         good_rows = good_rows - (SELECT rows FROM import_rows WHERE import = ? AND seq = ?) \
         WHERE id = ?",
    )
    .bind(id)
    .bind(unit.seq)
    .bind(id)
    .execute(&mut *connection)
    .await?;
    Ok(())
}

/// A batch is decided; its key is not needed any more.
async fn close(
    connection: &mut sqlx::SqliteConnection,
    batch: i64,
    state: &str,
) -> Result<(), ApiError> {
    sqlx::query("UPDATE import_batches SET state = ?, settled_ms = ? WHERE id = ?")
        .bind(state)
        .bind(now_ms())
        .bind(batch)
        .execute(&mut *connection)
        .await?;
    sqlx::query(
        "DELETE FROM idempotency WHERE key = ? \
         AND account = (SELECT account FROM import_batches WHERE id = ?)",
    )
    .bind(key(batch))
    .bind(batch)
    .execute(connection)
    .await?;
    Ok(())
}

/// A call with a list of items.
fn made<T: Encode>(call: &'static str, items: Vec<T>) -> Result<RawCall, ApiError> {
    let items: Items<T> = Items::try_from(items)
        .map_err(|_| ApiError::internal("a batch of an import has too many items"))?;
    Ok(RawCall::new("ThreeAssets", call, &items))
}
