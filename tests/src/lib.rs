//! Starts real nodes and services, speaks to them as their users do, and loads the demonstration.
//! Nothing in the product depends on this crate.

pub mod bench;
pub mod browser;
pub mod client;
pub mod console;
pub mod demo;
pub mod devices;
pub mod extrinsic;
pub mod journal;
pub mod livestock;
pub mod past;
pub mod process;
pub mod stack;
pub mod steps;
pub mod village;
