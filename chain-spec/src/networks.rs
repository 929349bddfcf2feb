//! The networks that every node knows by name.

pub mod dev;
pub mod local;
