//! Tests of the registry, one file per theme.

mod counties_and_policies;
mod extension;
mod genesis;
mod members;
mod organisations;
mod property;
mod roles;
mod standing;
