//! Loads the demonstration through the public API, or shows what an earlier run loaded.

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use clap::Parser;
use system_tests::demo::{self, Demo};

/// Loads the demonstration (隰县玉露香梨, 荣昌猪, 高青黑牛, 辽中两村三资) and prints what to open.
///
/// What it made is written to DATA_DIR/demo.json. If it is interrupted, run it again, however much
/// later: it goes on where it was. Addresses are printed as the service has them now.
#[derive(Debug, Parser)]
#[command(
    version,
    after_help = "Example: county-demo --url http://127.0.0.1:8080 --public-url https://county.example --data-dir .data"
)]
struct Options {
    /// Where this machine reaches the service.
    #[arg(long, default_value = "http://127.0.0.1:8080")]
    url: String,
    /// What the printed addresses start with, if it is something else.
    #[arg(long, env = "COUNTY_PUBLIC_URL")]
    public_url: Option<String>,
    /// Folder of demo.json and of the file `governance.password`.
    #[arg(long, env = "DATA_DIR", default_value = ".data")]
    data_dir: PathBuf,
}

impl Options {
    fn public_url(&self) -> &str {
        self.public_url.as_deref().unwrap_or(&self.url)
    }
}

#[tokio::main]
async fn main() -> Result<()> {
    let options = Options::parse();
    let file = options.data_dir.join("demo.json");
    let demo = match std::fs::read_to_string(&file) {
        Ok(text) => {
            let mut demo: Demo = serde_json::from_str(&text).with_context(|| {
                format!("{} is damaged; remove it and run again", file.display())
            })?;
            // The service may have another port or name since.
            if demo.move_to(options.public_url()) {
                keep(&demo, &file)?;
            }
            demo
        }
        Err(_) => load(&options, &file).await?,
    };
    print(&demo, &file)
}

async fn load(options: &Options, file: &Path) -> Result<Demo> {
    let password_file = options.data_dir.join("governance.password");
    let password = std::fs::read_to_string(&password_file)
        .with_context(|| format!("cannot read {}", password_file.display()))?;
    let state = options.data_dir.join("demo-state.json");
    let progress = |step: &str| {
        // Progress is for people; a closed terminal must not stop the loading.
        let _ = writeln!(std::io::stderr(), "  · {step}");
    };
    progress("载入演示，约两分钟 (loading the demonstration, about two minutes)");
    let mut demo = demo::load(&options.url, password.trim(), &state, &progress).await?;
    demo.move_to(options.public_url());
    keep(&demo, file)?;
    Ok(demo)
}

/// Writes the file whole or not at all.
fn keep(demo: &Demo, file: &Path) -> Result<()> {
    let part = file.with_extension("json.part");
    std::fs::write(&part, serde_json::to_string_pretty(demo)?)?;
    restrict(&part)?;
    std::fs::rename(&part, file)?;
    Ok(())
}

/// The file holds passwords: only its owner may read it.
fn restrict(path: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600))?;
    Ok(())
}

fn print(demo: &Demo, file: &Path) -> Result<()> {
    let mut out = std::io::stdout().lock();
    let more = |name: &str| demo.more.get(name).map_or("", String::as_str);
    writeln!(out)?;
    for (what, url) in [
        ("扫码页 scan page", demo.scan_url.as_str()),
        ("标签 label picture", &demo.label_png),
        ("肉品扫码页 pork box", &demo.meat_scan_url),
        ("检疫证明 certificate", &demo.certificate_url),
        ("村务公开 village", more("village_clean")),
        ("问题村 troubled", more("village_troubled")),
        ("监督室 inspect", more("inspect")),
        ("工作台 console", more("console")),
        ("接口 API", more("api_documentation")),
    ] {
        writeln!(out, "  {what:<20} {url}")?;
    }
    writeln!(out, "\n  {:<22} {:<12} password", "login", "role")?;
    for account in &demo.accounts {
        writeln!(
            out,
            "  {:<22} {:<12} {}",
            account.login, account.role, account.password
        )?;
    }
    writeln!(out, "\n  {}", file.display())?;
    Ok(())
}
