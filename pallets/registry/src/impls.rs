//! The work behind the calls, one file per concept.

mod authority;
mod counties_and_policies;
mod enactment;
mod invariants;
mod members;
mod organisations;
mod records;
mod roles;
mod standing;

pub(crate) use authority::Actor;
pub(crate) use roles::RoleChange;
pub(crate) use standing::Unfit;
