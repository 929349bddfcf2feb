//! A real Chromium as a user's phone or desk, driven through its debugging pipe.

use std::{
    io::{BufRead, BufReader, Write},
    process::{Child, ChildStdin, Command, Stdio},
    sync::mpsc::{channel, Receiver},
    time::{Duration, Instant},
};

use anyhow::{bail, Context, Result};
use serde_json::{json, Value};

/// How long the browser may take for one answer, and a page for what is waited for.
const PATIENCE: Duration = Duration::from_secs(120);

/// Standard input and output become the two ends of the pipe that Chromium reads and writes.
const PIPE: &str = r#"exec "$@" 3<&0 4>&1 </dev/null >/dev/null 2>/dev/null"#;

/// The width of a phone's screen, in pixels of a page.
const PHONE_WIDTH: u32 = 360;
/// From this width on it is a desk's screen.
const DESK_WIDTH: u32 = 800;

/// A browser with one page.
#[derive(Debug)]
pub struct Browser {
    child: Child,
    commands: ChildStdin,
    messages: Receiver<Value>,
    last: u64,
    session: Option<String>,
    /// Its profile, which vanishes with it.
    _profile: tempfile::TempDir,
}

impl Browser {
    /// Starts a browser 360 pixels wide.
    pub fn phone() -> Result<Self> {
        Self::start(PHONE_WIDTH, &[])
    }

    /// Starts a browser as wide as that many pixels of a page.
    pub fn of_width(width: u32) -> Result<Self> {
        Self::start(width, &[])
    }

    /// The same with a camera that may be used without asking, before which a film runs over and over
    /// (YUV4MPEG2, a file that ends in `.y4m`).
    pub fn phone_with_camera(film: &std::path::Path) -> Result<Self> {
        let camera = [
            "--use-fake-ui-for-media-stream".to_owned(),
            "--use-fake-device-for-media-stream".to_owned(),
            format!("--use-file-for-fake-video-capture={}", film.display()),
        ];
        Self::start(PHONE_WIDTH, &camera)
    }

    fn start(width: u32, more: &[String]) -> Result<Self> {
        let profile = tempfile::Builder::new().prefix("county-phone-").tempdir()?;
        let mut child = Command::new("sh")
            .args(["-c", PIPE, "sh", "chromium"])
            .args(["--headless", "--no-sandbox", "--disable-gpu"])
            .args([
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
            ])
            .args([
                "--disable-sync",
                "--disable-component-update",
                "--lang=zh-CN",
            ])
            .args(more)
            .arg("--remote-debugging-pipe")
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .arg("about:blank")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("cannot start chromium; make setup?")?;
        let commands = child.stdin.take().context("no pipe to chromium")?;
        let output = child.stdout.take().context("no pipe from chromium")?;
        let (sender, messages) = channel();
        std::thread::spawn(move || {
            // Messages end with a zero byte. The end of the pipe is the end of the browser.
            for message in BufReader::new(output).split(0) {
                let Ok(bytes) = message else { return };
                let Ok(value) = serde_json::from_slice(&bytes) else {
                    continue;
                };
                if sender.send(value).is_err() {
                    return;
                }
            }
        });
        let mut browser = Self {
            child,
            commands,
            messages,
            last: 0,
            session: None,
            _profile: profile,
        };
        browser.attach(width)?;
        Ok(browser)
    }

    fn attach(&mut self, width: u32) -> Result<()> {
        let page = self.send("Target.createTarget", json!({"url": "about:blank"}))?;
        let target = json!({"targetId": page["targetId"], "flatten": true});
        let attached = self.send("Target.attachToTarget", target)?;
        let session = attached["sessionId"].as_str().context("no session")?;
        self.session = Some(session.to_owned());
        let is_phone = width < DESK_WIDTH;
        let (height, scale) = if is_phone { (780, 2) } else { (900, 1) };
        let screen = json!({
            "width": width, "height": height, "deviceScaleFactor": scale, "mobile": is_phone,
        });
        self.send("Emulation.setDeviceMetricsOverride", screen)?;
        Ok(())
    }

    /// Sends a command and gives its result.
    fn send(&mut self, method: &str, params: Value) -> Result<Value> {
        self.last += 1;
        let mut message = json!({"id": self.last, "method": method, "params": params});
        if let Some(session) = &self.session {
            message["sessionId"] = json!(session);
        }
        let mut bytes = serde_json::to_vec(&message)?;
        bytes.push(0);
        self.commands.write_all(&bytes)?;
        self.commands.flush()?;
        let deadline = Instant::now() + PATIENCE;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let answer = self
                .messages
                .recv_timeout(left)
                .with_context(|| format!("chromium does not answer {method}"))?;
            if answer["id"] != self.last {
                continue;
            }
            if let Some(error) = answer.get("error") {
                bail!("{method}: {error}");
            }
            return Ok(answer["result"].clone());
        }
    }

    /// Opens a page and waits until it is there.
    pub fn open(&mut self, url: &str) -> Result<()> {
        let answer = self.send("Page.navigate", json!({ "url": url }))?;
        if let Some(error) = answer["errorText"].as_str() {
            bail!("{url}: {error}");
        }
        self.until("document.readyState === 'complete' && location.href !== 'about:blank'")
    }

    /// The value of a script in the page.
    pub fn evaluate(&mut self, script: &str) -> Result<Value> {
        let params = json!({"expression": script, "returnByValue": true, "awaitPromise": true});
        let answer = self.send("Runtime.evaluate", params)?;
        if let Some(thrown) = answer.get("exceptionDetails") {
            bail!("{script}: {thrown}");
        }
        Ok(answer["result"]["value"].clone())
    }

    /// Waits until a condition holds in the page, whatever page that is by then.
    pub fn until(&mut self, condition: &str) -> Result<()> {
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            // Between two pages there is none to ask.
            if self
                .evaluate(condition)
                .is_ok_and(|value| value == json!(true))
            {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        let shown = self
            .evaluate("location.href + '\\n' + document.body.innerText")
            .unwrap_or_default();
        bail!("{condition} does not come true: {shown}")
    }

    /// Types into a field, ticks a box, or chooses.
    pub fn fill(&mut self, field: &str, value: &str) -> Result<()> {
        let (field, value) = (json!(field), json!(value));
        let script = format!(
            "(() => {{ const field = document.getElementById({field});
                if (field.type === 'checkbox') field.checked = true; else field.value = {value};
                for (const kind of ['input', 'change'])
                    field.dispatchEvent(new Event(kind, {{ bubbles: true }}));
                return true; }})()"
        );
        self.evaluate(&script).map(drop)
    }

    /// Chooses one of the answers that are all shown.
    pub fn choose(&mut self, field: &str, value: &str) -> Result<()> {
        let (field, value) = (json!(field), json!(value));
        let script = format!(
            "[...document.getElementsByName({field})].find((radio) => radio.value === {value}).click()"
        );
        self.evaluate(&script).map(drop)
    }

    /// Chooses a file.
    pub fn choose_file(&mut self, field: &str, path: &std::path::Path) -> Result<()> {
        let script = format!("document.getElementById({})", json!(field));
        let params = json!({"expression": script, "returnByValue": false});
        let found = self.send("Runtime.evaluate", params)?;
        let object = found["result"]["objectId"].as_str();
        let object = object.with_context(|| format!("there is no field {field}"))?;
        let chosen = json!({"files": [path.display().to_string()], "objectId": object});
        self.send("DOM.setFileInputFiles", chosen).map(drop)
    }

    /// Logs in at the console.
    pub fn log_in(&mut self, base: &str, login: &str, password: &str) -> Result<()> {
        self.open(&format!("{base}/console/login?lang=zh-CN"))?;
        self.fill("login", login)?;
        self.fill("password", password)?;
        self.submit()?;
        self.until(
            "!location.pathname.startsWith('/console/login') && document.readyState === 'complete'",
        )
    }

    /// Sends the form of the page.
    pub fn submit(&mut self) -> Result<()> {
        let script = "document.querySelector('form.form').requestSubmit()";
        self.evaluate(script).map(drop)
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
