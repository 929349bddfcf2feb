//! What the program can be asked, and how it answers: data to stdout, all else to stderr.

mod certificate;
mod commands;
mod failure;
mod reading;

use std::{
    io::{self, Write},
    path::PathBuf,
    process::ExitCode,
};

use clap::{Args, Parser, Subcommand, ValueEnum};
use qr_labeler::{
    gtin::Gtin,
    merkle::Proof,
    render::{Level, MODULE_MAX, QUIET_ZONE, QUIET_ZONE_MAX},
    url::Host,
    CodeKind, Digest, BATCH_MAX, COUNT_MAX, INDEX_MAX,
};

/// Make, read, prove and draw the codes on labels.
#[derive(Debug, Parser)]
#[command(version, after_help = OVERVIEW)]
pub(crate) struct Cli {
    #[command(subcommand)]
    command: Command,
}

const OVERVIEW: &str = "\
Examples, from a new batch to a checked label:
  openssl rand -hex 32 > batch-7.secret
  qr-labeler root   --batch 7 --count 1000 --secret-file batch-7.secret
  qr-labeler encode --batch 7 --index 0-999 --secret-file batch-7.secret --host xixian.example
  qr-labeler render https://xixian.example/10000070001903NQK8N9 --output label.svg
  qr-labeler decode 10000-07000-19o3n-qk8n9
  qr-labeler prove  --batch 7 --count 1000 --index 41 --secret-file batch-7.secret > 41.proof
  qr-labeler verify --root ROOT --count 1000 --proof \"$(cat 41.proof)\" CODE

At a checkpoint:
  qr-labeler verify-certificate --vets vets.txt --heads 130 CODE

What a device measured:
  qr-labeler verify-reading --key KEY --root ROOT --count 60 reading.txt

Exit status:
  0  done, and the answer is yes
  1  the answer is no: not a good code, or the proof does not verify
  2  it could not be done: wrong usage, a file that cannot be read or written";

#[derive(Debug, Subcommand)]
enum Command {
    /// Print codes of a batch, one per line
    #[command(after_help = "\
Examples:
  qr-labeler encode --batch 7 --index 41 --secret-file batch-7.secret
  qr-labeler encode --batch 7 --index 0-999 --secret-file batch-7.secret > codes.txt
  qr-labeler encode --kind box --batch 8 --index 0 --secret-file batch-8.secret
  qr-labeler encode --batch 7 --index 41 --secret-file batch-7.secret --host xixian.example
  qr-labeler encode --batch 7 --index 41 --secret-file batch-7.secret \\
      --host xixian.example --gtin 6901234567892")]
    Encode(Encode),
    /// Read codes or label addresses and say what is in them
    #[command(after_help = "\
Case, spaces and hyphens do not matter; O is read as 0, I and L as 1.

Examples:
  qr-labeler decode 10000070001903NQK8N9
  qr-labeler decode '10000 07000 19o3n qk8n9'
  qr-labeler decode https://xixian.example/10000070001903NQK8N9
  zbarimg --quiet --raw label.png | qr-labeler decode")]
    Decode(Decode),
    /// Print the Merkle root of a batch, as it is put on the chain
    #[command(after_help = "\
Examples:
  qr-labeler root --batch 7 --count 1000 --secret-file batch-7.secret
  pass show batch-7 | qr-labeler root --batch 7 --count 1000 --secret-file -")]
    Root(BatchArgs),
    /// Print the proof that one code belongs to its batch
    #[command(after_help = "\
The proof may be shown to anybody: it reveals no other code.

Example:
  qr-labeler prove --batch 7 --count 1000 --index 41 --secret-file batch-7.secret")]
    Prove(Prove),
    /// Check a proof against the root and count that the chain holds; needs no secret, no network
    #[command(after_help = "\
Prints what is proved and exits with 0, or says why not and exits with 1.

Example:
  qr-labeler verify --root 0c57...7aa2 --count 1000 --proof SALT.PATH 10000070001903NQK8N9")]
    Verify(Verify),
    /// Draw the QR symbol of a label as SVG or PNG
    #[command(after_help = "\
The symbol has the smallest version that holds the address at the chosen level.

Examples:
  qr-labeler render https://xixian.example/10000070001903NQK8N9 > label.svg
  qr-labeler render 10000070001903NQK8N9 --host xixian.example --caption --output label.svg
  qr-labeler render 10000070001903NQK8N9 --host xixian.example --width-mm 15 --output label.svg
  qr-labeler render 10000070001903NQK8N9 --host xixian.example --module 12 --output label.png
  qr-labeler render 10000070001903NQK8N9 --host xixian.example --gtin 6901234567892 > gs1.svg")]
    Render(Render),
    /// Check the code of a quarantine certificate with the vets' public keys; needs no network
    #[command(after_help = "\
The list of vets has one key in a line: MEMBER KEY and 64 hexadecimal digits. The service gives it
out as /verify/vets.txt; take it along before the network is gone. What stands before you is compared
with what the vet signed; whether the certificate was cancelled or used since, only the chain knows.

Examples:
  qr-labeler verify-certificate --vets vets.txt HTTPS://RONGCHANG.EXAMPLE/V/04...
  zbarcam --raw --oneshot | qr-labeler verify-certificate --vets vets.txt --heads 130
  qr-labeler verify-certificate --vets vets.txt --plate 渝C12345 --plate-key-file plate.key CODE")]
    VerifyCertificate(certificate::VerifyCertificate),
    /// Check a reading of a device against the hour that the device anchored; needs no network
    #[command(after_help = "\
The service gives the proof out as /api/v1/devices/DEVICE/readings/NUMBER/proof; key, root and count are
those of the device and its hour on the chain. Prints what is proved and exits with 0, or says why not
and exits with 1.

Examples:
  qr-labeler verify-reading --key 3b6a...da29 --root 0c57...7aa2 --count 60 reading.txt
  curl -s HOST/api/v1/devices/1/readings/42/proof | jq -r .proof |
      qr-labeler verify-reading --key 3b6a...da29 --root 0c57...7aa2 --count 60")]
    VerifyReading(reading::VerifyReading),
}

#[derive(Debug, Args)]
struct Secret {
    /// File with the batch secret, 64 hexadecimal digits; - for stdin. Without it the environment
    /// variable QR_LABELER_SECRET is used. There is no option for the secret itself, because other
    /// users of a machine can see the arguments of a program
    #[arg(long, value_name = "FILE")]
    secret_file: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct BatchName {
    /// What the codes are stuck on
    #[arg(long, value_enum, default_value_t = Kind::Item)]
    kind: Kind,
    /// Number of the batch
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=i64::from(BATCH_MAX)))]
    batch: u32,
    #[command(flatten)]
    secret: Secret,
}

#[derive(Debug, Args)]
struct BatchArgs {
    #[command(flatten)]
    name: BatchName,
    /// How many codes the batch has
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=i64::from(COUNT_MAX)))]
    count: u32,
}

#[derive(Debug, Args)]
struct Encode {
    #[command(flatten)]
    name: BatchName,
    /// Index of the code, from 0, or FIRST-LAST for a range
    #[arg(long, value_name = "INDEX", value_parser = index_range)]
    index: (u32, u32),
    #[command(flatten)]
    address: Address,
}

#[derive(Debug, Args)]
struct Address {
    /// Host that labels point to, for example xixian.example
    #[arg(long)]
    host: Option<Host>,
    /// Trade item number (8, 12, 13 or 14 digits); makes the address a GS1 Digital Link
    #[arg(long, requires = "host")]
    gtin: Option<Gtin>,
}

#[derive(Debug, Args)]
struct Decode {
    /// Codes or label addresses; without any, lines from stdin
    codes: Vec<String>,
}

#[derive(Debug, Args)]
struct Prove {
    #[command(flatten)]
    batch: BatchArgs,
    /// Index of the code, from 0
    #[arg(long)]
    index: u32,
}

#[derive(Debug, Args)]
struct Verify {
    /// Code or label address
    code: String,
    /// Merkle root of the batch, 64 hexadecimal digits
    #[arg(long, value_parser = root)]
    root: Digest,
    /// How many codes the batch has
    #[arg(long)]
    count: u32,
    /// The proof, SALT.PATH
    #[arg(long)]
    proof: Proof,
}

#[derive(Debug, Args)]
struct Render {
    /// Label address, or a code together with --host
    code: String,
    #[command(flatten)]
    address: Address,
    /// File to write; without it the picture goes to stdout
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Kind of picture; without it the ending of the file decides, and SVG is the default
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// How much dirt the symbol forgives: l 7 %, m 15 %, q 25 %, h 30 %
    #[arg(long, value_enum, default_value_t = LevelName::M)]
    level: LevelName,
    /// Light modules around the symbol
    #[arg(long, default_value_t = QUIET_ZONE,
        value_parser = clap::value_parser!(u32).range(0..=i64::from(QUIET_ZONE_MAX)))]
    quiet_zone: u32,
    /// Pixels per module (PNG)
    #[arg(long, default_value_t = 8,
        value_parser = clap::value_parser!(u32).range(1..=i64::from(MODULE_MAX)))]
    module: u32,
    /// Printed width in millimetres, quiet zone included (SVG)
    #[arg(long, value_name = "MM", value_parser = clap::value_parser!(u32).range(1..=1000))]
    width_mm: Option<u32>,
    /// Set the code beneath the symbol for people to read (SVG)
    #[arg(long)]
    caption: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Kind {
    /// One item: a fruit, a bag
    Item,
    /// A box of items
    Box,
    /// A pallet of boxes
    Pallet,
    /// A package of meat
    Meat,
}

impl From<Kind> for CodeKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Item => Self::Item,
            Kind::Box => Self::Box,
            Kind::Pallet => Self::Pallet,
            Kind::Meat => Self::Meat,
        }
    }
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
enum Format {
    Svg,
    Png,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum LevelName {
    L,
    M,
    Q,
    H,
}

impl From<LevelName> for Level {
    fn from(name: LevelName) -> Self {
        match name {
            LevelName::L => Self::Low,
            LevelName::M => Self::Medium,
            LevelName::Q => Self::Quartile,
            LevelName::H => Self::High,
        }
    }
}

fn index_range(text: &str) -> Result<(u32, u32), String> {
    let number = |text: &str| {
        let number = text.parse::<u32>().ok().filter(|index| *index <= INDEX_MAX);
        number.ok_or(format!("an index is a number from 0 to {INDEX_MAX}"))
    };
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let (first, last) = (number(first)?, number(last)?);
    if first <= last {
        Ok((first, last))
    } else {
        Err("FIRST is above LAST".into())
    }
}

fn root(text: &str) -> Result<Digest, &'static str> {
    text.parse().map_err(|_| "a root is 64 hexadecimal digits")
}

/// Runs the program with the arguments of the process.
pub(crate) fn main() -> ExitCode {
    let cli = Cli::parse();
    let mut out = io::BufWriter::new(io::stdout().lock());
    let result = commands::run(cli.command, &mut out);
    match result.and_then(|()| Ok(out.flush()?)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(&mut io::stderr().lock()),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_subcommand_teaches_by_example() {
        for command in Cli::command().get_subcommands() {
            let name = command.get_name();
            let help = command
                .get_after_help()
                .unwrap_or_else(|| panic!("{name}"))
                .to_string();
            assert!(help.contains(&format!("qr-labeler {name} ")), "{name}");
        }
    }

    #[test]
    fn ranges_are_read() {
        assert_eq!(index_range("41"), Ok((41, 41)));
        assert_eq!(index_range("0-999"), Ok((0, 999)));
        assert!(index_range("9-3").is_err());
        assert!(index_range("").is_err());
        assert_eq!(
            index_range(&INDEX_MAX.to_string()),
            Ok((INDEX_MAX, INDEX_MAX))
        );
        assert!(index_range(&(INDEX_MAX + 1).to_string()).is_err());
    }
}
