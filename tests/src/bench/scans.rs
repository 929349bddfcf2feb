//! Scans per second, beside nginx serving the same bytes.

use std::process::Command;

use anyhow::{Context, Result};
use reqwest::header;

use super::{is_root, run, say, Measure};
use crate::{
    demo,
    process::{free_port, Process},
    stack::Stack,
};

const SECONDS: &str = "10s";

/// Scan pages per second of one code that is asked for again and again.
pub async fn scans_cached() -> Result<Measure> {
    say("scans: loading the demonstration");
    let stack = Stack::start_without_rate_limit().await?;
    let state = stack.folder.path().join("demo-state.json");
    let base = stack.service.base();
    let demo = demo::load(base, &stack.governance_password, &state, &say).await?;
    let page = reqwest::Client::new()
        .get(&demo.scan_url)
        .header(header::ACCEPT, "text/html")
        .send()
        .await?
        .error_for_status()?
        .bytes()
        .await?;
    say("scans: wrk against the service");
    let value = wrk(&demo.scan_url)?;

    say("scans: wrk against nginx");
    let folder = stack.folder.path().join("nginx");
    std::fs::create_dir(&folder)?;
    std::fs::write(folder.join("page.html"), &page)?;
    let port = free_port()?;
    let configuration = folder.join("nginx.conf");
    std::fs::write(&configuration, nginx(&folder.display().to_string(), port))?;
    let arguments = vec!["-c".into(), configuration.display().to_string()];
    let nginx = Process::start_installed("nginx", &arguments, &folder.join("log"))?;
    let url = format!("http://127.0.0.1:{port}/page.html");
    for _ in 0..50 {
        if reqwest::get(&url)
            .await
            .is_ok_and(|answer| answer.status().is_success())
        {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    let peer = wrk(&url)?;
    nginx.stop()?;
    Ok(Measure::new(
        "scans_cached",
        value,
        "pages/s",
        "nginx, same bytes",
        peer,
    ))
}

fn nginx(folder: &str, port: u16) -> String {
    let user = if is_root() { "user root;" } else { "" };
    format!(
        "{user} daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{ access_log off; types {{ text/html html; }} keepalive_requests 1000000;
  client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
  uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
  server {{ listen 127.0.0.1:{port}; root {folder}; }} }}"
    )
}

fn wrk(url: &str) -> Result<f64> {
    let output = run(Command::new("wrk").args([
        "-t1",
        "-c64",
        "-d",
        SECONDS,
        "-H",
        "Accept: text/html",
        url,
    ]))?;
    let text = String::from_utf8_lossy(&output.stdout);
    anyhow::ensure!(!text.contains("Non-2xx"), "some requests failed: {text}");
    text.lines()
        .find_map(|line| {
            line.trim()
                .strip_prefix("Requests/sec:")?
                .trim()
                .parse()
                .ok()
        })
        .with_context(|| format!("wrk printed {text}"))
}
