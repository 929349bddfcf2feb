//! How the words of call items and records are declared: the derives that all of them share.

/// Puts the derives of a call item or a record on types. Documentation and codec indices stay with each type.
macro_rules! words {
    ($($item:item)*) => {$(
        #[derive(
            Clone, Debug, Eq, PartialEq, codec::Encode, codec::Decode,
            codec::DecodeWithMemTracking, codec::MaxEncodedLen, scale_info::TypeInfo,
        )]
        #[cfg_attr(
            feature = "serde",
            derive(serde::Serialize, serde::Deserialize),
            serde(rename_all = "snake_case")
        )]
        $item
    )*};
}

/// The same for words small enough to be copied and simple enough to be ordered.
macro_rules! small_words {
    ($($item:item)*) => {$(
        #[derive(
            Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, codec::Encode, codec::Decode,
            codec::DecodeWithMemTracking, codec::MaxEncodedLen, scale_info::TypeInfo,
        )]
        #[cfg_attr(
            feature = "serde",
            derive(serde::Serialize, serde::Deserialize),
            serde(rename_all = "snake_case")
        )]
        $item
    )*};
}
