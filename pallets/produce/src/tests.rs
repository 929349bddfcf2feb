//! Tests of each call by theme, and of all of them together in random order.

mod catalogue;
mod custody;
mod grading;
mod growing;
mod harvest;
mod inputs;
mod interval;
mod laboratory;
mod random;
mod records;
mod restart;
