//! A call by name with its arguments already SCALE-encoded.

use codec::{Compact, Encode};
use subxt::ext::scale_encode::{self, EncodeAsFields, FieldIter, TypeResolver};

use super::motion::Motion;

/// A call whose arguments were encoded from the shared primitives. Pallet and call index are looked
/// up in the node's metadata when it is signed, so a renumbered runtime is not a problem.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RawCall {
    /// Name of the pallet, for example `Produce`.
    pub pallet: &'static str,
    /// Name of the call, for example `open_plots`.
    pub call: &'static str,
    /// The arguments, one after the other.
    pub args: Arguments,
}

/// SCALE-encoded arguments.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Arguments(pub Vec<u8>);

impl RawCall {
    /// A call with these arguments; give several as a tuple.
    pub fn new(pallet: &'static str, call: &'static str, args: &impl Encode) -> Self {
        Self {
            pallet,
            call,
            args: Arguments(args.encode()),
        }
    }

    /// The call made by the council: a motion that so many must agree to; with a threshold of one it
    /// is executed at once. `encoded` is this call with its two index bytes in front.
    pub fn proposed(threshold: u32, encoded: &[u8]) -> Self {
        let mut args = Compact(threshold).encode();
        args.extend_from_slice(encoded);
        let length = u32::try_from(encoded.len()).unwrap_or(u32::MAX);
        Compact(length).encode_to(&mut args);
        Self {
            pallet: "Council",
            call: "propose",
            args: Arguments(args),
        }
    }

    /// A vote on a motion.
    pub fn voted(motion: &Motion, approve: bool) -> Self {
        let args = (motion.hash, Compact(motion.index), approve);
        Self::new("Council", "vote", &args)
    }

    /// The end of a motion: executed, or dropped.
    pub fn closed(motion: &Motion, (time, proof): (u64, u64)) -> Self {
        let length = u32::try_from(motion.encoded.len()).unwrap_or(u32::MAX);
        let weight = (Compact(time), Compact(proof));
        let args = (motion.hash, Compact(motion.index), weight, Compact(length));
        Self::new("Council", "close", &args)
    }
}

impl EncodeAsFields for Arguments {
    fn encode_as_fields_to<R: TypeResolver>(
        &self,
        _fields: &mut dyn FieldIter<'_, R::TypeId>,
        _types: &R,
        out: &mut Vec<u8>,
    ) -> Result<(), scale_encode::Error> {
        out.extend_from_slice(&self.0);
        Ok(())
    }
}

impl subxt::transactions::Payload for RawCall {
    type CallData = Arguments;

    fn pallet_name(&self) -> &str {
        self.pallet
    }

    fn call_name(&self) -> &str {
        self.call
    }

    fn call_data(&self) -> &Arguments {
        &self.args
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proposal_carries_threshold_call_and_length() {
        let call = RawCall::proposed(1, &[7, 0, 1]);
        assert_eq!((call.pallet, call.call), ("Council", "propose"));
        assert_eq!(call.args.0, [4, 7, 0, 1, 12]);
    }
}
