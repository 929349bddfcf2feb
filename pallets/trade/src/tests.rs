//! Tests by theme: recording, answering and calling off, delivery, payment, and random sequences.

mod answering;
mod delivering;
mod paying;
mod properties;
mod recording;
