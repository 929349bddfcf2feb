//! Accounts: a login, a password and a key. Which member an account is, the index says.

use crate::db::{now_ms, Db};

use super::{keys::MemberKey, password, Vault, VaultError};

/// Wrong passwords before the first delay.
const FREE_FAILURES: i64 = 5;
/// The first delay; every further failure doubles it.
const FIRST_DELAY_MS: i64 = 30_000;
/// The longest delay.
const LONGEST_DELAY_MS: i64 = 3_600_000;
/// An account that no member of the chain has after this time was never finished: its login is free.
const UNFINISHED_MS: i64 = 10 * 60_000;
/// What stands between a login that was freed and the number of its account. No login that is asked for
/// has it.
const FREED: char = '#';

/// An account to be made.
pub struct NewAccount {
    /// The login.
    pub login: String,
    /// The password.
    pub password: zeroize::Zeroizing<String>,
    /// The key it will sign with.
    pub key: MemberKey,
    /// Whether it is the first account, whose key sits in the council.
    pub bootstrap: bool,
}

impl NewAccount {
    /// An account with a new random key.
    pub fn with_new_key(login: &str, password: &str) -> Self {
        Self {
            login: login.to_owned(),
            password: zeroize::Zeroizing::new(password.to_owned()),
            key: MemberKey::generate(),
            bootstrap: false,
        }
    }
}

/// The logins among these that are taken, in the order given.
pub async fn taken_logins(db: &Db, logins: &[&str]) -> Result<Vec<String>, VaultError> {
    let mut taken = Vec::new();
    for login in logins {
        let found: bool = sqlx::query_scalar(
            "SELECT EXISTS (SELECT 1 FROM accounts a WHERE a.login = ? AND (a.bootstrap OR a.created_ms > ? OR EXISTS \
             (SELECT 1 FROM account_keys k JOIN members m ON m.public_key = k.public_key WHERE k.account = a.id)))",
        )
        .bind(*login)
        .bind(now_ms().saturating_sub(UNFINISHED_MS))
        .fetch_one(&db.reader)
        .await?;
        if found {
            taken.push((*login).to_owned());
        }
    }
    Ok(taken)
}

/// Makes accounts, all or none, and returns their numbers. Ask [`taken_logins`] first.
pub async fn create_accounts(
    db: &Db,
    vault: &Vault,
    accounts: &[NewAccount],
) -> Result<Vec<i64>, VaultError> {
    let mut hashes = Vec::with_capacity(accounts.len());
    for account in accounts {
        hashes.push(password::hash(&account.password).await?);
    }
    let mut numbers = Vec::with_capacity(accounts.len());
    let mut transaction = db.writer.begin().await?;
    for (account, hash) in accounts.iter().zip(hashes) {
        let unfinished: Option<i64> = sqlx::query_scalar(
            "SELECT id FROM accounts WHERE login = ? AND NOT bootstrap AND created_ms <= ?",
        )
        .bind(&account.login)
        .bind(now_ms().saturating_sub(UNFINISHED_MS))
        .fetch_optional(&mut *transaction)
        .await?;
        if let Some(unfinished) = unfinished {
            free_login(&mut transaction, unfinished).await?;
        }
        let number: i64 = sqlx::query_scalar(
            "INSERT INTO accounts (login, password_hash, bootstrap, created_ms) VALUES (?, ?, ?, ?) RETURNING id",
        )
        .bind(&account.login)
        .bind(hash)
        .bind(account.bootstrap)
        .bind(now_ms())
        .fetch_one(&mut *transaction)
        .await?;
        vault
            .store_key(&mut transaction, number, &account.key)
            .await?;
        numbers.push(number);
    }
    transaction.commit().await?;
    Ok(numbers)
}

/// Takes its login from an account, which nobody can use from then on. Its keys stay: an index that is
/// behind does not know the member they sign for.
async fn free_login(
    connection: &mut sqlx::SqliteConnection,
    account: i64,
) -> Result<(), VaultError> {
    for statement in [
        "DELETE FROM sessions WHERE account = ?",
        "DELETE FROM tokens WHERE account = ?",
    ] {
        sqlx::query(statement)
            .bind(account)
            .execute(&mut *connection)
            .await?;
    }
    sqlx::query("UPDATE accounts SET login = login || ? WHERE id = ?")
        .bind(format!("{FREED}{account}"))
        .bind(account)
        .execute(&mut *connection)
        .await?;
    Ok(())
}

/// Deletes accounts that the chain refused.
pub async fn delete_accounts(db: &Db, numbers: &[i64]) -> Result<(), VaultError> {
    let mut transaction = db.writer.begin().await?;
    for number in numbers {
        delete(&mut transaction, *number).await?;
    }
    transaction.commit().await?;
    Ok(())
}

async fn delete(connection: &mut sqlx::SqliteConnection, account: i64) -> Result<(), VaultError> {
    for statement in [
        "DELETE FROM account_keys WHERE account = ?",
        "DELETE FROM sessions WHERE account = ?",
        "DELETE FROM tokens WHERE account = ?",
        "DELETE FROM idempotency WHERE account = ?",
        "DELETE FROM accounts WHERE id = ?",
    ] {
        sqlx::query(statement)
            .bind(account)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// The account with this login and password. An unknown login gets the same answers, after the same
/// time, as a known one with a wrong password.
pub async fn log_in(db: &Db, login: &str, password: &str) -> Result<i64, VaultError> {
    let digest = blake3::hash(login.as_bytes()).to_hex().to_string();
    ensure_unlocked(db, &digest).await?;
    let account: Option<(i64, String)> = sqlx::query_as(
        "SELECT id, password_hash FROM accounts WHERE login = ? AND (bootstrap OR NOT ?)",
    )
    .bind(login)
    .bind(login.contains(FREED))
    .fetch_optional(&db.reader)
    .await?;
    let (number, hash) = account.unzip();
    let right = password::verify(password, hash).await?;
    match (right, number) {
        (true, Some(number)) => {
            // Of many guesses sent at once, none had failed yet when they came: those that were looked at
            // first lock the others out.
            if ensure_unlocked(db, &digest).await? {
                sqlx::query("DELETE FROM login_failures WHERE login_digest = ?")
                    .bind(&digest)
                    .execute(&db.writer)
                    .await?;
            }
            Ok(number)
        }
        _ => {
            count_failure(db, &digest).await?;
            Err(VaultError::Credentials)
        }
    }
}

/// Refuses while a login is locked; otherwise says whether there were wrong passwords before.
async fn ensure_unlocked(db: &Db, digest: &str) -> Result<bool, VaultError> {
    let locked_until_ms: Option<i64> =
        sqlx::query_scalar("SELECT locked_until_ms FROM login_failures WHERE login_digest = ?")
            .bind(digest)
            .fetch_optional(&db.reader)
            .await?;
    let left_ms = locked_until_ms.unwrap_or(0).saturating_sub(now_ms());
    if left_ms > 0 {
        return Err(VaultError::Locked {
            retry_after_s: u64::try_from(left_ms.saturating_add(999) / 1000).unwrap_or(1),
        });
    }
    Ok(locked_until_ms.is_some())
}

async fn count_failure(db: &Db, digest: &str) -> Result<(), VaultError> {
    let mut transaction = db.writer.begin().await?;
    let failures: i64 = sqlx::query_scalar(
        "INSERT INTO login_failures (login_digest, failures, locked_until_ms) VALUES (?, 1, 0) \
         ON CONFLICT (login_digest) DO UPDATE SET failures = login_failures.failures + 1 RETURNING failures",
    )
    .bind(digest)
    .fetch_one(&mut *transaction)
    .await?;
    let now = now_ms();
    sqlx::query("UPDATE login_failures SET locked_until_ms = ? WHERE login_digest = ?")
        .bind(now.saturating_add(delay_ms(failures)))
        .bind(digest)
        .execute(&mut *transaction)
        .await?;
    // What was last tried a day ago says nothing any more, and must not fill the disk.
    sqlx::query("DELETE FROM login_failures WHERE locked_until_ms < ?")
        .bind(now.saturating_sub(24 * 3_600_000))
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    Ok(())
}

/// How long a login is locked after so many wrong passwords in a row.
fn delay_ms(failures: i64) -> i64 {
    let beyond = failures.saturating_sub(FREE_FAILURES);
    if beyond < 0 {
        return 0;
    }
    let doublings = u32::try_from(beyond).unwrap_or(u32::MAX).min(20);
    FIRST_DELAY_MS
        .saturating_mul(1i64.wrapping_shl(doublings))
        .min(LONGEST_DELAY_MS)
}

/// Replaces the password of an account after checking the old one.
pub async fn change_password(
    db: &Db,
    account: i64,
    old: &str,
    new: &str,
) -> Result<(), VaultError> {
    let login: String = sqlx::query_scalar("SELECT login FROM accounts WHERE id = ?")
        .bind(account)
        .fetch_one(&db.reader)
        .await?;
    log_in(db, &login, old).await?;
    let hash = password::hash(new).await?;
    sqlx::query("UPDATE accounts SET password_hash = ? WHERE id = ?")
        .bind(hash)
        .bind(account)
        .execute(&db.writer)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use zeroize::Zeroizing;

    use super::*;

    async fn db_with_grower() -> (Db, i64) {
        let db = Db::in_memory().await.unwrap();
        let vault = Vault::from_root(Zeroizing::new([1; 32]));
        let new = NewAccount::with_new_key("grower", "right password");
        let number = create_accounts(&db, &vault, &[new]).await.unwrap()[0];
        (db, number)
    }

    async fn unlock_now(db: &Db) {
        sqlx::query("UPDATE login_failures SET locked_until_ms = 0")
            .execute(&db.writer)
            .await
            .unwrap();
    }

    #[test]
    fn delays_grow_from_the_sixth_failure_to_an_hour() {
        assert_eq!(
            [1, 4, 5, 6, 7].map(delay_ms),
            [0, 0, 30_000, 60_000, 120_000]
        );
        assert_eq!(delay_ms(40), LONGEST_DELAY_MS);
        assert_eq!(delay_ms(i64::MAX), LONGEST_DELAY_MS);
    }

    #[tokio::test]
    async fn the_right_password_logs_in_and_clears_failures() {
        let (db, number) = db_with_grower().await;
        assert!(matches!(
            log_in(&db, "grower", "wrong").await,
            Err(VaultError::Credentials)
        ));
        assert_eq!(
            log_in(&db, "grower", "right password").await.unwrap(),
            number
        );
        let left: i64 = sqlx::query_scalar("SELECT count(*) FROM login_failures")
            .fetch_one(&db.reader)
            .await
            .unwrap();
        assert_eq!(left, 0);
    }

    #[tokio::test]
    async fn known_and_unknown_logins_lock_alike() {
        let (db, _) = db_with_grower().await;
        for login in ["grower", "nobody"] {
            for _ in 0..5 {
                assert!(matches!(
                    log_in(&db, login, "wrong").await,
                    Err(VaultError::Credentials)
                ));
            }
            match log_in(&db, login, "right password").await {
                Err(VaultError::Locked { retry_after_s }) => assert_eq!(retry_after_s, 30),
                other => panic!("{login}: {other:?}"),
            }
        }
        unlock_now(&db).await;
        assert!(log_in(&db, "grower", "right password").await.is_ok());
    }

    #[tokio::test]
    async fn many_guesses_at_once_are_worth_no_more_than_one_after_the_other() {
        let (db, _) = db_with_grower().await;
        // The right one comes last; by then the first ones have locked the login.
        let mut guesses = vec!["wrong"; 24];
        guesses.push("right password");
        let guesses = guesses
            .into_iter()
            .map(|guess| log_in(&db, "grower", guess));
        let mut outcomes = futures::future::join_all(guesses).await;
        assert!(matches!(
            outcomes.pop(),
            Some(Err(VaultError::Locked { .. }))
        ));
        assert!(outcomes.iter().all(Result::is_err));
    }

    #[tokio::test]
    async fn an_account_goes_with_its_tokens() {
        let (db, number) = db_with_grower().await;
        crate::vault::tokens::create_token(&db, number, "scale")
            .await
            .unwrap();
        delete_accounts(&db, &[number]).await.unwrap();
        assert!(taken_logins(&db, &["grower"]).await.unwrap().is_empty());
    }

    #[tokio::test]
    async fn a_password_is_changed_only_with_the_old_one() {
        let (db, number) = db_with_grower().await;
        assert!(change_password(&db, number, "wrong", "new password")
            .await
            .is_err());
        change_password(&db, number, "right password", "new password")
            .await
            .unwrap();
        assert!(log_in(&db, "grower", "new password").await.is_ok());
    }

    #[tokio::test]
    async fn an_unfinished_account_frees_its_login_after_a_while() {
        let (db, number) = db_with_grower().await;
        assert_eq!(
            taken_logins(&db, &["grower", "other"]).await.unwrap(),
            ["grower"]
        );
        sqlx::query("UPDATE accounts SET created_ms = 0")
            .execute(&db.writer)
            .await
            .unwrap();
        assert!(taken_logins(&db, &["grower"]).await.unwrap().is_empty());
        let vault = Vault::from_root(Zeroizing::new([1; 32]));
        let again = NewAccount::with_new_key("grower", "another password");
        let key_of = || {
            sqlx::query_scalar::<_, String>("SELECT public_key FROM account_keys WHERE account = ?")
                .bind(number)
                .fetch_one(&db.reader)
        };
        let key = key_of().await.unwrap();
        let token = crate::vault::tokens::begin_session(&db, number, 1)
            .await
            .unwrap();
        let made = create_accounts(&db, &vault, &[again]).await.unwrap();
        assert!(log_in(&db, "grower", "right password").await.is_err());
        assert_eq!(
            log_in(&db, "grower", "another password").await.unwrap(),
            made[0]
        );
        // The old account is out, and its key is kept.
        let freed = format!("grower#{number}");
        assert!(log_in(&db, &freed, "right password").await.is_err());
        let session = crate::vault::tokens::session_account(&db, &token).await;
        assert_eq!(session.unwrap(), None);
        assert_eq!(key_of().await.unwrap(), key);
    }

    #[tokio::test]
    async fn the_first_account_may_be_called_anything() {
        let db = Db::in_memory().await.unwrap();
        let vault = Vault::from_root(Zeroizing::new([1; 32]));
        let first = NewAccount {
            bootstrap: true,
            ..NewAccount::with_new_key("county#1", "right password")
        };
        create_accounts(&db, &vault, &[first]).await.unwrap();
        assert!(log_in(&db, "county#1", "right password").await.is_ok());
    }
}
