//! The `qr-labeler` program; see `qr-labeler --help`.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::main()
}
