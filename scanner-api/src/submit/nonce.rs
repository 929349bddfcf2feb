//! Which nonce comes next.

/// The smallest nonce from `from_pool` on that no pending ticket holds.
///
/// The pool's answer may lag behind what was just sent (then the tickets in flight say so), run ahead
/// of it (another program signs with the same key), or fall back behind it because the pool dropped a
/// call; the dropped call's ticket has failed by then, and its nonce is handed out again, so that the
/// calls behind the gap can be included.
pub fn first_free(from_pool: u64, in_flight: &[i64]) -> u64 {
    let mut next = from_pool;
    for nonce in in_flight {
        match u64::try_from(*nonce) {
            Ok(nonce) if nonce == next => next = next.saturating_add(1),
            _ => {}
        }
    }
    next
}

#[cfg(test)]
mod tests {
    use super::first_free;

    #[test]
    fn a_quiet_key_takes_what_the_pool_says() {
        assert_eq!(first_free(7, &[]), 7);
    }

    #[test]
    fn a_lagging_pool_does_not_lead_to_a_nonce_in_flight() {
        assert_eq!(first_free(7, &[7, 8]), 9);
        assert_eq!(first_free(7, &[5, 6, 7]), 8);
    }

    #[test]
    fn a_gap_is_filled_first() {
        assert_eq!(first_free(7, &[8, 9]), 7);
        assert_eq!(first_free(7, &[7, 9]), 8);
    }

    #[test]
    fn another_signer_with_the_same_key_is_followed() {
        assert_eq!(first_free(12, &[7, 8]), 12);
    }
}
