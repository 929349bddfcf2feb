//! Tests by theme: registering, keys and places, anchors, and random sequences.

mod anchors;
mod keeping;
mod properties;
mod registering;
