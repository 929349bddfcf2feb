//! What banks give and take as files: statements as they are downloaded from online banking, and the batch of
//! payments that goes back to the bank.

mod cells;
mod formats;
mod payments;
mod statement;

pub use formats::{template, Format};
pub use payments::{file_of, Encoding, PaymentLine};
pub use statement::{read, FileFault, LineFault, StatementLine, StatementRead, Trouble};

#[cfg(test)]
mod tests;
