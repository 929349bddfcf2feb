//! A real node and a real service on free ports with their own data.

use std::{
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{bail, ensure, Context, Result};
use serde_json::{json, Value};
use sp_core::{ed25519, Pair};

use crate::{
    client::Client,
    past::Past,
    process::{built, free_port, Process},
};

/// The index reads the state of every block it has not seen yet, however long it was away.
const STATE_PRUNING: &str = "--state-pruning=archive-canonical";

/// How long a start may take before it counts as failed: a machine that compiles beside it needs its time.
const START: Duration = Duration::from_secs(240);

/// A node of the chain `dev`.
#[derive(Debug)]
pub struct Node {
    process: Process,
    arguments: Vec<String>,
    log: PathBuf,
    port: u16,
}

impl Node {
    /// Has a node check and import the blocks of a past into its data in `folder`.
    fn import(folder: &Path, past: &Past) -> Result<()> {
        let output = Command::new(built("county-node")?)
            .arg("import-blocks")
            .arg(past.file())
            .args(["--binary", "--dev", STATE_PRUNING])
            .arg(format!("--base-path={}", folder.join("node").display()))
            .output()?;
        let log = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "the past was not imported:\n{log}");
        Ok(())
    }

    /// Starts a node whose data lies in `folder`.
    pub async fn start(folder: &Path) -> Result<Self> {
        let (port, light) = (free_port()?, free_port()?);
        let arguments: Vec<String> = [
            "--dev".into(),
            format!("--base-path={}", folder.join("node").display()),
            format!("--rpc-port={port}"),
            format!("--listen-addr=/ip4/127.0.0.1/tcp/{light}/ws"),
            "--no-prometheus".into(),
            STATE_PRUNING.into(),
            "--pool-limit=65536".into(),
            "--pool-kbytes=262144".into(),
            "--rpc-max-request-size=64".into(),
        ]
        .into();
        let log = folder.join("node.log");
        let process = Process::start("county-node", &arguments, &[], &log)?;
        let mut node = Self {
            process,
            arguments,
            log,
            port,
        };
        node.wait().await?;
        Ok(node)
    }

    async fn wait(&mut self) -> Result<()> {
        let deadline = Instant::now() + START;
        loop {
            self.process.ensure_running()?;
            // A chain that has finalized its second block is one that works.
            if self
                .finalized_number()
                .await
                .is_ok_and(|number| number >= 2)
            {
                return Ok(());
            }
            if Instant::now() > deadline {
                bail!("the node finalized nothing:\n{}", self.process.log_tail());
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }

    /// Stops the node and starts it again with the same data and ports.
    pub async fn restart(self) -> Result<Self> {
        let stopped = self.stop()?;
        stopped.start().await
    }

    /// Stops the node; what is returned can start it again.
    pub fn stop(self) -> Result<StoppedNode> {
        let Self {
            process,
            arguments,
            log,
            port,
        } = self;
        process.stop()?;
        Ok(StoppedNode {
            arguments,
            log,
            port,
        })
    }

    /// The WebSocket address.
    pub fn url(&self) -> String {
        format!("ws://127.0.0.1:{}", self.port)
    }

    /// Calls an RPC method.
    pub async fn rpc(&self, method: &str, params: Value) -> Result<Value> {
        let body = json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params});
        let url = format!("http://127.0.0.1:{}", self.port);
        let answer: Value = reqwest::Client::new()
            .post(url)
            .json(&body)
            .send()
            .await?
            .json()
            .await?;
        match answer.get("error") {
            Some(error) => bail!("{method}: {error}"),
            None => Ok(answer["result"].clone()),
        }
    }

    /// Number of the last finalized block.
    pub async fn finalized_number(&self) -> Result<u64> {
        let hash = self.rpc("chain_getFinalizedHead", json!([])).await?;
        let header = self.rpc("chain_getHeader", json!([hash])).await?;
        let number = header["number"].as_str().context("no number")?;
        Ok(u64::from_str_radix(number.trim_start_matches("0x"), 16)?)
    }
}

/// A node that was stopped.
#[derive(Debug)]
pub struct StoppedNode {
    arguments: Vec<String>,
    log: PathBuf,
    port: u16,
}

impl StoppedNode {
    /// Starts the node again.
    pub async fn start(self) -> Result<Node> {
        let Self {
            arguments,
            log,
            port,
        } = self;
        let process = Process::start("county-node", &arguments, &[], &log)?;
        let mut node = Node {
            process,
            arguments,
            log,
            port,
        };
        node.wait().await?;
        Ok(node)
    }
}

/// A running service.
#[derive(Debug)]
pub struct Service {
    process: Process,
    environment: Vec<(&'static str, String)>,
    log: PathBuf,
    base: String,
}

impl Service {
    /// Starts a service with its data in `folder` and the dev chain's governance key in its vault.
    pub async fn start(folder: &Path, node: &str, governance_password: &str) -> Result<Self> {
        Self::start_with(folder, node, governance_password, &[]).await
    }

    async fn start_with(
        folder: &Path,
        node: &str,
        governance_password: &str,
        options: &[(&'static str, String)],
    ) -> Result<Self> {
        let port = free_port()?;
        let base = format!("http://127.0.0.1:{port}");
        let seed =
            ed25519::Pair::from_string("//Alice", None).map_err(|e| anyhow::anyhow!("{e:?}"))?;
        let key_file = secret_file(folder, "governance.key", &hex::encode(seed.seed()))?;
        let password_file = secret_file(folder, "governance.password", governance_password)?;
        let mut environment = vec![
            ("COUNTY_LISTEN", format!("127.0.0.1:{port}")),
            ("COUNTY_PUBLIC_URL", base.clone()),
            ("COUNTY_NODE_URL", node.into()),
            (
                "COUNTY_DATA_DIR",
                folder.join("service").display().to_string(),
            ),
            ("COUNTY_BOOTSTRAP__LOGIN", "governance".into()),
            ("COUNTY_BOOTSTRAP__KEY_FILE", key_file),
            ("COUNTY_BOOTSTRAP__PASSWORD_FILE", password_file),
        ];
        environment.extend_from_slice(options);
        let log = folder.join("service.log");
        let process = Process::start("scanner-api", &[], &environment, &log)?;
        let mut service = Self {
            process,
            environment,
            log,
            base,
        };
        service.wait().await?;
        Ok(service)
    }

    async fn wait(&mut self) -> Result<()> {
        let deadline = Instant::now() + START;
        let client = Client::anonymous(&self.base)?;
        loop {
            self.process.ensure_running()?;
            if client
                .get("/readyz")
                .await
                .is_ok_and(|answer| answer.status.is_success())
            {
                return Ok(());
            }
            if Instant::now() > deadline {
                bail!("the service is not ready:\n{}", self.process.log_tail());
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Stops the service and starts it again with the same data and port.
    pub async fn restart(self) -> Result<Self> {
        self.restart_after(|| Ok(())).await
    }

    /// The same, with something done to its data while it is stopped.
    pub async fn restart_after(self, work: impl FnOnce() -> Result<()>) -> Result<Self> {
        let Self {
            process,
            environment,
            log,
            base,
        } = self;
        process.stop()?;
        work()?;
        let process = Process::start("scanner-api", &[], &environment, &log)?;
        let mut service = Self {
            process,
            environment,
            log,
            base,
        };
        service.wait().await?;
        Ok(service)
    }

    /// Where it listens.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// What it logged.
    pub fn log(&self) -> Result<String> {
        Ok(std::fs::read_to_string(&self.log)?)
    }

    /// Waits until the index has reached a block.
    pub async fn wait_for_block(&self, number: u64) -> Result<()> {
        let client = Client::anonymous(&self.base)?;
        let deadline = Instant::now() + Duration::from_secs(60);
        while Instant::now() < deadline {
            let health = client.get("/healthz").await?;
            if health.body["indexed"]
                .as_u64()
                .is_some_and(|indexed| indexed >= number)
            {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        bail!(
            "the index did not reach block {number}:\n{}",
            self.process.log_tail()
        )
    }
}

/// Node and service together, in a folder that vanishes with them.
#[derive(Debug)]
pub struct Stack {
    /// The node.
    pub node: Node,
    /// The service.
    pub service: Service,
    /// Where both keep their data and logs.
    pub folder: tempfile::TempDir,
    /// Password of the login `governance`.
    pub governance_password: String,
}

impl Stack {
    /// Starts both.
    pub async fn start() -> Result<Self> {
        Self::start_with(&[]).await
    }

    /// Starts both; the service takes as many requests from one client as come.
    pub async fn start_without_rate_limit() -> Result<Self> {
        Self::start_with(&[
            ("COUNTY_LIMITS__PUBLIC_PER_MINUTE", u32::MAX.to_string()),
            ("COUNTY_LIMITS__PUBLIC_BURST", u32::MAX.to_string()),
        ])
        .await
    }

    /// Starts both on a chain that has been there for a while.
    pub async fn start_on(past: &Past) -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("county-").tempdir()?;
        Node::import(folder.path(), past)?;
        Self::start_in(folder, &[]).await
    }

    async fn start_with(options: &[(&'static str, String)]) -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("county-").tempdir()?;
        Self::start_in(folder, options).await
    }

    async fn start_in(
        folder: tempfile::TempDir,
        options: &[(&'static str, String)],
    ) -> Result<Self> {
        let governance_password = hex::encode(rand::random::<[u8; 12]>());
        let node = Node::start(folder.path()).await?;
        let service =
            Service::start_with(folder.path(), &node.url(), &governance_password, options).await?;
        Ok(Self {
            node,
            service,
            folder,
            governance_password,
        })
    }

    /// The governance login.
    pub async fn governance(&self) -> Result<Client> {
        Client::log_in(self.service.base(), "governance", &self.governance_password).await
    }
}

fn secret_file(folder: &Path, name: &str, content: &str) -> Result<String> {
    use std::os::unix::fs::PermissionsExt;
    let path = folder.join(name);
    std::fs::write(&path, content)?;
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600))?;
    ensure!(path.is_absolute(), "{} is not absolute", path.display());
    Ok(path.display().to_string())
}
