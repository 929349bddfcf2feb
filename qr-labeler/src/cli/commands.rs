//! One function per subcommand: take the arguments, call the library, print the answer.

use std::{
    fs,
    io::{self, BufRead, IsTerminal, Read, Write},
    path::Path,
};

use anyhow::{anyhow, Context};
use qr_labeler::{
    merkle,
    render::{png, svg, PngOptions, Qr, SvgOptions},
    url::{self, LabelUrl},
    Batch, BatchId, BatchSecret, Code, CodeKind, COUNT_MAX,
};

use super::{
    certificate,
    failure::{say, Failure, Hinted},
    reading, Address, BatchArgs, BatchName, Command, Decode, Encode, Format, Prove, Render, Secret,
    Verify,
};

pub(super) type Outcome = Result<(), Failure>;

pub(super) fn run(command: Command, out: &mut impl Write) -> Outcome {
    match command {
        Command::Encode(args) => encode(&args, out),
        Command::Decode(args) => decode(&args, out),
        Command::Root(args) => Ok(writeln!(out, "{}", batch(&args)?.root())?),
        Command::Prove(args) => prove(&args, out),
        Command::Verify(args) => verify(&args, out),
        Command::Render(args) => render(&args, out),
        Command::VerifyCertificate(args) => certificate::verify(&args, out),
        Command::VerifyReading(args) => reading::verify(&args, out),
    }
}

fn encode(args: &Encode, out: &mut impl Write) -> Outcome {
    // A code does not depend on how many others there are.
    let batch = batch_of(&args.name, COUNT_MAX)?;
    let (first, last) = args.index;
    for code in batch.codes(first..last + 1) {
        match label(&args.address, code) {
            Some(url) => writeln!(out, "{url}")?,
            None => writeln!(out, "{code}")?,
        }
    }
    Ok(())
}

fn decode(args: &Decode, out: &mut impl Write) -> Outcome {
    if let [code] = args.codes.as_slice() {
        return Ok(describe(&read(code).map_err(Failure::No)?, out)?);
    }
    let mut bad = 0u32;
    let mut good = 0u32;
    let mut one = |text: &str| -> Outcome {
        match read(text) {
            Ok(scanned) => {
                if good > 0 {
                    writeln!(out)?;
                }
                good += 1;
                Ok(describe(&scanned, out)?)
            }
            Err(error) => {
                bad += 1;
                say(&mut io::stderr().lock(), &error);
                Ok(())
            }
        }
    };
    if args.codes.is_empty() {
        for line in io::stdin().lock().lines() {
            let line = line.context("stdin cannot be read")?;
            if !line.trim().is_empty() {
                one(&line)?;
            }
        }
    } else {
        args.codes.iter().try_for_each(|text| one(text))?;
    }
    match bad {
        0 => Ok(()),
        _ => Err(Failure::No(anyhow!(
            "{bad} of {} could not be read",
            bad + good
        ))),
    }
}

fn describe(scanned: &url::Scanned, out: &mut impl Write) -> io::Result<()> {
    let code = scanned.code;
    writeln!(out, "code: {code}")?;
    writeln!(out, "kind: {}", kind_name(code.kind()))?;
    writeln!(out, "batch: {}", code.batch())?;
    writeln!(out, "index: {}", code.index())?;
    writeln!(out, "token: {}", code.token())?;
    writeln!(
        out,
        "repaired: {}",
        if scanned.repaired { "yes" } else { "no" }
    )?;
    if let Some(gtin) = scanned.gtin {
        writeln!(out, "gtin: {gtin}")?;
    }
    if let Some(host) = &scanned.host {
        writeln!(out, "host: {host}")?;
    }
    Ok(())
}

fn prove(args: &Prove, out: &mut impl Write) -> Outcome {
    let proof = batch(&args.batch)?.proof(args.index)?;
    Ok(writeln!(out, "{proof}")?)
}

fn verify(args: &Verify, out: &mut impl Write) -> Outcome {
    let code = read(&args.code).map_err(Failure::No)?.code;
    merkle::verify(args.root, args.count, &code, &args.proof)
        .map_err(|error| Failure::No(error.into()))?;
    let (index, batch) = (code.index(), code.batch());
    Ok(writeln!(
        out,
        "{code} was issued: it is code {index} of {} in batch {batch}",
        args.count
    )?)
}

fn render(args: &Render, out: &mut impl Write) -> Outcome {
    let scanned = read(&args.code).map_err(Failure::No)?;
    let host = args.address.host.clone().or(scanned.host);
    let host = host.ok_or(Hinted {
        message: "a code alone does not say where its label points",
        hint: "add --host xixian.example",
    })?;
    let gtin = args.address.gtin.or(scanned.gtin);
    let url = LabelUrl {
        host,
        gtin,
        code: scanned.code,
    };
    let qr = Qr::new(&url.to_string(), args.level.into())?;
    let ending = args.output.as_deref().and_then(Path::extension);
    let by_ending = match ending {
        Some(ending) if ending.eq_ignore_ascii_case("png") => Format::Png,
        _ => Format::Svg,
    };
    let picture = match args.format.unwrap_or(by_ending) {
        Format::Svg => {
            let caption = args.caption.then(|| scanned.code.grouped());
            let width_um = args.width_mm.map(|width| width * 1_000);
            let options = SvgOptions {
                quiet_zone: args.quiet_zone,
                caption,
                width_um,
            };
            svg(&qr, &options).into_bytes()
        }
        Format::Png if args.output.is_none() && io::stdout().is_terminal() => {
            return Err(Hinted {
                message: "a terminal cannot show a PNG",
                hint: "add --output label.png, or send it into a pipe",
            }
            .into());
        }
        Format::Png => png(
            &qr,
            &PngOptions {
                module: args.module,
                quiet_zone: args.quiet_zone,
            },
        )?,
    };
    match &args.output {
        Some(file) => fs::write(file, picture)
            .with_context(|| format!("{} cannot be written", file.display()))?,
        None => out.write_all(&picture)?,
    }
    Ok(())
}

/// Reads a code or address, keeping the text in the message, for there may be many.
fn read(text: &str) -> anyhow::Result<url::Scanned> {
    url::read(text).with_context(|| format!("{:?}", text.trim()))
}

fn label(address: &Address, code: Code) -> Option<LabelUrl> {
    let host = address.host.clone()?;
    Some(LabelUrl {
        host,
        gtin: address.gtin,
        code,
    })
}

fn kind_name(kind: CodeKind) -> &'static str {
    match kind {
        CodeKind::Item => "item",
        CodeKind::Box => "box",
        CodeKind::Pallet => "pallet",
        CodeKind::Meat => "meat",
    }
}

fn batch(args: &BatchArgs) -> anyhow::Result<Batch> {
    batch_of(&args.name, args.count)
}

fn batch_of(name: &BatchName, count: u32) -> anyhow::Result<Batch> {
    let secret = secret(&name.secret)?;
    Ok(Batch::new(
        name.kind.into(),
        BatchId(name.batch),
        count,
        secret,
    )?)
}

/// The environment variable that may hold the secret.
const SECRET_VARIABLE: &str = "QR_LABELER_SECRET";

fn secret(args: &Secret) -> anyhow::Result<BatchSecret> {
    /// More than any file with 64 digits; a wrong file is not read to its end.
    const FILE_MAX: u64 = 4_096;
    let mut text = zeroize::Zeroizing::new(String::new());
    let source = match &args.secret_file {
        Some(file) if file.as_os_str() == "-" => {
            io::stdin()
                .lock()
                .take(FILE_MAX)
                .read_to_string(&mut text)
                .context("stdin")?;
            "stdin".into()
        }
        Some(file) => {
            let name = file.display().to_string();
            let opened = fs::File::open(file).with_context(|| name.clone())?;
            opened
                .take(FILE_MAX)
                .read_to_string(&mut text)
                .with_context(|| name.clone())?;
            name
        }
        None => {
            *text = std::env::var(SECRET_VARIABLE).map_err(|_| Hinted {
                message: "the secret of the batch is needed",
                hint: "add --secret-file FILE, or set QR_LABELER_SECRET; a new secret is made by: openssl rand -hex 32",
            })?;
            SECRET_VARIABLE.into()
        }
    };
    BatchSecret::from_hex(&text).with_context(|| source)
}
