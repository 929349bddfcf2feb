//! The check of a quarantine certificate at a checkpoint: what the vet signed against what stands there.

use std::{
    fs,
    io::{self, BufRead, Write},
    path::PathBuf,
    time::{SystemTime, UNIX_EPOCH},
};

use anyhow::{anyhow, Context};
use clap::Args;
use county_primitives::{
    livestock::{CertificatePayload, Purpose, Species},
    Date,
};
use qr_labeler::certificate::{CertificateCode, Plate, PlateKey, VetKeys};

use super::{commands::Outcome, failure::Failure};

#[derive(Debug, Args)]
pub(super) struct VerifyCertificate {
    /// What the QR symbol says; without it the first line from stdin
    code: Option<String>,
    /// File with the public keys of the vets
    #[arg(long, value_name = "FILE")]
    vets: PathBuf,
    /// The day of the check; today in China without it
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    day: Option<Date>,
    /// How many heads or pieces were counted
    #[arg(long)]
    heads: Option<u32>,
    /// The plate of the vehicle
    #[arg(long, requires = "plate_key_file")]
    plate: Option<Plate>,
    /// File with the county's key of plates, 64 hexadecimal digits
    #[arg(long, value_name = "FILE", requires = "plate")]
    plate_key_file: Option<PathBuf>,
}

fn day(text: &str) -> Result<Date, &'static str> {
    text.parse().map_err(|_| "a day is YYYY-MM-DD")
}

pub(super) fn verify(args: &VerifyCertificate, out: &mut impl Write) -> Outcome {
    let list = read_file(&args.vets)?;
    let vets: VetKeys = list
        .parse()
        .with_context(|| args.vets.display().to_string())?;
    let plate_key = args
        .plate_key_file
        .as_ref()
        .map(|file| {
            let text = zeroize::Zeroizing::new(read_file(file)?);
            let key = text.parse::<PlateKey>();
            key.with_context(|| format!("{}: the key of plates", file.display()))
        })
        .transpose()?;
    let scanned = match &args.code {
        Some(code) => code.clone(),
        None => first_line()?,
    };
    let code = CertificateCode::read(&scanned).map_err(|error| Failure::No(error.into()))?;
    code.verify(&vets)
        .map_err(|error| Failure::No(error.into()))?;
    let payload = code.payload();
    describe(payload, out)?;
    let plate = args.plate.as_ref().zip(plate_key.as_ref());
    let faults = faults(payload, args, plate);
    if faults.is_empty() {
        return Ok(writeln!(out, "signature: good")?);
    }
    // What was signed is shown all the same: it is what the officer compares with.
    out.flush()?;
    Err(Failure::No(anyhow!(
        "the signature is good, but {}",
        faults.join("; ")
    )))
}

fn faults(
    payload: &CertificatePayload,
    args: &VerifyCertificate,
    plate: Option<(&Plate, &PlateKey)>,
) -> Vec<String> {
    let mut faults = Vec::new();
    let day = args.day.unwrap_or_else(today);
    if day > payload.valid_until {
        faults.push(format!("it was valid until {} only", payload.valid_until));
    }
    if day < Date::of_timestamp(payload.issued_ms) {
        let issued = Date::of_timestamp(payload.issued_ms);
        faults.push(format!("it was issued on {issued} only"));
    }
    if let Some(heads) = args.heads.filter(|heads| *heads != payload.heads) {
        faults.push(format!("it is for {} and not for {heads}", payload.heads));
    }
    if plate.is_some_and(|(plate, key)| plate.digest(key) != payload.plate) {
        faults.push("it is for another vehicle".to_owned());
    }
    faults
}

fn describe(payload: &CertificatePayload, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "certificate: {}", payload.certificate)?;
    writeln!(out, "number: {}", payload.number)?;
    writeln!(out, "form: {}", payload.form.title())?;
    writeln!(out, "older name: {}", payload.form.older_title())?;
    if let Some(species) = payload.species {
        writeln!(out, "species: {}", species_name(species))?;
    }
    writeln!(out, "heads: {}", payload.heads)?;
    if let Some(purpose) = payload.purpose {
        writeln!(out, "purpose: {}", purpose_name(purpose))?;
    }
    writeln!(out, "origin: {}", payload.origin)?;
    writeln!(out, "destination: {}", payload.destination)?;
    writeln!(out, "issued: {}", Date::of_timestamp(payload.issued_ms))?;
    writeln!(out, "valid until: {}", payload.valid_until)?;
    writeln!(out, "vet: {} (key {})", payload.vet, payload.key)
}

fn species_name(species: Species) -> &'static str {
    match species {
        Species::Pig => "猪 pig",
        Species::Cattle => "牛 cattle",
        Species::SheepGoat => "羊 sheep or goat",
        Species::Poultry => "禽 poultry",
    }
}

fn purpose_name(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Rearing => "饲养 rearing",
        Purpose::Slaughter => "屠宰 slaughter",
        Purpose::Breeding => "种用 breeding",
        Purpose::Dairy => "乳用 dairy",
        Purpose::Trade => "交易 trade",
        Purpose::Exhibition => "展示 exhibition",
        Purpose::Other => "其他 other",
    }
}

fn today() -> Date {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let ms = now.map_or(0, |now| now.as_millis());
    Date::of_timestamp(u64::try_from(ms).unwrap_or(u64::MAX))
}

fn read_file(file: &PathBuf) -> anyhow::Result<String> {
    fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))
}

fn first_line() -> anyhow::Result<String> {
    let mut line = String::new();
    io::stdin()
        .lock()
        .read_line(&mut line)
        .context("stdin cannot be read")?;
    Ok(line)
}
