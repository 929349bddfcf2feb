//! Child processes that end with the test, whatever ends the test.

use std::{
    collections::BTreeSet,
    fs::File,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use anyhow::{bail, Context, Result};

/// A running program. Its output goes to a log file; it is asked to stop when this is dropped.
#[derive(Debug)]
pub struct Process {
    /// The shell that waits for the end of its standard input, which is ours, and then stops the
    /// program: so the program ends even if this process is killed.
    keeper: Child,
    name: String,
    log: PathBuf,
}

const KEEPER: &str = r#""$@" </dev/null & child=$!
(cat >/dev/null; kill -TERM $child 2>/dev/null) <&3 &
wait $child"#;

impl Process {
    /// Starts a program from the folder this test's own binary was built into.
    pub fn start(
        program: &str,
        arguments: &[String],
        environment: &[(&str, String)],
        log: &Path,
    ) -> Result<Self> {
        Self::keep(&built(program)?, arguments, environment, log)
    }

    /// Starts a program the system has installed.
    pub fn start_installed(program: &str, arguments: &[String], log: &Path) -> Result<Self> {
        Self::keep(Path::new(program), arguments, &[], log)
    }

    fn keep(
        path: &Path,
        arguments: &[String],
        environment: &[(&str, String)],
        log: &Path,
    ) -> Result<Self> {
        let out = File::options().create(true).append(true).open(log)?;
        let keeper = Command::new("sh")
            .arg("-c")
            .arg(format!("exec 3<&0; {KEEPER}"))
            .arg("keeper")
            .arg(path)
            .args(arguments)
            .envs(environment.iter().map(|(key, value)| (*key, value)))
            .stdin(Stdio::piped())
            .stdout(out.try_clone()?)
            .stderr(out)
            .spawn()
            .with_context(|| format!("cannot start {}", path.display()))?;
        Ok(Self {
            keeper,
            name: path.display().to_string(),
            log: log.into(),
        })
    }

    /// Fails with the end of the log if the program has ended.
    pub fn ensure_running(&mut self) -> Result<()> {
        if let Some(status) = self.keeper.try_wait()? {
            bail!("{} ended with {status}:\n{}", self.name, self.log_tail());
        }
        Ok(())
    }

    /// The last lines of the log.
    pub fn log_tail(&self) -> String {
        let log = std::fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        lines[lines.len().saturating_sub(40)..].join("\n")
    }

    /// Asks the program to stop and waits until it has.
    pub fn stop(mut self) -> Result<()> {
        self.ask_to_stop();
        let deadline = Instant::now() + Duration::from_secs(30);
        while self.keeper.try_wait()?.is_none() {
            if Instant::now() > deadline {
                bail!(
                    "{} did not stop within 30 s:\n{}",
                    self.name,
                    self.log_tail()
                );
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }

    fn ask_to_stop(&mut self) {
        drop(self.keeper.stdin.take());
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.ask_to_stop();
    }
}

/// The path of a program built together with this one.
pub fn built(program: &str) -> Result<PathBuf> {
    let mut folder = std::env::current_exe()?;
    folder.pop();
    if folder.ends_with("deps") {
        folder.pop();
    }
    let path = folder.join(program);
    if !path.exists() {
        bail!(
            "{} is missing; build the whole workspace first (make build)",
            path.display()
        );
    }
    Ok(path)
}

/// A port nobody listens on, and that was not given to anybody here before: who got it may not listen yet.
pub fn free_port() -> Result<u16> {
    static GIVEN: Mutex<BTreeSet<u16>> = Mutex::new(BTreeSet::new());
    loop {
        let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
        let mut given = GIVEN.lock().unwrap_or_else(PoisonError::into_inner);
        if given.insert(port) {
            return Ok(port);
        }
    }
}
