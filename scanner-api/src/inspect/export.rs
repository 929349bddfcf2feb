//! A case to take away: one archive with a readable summary, every record as JSON and as the chain hashed it,
//! the chain's proofs of the heads, the documents the reader may see, and a manifest of BLAKE3 sums.

use std::{collections::VecDeque, io};

use axum::body::Body;
use county_primitives::{Digest, Role, Subject};
use serde_json::{json, Value};
use sqlx::SqliteConnection;

use super::{file::File, reach::Reach};
use crate::{
    db::now_ms,
    documents,
    error::ApiError,
    extract::Session,
    index::{head, IndexHead},
    labels::{archive, stream},
    shown::Instant,
    state::{App, AppState},
};

/// Room in an archive besides the largest file.
const ROOM_BYTES: usize = 1024 * 1024;

/// How to check an archive, in both languages.
const HOW_TO_CHECK: &str = "\
核验方法
1. 文件是否被改动：安装 b3sum，在本目录执行 b3sum --check manifest.b3
2. 记录是否与链上一致：对 records/ 中每个主体，从 32 个零字节开始，依次计算
   head = blake2_256(head ++ 记录的 scale 字节)，结果应等于该文件中的 head。
3. head 是否在链上：用同一文件中的 state_root、storage_key 和 proof 核对存储证明。
4. state_root 是否属于该区块：blake2_256(header) 应等于 block_hash；header 按 SCALE 解码依次为
   parent_hash（32 字节）、number（compact）、state_root（32 字节）、extrinsics_root（32 字节）、digest，
   其中的 state_root 应与文件中的相同。
标有 withheld 的文件不含记录：质疑人的身份只有纪检监察可知；其 head 仍按第 3、4 步核验。
以上各步都不需要网络。最后一步只问一个问题：向任意一个本链节点查询 number 对应的区块哈希，应为 block_hash。

How to check
1. Files: install b3sum and run, in this folder, b3sum --check manifest.b3
2. Records: for each subject in records/, start with 32 zero bytes and compute
   head = blake2_256(head ++ the scale bytes of the record) in order; the result is the head in the file.
3. Heads: the proof in the same file leads from state_root to the value under storage_key.
4. Blocks: blake2_256(header) is block_hash. In SCALE the header is parent_hash (32 bytes), number (compact),
   state_root (32 bytes), extrinsics_root (32 bytes) and digest; its state_root is the one in the file.
A file marked withheld has no records: who asked is for inspectors only. Steps 3 and 4 hold for its head.
None of this needs a network. One question is left for any node of this chain: its block with that number has this
block_hash.
";

/// A file of the archive.
enum Entry {
    /// What is written down already.
    Text(String, Vec<u8>),
    /// A document that is read when its turn comes.
    Document(String, String),
}

/// A case that is ready to be sent.
pub struct Bundle {
    app: AppState,
    entries: VecDeque<Entry>,
    manifest: Value,
}

/// Gathers a case. `summary` are the readable files, made for the reader's language. The records of a challenge say who
/// asked: they are for inspectors, others get its head.
pub async fn gather(
    app: &AppState,
    session: &Session,
    reach: &Reach,
    file: &File,
    summary: Vec<(String, Vec<u8>)>,
) -> Result<Bundle, ApiError> {
    // Records and heads as of one block, the one of the proofs: no block comes in between.
    let mut snapshot = app.db.reader.begin().await?;
    let index = head(&mut *snapshot)
        .await?
        .ok_or_else(ApiError::not_found)?;
    let mut entries: VecDeque<Entry> = summary
        .into_iter()
        .map(|(name, content)| Entry::Text(name, content))
        .collect();
    entries.push_back(Entry::Text(
        "VERIFY.txt".to_owned(),
        HOW_TO_CHECK.as_bytes().to_vec(),
    ));
    entries.push_back(Entry::Text(
        "file.json".to_owned(),
        serde_json::to_vec_pretty(file)?,
    ));
    let is_inspector = reach.has(Role::Inspector, &file.transaction.division);
    for head in &file.heads {
        let name = format!("records/{}.json", head.subject.replace(':', "-"));
        let shows = is_inspector || !head.subject.starts_with("challenge:");
        let content = records(app, &mut snapshot, &head.subject, shows, &index).await?;
        entries.push_back(Entry::Text(name, content));
    }
    drop(snapshot);
    for paper in &file.documents {
        let Some(stored) = &paper.stored else {
            continue;
        };
        let name = document_path(&paper.digest, &stored.media_type);
        entries.push_back(Entry::Document(name, paper.digest.clone()));
    }
    let manifest = json!({
        "format": "county-ledger-case/1",
        "subject": file.transaction.subject,
        "division": file.transaction.division,
        "exported": Instant(now_ms()),
        "exported_by_member": session.member.map(|member| member.0),
        "block": index.number,
        "block_hash": index.hash,
        "genesis_hash": index.genesis_hash,
    });
    Ok(Bundle {
        app: app.clone(),
        entries,
        manifest,
    })
}

/// Where a document lies in an archive.
pub fn document_path(digest: &str, media_type: &str) -> String {
    let extension = match media_type {
        "image/jpeg" => "jpg",
        "image/png" => "png",
        "image/webp" => "webp",
        "application/pdf" => "pdf",
        _ => "bin",
    };
    format!("documents/{digest}.{extension}")
}

/// All records of a subject as of a block, if they are shown, with the chain's proof of their head.
async fn records(
    app: &App,
    snapshot: &mut SqliteConnection,
    subject: &str,
    shows: bool,
    index: &IndexHead,
) -> Result<Vec<u8>, ApiError> {
    let (len, timeline): (i64, String) =
        sqlx::query_as("SELECT len, head FROM timelines WHERE subject = ?")
            .bind(subject)
            .fetch_one(&mut *snapshot)
            .await?;
    let all = sqlx::query_as(
        "SELECT sequence, block, event_index, scale, json FROM records \
         WHERE subject = ? ORDER BY sequence",
    );
    let rows: Vec<(i64, i64, i64, Vec<u8>, String)> = if shows {
        all.bind(subject).fetch_all(snapshot).await?
    } else {
        Vec::new()
    };
    let records = rows
        .into_iter()
        .map(|(sequence, block, event_index, scale, text)| {
            Ok(json!({
                "sequence": sequence,
                "block": block,
                "event_index": event_index,
                "scale": format!("0x{}", hex::encode(scale)),
                "record": serde_json::from_str::<Value>(&text)?,
            }))
        })
        .collect::<Result<Vec<Value>, ApiError>>()?;
    let mut answer = json!({
        "subject": subject,
        "len": len,
        "head": timeline,
        "block": index.number,
        "block_hash": index.hash,
        "withheld": !shows,
        "records": records,
    });
    let proof = match subject.parse::<Subject>() {
        Ok(subject) => app.node.timeline_proof(subject, &index.hash).await.ok(),
        Err(_) => None,
    };
    if let (Some(proof), Some(fields)) = (proof, answer.as_object_mut()) {
        let nodes = proof.proof.iter();
        let nodes: Vec<String> = nodes.map(|node| prefixed(node)).collect();
        fields.insert("header".to_owned(), prefixed(&proof.header).into());
        fields.insert("state_root".to_owned(), proof.state_root.into());
        fields.insert(
            "storage_key".to_owned(),
            prefixed(&proof.storage_key).into(),
        );
        fields.insert("proof".to_owned(), nodes.into());
    }
    Ok(serde_json::to_vec_pretty(&answer)?)
}

fn prefixed(bytes: &[u8]) -> String {
    format!("0x{}", hex::encode(bytes))
}

impl Bundle {
    /// What an archive of a file is called.
    pub fn file_name(subject: &str) -> String {
        format!("case-{}.zip", subject.replace(':', "-"))
    }

    /// The archive, made while it is sent.
    pub fn into_body(self) -> Body {
        let largest = self.entries.iter().map(|entry| match entry {
            Entry::Text(_, content) => content.len(),
            Entry::Document(..) => 0,
        });
        let documents = self.app.config.documents.bytes_max;
        let window = largest
            .max()
            .unwrap_or(0)
            .max(documents)
            .saturating_mul(2)
            .saturating_add(ROOM_BYTES);
        let runtime = tokio::runtime::Handle::current();
        let files = Files {
            bundle: self,
            runtime,
            sums: Vec::new(),
            closing: Vec::new(),
            is_closed: false,
        };
        stream::body(move |sink| archive::write_within(sink, true, window, files))
    }
}

/// The files of an archive one after the other, with the manifest of those before it at the end.
struct Files {
    bundle: Bundle,
    runtime: tokio::runtime::Handle,
    sums: Vec<(String, usize, String)>,
    closing: Vec<(String, Vec<u8>)>,
    is_closed: bool,
}

impl Files {
    fn read(&self, entry: Entry) -> io::Result<(String, Vec<u8>)> {
        let (name, digest) = match entry {
            Entry::Text(name, content) => return Ok((name, content)),
            Entry::Document(name, digest) => (name, digest),
        };
        let app = &self.bundle.app;
        let read = async {
            let content = documents::content(app, &digest).await.ok()?;
            content.bytes().await.ok()
        };
        let bytes = self
            .runtime
            .block_on(read)
            .ok_or_else(|| io::Error::other("a document cannot be read"))?;
        // What is handed out as evidence is what the ledger names.
        if Digest(*blake3::hash(&bytes).as_bytes()).to_string() != digest {
            return Err(io::Error::other("a document is not what its digest says"));
        }
        Ok((name, bytes.to_vec()))
    }

    /// The two forms of the manifest, the last one first.
    fn close(&mut self) -> io::Result<()> {
        let files: Vec<Value> = self
            .sums
            .iter()
            .map(|(path, bytes, sum)| json!({ "path": path, "bytes": bytes, "blake3": sum }))
            .collect();
        let mut manifest = self.bundle.manifest.take();
        if let Some(fields) = manifest.as_object_mut() {
            fields.insert("files".to_owned(), files.into());
        }
        let manifest = serde_json::to_vec_pretty(&manifest).map_err(io::Error::other)?;
        let sum = blake3::hash(&manifest).to_hex().to_string();
        let named = self.sums.iter().map(|(path, _, sum)| (path.as_str(), sum));
        let lines: String = named
            .chain([("manifest.json", &sum)])
            .map(|(path, sum)| format!("{sum}  {path}\n"))
            .collect();
        self.closing = vec![
            ("manifest.b3".to_owned(), lines.into_bytes()),
            ("manifest.json".to_owned(), manifest),
        ];
        Ok(())
    }
}

impl Iterator for Files {
    type Item = io::Result<(String, Vec<u8>)>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(entry) = self.bundle.entries.pop_front() {
            let file = self.read(entry);
            if let Ok((name, content)) = &file {
                let sum = blake3::hash(content).to_hex().to_string();
                self.sums.push((name.clone(), content.len(), sum));
            }
            return Some(file);
        }
        if !self.is_closed {
            self.is_closed = true;
            if let Err(error) = self.close() {
                return Some(Err(error));
            }
        }
        self.closing.pop().map(Ok)
    }
}
