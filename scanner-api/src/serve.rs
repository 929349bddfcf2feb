//! Builds the service from its configuration and runs it until it is told to stop.

use std::{future::IntoFuture, net::SocketAddr, sync::Arc, time::Duration};

use anyhow::Context;
use object_store::{
    aws::AmazonS3Builder, local::LocalFileSystem, prefix::PrefixStore, ObjectStore,
};
use tokio::{
    net::TcpListener,
    sync::{watch, Semaphore},
    task::JoinSet,
};

use crate::{
    adapters::document::AT_ONCE,
    books_import::{self, run::Runs},
    chain::{client::Client, Node},
    config::Config,
    db::Db,
    devices::forget_daily,
    divisions::Divisions,
    index::{
        follow::{follow, Progress},
        head, IndexHead,
    },
    limits::Limits,
    pages::scan::cache::ScanCache,
    router::router,
    state::{App, AppState},
    submit::Submitter,
    telemetry::Metrics,
    vault::{
        accounts::{create_accounts, NewAccount},
        keys::MemberKey,
        master::master_key,
        unlock, Vault,
    },
};

/// How long open requests may take to finish when the service is told to stop.
const STOP_TIMEOUT: Duration = Duration::from_secs(10);

/// Runs the service until Ctrl-C or SIGTERM.
pub async fn serve(config: Config) -> anyhow::Result<()> {
    let listener = TcpListener::bind(config.listen)
        .await
        .with_context(|| format!("cannot listen on {}", config.listen))?;
    let db = open_database(&config).await?;
    // A request that was being prepared when the service stopped was never sent. Only the service itself
    // may say so: other commands run beside it.
    sqlx::query("DELETE FROM idempotency WHERE ticket IS NULL")
        .execute(&db.writer)
        .await?;
    let vault = unlock(&db.writer, &master_key(&config)?).await?;
    bootstrap(&config, &db, &vault).await?;
    let (node, connection) = Client::start(&config.node_url, config.chain.mortality_blocks);
    let node: Arc<dyn Node> = Arc::new(node);
    let mut tasks = JoinSet::new();
    tasks.spawn(connection);
    let (app, progress) = build(config, db, vault, node).await?;
    tasks.spawn(follow(app.db.clone(), Arc::clone(&app.node), progress));
    tasks.spawn(resume_when_live(app.clone()));
    tasks.spawn(forget_daily(app.clone()));
    books_import::run::resume(&app)
        .await
        .map_err(|error| anyhow::anyhow!("imports do not go on: {}", error.code()))?;
    tracing::info!(address = %listener.local_addr()?, "listening");
    let service = router(app).into_make_service_with_connect_info::<SocketAddr>();
    let (stopping, stop) = watch::channel(false);
    let server = axum::serve(listener, service).with_graceful_shutdown(async move {
        wait_for_signal().await;
        stopping.send_replace(true);
    });
    let mut stop = stop;
    tokio::select! {
        result = server.into_future() => result?,
        () = async {
            // The sender lives as long as the server.
            let _stopped_or_gone = stop.wait_for(|stopping| *stopping).await;
            tokio::time::sleep(STOP_TIMEOUT).await;
        } => tracing::warn!("some requests were cut off"),
    }
    tasks.shutdown().await;
    tracing::info!("stopped");
    Ok(())
}

/// Opens the database in the data folder.
pub async fn open_database(config: &Config) -> anyhow::Result<Db> {
    std::fs::create_dir_all(&config.data_dir)
        .with_context(|| format!("cannot make the folder {}", config.data_dir.display()))?;
    Db::open_with(&config.database(), config.database.reader_cache_mib)
        .await
        .with_context(|| format!("cannot open {}", config.database().display()))
}

/// Puts the parts together around a node.
pub async fn build(
    config: Config,
    db: Db,
    vault: Vault,
    node: Arc<dyn Node>,
) -> anyhow::Result<(AppState, Progress)> {
    let (head_sender, index) = watch::channel::<Option<IndexHead>>(head(&db.reader).await?);
    let (trouble_sender, trouble) = watch::channel(None);
    let submitter = Submitter::new(
        db.clone(),
        vault.clone(),
        Arc::clone(&node),
        index.clone(),
        Duration::from_secs(config.chain.finality_timeout_s),
    );
    let at_a_time = config.limits.concurrency_max.min(Semaphore::MAX_PERMITS);
    let app = App {
        documents: document_store(&config)?,
        divisions: Divisions::load(&config.divisions_dir())?,
        limits: Limits::new(&config.limits),
        permits: Semaphore::new(at_a_time),
        write_permits: Semaphore::new(at_a_time),
        exchanges: Arc::new(Semaphore::new(AT_ONCE)),
        metrics: Metrics::install(),
        imports: Runs::default(),
        scans: ScanCache::default(),
        config,
        db,
        vault,
        node,
        index,
        trouble,
        submitter,
    };
    let progress = Progress {
        head: head_sender,
        trouble: trouble_sender,
    };
    Ok((Arc::new(app), progress))
}

fn document_store(config: &Config) -> anyhow::Result<Arc<dyn ObjectStore>> {
    let url = &config.documents.url;
    if url.is_empty() {
        let folder = config.data_dir.join("documents");
        std::fs::create_dir_all(&folder)
            .with_context(|| format!("cannot make the folder {}", folder.display()))?;
        return Ok(Arc::new(LocalFileSystem::new_with_prefix(folder)?));
    }
    let url = url::Url::parse(url).context("documents.url")?;
    bucket(AmazonS3Builder::from_env(), &url)
}

/// The bucket of `s3://bucket/prefix`, all whose objects lie under the prefix.
fn bucket(builder: AmazonS3Builder, url: &url::Url) -> anyhow::Result<Arc<dyn ObjectStore>> {
    anyhow::ensure!(
        url.scheme() == "s3",
        "documents.url is s3://bucket/prefix or empty"
    );
    let name = url
        .host_str()
        .filter(|name| !name.is_empty())
        .context("documents.url names no bucket")?;
    let store = builder.with_bucket_name(name).build()?;
    Ok(Arc::new(PrefixStore::new(
        store,
        url.path().trim_matches('/'),
    )))
}

/// The key of the commitments to plates, as `qr-labeler certificate verify --plate-key-file` reads it.
pub async fn plate_key(config: &Config) -> anyhow::Result<zeroize::Zeroizing<String>> {
    let db = open_database(config).await?;
    let vault = unlock(&db.writer, &master_key(config)?).await?;
    Ok(vault.plate_key().to_hex())
}

/// Makes the first account, if one is configured and there is none with its login.
async fn bootstrap(config: &Config, db: &Db, vault: &Vault) -> anyhow::Result<()> {
    let login = &config.bootstrap.login;
    if login.is_empty() {
        return Ok(());
    }
    let known: Option<i64> = sqlx::query_scalar("SELECT id FROM accounts WHERE login = ?")
        .bind(login)
        .fetch_optional(&db.reader)
        .await?;
    if known.is_some() {
        return Ok(());
    }
    let read = |file: &std::path::Path, what: &str| {
        std::fs::read_to_string(file)
            .map(zeroize::Zeroizing::new)
            .with_context(|| format!("cannot read {what} {}", file.display()))
    };
    let seed_text = read(&config.bootstrap.key_file, "bootstrap.key_file")?;
    let password = read(&config.bootstrap.password_file, "bootstrap.password_file")?;
    let mut seed = zeroize::Zeroizing::new([0u8; 32]);
    let digits = seed_text.trim();
    hex::decode_to_slice(
        digits.strip_prefix("0x").unwrap_or(digits),
        seed.as_mut_slice(),
    )
    .context("bootstrap.key_file holds 64 hexadecimal characters")?;
    let account = NewAccount {
        login: login.clone(),
        password: zeroize::Zeroizing::new(password.trim().to_owned()),
        key: MemberKey::from_seed(&seed),
        bootstrap: true,
    };
    create_accounts(db, vault, &[account]).await?;
    tracing::info!(login, "made the first account");
    Ok(())
}

/// Sends pending calls again whenever the node comes back.
async fn resume_when_live(app: AppState) {
    let mut status = app.node.status();
    let mut was_live = false;
    loop {
        let live = status.borrow_and_update().live;
        if live && !was_live {
            if let Err(error) = app.submitter.resume().await {
                tracing::warn!(code = error.code(), "pending calls were not sent again");
            }
        }
        was_live = live;
        if status.changed().await.is_err() {
            return;
        }
    }
}

async fn wait_for_signal() {
    use tokio::signal::unix::{signal, SignalKind};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, sync::Mutex};

    use axum::{
        body::to_bytes,
        extract::{Request, State},
        http::{header, Method, StatusCode},
        response::{IntoResponse, Response},
        Router,
    };
    use bytes::Bytes;
    use object_store::{path::Path, PutPayload};

    use super::*;

    type Objects = Arc<Mutex<BTreeMap<String, Bytes>>>;

    /// What a bucket answers.
    async fn object(State(objects): State<Objects>, request: Request) -> Response {
        let path = request.uri().path().to_owned();
        if request.method() == Method::PUT {
            let body = to_bytes(request.into_body(), usize::MAX).await.unwrap();
            objects.lock().unwrap().insert(path, body);
            return [(header::ETAG, "\"1\"")].into_response();
        }
        let found = objects.lock().unwrap().get(&path).cloned();
        let headers = [
            (header::ETAG, "\"1\""),
            (header::LAST_MODIFIED, "Tue, 01 Sep 2026 00:00:00 GMT"),
        ];
        match found {
            Some(body) => (headers, body).into_response(),
            None => StatusCode::NOT_FOUND.into_response(),
        }
    }

    #[tokio::test]
    async fn documents_go_into_a_bucket_and_come_back() {
        let objects = Objects::default();
        let server = Router::new()
            .fallback(object)
            .with_state(Arc::clone(&objects));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(axum::serve(listener, server).into_future());
        let builder = AmazonS3Builder::new()
            .with_region("cn-north-1")
            .with_access_key_id("id")
            .with_secret_access_key("secret")
            .with_endpoint(endpoint)
            .with_allow_http(true);
        let url = url::Url::parse("s3://papers/xixian/documents").unwrap();
        let store = bucket(builder, &url).unwrap();
        let path = Path::from("files/ab/abcd");
        let content = PutPayload::from_static(b"a photo");
        store.put(&path, content).await.unwrap();
        let stored: Vec<String> = objects.lock().unwrap().keys().cloned().collect();
        assert_eq!(stored, ["/papers/xixian/documents/files/ab/abcd"]);
        let read = store.get(&path).await.unwrap().bytes().await.unwrap();
        assert_eq!(read.as_ref(), b"a photo");
        assert!(matches!(
            store.get(&Path::from("files/ab/none")).await,
            Err(object_store::Error::NotFound { .. })
        ));
    }

    #[test]
    fn a_store_that_is_no_bucket_is_refused() {
        for wrong in ["https://papers/documents", "s3:///documents"] {
            let url = url::Url::parse(wrong).unwrap();
            assert!(bucket(AmazonS3Builder::new(), &url).is_err(), "{wrong}");
        }
    }
}
