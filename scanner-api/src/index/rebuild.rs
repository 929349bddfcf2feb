//! Rebuilds the index from block 0. What the service itself remembers is not touched.

use sqlx::SqliteConnection;
use tokio::sync::watch;

use crate::{
    chain::Node,
    db::{forget_words, Db},
};

use super::{follow::catch_up, head, verify, IndexError, IndexHead};

/// The tables of the index, those that refer to others first.
pub const TABLES: [&str; 100] = [
    "index_head",
    "records",
    "blocks",
    "timelines",
    "organisations",
    "members",
    "member_roles",
    "counties",
    "policies",
    "input_labels",
    "yield_caps",
    "plots",
    "cycles",
    "operations",
    "input_uses",
    "tests",
    "lots",
    "lot_cycles",
    "lot_ancestors",
    "gradings",
    "deliveries",
    "brands",
    "quotas",
    "batches",
    "code_ranges",
    "cases",
    "drugs",
    "immunity_rules",
    "zones",
    "zone_divisions",
    "zone_farms",
    "farm_grades",
    "vehicles",
    "tag_stocks",
    "tag_ledgers",
    "tags",
    "lives",
    "immunities",
    "medications",
    "food_lots",
    "food_units",
    "declarations",
    "declaration_units",
    "certificates",
    "certificate_units",
    "certificate_meats",
    "checkpoints",
    "moves",
    "slaughter_batches",
    "slaughter_units",
    "meats",
    "meat_edges",
    "meat_deliveries",
    "recalls",
    "recall_files",
    "recall_custodians",
    "recall_pieces",
    "deaths",
    "disposals",
    "disposal_bodies",
    "insurances",
    "insurance_units",
    "claims",
    "livestock_warnings",
    "sales",
    "sale_goods",
    "sale_payments",
    "sale_warnings",
    "farm_days",
    "collectives",
    "officers",
    "departures",
    "bank_accounts",
    "sub_accounts",
    "books",
    "book_months",
    "reconciliations",
    "balances",
    "turnovers",
    "vouchers",
    "voucher_lines",
    "bank_lines",
    "spendings",
    "spending_signatures",
    "spending_steps",
    "spending_decisions",
    "decisions",
    "decision_steps",
    "disclosures",
    "disclosed_months",
    "challenges",
    "challenge_joinings",
    "challenge_steps",
    "asset_warnings",
    "asset_warning_steps",
    "questions",
    "transactions",
    "devices",
    "device_keys",
    "device_anchors",
];

/// Forgets the index.
pub async fn clear(connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    for table in TABLES {
        sqlx::query(&format!("DELETE FROM {table}"))
            .execute(&mut *connection)
            .await?;
    }
    forget_words(connection).await
}

/// Rebuilds the index up to the node's last finalized block and compares every head with the chain's.
/// Returns the last block and how many heads were compared.
pub async fn rebuild(db: &Db, node: &dyn Node) -> Result<(IndexHead, usize), IndexError> {
    let to = node.status().borrow().finalized;
    let mut transaction = db.writer.begin().await?;
    clear(&mut transaction).await?;
    transaction.commit().await?;
    let (heads, _) = watch::channel(None);
    catch_up(db, node, &heads, to).await?;
    let head = head(&db.writer)
        .await?
        .ok_or_else(|| IndexError::Record("the index is empty after its rebuild".to_owned()))?;
    let mut connection = db.writer.acquire().await?;
    let compared = verify::all_heads(&mut connection, node, &head.hash).await?;
    Ok((head, compared))
}
