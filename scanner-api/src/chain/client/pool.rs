//! Signs calls and hands them to the node's transaction pool.

use subxt::{
    config::{SubstrateConfig, SubstrateExtrinsicParamsBuilder},
    rpcs::{methods::legacy::TransactionStatus, Error as RpcError, UserError},
    utils::{AccountId32, MultiSignature, H256},
};
use tokio::sync::mpsc;

use super::connection::{away, Connection};
use crate::chain::{NodeError, PoolEvent, PoolRefusal, RawCall, Signed, Signer};

/// Numbers of `InvalidTransaction::Custom` that the registry's pool check gives.
mod custom {
    /// The member has too many transactions in the pool.
    pub(super) const TOO_MANY_IN_FLIGHT: u8 = 8;
}

/// The error code of the node's RPC for an extrinsic that its pool already has.
const ALREADY_IMPORTED: i32 = 1013;

fn malformed(error: impl std::fmt::Display) -> NodeError {
    NodeError::Malformed(error.to_string())
}

/// A call with its two index bytes in front.
pub(super) async fn encode(connection: &Connection, call: &RawCall) -> Result<Vec<u8>, NodeError> {
    let at = connection.finalized().await?;
    let runtime = connection.runtime(at).await?;
    runtime
        .client
        .transactions()
        .call_data(call)
        .map_err(malformed)
}

/// The next nonce of a key, counting what waits in the pool.
pub(super) async fn next_nonce(connection: &Connection, key: [u8; 32]) -> Result<u64, NodeError> {
    connection
        .methods
        .system_account_next_index(&AccountId32(key))
        .await
        .map_err(away)
}

/// Signs a call, mortal from the last finalized block.
pub(super) async fn sign(
    connection: &Connection,
    call: &RawCall,
    nonce: u64,
    signer: &dyn Signer,
    mortality_blocks: u64,
) -> Result<Signed, NodeError> {
    let at = connection.finalized().await?;
    let number = connection.header(Some(at)).await?.number;
    let runtime = connection.runtime(at).await?;
    let params = SubstrateExtrinsicParamsBuilder::<SubstrateConfig>::new()
        .nonce(nonce)
        .mortal_from_unchecked(mortality_blocks, number, at)
        .build();
    let transactions = runtime.client.transactions();
    let mut signable = transactions
        .create_signable_offline(call, params)
        .map_err(malformed)?;
    let payload = signable.signer_payload().map_err(malformed)?;
    let signature = MultiSignature::Ed25519(signer.sign(&payload));
    let signed = signable
        .sign_with_account_and_signature(&AccountId32(signer.public_key()), &signature)
        .map_err(malformed)?;
    Ok(Signed {
        bytes: signed.encoded().to_vec(),
        hash: format!("{:?}", signed.hash()),
        valid_until: number.saturating_add(mortality_blocks),
    })
}

/// Sends a signed extrinsic and watches it from then on.
pub(super) async fn submit(
    connection: &Connection,
    signed: &Signed,
) -> Result<mpsc::Receiver<PoolEvent>, NodeError> {
    let (sender, events) = mpsc::channel(1);
    let sent = connection
        .methods
        .author_submit_and_watch_extrinsic(&signed.bytes)
        .await;
    let mut statuses = match sent {
        Ok(statuses) => statuses,
        // The same extrinsic, sent before: it waits in the pool, and the index will see its block.
        Err(RpcError::User(error)) if error.code == ALREADY_IMPORTED => return Ok(events),
        Err(error) => return Err(refusal(error)),
    };
    tokio::spawn(async move {
        while let Some(Ok(status)) = statuses.next().await {
            if let Some(event) = event(&status) {
                let _nobody_waits_any_more = sender.send(event).await;
                return;
            }
        }
    });
    Ok(events)
}

fn event(status: &TransactionStatus<H256>) -> Option<PoolEvent> {
    match status {
        TransactionStatus::Finalized(_) => Some(PoolEvent::Finalized),
        TransactionStatus::Dropped => Some(PoolEvent::Lost("dropped")),
        TransactionStatus::Invalid => Some(PoolEvent::Lost("invalid")),
        TransactionStatus::Usurped(_) => Some(PoolEvent::Lost("replaced")),
        // The pool stops watching; the index still sees the block.
        TransactionStatus::FinalityTimeout(_)
        | TransactionStatus::Future
        | TransactionStatus::Ready
        | TransactionStatus::Broadcast(_)
        | TransactionStatus::InBlock(_)
        | TransactionStatus::Retracted(_) => None,
    }
}

fn refusal(error: RpcError) -> NodeError {
    match error {
        RpcError::User(error) => NodeError::Pool(pool_refusal(&error)),
        other => away(other),
    }
}

/// What the pool's error codes mean (`author` section of the node's RPC).
fn pool_refusal(error: &UserError) -> PoolRefusal {
    const INVALID: i32 = 1010;
    const PRIORITY_TOO_LOW: i32 = 1014;
    let data = error
        .data
        .as_ref()
        .map(|data| data.get().trim_matches('"').to_owned())
        .unwrap_or_default();
    match error.code {
        // Another extrinsic with this nonce waits already.
        PRIORITY_TOO_LOW => PoolRefusal::StaleNonce,
        INVALID if data.contains("outdated") => PoolRefusal::StaleNonce,
        // An account that no member and no earlier call made counts as one that cannot pay.
        INVALID
            if ["signing address", "bad signature", "Inability to pay"]
                .iter()
                .any(|sign| data.contains(sign)) =>
        {
            PoolRefusal::BadSigner
        }
        INVALID => match custom_code(&data) {
            Some(custom::TOO_MANY_IN_FLIGHT) => PoolRefusal::TooManyInFlight,
            Some(code) => PoolRefusal::Member(code),
            None => PoolRefusal::Other(data),
        },
        _ => PoolRefusal::Other(format!("{} {data}", error.message).trim().to_owned()),
    }
}

fn custom_code(data: &str) -> Option<u8> {
    data.strip_prefix("Custom error: ")?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(code: i32, data: &str) -> PoolRefusal {
        let json =
            format!("{{\"code\":{code},\"message\":\"Invalid Transaction\",\"data\":\"{data}\"}}");
        pool_refusal(&serde_json::from_str(&json).unwrap())
    }

    #[test]
    fn pool_errors_are_told_apart() {
        assert_eq!(
            refused(1010, "Transaction is outdated"),
            PoolRefusal::StaleNonce
        );
        assert_eq!(refused(1014, ""), PoolRefusal::StaleNonce);
        assert_eq!(
            refused(1010, "Invalid signing address"),
            PoolRefusal::BadSigner
        );
        assert_eq!(
            refused(
                1010,
                "Inability to pay some fees (e.g. account balance too low)"
            ),
            PoolRefusal::BadSigner
        );
        assert_eq!(
            refused(1010, "Custom error: 8"),
            PoolRefusal::TooManyInFlight
        );
        assert_eq!(refused(1010, "Custom error: 5"), PoolRefusal::Member(5));
        assert_eq!(
            refused(1016, "full"),
            PoolRefusal::Other("Invalid Transaction full".to_owned())
        );
    }
}
