//! Villages from end to end: money that is asked for, decided, paid, booked, disclosed, questioned and
//! watched.

mod challenge;
mod desks;
mod expense;
mod hall;
mod inspector;
mod migration;
mod month;
mod phone;
mod privacy;
mod refused;
mod split;
